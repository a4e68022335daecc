"""A programme by its days, also where it is too long for one page.

A line of it is a dictionary with finished parts, as a card is: a conference has hundreds of them,
and to make rows of each session and person, and to render each by itself, takes most of a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.safestring import SafeString

from apps.core.templatetags.reading import tongue
from apps.events.models import Appearance, Recording, Session
from apps.events.showing import credit

#: What is read of a session
READ = ("pk", "slug", "title", "language", "kind", "starts_at", "room")
#: What a session is called if it is more than a talk
TAGS = {
    value: str(label).lower()
    for value, label in Session.Kind.choices
    if value not in (Session.Kind.TALK, Session.Kind.OTHER)
}

Line = dict[str, Any]


@dataclass
class Day:
    """One day of a programme: how many sessions, on which page it begins; those on this page."""

    date: date | None
    count: int
    page: int
    anchor: str
    sessions: list[Line]


@dataclass
class Programme:
    """One page of a programme, and all its days."""

    page: Page[Any]
    lines: list[Line]
    days: list[Day]


def programme(sessions: Any, event: Any, number: int, size: int) -> Programme:
    """That page of the sessions of an event, in three queries."""
    held = sessions.order_by("position", "pk")
    dates = list(held.values_list("date", flat=True))
    page = Paginator(dates, size).get_page(number)
    start = (page.number - 1) * size
    lines = _lines(held, event.slug, slice(start, start + size)) if dates else []
    return Programme(page, lines, list(_days(dates, start, size, lines)))


def _lines(held: Any, event: str, part: slice) -> list[Line]:
    watchable = Recording.objects.filter(session=OuterRef("pk")).exclude(available=False)
    lines = list(held.annotate(is_recorded=Exists(watchable)).values(*READ, "is_recorded")[part])
    people = _people(line["pk"] for line in lines)
    root = reverse("event", args=[event])
    for line in lines:
        line["url"] = f"{root}{quote(line['slug'])}/"
        line["tongue"] = tongue(line["language"], line["title"])
        line["people"] = SafeString(", ".join(people[line["pk"]]))
        line["tag"] = TAGS.get(line["kind"], "")
    return lines


def _people(sessions: Iterable[int]) -> dict[int, list[SafeString]]:
    """Who took part in each session."""
    found = defaultdict[int, list[SafeString]](list)
    rows = Appearance.objects.filter(session__in=list(sessions)).order_by("position", "pk")
    shown = ("person__slug", "person__name", "role", "nickname", "affiliations")
    for session, *row in rows.values_list("session", *shown):
        found[session].append(credit(*row))
    return found


def _days(dates: list[date | None], first: int, size: int, lines: list[Line]) -> Iterator[Day]:
    start = 0
    for number, (day, same) in enumerate(groupby(dates), 1):
        count = len(list(same))
        part = lines[max(0, start - first) : max(0, start + count - first)]
        yield Day(day, count, start // size + 1, f"day-{number}", part)
        start += count
