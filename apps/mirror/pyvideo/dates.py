"""Days, as people write them, and the days of an event, as its talks tell."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from apps.mirror.problems import Notes

FIRST_YEAR: Final = 1989  # the Christmas in which Python was begun
ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d.*)?")
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
DAY_FIRST: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
IN_WORDS: Final = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
UNSAID: Final = re.compile(r"\d{4}(?:-\d{1,2})?|\d{4}-00.*|\d{4}-\d{2}-00.*")

GAP: Final = timedelta(days=7)


def read_date(value: Any, name: str, notes: Notes) -> date | None:
    """The day that a value names, else `None` and the reason noted.

    A time of day is dropped without shifting the day: the source's own clock counts. A month
    or a year alone is no day; nor is one before Python or over a year ahead.
    """
    if value is None or value == "":
        notes.add(name, "missing")
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        notes.add(name, "not a date", value)
        return None
    text = " ".join(str(value).split()) if isinstance(value, str) else f"{value:.0f}"[:20]
    day, doubt = _parsed(text)
    if day is None:
        notes.add(name, doubt, value)
        return None
    if day.year < FIRST_YEAR or day > datetime.now(UTC).date() + timedelta(days=366):
        notes.add(name, "before Python or far ahead: left out", value)
        return None
    if doubt:
        notes.add(name, doubt, value)
    return day


def _parsed(text: str) -> tuple[date | None, str]:
    """The day and what is odd about how it is written."""
    if iso := ISO.fullmatch(text):
        day = _day(*map(int, iso.groups()))
        usual = re.match(r"\d{4}-\d{2}-\d{2}", text)
        return day, "" if day and usual else _how(day)
    if compact := COMPACT.fullmatch(text):
        day = _day(*map(int, compact.groups()))
        return day, _how(day)
    if dotted := DAY_FIRST.fullmatch(text):
        day = _day(*map(int, reversed(dotted.groups())))
        return day, _how(day)
    if slashed := SLASHED.fullmatch(text):
        first, second, year = map(int, slashed.groups())
        if first <= 12 and second <= 12 and first != second:
            return None, "day and month cannot be told apart: left out"
        day = _day(year, min(first, second), max(first, second))
        return day, _how(day)
    if UNSAID.fullmatch(text):
        return None, "a year or a month, not a day: left out"
    for form in IN_WORDS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date(), _how(date.min)
        except ValueError:
            continue
    return None, "not a date: left out"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _how(day: date | None) -> str:
    return "not written as YYYY-MM-DD" if day else "no such day: left out"


class Days(NamedTuple):
    """First and last day of an event, and what is doubtful about them."""

    start: date | None
    end: date | None
    doubt: str = ""


def days_of_event(days: Iterable[date], years: Collection[int]) -> Days:
    """The days of an event from those of its talks; `years` are those in its name, if any.

    Sources often give the day of upload. So, for a conference, the talks are grouped where a
    week passes without one. A group that holds half of the talks is the event, as is the first
    of two that hold a fifth each (the second are late uploads); anything else is a run of
    meetings, from first to last. Days in years that the name contradicts are worth nothing.
    """
    known = sorted(days)
    if not known:
        return Days(None, None)
    if not years:
        return Days(known[0], known[-1])
    right = [day for day in known if day.year in years or _next_to(day, known, years)]
    if not right:
        return Days(None, None, f"recorded in {known[0].year}, which is not in its name: left out")
    chosen = _main_group(right)
    outside = sum(not chosen[0] <= day <= chosen[-1] for day in known)
    doubt = f"{outside} of {len(known)} talks are dated outside the event's days" if outside else ""
    return Days(chosen[0], chosen[-1], doubt)


def _next_to(day: date, days: Sequence[date], years: Collection[int]) -> bool:
    """Whether a day just outside the years is part of an event over New Year."""
    return any(other.year in years and abs(other - day) <= GAP for other in days)


def _main_group(days: Sequence[date]) -> Sequence[date]:
    groups = _groups(days)
    large = [group for group in groups if len(group) * 5 >= len(days)]
    if len(large) == 1 and len(large[0]) * 2 >= len(days):
        return large[0]
    return large[0] if len(large) == 2 and len(groups) <= 3 else days


def _groups(days: Sequence[date]) -> list[list[date]]:
    groups = [[days[0]]]
    for day in days[1:]:
        if day - groups[-1][-1] > GAP:
            groups.append([])
        groups[-1].append(day)
    return groups
