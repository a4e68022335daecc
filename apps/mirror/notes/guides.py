"""A guide in numbered sections: who wrote it, for which release, and what it says of what."""

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Final

from apps.mirror.notes import dates
from apps.mirror.notes.case_studies import HEADING as CASE_STUDY
from apps.mirror.notes.case_studies import read_case_study
from apps.mirror.notes.facts import (
    CaseStudyFact,
    GuideFact,
    SectionFact,
    Span,
    TechnologyFact,
)
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.headings import Heading, Section, plain_words
from apps.mirror.notes.names import is_full_name, read_people
from apps.mirror.notes.sentences import sentences
from apps.mirror.notes.source import Source
from apps.mirror.notes.tables import read_tables

NUMBERED: Final = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})\.?\s+(?P<title>\S.*)$")
NO_SECTION: Final = re.compile(
    r"^(?:see also|note|notes|warning|tip|caution"
    r"|important)\W*$",
    re.IGNORECASE,
)
CONTENTS: Final = re.compile(r"^(?:table of )?contents$", re.IGNORECASE)
ABSTRACT: Final = re.compile(r"^(?:abstract|summary)$", re.IGNORECASE)
AUTHOR: Final = re.compile(r"^:?authors?\b[:\s]\s*(?P<who>\S.*)$|^by (?P<by>\S.*)$", re.IGNORECASE)
EDITOR: Final = re.compile(
    r"^(?P<who>\S.*?)[,\s]+\(?(?:editors?|eds?\.)\)?$"
    r"|^edited by (?P<by>\S.*)$",
    re.I,
)
RELEASE: Final = re.compile(
    r"^:?[*_]*(?:release|version"
    r"|edition)[:\s]\s*v?(?P<release>\d[\w.]{0,20})[*_]*$",
    re.I,
)
FEWEST: Final = 3
STATUSES: Final = tuple(
    (status, re.compile(rx, re.IGNORECASE))
    for status, rx in (
        (
            "avoid",
            r"\b(?:is|are) no longer recommended\b|\bshould be avoided\b"
            r"|\bavoid using\b|\bnot recommended\b",
        ),
        ("obsolete", r"\b(?:is|are) (?:now )?(?:obsolete|deprecated|unmaintained|abandoned)\b"),
        (
            "recommended",
            r"\b(?:is|are) (?:currently |now )?(?:the )?(?:best|recommended"
            r"|preferred) (?:way|choice|option|method)\b"
            r"|\b(?:is|are) recommended\b",
        ),
    )
)
WORDS: Final = tuple(
    (status, re.compile(rf"^(?:{rx})(?![^\W\d_])", re.IGNORECASE))
    for status, rx in (
        ("avoid", r"avoid|not recommended|discouraged|no longer recommended"),
        ("obsolete", r"obsolete|deprecated|unmaintained|abandoned|dead|end of life"),
        ("recommended", r"recommended|preferred|best|good"),
        ("usable", r"usable|works|ok|okay|fine"),
        ("limited", r"limited|within limits|with limits"),
    )
)
TECHNICAL: Final = re.compile(
    r"\b(?:[A-Z]{2,6}\b|[A-Za-z]{1,30}_[a-z]{1,30}"
    r"|[A-Z][a-z]{1,30}[A-Z]\w{0,30})"
)


def is_guide(found: Sequence[Heading], title: str) -> bool:
    """Whether the headings are numbered as a guide's are."""
    numbers = [hit["number"] for h in found if (hit := NUMBERED.match(h.text))]
    tops = {number.partition(".")[0] for number in numbers}
    in_order = [int(n.partition(".")[0]) for n in numbers]
    return len(tops) >= FEWEST and in_order == sorted(in_order) and max(in_order) <= 200


def read_guide(
    source: Source, front: FrontMatter, found: Sequence[Heading], *, title: str, first: int
) -> GuideFact:
    """The document as a guide. What stands before its first section is its body."""
    chosen = _sections(found)
    start = chosen[0].span.first if chosen else source.last + 1
    opening = _opening(source, front, found, first, start)
    ends = [heading.span.first - 1 for heading in chosen[1:]] + [source.last] * bool(chosen)
    sections = list(_facts(source, chosen, ends))
    heads = list(zip(chosen, ends, strict=True))
    return GuideFact(
        title=title,
        release=front.text("release", "version") or opening.release,
        date=front.date("date", "published", "created") or opening.date,
        authors=tuple(front.listed("authors", "author") or opening.authors),
        editors=tuple(front.listed("editors", "editor") or opening.editors),
        abstract=front.text("abstract", "excerpt", "summary", "description") or opening.abstract,
        body=source.gathered(
            [n for n in range(first, start) if n not in opening.lines], default=first
        ),
        sections=tuple(sections),
        technologies=tuple(_technologies(source, heads)),
        topics=tuple(front.listed("tags", "topics", "keywords", "categories")),
        case_studies=tuple(_case_studies(source, heads)),
        span=Span(first=1, last=source.last),
    )


class _Opening:
    """What stands before the first section, as far as it is understood."""

    def __init__(self) -> None:
        self.lines: set[int] = set()
        self.authors: list[str] = []
        self.editors: list[str] = []
        self.release = ""
        self.abstract = ""
        self.date: datetime.date | None = None


def _sections(found: Sequence[Heading]) -> list[Heading]:
    """The headings from the first numbered one on, without "See also" and the like."""
    first = next((i for i, h in enumerate(found) if NUMBERED.match(h.text)), 1)
    return [h for h in found[first:] if not NO_SECTION.match(h.text)]


def _facts(source: Source, chosen: Sequence[Heading], ends: Sequence[int]) -> Iterator[SectionFact]:
    depth = 0
    for heading, end in zip(chosen, ends, strict=True):
        hit = NUMBERED.match(heading.text)
        if hit:
            depth = hit["number"].count(".") + 1
        level = depth if hit else 1 if heading.text.lower() == "index" else depth + 1
        yield SectionFact(
            number=hit["number"] if hit else "",
            title=hit["title"] if hit else heading.text,
            level=min(level, 6),
            body=source.passage(heading.span.last + 1, end),
        )


def _opening(
    source: Source, front: FrontMatter, found: Sequence[Heading], first: int, start: int
) -> _Opening:
    opening = _Opening()
    by_line = {h.span.first: h for h in found if h.span.first < start}
    for number in range(first, start):
        line = source.line(number)
        if not line.strip() or number in source.literal:
            continue
        heading = by_line.get(number)
        words = heading.text if heading else plain_words(line)
        if heading and number == min(by_line):
            opening.lines |= set(range(heading.span.first, heading.span.last + 1))
        elif heading and ABSTRACT.match(words):
            _abstract(source, opening, number + 1, start)
        elif len(words) < 150:
            _credit(source, opening, number, words)
    return opening


def _abstract(source: Source, opening: _Opening, first: int, start: int) -> None:
    span, text = next(iter(source.paragraphs(first, start - 1)), (None, ""))
    if span and not opening.abstract:
        opening.abstract = " ".join(text.split())
        opening.lines |= set(range(span.first, span.last + 1))


def _credit(source: Source, opening: _Opening, number: int, words: str) -> None:
    if (found := RELEASE.match(words)) and not opening.release:
        opening.release = found["release"]
    elif found := EDITOR.match(words):
        names = _run_together(source, number, found["who"] or found["by"])
        if not names:
            return
        opening.editors.append(names[-1])
        opening.authors += names[:-1]
    elif found := AUTHOR.match(words):
        people = read_people(found["who"] or found["by"])
        if not people:
            return
        opening.authors += [person.name for person in people]
    elif opening.date is None and (days := dates.find_days(words)) and len(words) < 30:
        opening.date = days.first
    else:
        return
    opening.lines.add(number)


def _run_together(source: Source, number: int, words: str) -> list[str]:
    """One name, or two that a scan put on one line: each has two words that are no initial."""
    if is_full_name(words) and len(words.split()) <= 3:
        return [words]
    parts = words.split()
    ways = [
        (" ".join(parts[:cut]), " ".join(parts[cut:]))
        for cut in range(2, len(parts) - 1)
        if _is_two(parts[:cut]) and _is_two(parts[cut:])
    ]
    if len(ways) != 1:
        return [person.name for person in read_people(words)]
    source.problem(number, "Two names run together; read as two people.", words)
    return list(ways[0])


def _is_two(parts: Sequence[str]) -> bool:
    real = [p for p in parts if len(p) >= 2 and p[0].isupper() and not p.endswith(".")]
    whole = is_full_name(" ".join(parts)) and parts[-1].strip(".,")[0].isupper()
    return len(real) == 2 and whole and not parts[0].endswith(".")


def _technologies(source: Source, heads: Sequence[tuple[Heading, int]]) -> Iterator[TechnologyFact]:
    """What a sentence of a section recommends or warns of, if it names it."""
    seen = set()
    for heading, end in heads:
        for technology in _tabled(source, heading.span.last + 1, end):
            if technology.name not in seen:
                seen.add((technology.name, technology.status))
                yield technology
        for sentence in sentences(source, heading.span.last + 1, end):
            text = plain_words(sentence.text)
            for status, pattern in STATUSES:
                found = pattern.search(text)
                name = _subject(text[: found.start()], heading.text) if found else ""
                if name and (name, status) not in seen:
                    seen.add((name, status))
                    yield TechnologyFact(name=name, status=status, limits=text, span=sentence.span)


def _tabled(source: Source, first: int, last: int) -> Iterator[TechnologyFact]:
    """What a table with a column for the status says of what its first column names."""
    for table in read_tables(source, first, last):
        column = table.column("status", "verdict", "recommend", "state")
        if not column:
            continue
        others = [n for n, _ in enumerate(table.header) if n not in (0, column)]
        for row in table.rows:
            name, said = row.cells[0], row.cells[column] if column < len(row.cells) else ""
            status = next((known for known, rx in WORDS if rx.match(said)), said)
            limits = "; ".join(row.cells[n] for n in others if n < len(row.cells) and row.cells[n])
            if name and status:
                span = Span(first=row.line, last=row.line)
                yield TechnologyFact(name=name, status=status, limits=limits, span=span)


def _subject(before: str, heading: str) -> str:
    """The last technical name before the verb, else the one that the heading is about."""
    names = TECHNICAL.findall(before.replace("\\", ""))
    return names[-1] if names else ""


def _case_studies(source: Source, heads: Sequence[tuple[Heading, int]]) -> Iterator[CaseStudyFact]:
    for heading, end in heads:
        if found := CASE_STUDY.match(heading.text):
            section = Section(heading=heading, span=Span(first=heading.span.first, last=end))
            yield read_case_study(source, section, found["what"].strip() or heading.text)
