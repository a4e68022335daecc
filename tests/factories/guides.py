"""Guides and notes for tests."""

import datetime
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.helpers import post_generation

from apps.guides.models import (
    CaseStudy,
    Contributor,
    Guide,
    GuideOrigin,
    Note,
    NoteCorrection,
    NoteOrigin,
    Pointer,
    Section,
    SectionOrigin,
    Technology,
    TechnologyOrigin,
)
from apps.people.models import Person
from tests.factories import Factory, PersonFactory, SourceFactory, WithTopics, slug_of


class GuideFactory(WithTopics[Guide]):
    """A guide; give ``authors=[person, "A Name"]`` to have somebody write it."""

    class Meta:
        model = Guide

    title = Sequence(lambda n: f"How to do thing {n}")
    slug = slug_of("title")
    release = "1.0"
    released_on = datetime.date(2013, 3, 19)

    @post_generation
    def authors(self, create: bool, given: list[Person | str] | None, **kwargs: Any) -> None:
        for position, author in enumerate(given or []):
            named = {"name": author} if isinstance(author, str) else {"person": author}
            ContributorFactory(guide=self, position=position, **named)


class ContributorFactory(Factory[Contributor]):
    class Meta:
        model = Contributor

    guide = SubFactory(GuideFactory)


class SectionFactory(Factory[Section]):
    class Meta:
        model = Section

    guide = SubFactory(GuideFactory)
    title = Sequence(lambda n: f"Section {n}")
    anchor = slug_of("title")
    position = Sequence(int)
    body = "What there is to know."


class TechnologyFactory(Factory[Technology]):
    class Meta:
        model = Technology

    guide = SubFactory(GuideFactory)
    name = Sequence(lambda n: f"Technology {n}")
    status = Technology.Status.AVOID


class PointerFactory(Factory[Pointer]):
    class Meta:
        model = Pointer

    guide = SubFactory(GuideFactory)
    label = Sequence(lambda n: f"Page {n} of the wiki")


class CaseStudyFactory(Factory[CaseStudy]):
    class Meta:
        model = CaseStudy

    guide = SubFactory(GuideFactory)
    title = Sequence(lambda n: f"Project {n}")
    before = "A script for every server."
    after = "One script."


class NoteFactory(WithTopics[Note]):
    class Meta:
        model = Note

    author = SubFactory(PersonFactory)
    title = Sequence(lambda n: f"Note {n}")
    slug = slug_of("title")
    body = "Worth remembering."


class NoteCorrectionFactory(Factory[NoteCorrection]):
    class Meta:
        model = NoteCorrection

    note = SubFactory(NoteFactory)
    text = "It can do that already."
    credit = "Attentive Reader"


class GuideOriginFactory(Factory[GuideOrigin]):
    class Meta:
        model = GuideOrigin

    guide = SubFactory(GuideFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"guides/{n}")


class SectionOriginFactory(Factory[SectionOrigin]):
    class Meta:
        model = SectionOrigin

    section = SubFactory(SectionFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"sections/{n}")


class TechnologyOriginFactory(Factory[TechnologyOrigin]):
    class Meta:
        model = TechnologyOrigin

    technology = SubFactory(TechnologyFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"technologies/{n}")


class NoteOriginFactory(Factory[NoteOrigin]):
    class Meta:
        model = NoteOrigin

    note = SubFactory(NoteFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"notes/{n}")
