"""What a document is: by its front matter where it says so, and otherwise by its shape."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from apps.core.naming import fold
from apps.mirror.notes import (
    boilerplate,
    bylines,
    dates,
    event_names,
    events,
    guides,
    headings,
    notes,
    reviews,
    surveys,
    titles,
    when_where,
)
from apps.mirror.notes.facts import Entry, Role, Span, SurveyFact
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.headings import Heading, Section, plain_words
from apps.mirror.notes.names import read_people
from apps.mirror.notes.outline import Outline, flat_sections, read_outline
from apps.mirror.notes.source import Source

KNOWN_KEYS: Final = frozenset(
    re.findall(
        r"\w+",
        "title type event kind event_kind tags topics keywords categories location venue place city"
        " excerpt summary description abstract language lang url link website author by authors"
        " date starts start starts_on from ends end ends_on until to attendance head_count"
        " published created answers in_reply_to reply_to speakers speaker presenters presenter"
        " book book_title subtitle book_authors book_author publisher isbn reviewer disclosure"
        " verdict release version editors editor",
    )
)
TYPES: Final = {
    **dict.fromkeys(
        ("event", "conference", "meetup", "summit", "sprint", "meeting", "camp", "report"), "event"
    ),
    **dict.fromkeys(("review", "book", "book review", "book-review"), "review"),
    **dict.fromkeys(("guide", "howto", "how-to", "tutorial"), "guide"),
    **dict.fromkeys(
        ("note", "notes", "post", "article", "blog", "case study", "case-study", "case_study"),
        "note",
    ),
}
EVENT_TAGS: Final = frozenset(("event", "events", "conference", "meetup", "summit", "conf"))
MENTIONED: Final = re.compile(
    r"\b(?P<name>(?:[A-Z][\w.-]{0,30}\s){0,3}\w{0,20}(?:[Cc]on|[Cc]onf|[Ss]ummit"
    r"|[Cc]onference|[Cc]amp"
    r"|[Mm]eetup|EuroPython|SciPy)(?:\s[A-Z]{2,3}|\s[A-Z][a-z]{1,20})?\s(?:19|20)\d\d)\b"
)
REPORT_PARTS: Final = re.compile(
    r"^(?:the )?(?:\w+ )?(?:(?:main )?conference|sprints?|tutorials?|keynotes?"
    r"|lightning talks|summits?"
    r"(?: and tutorials)?|talks|hallway.*|social.*|network|venue|open spaces?|posters?"
    r"|day \w+.*)$",
    re.IGNORECASE,
)


def read_entries(source: Source, front: FrontMatter) -> list[Entry]:
    """The entries of a document, in order."""
    if not source.text.strip():
        return []
    first = front.last + 1
    boilerplate.leave_out(source, first)
    while first in source.left_out or (source.is_blank(first) and first < source.last):
        first += 1
    said = kind_said(front)
    outline = read_outline(source, first)
    if said == "event" or (not said and _is_event(source, front, outline)):
        return [_event(source, front, outline)]
    found = headings.find(source, first)
    title = _title(source, front, outline)
    if said == "guide" or (not said and guides.is_guide(found, title)):
        title = front.text("title") or (found[0].text if found else title)
        return [guides.read_guide(source, front, found, title=title, first=first)]
    parts = _parts(source, first, outline) if not said else []
    if parts:
        before = Span(first=first, last=parts[0].span.first - 1)
        opening = _opening(source, front, outline, before)
        return [*opening, *(_part(source, part) for part in parts)]
    return [_single(source, front, outline, said)]


def kind_said(front: FrontMatter) -> str:
    """What the front matter says the document is; empty if it does not."""
    said = TYPES.get(front.text("type").lower(), "")
    if said:
        return said
    if front.text("isbn") or front.text("book", "book_title"):
        return "review"
    listed = front.listed("tags", "topics", "categories")
    tags = {part for tag in listed for part in tag.lower().lstrip("#").split("/")}
    return "event" if EVENT_TAGS & tags else ""


def title_from_name(name: str) -> str:
    """A title out of a file's name: "day_1-keynote.rst" is "Day 1 keynote"."""
    words = re.sub(r"[-_\s]+", " ", PurePosixPath(name).stem).strip()
    return words[:1].upper() + words[1:] or "Untitled"


def _title(source: Source, front: FrontMatter, outline: Outline) -> str:
    own = outline.title.text if outline.title else _first_line(source, outline)
    return front.text("title") or own or title_from_name(source.name)


def _first_line(source: Source, outline: Outline) -> str:
    """A bare line above everything that reads as a title; it stays in the text."""
    if outline.sections and outline.sections[0].span.first <= outline.first + 1:
        return ""
    lines = (n for n in range(outline.first, min(source.last, outline.first + 20) + 1))
    first = next((n for n in lines if not source.is_blank(n)), 0)
    line = source.line(first)
    below = source.line(first + 1)
    alone = not below.strip() or dates.find_days(below) is not None
    alone = bool(first) and alone and first not in source.literal
    return plain_words(line) if alone and headings.is_bare_title(plain_words(line)) else ""


def _is_event(source: Source, front: FrontMatter, outline: Outline) -> bool:
    if _event_name(source, front, outline):
        return True
    sections = events.session_sections(outline.sections)
    if sum(1 for section in sections if _is_session(source, section)) >= 2:
        return True
    return bool(_reported(source, outline))


def _event_name(source: Source, front: FrontMatter, outline: Outline) -> str:
    """The first of the titles that names an event; empty if none does.

    One that leaves the year to the lines below ("Date: ...") has to say where it was as well.
    """
    titled = outline.title.text if outline.title else _first_line(source, outline)
    names = (front.text("event"), front.text("title"), titled)
    if name := next(filter(event_names.is_event_name, names), ""):
        return name
    if outline.title and event_names.EVENT_WORD.search(titled):
        told = when_where.labelled(source, _lead(source, outline))
        if told.days and told.place:
            return f"{titled} {told.days.first.year}"
    return next((n for n in names if n and _is_dated_name(source, outline, n)), "")


def _is_dated_name(source: Source, outline: Outline, name: str) -> bool:
    """A name with its year names an event if the lines below say when and where, and who spoke."""
    if not event_names.may_name_event(name):
        return False
    told = when_where.told(source, _lead(source, outline), name)
    sections = events.session_sections(outline.sections)
    return bool(told.days and told.place) and any(_has_speaker(source, s) for s in sections)


def _has_speaker(source: Source, section: Section) -> bool:
    if _is_session(source, section) or titles.read_marked(section.heading.text):
        return True
    return bool(bylines.read_lead(source, section.body_first, section.lead_last).people)


def _is_session(source: Source, section: Section) -> bool:
    if titles.read_title(section.heading.text).people:
        return True
    people = bylines.read_lead(source, section.body_first, section.lead_last).people
    return any(person.role in (Role.MODERATOR, Role.PANELIST) for person in people)


def _reported(source: Source, outline: Outline) -> str:
    """The event that a report is about: named at the start, and its parts are the headings."""
    parts = [s for s in outline.sections if REPORT_PARTS.match(s.heading.text)]
    start = source.joined(outline.first, min(source.last, outline.first + 20))
    found = MENTIONED.search(start[:5000])
    return found["name"].strip() if found and len(parts) >= 2 else ""


def _event(source: Source, front: FrontMatter, outline: Outline) -> Entry:
    name, above = _event_name(source, front, outline), _lead(source, outline)
    outline = _with_lone_session(source, front, outline)
    if outline.title is None and not front.text("title"):
        name, _ = event_names.event_and_session(name)
    sections, asked, asking = _without_surveys(source, outline.sections)
    lead = _lead(source, outline)
    title = name or _title(source, front, outline)
    reported = (
        ""
        if event_names.is_event_name(title) or front.text("title")
        else _reported(source, outline)
    )
    taken = {*range(1, front.last + 1), *_lines(outline.title), *asking}
    credits = bylines.read_lead(source, lead.first, lead.last)
    authors = [
        bylines.person_fact(person, Role.NOTES, 1)
        for name in front.listed("author", "by", "authors")
        for person in read_people(name)
    ]
    return events.read_event(
        source,
        front,
        title=reported or title,
        span=Span(first=1, last=source.last),
        lead=above,
        sections=sections,
        people=[*authors, *(events.note_taker(person) for person in credits.people)],
        surveys=[
            *surveys.read_surveys(source, lead.first, lead.last, title=reported or title),
            *asked,
        ],
        default_kind="other" if reported else "talk",
        left_out=frozenset(taken),
    )


def _lead(source: Source, outline: Outline) -> Span:
    """What stands before the first section."""
    end = outline.sections[0].span.first - 1 if outline.sections else source.last
    return Span(first=outline.body_first, last=max(outline.body_first, end))


def _without_surveys(
    source: Source, sections: Sequence[Section]
) -> tuple[list[Section], list[SurveyFact], list[int]]:
    """The sections that are no surveys, the surveys, and the lines of the surveys' headings."""
    read = [(section, surveys.read_section(source, section)) for section in sections]
    headings_of = [n for section, survey in read if survey for n in _lines(section.heading)]
    others = [section for section, survey in read if not survey]
    return others, [survey for _, survey in read if survey], headings_of


def _with_lone_session(source: Source, front: FrontMatter, outline: Outline) -> Outline:
    """A heading over all that names a speaker, or is not the title that the front matter gives,
    is the event's only session; so is what it names beside the event, if speakers are named."""
    heading = outline.title
    if heading is None:
        return outline
    said = fold(front.text("title"))
    named = (
        not said or said.startswith(fold(heading.text)) or event_names.is_event_name(heading.text)
    )
    if named and not titles.read_title(heading.text).people:
        _, session = event_names.event_and_session(heading.text)
        if not session or not _has_speakers(source, outline):
            return outline
        heading = replace(heading, text=session)
    span = Span(first=heading.span.first, last=source.last)
    only = Section(heading=heading, span=span, inner=outline.sections)
    return Outline(title=None, first=outline.first, sections=(only,))


def _has_speakers(source: Source, outline: Outline) -> bool:
    """Whether the document says above its sections who spoke, and none of these is a session."""
    if any(_is_session(source, section) for section in outline.sections):
        return False
    lead = _lead(source, outline)
    return bool(bylines.read_lead(source, lead.first, lead.last).people)


def _lines(heading: Heading | None) -> range:
    return range(heading.span.first, heading.span.last + 1) if heading else range(0)


def _parts(source: Source, first: int, outline: Outline) -> list[Section]:
    """The entries of a document that is several: some of its headings are events or reviews.

    Plain text gives no rank, so that each of its headings may begin one. A document of notes
    alone stays whole, its headings in it.
    """
    whole = flat_sections(source, first) if source.markup == "plain" else list(outline.sections)
    whole = _without_questions(source, whole)
    kinds = {_kind(source, section) for section in whole}
    several = kinds - {"note"} if not outline.title else kinds & {"review"}
    return whole if len(whole) >= 2 and several else []


def _opening(source: Source, front: FrontMatter, outline: Outline, before: Span) -> list[Entry]:
    """What stands before the first of several entries, as a note."""
    taken = frozenset(_lines(outline.title))
    lines = [n for n in range(before.first, before.last + 1) if n not in taken]
    if all(map(source.is_blank, lines)):
        return []
    title = _title(source, front, outline)
    return [notes.read_note(source, front, title=title, body=before, span=before, left_out=taken)]


def _without_questions(source: Source, found: Sequence[Section]) -> list[Section]:
    """The sections, with a survey's questions in the section that asks them."""
    asked = {
        question.span.first
        for survey in surveys.read_surveys(source, 1, source.last, title="")
        for question in survey.questions
    }
    chosen = [s.heading for s in found if s.heading.span.first not in asked]
    return headings.sections(chosen, source.last)


def _kind(source: Source, section: Section) -> str:
    heading = section.heading.text
    if event_names.is_event_name(heading):
        return "event"
    if reviews.is_review(source, heading, section.body_first, section.span.last):
        return "review"
    return "note"


def _part(source: Source, section: Section) -> Entry:
    front = FrontMatter()
    body = Span(first=section.body_first, last=section.span.last)
    heading = section.heading.text
    match _kind(source, section):
        case "event":
            return events.read_event(
                source,
                front,
                title=heading,
                span=section.span,
                lead=body,
                sections=section.inner,
                surveys=surveys.read_surveys(source, body.first, body.last, title=heading),
                left_out=frozenset(_lines(section.heading)),
            )
        case "review":
            return reviews.read_review(source, front, title=heading, body=body, span=section.span)
        case _:
            return notes.read_note(source, front, title=heading, body=body, span=section.span)


def _single(source: Source, front: FrontMatter, outline: Outline, said: str) -> Entry:
    title = _title(source, front, outline)
    first, left_out = outline.body_first, frozenset[int]()
    if outline.title and not all(
        map(source.is_blank, range(outline.first, outline.title.span.first))
    ):
        first, left_out = outline.first, frozenset(_lines(outline.title))
    body = Span(first=min(first, source.last), last=source.last)
    span = Span(first=1, last=source.last)
    is_review = said == "review" or (
        not said and reviews.is_review(source, title, body.first, body.last)
    )
    if is_review:
        return reviews.read_review(source, front, title=title, body=body, span=span)
    return notes.read_note(
        source,
        front,
        title=title,
        body=body,
        span=span,
        sections=outline.sections,
        left_out=left_out,
    )
