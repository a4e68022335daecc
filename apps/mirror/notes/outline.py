"""The headings of a document, told apart from credits and labels that are set like headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from apps.core.markup import Markup
from apps.mirror.notes import bylines, headings, titles
from apps.mirror.notes.event_names import GROUP, is_event_name
from apps.mirror.notes.headings import Heading, Section
from apps.mirror.notes.source import Source

# A session in which several people have a turn each
ROUND: Final = re.compile(
    r"\bmulti-?talk|\b(?:lightning|lighting) talks?\b|\bround \d|\bstate[- ]of(?: the \w+)?\W*$",
    re.I,
)


# Explicit markup of reST that stands before a title
HIDDEN: Final = re.compile(
    r"^\.\.(?:\s*$|\s(?!\w[\w-]*::)|\s(?:meta|role|default-role|highlight|contents|index|include|date"
    r"|post|tags|sectionauthor|module|currentmodule|only|raw|image|figure)::)"
)
THANKS: Final = re.compile(r"^(?:special )?thanks?\b", re.IGNORECASE)
CREDIT: Final = re.compile(r"^(?:(?:presented |given |moderated |chaired )?by|with)\b", re.I)


@dataclass(frozen=True, kw_only=True)
class Outline:
    """`title` is the heading that stands over the whole document, if there is one."""

    title: Heading | None
    first: int
    sections: Sequence[Section]

    @property
    def body_first(self) -> int:
        return self.title.span.last + 1 if self.title else self.first


def read_outline(source: Source, first: int) -> Outline:
    """The document from line `first` as a tree of sections below its title."""
    found = [h for h in headings.find(source, first) if not _is_credit(h)]
    if source.markup == Markup.PLAIN and len({heading.level for heading in found}) <= 1:
        found = list(_nested(source, found, first))
    roots = headings.sections(found, source.last)
    begins = _begins_at(source, first)
    if len(roots) == 1 and roots[0].span.first <= begins:
        return Outline(title=roots[0].heading, first=first, sections=roots[0].inner)
    return Outline(title=None, first=first, sections=roots)


def _begins_at(source: Source, first: int) -> int:
    """The first line that shows: no comment, substitution, target or settings of a reST file."""
    is_hidden = False
    for number, line in source.numbered(first, source.last):
        if not line.strip():
            continue
        is_set_in = line[0].isspace()
        opens = source.markup == Markup.RST and HIDDEN.match(line)
        is_hidden = bool(opens) or (is_hidden and is_set_in)
        if not is_hidden:
            return number
    return first


def _is_credit(heading: Heading) -> bool:
    if not CREDIT.match(heading.text):
        return False
    return bool(bylines.read_credit(heading.text, heading.span.first))


def flat(outline: Outline) -> list[Heading]:
    """All headings of the outline in order."""
    found = [outline.title] if outline.title else []
    waiting = list(reversed(outline.sections))
    while waiting:
        section = waiting.pop()
        found.append(section.heading)
        waiting += reversed(section.inner)
    return found


def flat_sections(source: Source, first: int) -> list[Section]:
    """The bare headings of plain text, none below another."""
    return headings.sections(headings.find(source, first), source.last)


def _nested(source: Source, found: list[Heading], first: int) -> Iterator[Heading]:
    """Plain text gives its headings no rank: those that name people or a kind begin a session.

    What follows is below them; people with their affiliation are below a round of talks.
    """
    if not found:
        return
    last = [heading.span.first - 1 for heading in found[1:]] + [source.last]
    if not _is_structured(source, found, last):
        first_level = 1 if is_event_name(found[0].text) else 2
        yield from (replace(h, level=2 if n else first_level) for n, h in enumerate(found))
        return
    begun = in_round = in_turn = False
    for position, (heading, end) in enumerate(zip(found, last, strict=True)):
        if position == 0 and all(map(source.is_blank, range(first, heading.span.first))):
            yield replace(heading, level=1)
            continue
        is_round = bool(ROUND.search(heading.text))
        is_turn = in_round and bool(titles.read_title(heading.text, members=True).people)
        if is_round or (not is_turn and _begins(source, heading, end)):
            begun, in_round, in_turn = True, is_round, False
            yield replace(heading, level=2)
        else:
            in_turn = in_turn or is_turn
            level = 2 if not begun else 3 if is_turn or not in_turn else 4
            yield replace(heading, level=level)


def _is_structured(source: Source, found: Sequence[Heading], last: Sequence[int]) -> bool:
    """Whether any heading but the first has people, be it as their turn in a round."""
    rest = list(zip(found, last, strict=True))[1:]
    if any(_has_people(source, heading, end) for heading, end in rest):
        return True
    rounds = any(ROUND.search(heading.text) for heading, _ in rest)
    return rounds and any(titles.read_title(h.text, members=True).people for h, _ in rest)


def _begins(source: Source, heading: Heading, end: int) -> bool:
    if GROUP.match(heading.text) or THANKS.match(heading.text):
        return True
    return bool(titles.kind_of(heading.text)) or _has_people(source, heading, end)


def _has_people(source: Source, heading: Heading, end: int) -> bool:
    if titles.read_title(heading.text).people:
        return True
    return bool(bylines.read_lead(source, heading.span.last + 1, end).people)
