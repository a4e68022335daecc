"""A section of notes as a session: title, speakers, kind, and what was said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import Final

from apps.core.markup import Markup
from apps.mirror.notes import bylines, titles
from apps.mirror.notes.blocks import read_blocks
from apps.mirror.notes.case_studies import read_case_studies
from apps.mirror.notes.facts import (
    PartFact,
    Passage,
    PersonFact,
    Role,
    SessionFact,
    Span,
    StatusFact,
)
from apps.mirror.notes.headings import LONGEST, Section, plain_words
from apps.mirror.notes.keys import Keys
from apps.mirror.notes.links import read_links
from apps.mirror.notes.names import Named, is_full_name, read_people, read_person
from apps.mirror.notes.source import Source
from apps.mirror.notes.statuses import read_statuses
from apps.mirror.notes.titles import LIGHTNING, PANEL, Title
from apps.mirror.notes.turns import panelists, read_turns
from apps.mirror.notes.voices import Voices, among

SPEAKING: Final = (Role.SPEAKER, Role.PANELIST, Role.MODERATOR)


TOLD: Final = re.compile(
    r"^(?:(?:In|At|On|After|For) [^,.]{3,60}, )?(?P<who>[A-Z][^,.:;()]{2,80}?)(?: \([^()]{1,60}\))?"
    r" (?:gave (?:an?|the|us|his|her|their)|presented|described|discussed|talked|spoke|led"
    r"|reported|showed|introduced|explained|demonstrated|proposed|walked|updated|began|opened"
    r"|kicked) "
)
NO_VOICES: Final = Voices({})


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What holds for all sessions of a document."""

    source: Source
    keys: Keys
    #: The kind of a block whose sections are sessions ("Keynotes"); empty otherwise
    within: str = ""
    default_kind: str = "talk"
    #: Who spoke anywhere in the document, for first names on a panel
    known: Voices = NO_VOICES


def read_session(frame: Frame, section: Section, title: Title | None = None) -> SessionFact:
    """One section as a session."""
    source = frame.source
    source.deadline.check()
    read = title or titles.read_title(section.heading.text)
    people, told = _people(source, section, read)
    kind = read.kind or frame.within or frame.default_kind
    if kind in ("talk", "other") and _is_panel(people):
        kind = PANEL
    if kind == PANEL:
        people = [_on_panel(person, section) for person in people]
        seated, lines = _seated(source, section, people)
        people, told = unique([*people, *seated]), told | lines
    parts: list[PartFact] = []
    if kind == LIGHTNING or _is_round(section):
        parts = _parts(source, section, first_names=kind == LIGHTNING)
    if kind == "talk" and not people and not parts:
        people = _told_of(source, section)
    people = unique([*people, *(person for part in parts for person in part.people)])
    people = [_known(person, frame.known) for person in people]
    moderators = [person.name for person in people if person.role is Role.MODERATOR]
    voices = among(person.name for person in people)
    said = read_turns(
        source,
        section,
        voices=voices,
        is_panel=kind == PANEL,
        told=frozenset(told),
        moderators=moderators,
    )
    # Of a bare line nothing but the line says that it is a session at all
    is_doubtful = source.markup == Markup.PLAIN or titles.is_service(section.heading.text)
    if kind == "talk" and not people and is_doubtful:
        kind = "other"
    people += [_from_floor(name, line) for name, line in said.others.items() if line]
    body = source.passage(section.body_first, section.span.last)
    return SessionFact(
        key=frame.keys.key(section.heading.text),
        title=read.title,
        kind=kind,
        people=tuple(unique(people)),
        body=body,
        turns=tuple(said.turns),
        links=tuple(read_links(source, section)),
        statuses=tuple(_statuses(source, section, people)),
        case_studies=tuple(read_case_studies(source, list(section.inner))),
        parts=tuple(parts),
        rest=_rest(source, section, told | said.lines),
        span=section.span,
    )


def _statuses(source: Source, section: Section, people: Sequence[PersonFact]) -> list[StatusFact]:
    speakers = [person.name for person in people if person.role is Role.SPEAKER]
    said_by = speakers[0] if len(speakers) == 1 else ""
    return read_statuses(source, section, title=section.heading.text, said_by=said_by)


def _rest(source: Source, section: Section, told: set[int]) -> Passage | None:
    if not told:
        return None
    lines = range(section.body_first, section.span.last + 1)
    return source.gathered((n for n in lines if n not in told), default=section.body_first)


def _on_panel(person: PersonFact, section: Section) -> PersonFact:
    """Who is listed as a speaker below the heading of a panel sits on it."""
    below = person.span.first > section.heading.span.last
    is_listed = person.role is Role.SPEAKER and below
    return replace(person, role=Role.PANELIST) if is_listed else person


def _known(person: PersonFact, known: Voices) -> PersonFact:
    """A first name on a panel is somebody who spoke elsewhere at the event, if only one can be."""
    if " " in person.name or person.role is Role.SPEAKER:
        return person
    return replace(person, name=known.find(person.name) or person.name)


def _from_floor(name: str, line: int) -> PersonFact:
    return PersonFact(name=name, role=Role.AUDIENCE, span=Span(first=line, last=line))


def _seated(
    source: Source, section: Section, people: Sequence[PersonFact]
) -> tuple[list[PersonFact], set[int]]:
    """The panelists of a list under the heading, with their statements."""
    found: list[PersonFact] = []
    told: set[int] = set()
    credited = {person.name for person in people}
    items = list(panelists(source, section))
    outer = min((item.indent for item, _ in items), default=0)
    for item, inner in items:
        person = read_person(item.text) if item.indent == outer else None
        if person is None or not is_full_name(person.name) or person.name in credited:
            continue
        if person.open_bracket:
            source.problem(item.span.first, "A bracket after a name is never closed.", item.text)
        last = inner[-1].span.last if inner else item.span.last
        statement = _statement(source, item.span.last + 1, last) if inner else None
        line = item.span.first
        fact = bylines.person_fact(person, Role.PANELIST, line, statement=statement)
        found.append(replace(fact, span=Span(first=line, last=last)))
        told |= set(range(line, last + 1))
    return (found, told) if len(found) >= 2 or people else ([], set())


def _statement(source: Source, first: int, last: int) -> str:
    return dedent(source.joined(first, last)).strip()


def _people(source: Source, section: Section, title: Title) -> tuple[list[PersonFact], set[int]]:
    line = section.heading.span.first
    people = [bylines.person_fact(person, Role.SPEAKER, line) for person in title.people]
    credits = bylines.read_lead(source, section.body_first, section.lead_last)
    for person in title.people:
        if person.open_bracket:
            source.problem(line, "A bracket after a name is never closed.", section.heading.text)
    return unique([*people, *credits.people]), credits.lines


def _is_panel(people: Sequence[PersonFact]) -> bool:
    return any(person.role in (Role.MODERATOR, Role.PANELIST) for person in people)


def _is_round(section: Section) -> bool:
    """Whether the headings inside are people, each with a turn to report."""
    members = [inner for inner in section.inner if titles.MEMBER.match(inner.heading.text)]
    named = [s for s in members if titles.read_title(s.heading.text, members=True).people]
    return len(named) >= 1 and len(named) * 2 >= len(section.inner)


def _told_of(source: Source, section: Section) -> list[PersonFact]:
    """Who the first sentence says gave the talk: "At the summit, Jane Doe presented ..."."""
    first = section.body_first
    span, text = next(source.paragraphs(first, section.lead_last), (None, ""))
    found = TOLD.match(" ".join(text[:400].split()))
    if not span or not found:
        return []
    named = read_people(found["who"])
    return [bylines.person_fact(person, Role.SPEAKER, span.first) for person in named]


def _parts(source: Source, section: Section, *, first_names: bool) -> list[PartFact]:
    parts = [] if section.inner else _listed(source, section, first_names=first_names)
    for inner in section.inner:
        read = titles.read_title(inner.heading.text, first_names=True, members=True)
        people, _ = _people(source, inner, read)
        parts.append(PartFact(title=read.title, people=tuple(people), span=inner.span))
    return parts


def _listed(source: Source, section: Section, *, first_names: bool) -> list[PartFact]:
    """Talks that are items of a list, if half of them say whose they are."""
    blocks = read_blocks(source, section.body_first, section.span.last, frozenset())
    items = [block for block in blocks if block.kind == "item" and block.indent == 0]
    parts = []
    for item in items:
        words = plain_words(item.flat)[:LONGEST]
        read = titles.read_marked(words) or titles.read_title(words, first_names=first_names)
        line = item.span.first
        people = [bylines.person_fact(person, Role.SPEAKER, line) for person in read.people]
        parts.append(PartFact(title=read.title, people=tuple(people), span=item.span))
    named = sum(bool(part.people) for part in parts)
    return parts if named >= 2 and named * 2 >= len(parts) else []


def unique(people: Sequence[PersonFact]) -> list[PersonFact]:
    """Each person once in each role, as first named."""
    seen: dict[tuple[str, Role], PersonFact] = {}
    for person in people:
        known = seen.setdefault((person.name.casefold(), person.role), person)
        if known is not person and not known.affiliations and person.affiliations:
            merged = replace(known, affiliations=person.affiliations, nickname=person.nickname)
            seen[person.name.casefold(), person.role] = merged
    return list(seen.values())


def speaks(title: Title) -> bool:
    return bool(title.people)


def name_as_heading(section: Section) -> Named | None:
    """The person whose name is the whole heading, as under "Keynotes"."""
    person = read_person(section.heading.text)
    return person if person and is_full_name(person.name) else None


def span_of(first: int, last: int) -> Span:
    return Span(first=first, last=max(first, last))
