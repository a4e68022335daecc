"""Events for calendars: iCalendar (RFC 5545), from the finished cards of the catalog.

A day is a day wherever it is read, so events are all-day; sessions have the moment at which they
began, in UTC. The library folds, escapes and ends the lines as the standard wants it. It is loaded
when a calendar is written, as most web workers never do.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime

from apps.catalog.atom import writable
from apps.core import markup

if TYPE_CHECKING:
    from icalendar import Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
#: How often a subscribed calendar is worth asking for
REFRESH = datetime.timedelta(hours=12)
DAY = datetime.timedelta(days=1)

Record = Mapping[str, Any]


def write(name: str, address: str, entries: "Iterable[Event]") -> bytes:
    """The calendar of that name, to be had at ``address``."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//pycommunity//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for known_as in ("name", "x-wr-calname"):  # RFC 7986, and what came before it
        calendar.add(known_as, _line(name))
    calendar.add("url", address)
    calendar.add("refresh-interval", REFRESH, {"value": "DURATION"})
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def days_of(events: Iterable[Record]) -> "Iterator[Event]":
    """Each event whose date is known, from its card: whole days, the last one included."""
    for event in events:
        first = parse_date(event["starts_on"] or "")
        if first is None:
            continue
        last = parse_date(event["ends_on"] or "") or first
        entry = _entry("event", event, [event["summary"]])
        entry.add("dtstart", first)
        entry.add("dtend", last + DAY)  # the standard's end is the first day after it
        entry.add("transp", "TRANSPARENT")  # whoever is there may still be asked
        if venue := event["venue"]:
            where = [venue["name"], venue["city"], venue["country"]]
            entry.add("location", _line(", ".join(filter(None, where))))
        yield entry


def hours_of(talks: Iterable[Record]) -> "Iterator[Event]":
    """Each talk of which it is known when it began, from its whole record.

    How long it was meant to be is not known; where there is a recording, it lasted that long.
    """
    for talk in talks:
        starts_at = parse_datetime(talk["starts_at"] or "")
        if starts_at is None:
            continue
        names = ", ".join(each["name"] for each in talk["speakers"])
        entry = _entry("talk", talk, [names, talk["summary"]])
        entry.add("dtstart", starts_at.astimezone(datetime.UTC))
        lengths = (each["duration_seconds"] or 0 for each in talk["recordings"])
        if seconds := max(lengths, default=0):
            entry.add("duration", datetime.timedelta(seconds=seconds))
        if talk["room"]:
            entry.add("location", _line(talk["room"]))
        yield entry


def _entry(kind: str, record: Record, texts: Iterable[str]) -> "Event":
    """What both have. The UID stays when the title, the address and the date change."""
    from icalendar import Event

    entry = Event()
    entry.add("uid", f"{kind}-{record['id']}@{urlsplit(settings.SITE_URL).hostname}")
    changed = parse_datetime(record["updated_at"])
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("summary", _line(record["title"]))
    entry.add("url", record["html_url"])
    said = [markup.plain(text, record.get("markup", "markdown")) for text in texts if text.strip()]
    if described := "\n\n".join(filter(None, said)):
        entry.add("description", writable(described))
    if topics := [_line(topic["name"]) for topic in record["topics"]]:
        entry.add("categories", topics)
    return entry


def _line(text: str) -> str:
    """The text on one line, without what no line may hold."""
    return " ".join(writable(text).split())
