"""A document that belongs to an event: one session, or several where its headings are sessions."""

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from apps.mirror.notes import bylines, checks, events, front_matter, headings, shapes, titles
from apps.mirror.notes.alone import ordered, read
from apps.mirror.notes.facts import EventFact, Reading, Role, SessionFact, Span
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.headings import Heading, Section
from apps.mirror.notes.keys import Keys
from apps.mirror.notes.names import read_people
from apps.mirror.notes.outline import Outline, read_outline
from apps.mirror.notes.sessions import Frame, name_as_heading, read_session
from apps.mirror.notes.source import Source, open_source
from apps.mirror.notes.titles import Title

SEVERAL: Final = re.compile(
    r"^(?:(?:the )?(?:invited |plenary )?(?:keynotes|talks|sessions)\b.*)$", re.I
)


def read_document(data: bytes, *, name: str, event: EventFact) -> Reading:
    """The document as sessions of `event`, or as what its front matter says it is. Never raises."""
    source = open_source(data, name)
    try:
        front = front_matter.find(source)
        if shapes.kind_said(front):
            return read(data, name=name)
        entries = (_sessions(source, front, event),) if source.text.strip() else ()
        front_matter.report_unknown(source, front, shapes.KNOWN_KEYS)
        checks.check(source, front.last + 1, read_outline(source, front.last + 1))
    except Exception:  # whatever a rule stumbles on, nothing is lost
        return read(data, name=name)
    return Reading(
        name=name,
        markup=source.markup,
        encoding=source.encoding,
        entries=entries,
        problems=ordered(source.problems),
        extra=front.unknown(shapes.KNOWN_KEYS),
    )


def _sessions(source: Source, front: FrontMatter, event: EventFact) -> EventFact:
    outline = read_outline(source, front.last + 1)
    title = front.text("title") or (outline.title.text if outline.title else "")
    if is_readme := PurePosixPath(source.name).stem.lower() == "readme":
        sessions = []  # it is about the notes, and no session
    elif len(outline.sections) > 1 and _holds_several(source, outline, title):
        sessions = _each(source, outline, titles.kind_of(title))
    else:
        sessions = [_one(source, front, outline, title)]
    inside = {n for s in sessions for n in range(s.span.first, s.span.last + 1)}
    inside |= set(range(1, front.last + 1))
    if outline.title and not is_readme:
        inside |= set(range(outline.title.span.first, outline.title.span.last + 1))
    rest = [n for n in range(1, source.last + 1) if n not in inside]
    return events.empty_event(
        event.title,
        Span(first=1, last=source.last),
        body=source.gathered(rest),
        sessions=tuple(sessions),
        topics=tuple(front.listed("tags", "topics")),
    )


def _holds_several(source: Source, outline: Outline, title: str) -> bool:
    """Whether the headings are sessions: the title says so, or each has a speaker of its own."""
    if SEVERAL.match(title):
        return True
    if titles.kind_of(title) == titles.LIGHTNING:
        return False
    credited = [s for s in outline.sections if _is_credited(source, s)]
    return not outline.title and len(credited) >= 2


def _is_credited(source: Source, section: Section) -> bool:
    if titles.read_title(section.heading.text).people:
        return True
    return bool(bylines.read_lead(source, section.body_first, section.lead_last).people)


def _each(source: Source, outline: Outline, kind: str) -> list[SessionFact]:
    frame = Frame(source=source, keys=Keys(), within=kind)
    found = []
    for section in outline.sections:
        person = name_as_heading(section)
        marked = titles.read_marked(section.heading.text)
        title = Title(title=section.heading.text, people=[person]) if person else marked
        found.append(read_session(frame, section, None if _is_credited(source, section) else title))
    return found


def _one(source: Source, front: FrontMatter, outline: Outline, title: str) -> SessionFact:
    """The whole document as one session."""
    first = front.last + 1
    heading = outline.title or Heading(text="", level=0, span=Span(first=first, last=first - 1))
    start = outline.title.span.first if outline.title else first
    text = (title or shapes.title_from_name(source.name))[: headings.LONGEST]
    whole = Section(
        heading=Heading(text=text, level=heading.level, span=heading.span),
        span=Span(first=start, last=max(start, source.last)),
        inner=tuple(outline.sections),
    )
    kind = titles.kind_of(shapes.title_from_name(source.name)) or "talk"
    frame = Frame(source=source, keys=Keys(), default_kind=kind)
    session = read_session(frame, whole)
    return _with_front(session, front)


def _with_front(session: SessionFact, front: FrontMatter) -> SessionFact:
    names = front.listed("speakers", "speaker", "presenters", "presenter", "author", "by")
    people = [
        bylines.person_fact(person, Role.SPEAKER, 1)
        for name in names
        for person in read_people(name)
    ]
    kind = front.text("kind").lower()
    if kind in titles.SESSION_KINDS:
        session = replace(session, kind=kind)
    return replace(session, people=(*people, *session.people)) if people else session
