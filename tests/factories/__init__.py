"""Rows for tests. What a factory makes is public; ``publish()`` puts it into the catalog."""

import datetime
from typing import Any, TypeVar

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory
from factory.helpers import post_generation

from apps.core.estimates import Estimate, Precision
from apps.core.models import Source, Topic
from apps.core.naming import slug
from apps.events.models import (
    Appearance,
    Event,
    EventOrigin,
    HeadCount,
    Link,
    Membership,
    Organiser,
    Recording,
    Series,
    Session,
    SessionOrigin,
    Venue,
)
from apps.events.noted import Figure, Incident, Passage
from apps.packages.models import Package
from apps.people.models import Person, PersonName, User

Row = TypeVar("Row")


class Factory(DjangoModelFactory[Row]):
    """A model factory that says which row calling it gives: ``EventFactory(title="x")``."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    def __new__(cls, **fields: Any) -> Row:  # type: ignore[misc]
        made: Row = cls.create(**fields)
        return made


def slug_of(field: str) -> Any:
    """The slug of another field, as the site would make it."""
    return LazyAttribute(lambda row: slug(getattr(row, field)))


class WithTopics(Factory[Row]):
    """Takes ``topics=["django", "testing"]``."""

    class Meta:
        abstract = True

    @post_generation
    def topics(self, create: bool, names: list[str] | None, **kwargs: Any) -> None:
        if create and names:
            self.topics.add(*names)


class UserFactory(Factory[User]):
    class Meta:
        model = User

    username = Sequence(lambda n: f"reader{n}")


class TopicFactory(Factory[Topic]):
    class Meta:
        model = Topic

    name = Sequence(lambda n: f"topic {n}")
    slug = slug_of("name")


class SourceFactory(Factory[Source]):
    class Meta:
        model = Source
        django_get_or_create = ("name",)

    name = "Notes of a listener"
    url = "https://notes.example.org/"
    author = "Lin Listener"
    licence = "CC BY 4.0"


class PersonFactory(Factory[Person]):
    class Meta:
        model = Person

    name = Sequence(lambda n: f"Person Number{n}")
    slug = slug_of("name")


class PersonNameFactory(Factory[PersonName]):
    class Meta:
        model = PersonName

    person = SubFactory(PersonFactory)
    name = Sequence(lambda n: f"Other Spelling{n}")


class PackageFactory(Factory[Package]):
    class Meta:
        model = Package

    name = Sequence(lambda n: f"package-{n}")


class SeriesFactory(Factory[Series]):
    class Meta:
        model = Series

    name = Sequence(lambda n: f"PyCon Nowhere {n}")
    slug = slug_of("name")


class VenueFactory(Factory[Venue]):
    class Meta:
        model = Venue

    name = Sequence(lambda n: f"Hall {n}")
    city = "Hobart"
    country = "Australia"


class EventFactory(WithTopics[Event]):
    class Meta:
        model = Event

    title = Sequence(lambda n: f"Conference {n}")
    slug = slug_of("title")
    starts_on = datetime.date(2013, 7, 5)


class OrganiserFactory(Factory[Organiser]):
    class Meta:
        model = Organiser

    event = SubFactory(EventFactory)
    person = SubFactory(PersonFactory)


class MembershipFactory(Factory[Membership]):
    """Give it ``event=`` or ``series=``."""

    class Meta:
        model = Membership

    user = SubFactory(UserFactory)


class HeadCountFactory(Factory[HeadCount]):
    """About 50, unless ``estimate`` says otherwise."""

    class Meta:
        model = HeadCount

    event = SubFactory(EventFactory)
    estimate = Estimate.of(Precision.ROUGH, 50, raw="about 50")


class SessionFactory(WithTopics[Session]):
    """A talk; give ``speakers=[person]`` to have somebody hold it."""

    class Meta:
        model = Session

    event = SubFactory(EventFactory)
    title = Sequence(lambda n: f"Talk {n}")
    slug = slug_of("title")
    position = Sequence(int)

    @post_generation
    def speakers(self, create: bool, people: list[Person] | None, **kwargs: Any) -> None:
        for position, person in enumerate(people or []):
            AppearanceFactory(session=self, person=person, position=position)

    @post_generation
    def packages(self, create: bool, packages: list[Package] | None, **kwargs: Any) -> None:
        if packages:
            self.packages.add(*packages)


class AppearanceFactory(Factory[Appearance]):
    class Meta:
        model = Appearance

    session = SubFactory(SessionFactory)
    person = SubFactory(PersonFactory)


class RecordingFactory(Factory[Recording]):
    class Meta:
        model = Recording

    session = SubFactory(SessionFactory)
    kind = Recording.Kind.YOUTUBE
    url = Sequence(lambda n: f"https://videos.example.org/watch?v={n}")


class LinkFactory(Factory[Link]):
    class Meta:
        model = Link

    session = SubFactory(SessionFactory)
    url = Sequence(lambda n: f"https://slides.example.org/{n}")
    label = "Slides"


class EventOriginFactory(Factory[EventOrigin]):
    class Meta:
        model = EventOrigin

    event = SubFactory(EventFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"events/{n}")


class SessionOriginFactory(Factory[SessionOrigin]):
    class Meta:
        model = SessionOrigin

    session = SubFactory(SessionFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"talks/{n}")


class PassageFactory(Factory[Passage]):
    """Running text of a session; give ``event=...`` and ``session=None`` for an event's own."""

    class Meta:
        model = Passage

    session = SubFactory(SessionFactory)
    anchor = Sequence(lambda n: f"n-{n}")
    position = Sequence(int)
    text = Sequence(lambda n: f"What was noted, number {n}.")


class QuestionFactory(PassageFactory):
    """A question that somebody asked."""

    kind = Passage.Kind.QUESTION
    text = Sequence(lambda n: f"What about number {n}?")


class AnswerFactory(PassageFactory):
    kind = Passage.Kind.ANSWER
    text = Sequence(lambda n: f"Number {n} will do.")


class FigureFactory(Factory[Figure]):
    """About 50 %, unless ``estimate`` says otherwise."""

    class Meta:
        model = Figure

    session = SubFactory(SessionFactory)
    what = "Speed-up"
    unit = "%"
    estimate = Estimate.of(Precision.ROUGH, 50, raw="about 50")


class IncidentFactory(Factory[Incident]):
    class Meta:
        model = Incident

    event = SubFactory(EventFactory)
    device = "Netbook"
    symptom = "No wireless network"
