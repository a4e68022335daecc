"""Events and talks as records of the API and the catalog."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Q
from rest_framework import serializers

from apps.catalog import filters, kinds
from apps.catalog.serializers import (
    ApiAddress,
    OptionalAddress,
    PageAddress,
    RecordSerializer,
    SourceSerializer,
    TopicsField,
    address,
    loaded,
    loaded_topics,
)
from apps.events.models import (
    Appearance,
    Event,
    EventOrigin,
    HeadCount,
    Link,
    Organiser,
    Recording,
    Session,
    SessionOrigin,
)
from apps.packages.models import Package


class SeriesRefSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    slug = serializers.CharField()
    html_url = PageAddress()


class VenueSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    url = OptionalAddress()


class PersonRefSerializer(serializers.Serializer[Any]):
    """A person as a talk or an event names them."""

    name = serializers.CharField(source="person.name")
    slug = serializers.CharField(source="person.slug")
    url = serializers.SerializerMethodField()
    role = serializers.CharField()

    def get_url(self, row: Any) -> str:
        return address("people", row.person.slug)


class SpeakerSerializer(PersonRefSerializer):
    """Somebody in a talk: speaker, moderator, panelist, host or audience."""

    affiliations = serializers.ListField(child=serializers.CharField())


class HeadCountSerializer(serializers.Serializer[Any]):
    """An uncertain count: the number said, and the bounds it lies in."""

    room = serializers.CharField()
    raw = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField()


class EventCardSerializer(RecordSerializer):
    """An event as lists show it."""

    record_kind = "event"

    url = ApiAddress("events")
    event_kind = serializers.CharField(source="kind")
    summary = serializers.CharField()
    series = SeriesRefSerializer(allow_null=True)
    venue = VenueSerializer(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()
    talk_count = serializers.IntegerField()


class EventSerializer(EventCardSerializer):
    """An event with everything but its talks, which are at ``talks/?event={slug}``."""

    body = serializers.CharField()
    markup = serializers.CharField()
    homepage = OptionalAddress(source="url")
    organisers = PersonRefSerializer(source="loaded_organisers", many=True)
    sponsors = serializers.ListField(child=serializers.CharField())
    attendance = HeadCountSerializer(source="loaded_head_counts", many=True)
    sources = SourceSerializer(source="loaded_origins", many=True)


class EventRefSerializer(serializers.Serializer[Any]):
    """An event as its talks name it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = ApiAddress("events")


class RecordingSerializer(serializers.Serializer[Any]):
    """Where a talk can be watched. ``available`` is null until it was looked at."""

    url = OptionalAddress()
    kind = serializers.CharField()
    duration_seconds = serializers.IntegerField(allow_null=True)
    licence = serializers.CharField()
    available = serializers.BooleanField(allow_null=True)
    thumbnail_url = OptionalAddress()


class LinkSerializer(serializers.Serializer[Any]):
    url = OptionalAddress()
    label = serializers.CharField()  # type: ignore[assignment]


class TalkCardSerializer(RecordSerializer):
    """A talk as lists show it. ``session_kind`` tells a panel from a keynote."""

    record_kind = "talk"

    url = ApiAddress("talks", "pk")
    session_kind = serializers.CharField(source="kind")
    summary = serializers.CharField()
    event = EventRefSerializer()
    speakers = SpeakerSerializer(source="loaded_appearances", many=True)
    date = serializers.SerializerMethodField()
    language = serializers.CharField()
    topics = TopicsField()
    recordings = RecordingSerializer(source="loaded_recordings", many=True)

    def get_date(self, session: Any) -> str | None:
        date = session.date or session.event.starts_on
        return date and date.isoformat()


class TalkSerializer(TalkCardSerializer):
    """A talk with everything that is known of it."""

    body = serializers.CharField()
    markup = serializers.CharField()
    room = serializers.CharField()
    starts_at = serializers.DateTimeField(allow_null=True)
    links = LinkSerializer(source="loaded_links", many=True)
    packages = serializers.SerializerMethodField(help_text="Normalised names (PEP 503)")
    sources = SourceSerializer(source="loaded_origins", many=True)

    def get_packages(self, session: Any) -> list[str]:
        return [package.slug for package in session.loaded_packages]


def public_events() -> models.QuerySet[Event]:
    """Published events with all that their documents show."""
    return (
        Event.objects.published()
        .select_related("series", "venue")
        .prefetch_related(
            loaded_topics(),
            loaded("organisers", Organiser.objects.select_related("person")),
            loaded("head_counts", HeadCount.objects.order_by("room")),
            loaded("origins", EventOrigin.objects.select_related("source").order_by("pk")),
        )
        .annotate(talk_count=Count("sessions", filter=Q(sessions__state="published")))
    )


def event_entry(event: Any) -> kinds.Entry:
    organisers = [(row.person.slug, row.role) for row in event.loaded_organisers]
    topics = [link.tag for link in event.loaded_topic_links]
    series = event.series
    return kinds.Entry(
        slug=event.slug,
        title=event.title,
        summary=event.summary,
        weight=event.talk_count,
        form=event.kind,
        language=event.language,
        date=event.starts_on,
        event=event.slug,
        series=series.slug if series else "",
        people=organisers,
        topics=[topic.slug for topic in topics],
        texts=(
            event.title,
            " ".join([series.name if series else "", str(event.venue or ""), *map(str, topics)]),
            event.summary,
            event.body,
        ),
    )


def what_shows_events(ids: Iterable[int]) -> kinds.Touched:
    """The talks of these events, their people and topics."""
    events = Event.objects.filter(pk__in=list(ids))
    return {
        "talk": set(events.values_list("sessions", flat=True)) - {None},
        "person": set(events.values_list("organisers__person", flat=True)) - {None},
        "topic": set(events.values_list("topics", flat=True)) - {None},
    }


def public_talks() -> models.QuerySet[Session]:
    """Published sessions of published events with all that their documents show."""
    return Session.objects.published().prefetch_related(
        "event__series",  # not joined: a thousand talks share one event
        loaded_topics(),
        loaded("appearances", Appearance.objects.select_related("person")),
        loaded("recordings", Recording.objects.all()),
        loaded("links", Link.objects.all()),
        loaded("packages", Package.objects.order_by("slug")),
        loaded("origins", SessionOrigin.objects.select_related("source").order_by("pk")),
    )


def talk_entry(session: Any) -> kinds.Entry:
    appearances = session.loaded_appearances
    topics = [link.tag for link in session.loaded_topic_links]
    names = [row.person.name for row in appearances]
    return kinds.Entry(
        slug=session.slug,
        title=session.title,
        summary=session.summary,
        form=session.kind,
        language=session.language,
        date=session.date or session.event.starts_on,
        event=session.event.slug,
        series=session.event.series.slug if session.event.series else "",
        people=[(row.person.slug, row.role) for row in appearances],
        topics=[topic.slug for topic in topics],
        texts=(
            session.title,
            " ".join([*names, session.event.title, *map(str, topics)]),
            session.summary,
            session.body,
        ),
    )


def what_shows_talks(ids: Iterable[int]) -> kinds.Touched:
    """The events, people and topics that count these talks."""
    sessions = Session.objects.filter(pk__in=list(ids))
    return {
        "event": set(sessions.values_list("event", flat=True)),
        "person": set(sessions.values_list("appearances__person", flat=True)) - {None},
        "topic": set(sessions.values_list("topics", flat=True)) - {None},
    }


LANGUAGE = filters.equals("language", "Language code (BCP 47), such as en")
SERIES = filters.equals("series", "Slug of a series, such as pycon-us")

kinds.register(
    kinds.Kind(
        name="talk",
        plural="talks",
        model=Session,
        rows=public_talks,
        card=TalkCardSerializer,
        detail=TalkSerializer,
        entry=talk_entry,
        touches=what_shows_talks,
        filters={
            "event": filters.equals("event", "Slug of an event, such as djangocon-au-2013"),
            "series": SERIES,
            "speaker": filters.person("role", "Slug of somebody who appears, in any role"),
            "role": filters.role(Appearance.Role.values, "Somebody has this role; narrows speaker"),
            "topic": filters.topic(),
            "year": filters.year("Year of the talk"),
            "language": LANGUAGE,
            "kind": filters.one_of("form", Session.Kind.values, "Kind of session"),
        },
        lookup="id",
        counted=True,
    )
)
kinds.register(
    kinds.Kind(
        name="event",
        plural="events",
        model=Event,
        rows=public_events,
        card=EventCardSerializer,
        detail=EventSerializer,
        entry=event_entry,
        touches=what_shows_events,
        filters={
            "series": SERIES,
            "topic": filters.topic(),
            "year": filters.year("Year in which the event starts"),
            "language": LANGUAGE,
            "kind": filters.one_of("form", Event.Kind.values, "Kind of event"),
        },
        counted=True,
    )
)
