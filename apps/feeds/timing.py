"""When to go again: pure functions."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from apps.feeds.parsing import Wishes

SHORTEST: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(days=1)
#: However long a host asks us to wait, we ask again.
PATIENCE: Final = timedelta(days=7)
NO_WISHES: Final = Wishes()
#: Visits for each new entry
VISITS: Final = 4
COUNTED: Final = 10


def by_rate(dates: Iterable[datetime], now: datetime, before: timedelta) -> timedelta:
    """The interval for a feed with entries of these dates: the more it says, the shorter."""
    newest = sorted(dates, reverse=True)[:COUNTED]
    if not newest:
        return clamped(before)
    gaps = [now - newest[0], *(late - early for late, early in pairwise(newest))]
    return clamped(sum(gaps, timedelta()) / len(gaps) / VISITS)


def unchanged(before: timedelta, newest: datetime | None, now: datetime) -> timedelta:
    """The interval for a feed that has nothing new: it grows with the silence."""
    silence = (now - newest) / COUNTED / VISITS if newest else before * 1.2
    return clamped(max(before, silence))


def clamped(interval: timedelta) -> timedelta:
    return min(max(interval, SHORTEST), LONGEST)


def after_failures(interval: timedelta, failures: int) -> timedelta:
    """Twice as long for each failure in a row, and never longer than a day: never for ever."""
    return clamped(interval * 2 ** min(failures, 6))


def next_at(
    now: datetime,
    interval: timedelta,
    *,
    jitter: float,
    wait: timedelta | None = None,
    fresh_for: timedelta | None = None,
    wishes: Wishes = NO_WISHES,
) -> datetime:
    """The next visit: after the interval, give or take a tenth (``jitter`` is 0 to 1), not before
    the host or the feed want it, and not in hours or days that the feed wants to be left alone.
    """
    apart = interval * (0.9 + 0.2 * jitter)
    if fresh_for:
        apart = max(apart, min(fresh_for, LONGEST))
    if wishes.every:
        apart = max(apart, min(wishes.every, PATIENCE))
    if wait:
        apart = max(apart, min(wait, PATIENCE) * (1 + 0.1 * jitter))
    return _welcome(now + apart, wishes)


def _welcome(moment: datetime, wishes: Wishes) -> datetime:
    """The moment, or the first full hour after it that the feed does not exclude."""
    if len(wishes.skip_hours) > 23 or len(wishes.skip_days) > 6:
        return moment
    moment = moment.astimezone(UTC)
    for _ in range(24 * 7):
        if moment.hour not in wishes.skip_hours and moment.weekday() not in wishes.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment
