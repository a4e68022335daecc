"""What was written down and is none of the others: a post, an aide-memoire."""

import calendar
import datetime
import re
from collections.abc import Sequence
from typing import Final

from apps.mirror.notes import bylines, dates
from apps.mirror.notes.case_studies import HEADING as CASE_STUDY
from apps.mirror.notes.case_studies import read_case_studies, read_case_study
from apps.mirror.notes.facts import CaseStudyFact, NoteFact, Role, Span, StatusFact
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.headings import Heading, Section, plain_words
from apps.mirror.notes.source import Source
from apps.mirror.notes.statuses import read_statuses

AS_OF: Final = re.compile(r"\bas of (?P<month>[^\W\d]{3,10}\.? (?:19|20)\d\d)\b", re.IGNORECASE)
CORRECTION: Final = re.compile(
    r"(?:^|(?<=[.!?]\s))[*_]*(?:UPDATED?|EDIT(?:ED)?|CORRECTION|ERRAT(?:UM|A)|Update|Edit"
    r"|Correction)\b[^:\n]{0,40}:"
)
CREDITED: Final = re.compile(
    r"(?:\bthanks to |\bvia "
    r"|\bcourtesy of )?(?P<who>(?:[A-Z][\w.'’-]{1,30} ){0,3}[A-Z][\w.'’-]{1,30})\s+"
    r"(?:points?|pointed|notes|noted|writes|wrote|says|said|mentions|mentioned|corrects|corrected"
    r"|reminds|reminded|tells|told)\b"
)
THANKED: Final = re.compile(
    r"(?:thanks to|courtesy of|hat tip to"
    r"|spotted by)\s+(?P<who>(?:[A-Z][\w.'’-]{1,30} ?){1,4})",
    re.I,
)
ANSWERS: Final = re.compile(
    r"\b(?:(?:a |in )?(?:response|reply|answer|follow-?up|rejoinder)(?: of sorts)?"
    r"|respon(?:se|ding)"
    r"|replying)\s+to\s+(?P<what>[^.\n]{3,200}?(?:post|article|entry|piece|blog)\b[^.\n]{0,120})",
    re.IGNORECASE,
)


def read_note(
    source: Source,
    front: FrontMatter,
    *,
    title: str,
    body: Span,
    span: Span,
    sections: Sequence[Section] = (),
    left_out: frozenset[int] = frozenset(),
) -> NoteFact:
    """A note, with its corrections and what it answers. Its body keeps those where they stood."""
    before = sections[0].span.first - 1 if sections else body.last
    credits = bylines.read_lead(source, body.first, min(before, body.first + 12))
    authors = [person.name for person in credits.people if person.role is Role.SPEAKER]
    text = source.joined(body.first, min(body.last, body.first + 60))
    days = dates.find_days(title)
    kept = [n for n in range(body.first, body.last + 1) if n not in left_out]
    return NoteFact(
        title=title,
        author=front.text("author", "by") or (authors[0] if authors else ""),
        date=front.date("date", "published", "created") or (days.first if days else None),
        topics=tuple(front.listed("tags", "topics", "keywords", "categories")),
        answers=front.text("answers", "in_reply_to", "reply_to") or _answers(text),
        corrections=tuple(_corrections(source, body)),
        case_studies=tuple(_case_studies(source, title, body, sections)),
        statuses=tuple(_statuses(source, title, body, sections)),
        as_of=_as_of(title) or front.date("date", "published") or (days.first if days else None),
        body=source.gathered(kept, default=body.first),
        span=span,
    )


def _as_of(title: str) -> datetime.date | None:
    """The last day of the month that a title names: "Status of ports (as of June 2014)"."""
    found = AS_OF.search(title)
    days = dates.find_days(f"1 {found['month']}") if found else None
    if days is None:
        return None
    return days.first.replace(day=calendar.monthrange(days.first.year, days.first.month)[1])


def _statuses(
    source: Source, title: str, body: Span, sections: Sequence[Section]
) -> list[StatusFact]:
    heading = Heading(text=title, level=0, span=Span(first=body.first, last=body.first - 1))
    whole = Section(heading=heading, span=body, inner=tuple(sections))
    return read_statuses(source, whole, title=title, said_by="")


def _case_studies(
    source: Source, title: str, body: Span, sections: Sequence[Section]
) -> list[CaseStudyFact]:
    """The document itself, if its title says so; else the sections that do."""
    if found := CASE_STUDY.match(title):
        heading = Heading(text=title, level=0, span=Span(first=body.first, last=body.first - 1))
        whole = Section(heading=heading, span=body)
        return [read_case_study(source, whole, found["what"].strip() or title)]
    return read_case_studies(source, list(sections))


def _answers(text: str) -> str:
    found = ANSWERS.search(plain_words(text[:8000]))
    return found["what"].strip() if found else ""


def _corrections(source: Source, body: Span) -> list[tuple[str, str]]:
    found = []
    for _, text in source.paragraphs(body.first, body.last):
        start = CORRECTION.search(text) if len(text) < 20_000 else None
        if start:
            said = " ".join(text[start.start() :].split())
            credit = CREDITED.search(said) or THANKED.search(said)
            found.append((said, credit["who"].strip(" .,") if credit else ""))
    return found
