"""The sections of a guide found again, so that links to them outlive an import."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from apps.core.naming import fold, slug
from apps.guides.models import Guide, Section


class Heading(Protocol):
    """What a source says of a section's place."""

    @property
    def number(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def level(self) -> int: ...


def match(stored: Sequence[Section], headings: Sequence[Heading]) -> list[Section | None]:
    """For each heading the stored section that it is, or None for a new one.

    The same number and title first, then the same title, then the same number; the nth of several
    such headings is the nth of such sections.
    """
    left = list(stored)
    found: list[Section | None] = [None] * len(headings)
    for key in (_number_and_title, _title, _number):
        for place, heading in enumerate(headings):
            wanted = key(heading)
            if found[place] is None and wanted:
                same = next((row for row in left if key(row) == wanted), None)
                if same is not None:
                    found[place] = same
                    left.remove(same)
    return found


def _number_and_title(of: Heading | Section) -> tuple[str, str]:
    return of.number, fold(of.title)


def _title(of: Heading | Section) -> str:
    return fold(of.title)


def _number(of: Heading | Section) -> str:
    return of.number


def anchors(headings: Iterable[Heading], taken: Iterable[str] = ()) -> Iterator[str]:
    """A new anchor for each heading, of its title, different from ``taken`` and one another.

    Numbers are left out: a new chapter moves them, and titles stay.
    """
    used = set(taken)
    for heading in headings:
        stem = slug(heading.title, fallback="section", max_length=100)
        anchor, n = stem, 1
        while anchor in used:
            n += 1
            anchor = f"{stem}-{n}"
        used.add(anchor)
        yield anchor


def place(guide: Guide, headings: Sequence[Heading]) -> list[Section]:
    """The guide's sections for these headings, in order, not saved: new ones have no key yet.

    Sets number, title, level, position and, for new ones, the anchor. Texts are the caller's.
    """
    stored = list(guide.sections.all())
    matched = match(stored, headings)
    fresh = [heading for heading, row in zip(headings, matched, strict=True) if row is None]
    new = anchors(fresh, (row.anchor for row in stored))
    sections = []
    for position, (heading, row) in enumerate(zip(headings, matched, strict=True)):
        section = row or Section(guide=guide, anchor=next(new))
        section.number, section.title = heading.number, heading.title
        section.level, section.position = min(max(heading.level, 1), 6), position
        sections.append(section)
    return sections
