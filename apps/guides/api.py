"""Guides and notes as records of the catalog: what is public, what is found, what shows what."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from apps.catalog import filters, kinds
from apps.catalog.serializers import loaded, loaded_topics
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
from apps.guides.serializers import (
    GuideCardSerializer,
    GuideSerializer,
    NoteCardSerializer,
    NoteSerializer,
)
from apps.guides.writing import WRITER


def _origins(rows: models.QuerySet[Any]) -> "models.Prefetch[str]":
    return loaded("origins", rows.select_related("source").order_by("pk"))


def public_guides() -> models.QuerySet[Guide]:
    """Published guides with all that their documents show."""
    sections = Section.objects.prefetch_related(_origins(SectionOrigin.objects.all()))
    technologies = Technology.objects.select_related("section", "guide")
    return Guide.objects.published().prefetch_related(
        loaded_topics(),
        loaded("contributors", Contributor.objects.select_related("person")),
        loaded("sections", sections.select_related("guide")),
        loaded(
            "technologies", technologies.prefetch_related(_origins(TechnologyOrigin.objects.all()))
        ),
        loaded("pointers", Pointer.objects.select_related("section")),
        loaded("case_studies", CaseStudy.objects.select_related("section")),
        _origins(GuideOrigin.objects.all()),
    )


def guide_entry(guide: Any) -> kinds.Entry:
    topics = [link.tag for link in guide.loaded_topic_links]
    contributors = guide.loaded_contributors
    technologies = [row.name for row in guide.loaded_technologies]
    names = [row.name_shown for row in contributors]
    titles = [row.title for row in guide.loaded_sections]
    return kinds.Entry(
        slug=guide.slug,
        title=guide.title,
        summary=guide.summary,
        weight=len(titles),
        language=guide.language,
        date=guide.released_on,
        people=[(row.person.slug, row.role) for row in contributors if row.person],
        topics=[topic.slug for topic in topics],
        texts=(
            guide.title,
            " ".join([*names, *technologies, *map(str, topics)]),
            "\n".join([guide.summary, *titles]),
            "\n".join([guide.body, *(row.body for row in guide.loaded_sections)]),
        ),
    )


def public_notes() -> models.QuerySet[Note]:
    """Published notes with all that their documents show."""
    return (
        Note.objects.published()
        .select_related("author")
        .prefetch_related(
            loaded_topics(),
            loaded("corrections", NoteCorrection.objects.all()),
            _origins(NoteOrigin.objects.all()),
        )
    )


def note_entry(note: Any) -> kinds.Entry:
    topics = [link.tag for link in note.loaded_topic_links]
    corrections = [row.text for row in note.loaded_corrections]
    return kinds.Entry(
        slug=note.slug,
        title=note.title,
        summary=note.summary,
        language=note.language,
        date=note.written_on,
        people=[(note.author.slug, "author")] if note.author else [],
        topics=[topic.slug for topic in topics],
        texts=(
            note.title,
            " ".join([note.author_shown, note.answers_name, *map(str, topics)]),
            note.summary,
            "\n".join([note.body, *corrections]),
        ),
    )


def what_shows_guides(ids: Iterable[int]) -> kinds.Touched:
    """Their authors, editors and topics."""
    guides = Guide.objects.filter(pk__in=list(ids))
    return {
        "person": set(guides.values_list("contributors__person", flat=True)) - {None},
        "topic": set(guides.values_list("topics", flat=True)) - {None},
    }


def what_shows_notes(ids: Iterable[int]) -> kinds.Touched:
    """Their authors and topics."""
    notes = Note.objects.filter(pk__in=list(ids))
    return {
        "person": set(notes.values_list("author", flat=True)) - {None},
        "topic": set(notes.values_list("topics", flat=True)) - {None},
    }


def about_technology(text: str, _: Mapping[str, str]) -> Q:
    """Match guides that say whether they advise a technology."""
    rows = Technology.objects.filter(name__iexact=text)
    return Q(object_id__in=rows.values("guide"))


LANGUAGE = filters.equals("language", "Language code (BCP 47), such as en")

kinds.register(
    kinds.Kind(
        name="guide",
        plural="guides",
        model=Guide,
        rows=public_guides,
        card=GuideCardSerializer,
        detail=GuideSerializer,
        entry=guide_entry,
        touches=what_shows_guides,
        filters={
            "author": filters.in_role("author", "Slug of a person who wrote it"),
            "editor": filters.in_role("editor", "Slug of a person who edited it"),
            "technology": filters.Filter(
                "Name of a technology that the guide advises or warns of",
                about_technology,
                {"type": "string"},
            ),
            "topic": filters.topic(),
            "year": filters.year("Year of the release"),
            "language": LANGUAGE,
        },
        counted=True,
    )
)
kinds.register(
    kinds.Kind(
        name="note",
        plural="notes",
        model=Note,
        rows=public_notes,
        card=NoteCardSerializer,
        detail=NoteSerializer,
        entry=note_entry,
        touches=what_shows_notes,
        filters={
            "author": filters.in_role("author", "Slug of the person who wrote it"),
            "topic": filters.topic(),
            "year": filters.year("Year in which it was written"),
            "language": LANGUAGE,
        },
        counted=True,
        writer=WRITER,
    )
)
