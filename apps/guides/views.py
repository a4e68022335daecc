"""Pages about guides and notes. Lists read the catalog; the page of one row reads the row."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.catalog.filters import BadParameter
from apps.catalog.freshness import catalog_page, content_page
from apps.catalog.listing import list_page
from apps.catalog.records import refuse
from apps.core import markup
from apps.guides import linked_data
from apps.guides.cleaning import Cleaned, clean
from apps.guides.models import Guide, Note

#: As many changes are told on a page
CHANGES = 20


@catalog_page
def guides(request: HttpRequest) -> HttpResponse:
    """Guides, newest release first."""
    return list_page(request, "guide", "guides/guides.html")


@catalog_page
def notes(request: HttpRequest) -> HttpResponse:
    """Notes, newest first."""
    return list_page(request, "note", "guides/notes.html")


@content_page
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide: contents, every section under its anchor, what it says of technologies."""
    found = Guide.objects.whole().filter(slug=slug).first()
    if found is None or found.state != Guide.State.PUBLISHED:
        refuse("guide", request.path, found)
    scanned = _scanned(request)
    opening = _shown(found.body, found, "opening", scanned=scanned)
    sections = list(found.sections.all())
    _dress(sections, found, scanned=scanned)
    context = {
        "guide": found,
        "abstract": markup.render(found.summary, found.markup, prefix="abstract"),
        "opening": opening,
        "sections": sections,
        "mended": sorted({each for part in (opening, *sections) for each in _mended(part)}),
        "technologies": _by_name(found),
        "pointers": [row for row in found.pointers.all() if row.section_id is None],
        "case_studies": [row for row in found.case_studies.all() if row.section_id is None],
        "scanned": scanned,
        "revisions": found.revisions().select_related("actor")[:CHANGES],
        "linked_data": linked_data.guide(found),
    }
    return render(request, "guides/guide.html", context)


def _scanned(request: HttpRequest) -> bool:
    """Whether the texts are asked for as their source has them."""
    wanted = request.GET.get("as", "")
    if wanted not in ("", "scanned"):
        raise BadParameter("as", "must be scanned, or left out for the cleaned text")
    return bool(wanted)


def _shown(text: str, guide: Any, prefix: str, *, scanned: bool) -> dict[str, Any]:
    """A text ready for the page: its source, or cleaned blocks as HTML."""
    if scanned:
        return {"source": text}
    cleaned: Cleaned = clean(text, guide.markup)
    blocks = [
        {
            "form": block.form,
            "html": markup.render(block.text, guide.markup, prefix=f"{prefix}-{n}"),
        }
        for n, block in enumerate(cleaned.blocks)
    ]
    return {"blocks": blocks, "mended": cleaned.mended}


def _mended(part: Any) -> tuple[str, ...]:
    shown = part if isinstance(part, dict) else part.shown
    mended: tuple[str, ...] = shown.get("mended", ())
    return mended


def _dress(sections: list[Any], guide: Any, *, scanned: bool) -> None:
    """Give each section what its place on the page needs."""
    pointers, cases, technologies = (_by_section(rows) for rows in _parts(guide))
    for section in sections:
        section.guide = guide  # saves a query each when their addresses are made
        section.heading = min(section.level + 1, 6)
        section.shown = _shown(section.body, guide, section.anchor, scanned=scanned)
        section.pointers_here = pointers[section.pk]
        section.cases_here = cases[section.pk]
        section.technologies_here = technologies[section.pk]
        section.problems = [] if scanned else markup.problems(section.body, guide.markup)
    for before, after in pairwise(sections):
        before.following, after.preceding = after, before


def _parts(guide: Any) -> tuple[Any, Any, Any]:
    return guide.pointers.all(), guide.case_studies.all(), guide.technologies.all()


def _by_section(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.section_id:
            found[row.section_id].append(row)
    return found


def _by_name(guide: Any) -> list[Any]:
    """The technologies of the guide, as it orders them."""
    rows = list(guide.technologies.all())
    for row in rows:
        row.guide = guide
        if row.section:
            row.section.guide = guide
    return rows


@content_page
def note(request: HttpRequest, slug: str) -> HttpResponse:
    """One note: what was written, what it answers, what turned out to be wrong in it."""
    found = Note.objects.whole().filter(slug=slug).first()
    if found is None or found.state != Note.State.PUBLISHED:
        refuse("note", request.path, found)
    corrections = [
        {"row": row, "html": markup.render(row.text, found.markup, prefix=f"correction-{n}")}
        for n, row in enumerate(found.corrections.all())
    ]
    context = {
        "note": found,
        "body": markup.render(found.body, found.markup),
        "corrections": corrections,
        "revisions": found.revisions().select_related("actor")[:CHANGES],
        "linked_data": linked_data.note(found),
    }
    return render(request, "guides/note.html", context)
