"""A programme by its days, also where it is too long for one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Prefetch

from apps.events.models import Appearance, Recording


@dataclass
class Day:
    """One day of a programme: how many sessions, on which page it begins; those on this page."""

    date: date | None
    count: int
    page: int
    anchor: str
    sessions: list[Any]


def as_held(sessions: Any) -> Any:
    """In the order of the programme, with who took part; ``is_recorded``, as far as is known.

    A join and a question instead of more rows: a conference has hundreds of each.
    """
    people = Appearance.objects.select_related("person").defer("person__bio", "statement")
    watchable = Recording.objects.filter(session=OuterRef("pk")).exclude(available=False)
    held = sessions.prefetch_related(Prefetch("appearances", people))
    return held.annotate(is_recorded=Exists(watchable)).defer("body").order_by("position", "pk")


def by_day(sessions: Any, page: Page[Any], event: Any) -> list[Day]:
    """All days in order, in one query; those on ``page`` have their sessions."""
    size = page.paginator.per_page
    first, here, start = (page.number - 1) * size, list(page), 0
    for session in here:
        session.event = event  # saves a query each when their addresses are made
    days = []
    for number, (day, count) in enumerate(_counted(sessions), 1):
        part = here[max(0, start - first) : max(0, start + count - first)]
        days.append(Day(day, count, start // size + 1, f"day-{number}", part))
        start += count
    return days


def _counted(sessions: Any) -> Iterator[tuple[date | None, int]]:
    dates = sessions.order_by("position", "pk").values_list("date", flat=True)
    for day, same in groupby(dates):
        yield day, len(list(same))
