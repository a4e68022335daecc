"""A document, or part of one, as an event: what it is called, when, where, and its sessions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from apps.mirror.notes import bylines, titles, when_where
from apps.mirror.notes.event_names import GROUP, NO_SESSION, kind_of, named_event
from apps.mirror.notes.facts import (
    EventFact,
    Passage,
    PersonFact,
    Role,
    SessionFact,
    Span,
    SurveyFact,
)
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.headings import Section
from apps.mirror.notes.keys import Keys
from apps.mirror.notes.names import read_people
from apps.mirror.notes.sessions import Frame, read_session, unique
from apps.mirror.notes.source import Source
from apps.mirror.notes.voices import among

NOWHERE: Final = Span(first=1, last=1)
ORGANISER: Final = re.compile(
    r"(?i:thanks|thank you)\b.{0,40}? to (?P<who>[A-Z][^,.;]{2,60}?) for "
    r"(?:organi[sz]ing|hosting|running|arranging)"
)
GUEST: Final = re.compile(
    r"\b(?:key(?:note)?|main|guest|invited) speaker\b[^.]{0,40}? (?:was|is) "
    r"(?P<who>[A-Z][\w.'’-]{1,30}(?: [A-Z][\w.'’-]{1,30}){1,3})"
)
TAKEN: Final = re.compile(r"\b(?:live[- ])?not(?:es|ed)(?: taken)? by (?P<who>[A-Z][^.\n]{3,60})")


def read_event(
    source: Source,
    front: FrontMatter,
    *,
    title: str,
    span: Span,
    lead: Span | None,
    sections: Sequence[Section],
    people: Sequence[PersonFact] = (),
    surveys: Sequence[SurveyFact] = (),
    default_kind: str = "talk",
    left_out: frozenset[int] = frozenset(),
) -> EventFact:
    """The event that spans these lines. `lead` is what stands before its first section."""
    frame = Frame(source=source, keys=Keys(), default_kind=default_kind)
    chosen = list(session_sections(sections))
    sessions = read_sessions(frame, chosen)
    inside = {n for s in sessions for n in range(s.span.first, s.span.last + 1)}
    inside |= {n for s in surveys for n in range(s.body.span.first, s.body.span.last + 1)}
    rest = [n for n in range(span.first, span.last + 1) if n not in inside and n not in left_out]
    name, days = named_event(title)
    told = when_where.find(source, lead, title)
    days = days or told.days
    start = front.date("starts", "start", "starts_on", "from", "date")
    start = start or (days and days.first)
    end = front.date("ends", "end", "ends_on", "until", "to") or (days and days.last)
    lines = [*((lead and range(lead.first, lead.last + 1)) or ())]
    text = "\n".join(source.line(n) for n in lines if n not in source.literal)
    return EventFact(
        title=name,
        kind=front.text("kind", "event_kind") or kind_of(title),
        starts_on=start or None,
        ends_on=(end or start) or None,
        location=front.text("location", "venue", "place", "city") or told.place,
        topics=tuple(front.listed("tags", "topics", "keywords", "categories")),
        language=front.text("language", "lang"),
        summary=front.text("excerpt", "summary", "description", "abstract"),
        url=front.text("url", "link", "website"),
        people=tuple(unique([*people, *_organisers(text, lead)])),
        head_count=front.text("attendance", "head_count") or told.head_count,
        body=source.gathered(rest, default=span.first),
        sessions=tuple(sessions),
        surveys=tuple(surveys),
        span=span,
    )


def empty_event(
    title: str,
    span: Span = NOWHERE,
    *,
    body: Passage | None = None,
    sessions: Sequence[SessionFact] = (),
    topics: Sequence[str] = (),
) -> EventFact:
    """An event of which nothing but the title is known."""
    return EventFact(
        title=title,
        kind=kind_of(title),
        body=body or Passage(text="", span=span),
        sessions=sessions,
        topics=topics,
        span=span,
    )


def session_sections(sections: Sequence[Section]) -> Iterator[Section]:
    """The sections that are sessions; of days, tracks and "Talks", those inside."""
    for section in sections:
        if section.inner and GROUP.match(section.heading.text):
            yield from session_sections(section.inner)
        elif not NO_SESSION.match(section.heading.text):
            yield section


def read_sessions(frame: Frame, sections: Sequence[Section]) -> list[SessionFact]:
    """Sections as sessions. Of "Keynotes" and the like, the sections inside are the sessions."""
    silent_ones = [not _says_more(frame.source, section) for section in sections]
    marked = [
        titles.read_marked(section.heading.text) if is_silent else None
        for section, is_silent in zip(sections, silent_ones, strict=True)
    ]
    silent = sum(silent_ones)
    agree = sum(1 for title in marked if title)
    use_marked = agree >= 2 and agree * 2 >= silent
    frame = replace(frame, known=among(_speakers(sections)))
    found = []
    for section, title in zip(sections, marked, strict=True):
        found.append(read_session(frame, section, title if use_marked else None))
    return found


def _says_more(source: Source, section: Section) -> bool:
    """Whether a session tells what it is, or whose, without a colon or a dash to go by."""
    heading = section.heading.text
    if titles.kind_of(heading) or titles.read_title(heading).people or titles.is_service(heading):
        return True
    return bool(bylines.read_credit(source.line(section.body_first), section.body_first)) or bool(
        bylines.read_lead(source, section.body_first, section.lead_last).people
    )


def _speakers(sections: Sequence[Section]) -> Iterator[str]:
    """Full names in headings."""
    for section in sections:
        for person in titles.read_title(section.heading.text).people:
            if " " in person.name:
                yield person.name


def note_taker(person: PersonFact) -> PersonFact:
    """Who is credited with the whole document of an event wrote it down."""
    return replace(person, role=Role.NOTES) if person.role is Role.SPEAKER else person


def _organisers(text: str, lead: Span | None) -> list[PersonFact]:
    """Who is thanked for organising, was the main speaker, or took the notes."""
    found = []
    for pattern, role in (
        (ORGANISER, Role.HOST),
        (GUEST, Role.SPEAKER),
        (TAKEN, Role.NOTES),
    ):
        hit = pattern.search(text[:20_000])
        if hit and lead:
            people = read_people(hit["who"])
            line = lead.first + text.count("\n", 0, hit.start())
            found += [bylines.person_fact(person, role, line) for person in people]
    return found
