"""An event's record from its category.json and its talks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from apps.mirror.problems import Notes, Problem
from apps.mirror.pyvideo.bodies import read_body
from apps.mirror.pyvideo.dates import Days, days_of_event, read_date
from apps.mirror.pyvideo.decoding import json_object
from apps.mirror.pyvideo.durations import Units
from apps.mirror.pyvideo.fields import EVENT_KEYS, sorted_out
from apps.mirror.pyvideo.reading import RawEvent
from apps.mirror.pyvideo.recordings import same_recording
from apps.mirror.pyvideo.records import EventRecord, SeriesRecord, TalkRecord
from apps.mirror.pyvideo.talks import Draft
from apps.mirror.pyvideo.values import read_line, read_text, read_url, sluglike

LONGEST_SLUG: Final = 110
LONGEST_EVENT: Final = timedelta(days=21)
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MEETUP: Final = re.compile(r"\b(?:meet-?ups?|user group)\b", re.IGNORECASE)
GROUP: Final = re.compile(
    r"\bmeet-?ups?\b|\b(?:users?|interest) group\b|\bmeets?\b|\bgroup\b", re.IGNORECASE
)
# Folders of one conference that was not always called the same.
SERIES: Final = {
    "djangocon": "djangocon-us",
    "djangocon-europe": "djangocon-eu",
    "northbaypython": "north-bay-python",
    "pycon-singapore": "pycon-sg",
    "python-se": "pycon-se",
}


@dataclass(frozen=True, slots=True)
class EventReading:
    """An event and its talks as read; `unreadable` are the stems of talks that gave nothing."""

    event: EventRecord
    talks: tuple[TalkRecord, ...]
    unreadable: frozenset[str]
    problems: tuple[Problem, ...]


def read_event(raw: RawEvent) -> EventReading:
    """Everything that an event's files say; never raises, whatever they hold."""
    drafts, unread = [], []
    for stem, file in raw.talks.items():
        notes = Notes(file.path)
        fields = json_object(file, notes)
        if fields is None:
            unread.append((stem, notes))
        else:
            drafts.append(Draft.of(stem, fields, notes))
    units = Units.of(draft.duration for draft in drafts)
    talks = _with_own_slugs((draft.record(units), draft.notes) for draft in drafts)
    notes = Notes(raw.category.path if raw.category else f"{raw.path}/category.json")
    event = _event(raw, talks, notes)
    all_notes = [notes, *(draft.notes for draft in drafts), *(notes for _, notes in unread)]
    return EventReading(
        event,
        talks,
        frozenset(stem for stem, _ in unread),
        tuple(problem for each in all_notes for problem in each.problems),
    )


def _with_own_slugs(talks: Iterable[tuple[TalkRecord, Notes]]) -> tuple[TalkRecord, ...]:
    """The talks with slugs that differ within the event; a recording of two talks is noted."""
    kept: dict[str, TalkRecord] = {}
    first_with: dict[str, str] = {}
    for talk, notes in talks:
        slug, number = talk.slug, 1
        while slug in kept:
            number += 1
            slug = f"{talk.slug}-{number}"
        kept[slug] = replace(talk, slug=slug)
        for recording in talk.recordings:
            other = first_with.setdefault(same_recording(recording.url), talk.stem)
            if other != talk.stem:
                notes.add("videos", f"also the recording of {other}", recording.url)
    return tuple(kept.values())


def _event(raw: RawEvent, talks: tuple[TalkRecord, ...], notes: Notes) -> EventRecord:
    fields, extra = _category(raw, notes)
    years = [int(year) for year in YEAR.findall(raw.key)]
    title = read_line(fields.get("title"), "title", notes) or _title(raw.key, notes)
    days = _days(fields, talks, years, notes)
    text = read_text(fields.get("description"), "description", notes)
    body = read_body(text, notes)
    return EventRecord(
        key=raw.key,
        path=raw.path,
        slug=sluglike(raw.key, LONGEST_SLUG),
        title=title,
        series=_series(raw.key, title),
        kind=_kind(f"{raw.key} {title} {text}", years),
        body=body.text,
        markup=body.markup,
        url=read_url(fields["url"], "url", notes) if fields.get("url") else "",
        year=years[0] if years else None,
        start=days.start,
        end=days.end,
        extra=extra,
    )


def _kind(text: str, years: list[int]) -> str:
    if years:
        return "meetup" if MEETUP.search(text[:200]) else "conference"
    return "meetup" if GROUP.search(text) else "channel"


def _category(raw: RawEvent, notes: Notes) -> tuple[dict[str, Any], dict[str, Any]]:
    if raw.category is None:
        notes.add("", "category.json is missing")
        return {}, {}
    return sorted_out(json_object(raw.category, notes) or {}, EVENT_KEYS, notes)


def _title(key: str, notes: Notes) -> str:
    notes.add("title", "missing: made from the folder's name")
    return key.replace("-", " ").replace("_", " ").title().strip() or key


def _days(
    fields: dict[str, Any], talks: tuple[TalkRecord, ...], years: list[int], notes: Notes
) -> Days:
    """The days as the category gives them, and those of the talks for what it does not."""
    given = {
        name: read_date(fields[name], name, notes)
        for name in ("start_date", "end_date")
        if fields.get(name) not in (None, "")
    }
    start, end = given.get("start_date"), given.get("end_date")
    told = days_of_event((talk.day for talk in talks if talk.day), years)
    if told.doubt and not start:
        notes.add("recorded", told.doubt)
    if start and end and end < start:
        notes.add("end_date", "before start_date: the two were exchanged")
        start, end = end, start
    if start and not end:
        is_near = told.end and start <= told.end <= start + LONGEST_EVENT
        return Days(start, told.end if is_near else start)
    if end and not start:
        is_near = told.start and end - LONGEST_EVENT <= told.start <= end
        return Days(told.start if is_near else end, end)
    return Days(start, end) if start else told


def _series(key: str, title: str) -> SeriesRecord:
    """PyCon US of PyCon US 2009, pycon-us of pycon-us-2009; what has no year is its own."""
    slug = YEAR.split(key)[0].rstrip("-_ ") or key
    name = YEAR.split(title)[0].strip(" -,(") if YEAR.search(key) else ""
    return SeriesRecord(sluglike(SERIES.get(slug, slug), LONGEST_SLUG), name or title)
