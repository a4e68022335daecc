"""When feeds are asked again: never too soon, and never not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.feeds import timing
from apps.feeds.fetching import fresh_for, retry_after
from apps.feeds.parsing import Wishes

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)  # a Saturday
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sat, 21 Nov 2026 13:30:00 GMT", HOUR),
        ("Sat, 21 Nov 2026 11:30:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait


@pytest.mark.parametrize(
    ("cache_control", "expires", "fresh"),
    [
        ("public, max-age=3600", "", HOUR),
        ('max-age="60"', "Sat, 21 Nov 2026 13:30:00 GMT", timedelta(minutes=1)),
        ("", "Sat, 21 Nov 2026 13:30:00 GMT", HOUR),
        ("no-cache", "Sat, 21 Nov 2026 13:30:00 GMT", None),
        ("", "0", None),
        ("max-age=x", "never", None),
    ],
)
def test_how_long_an_answer_is_fresh(
    cache_control: str, expires: str, fresh: timedelta | None
) -> None:
    assert fresh_for(cache_control, expires, NOW) == fresh


def test_who_writes_more_is_asked_more_often() -> None:
    daily = [NOW - n * timedelta(days=1) for n in range(10)]
    yearly = [NOW - n * timedelta(days=365) for n in range(10)]
    hourly = [NOW - n * timedelta(minutes=20) for n in range(10)]
    intervals = [timing.by_rate(dates, NOW, HOUR) for dates in (hourly, daily, yearly)]
    assert intervals[0] == timing.SHORTEST
    assert timedelta(hours=5) < intervals[1] < timedelta(hours=7)
    assert intervals[2] == timing.LONGEST


def test_who_says_nothing_is_asked_less_and_less() -> None:
    assert timing.unchanged(HOUR, NOW - timedelta(days=30), NOW) > 10 * HOUR
    assert timing.unchanged(HOUR, None, NOW) > HOUR


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_no_number_of_failures_ends_the_asking(failures: int, jitter: float) -> None:
    interval = timing.after_failures(HOUR, failures)
    assert timing.next_at(NOW, interval, jitter=jitter) - NOW <= timedelta(days=1.1)


def test_two_feeds_that_failed_together_do_not_come_back_together() -> None:
    visits = {timing.next_at(NOW, HOUR, jitter=jitter) for jitter in (0, 0.3, 0.9)}
    assert len(visits) == 3


def test_a_host_that_asks_for_patience_gets_it_up_to_a_week() -> None:
    def wait(asked: timedelta) -> timedelta:
        return timing.next_at(NOW, HOUR, jitter=0, wait=asked) - NOW

    assert wait(timedelta(hours=5)) == timedelta(hours=5)
    assert wait(timedelta(days=4000)) == timedelta(days=7)


def test_what_the_feed_wishes_is_respected() -> None:
    weekly = Wishes(every=timedelta(days=7))
    assert timing.next_at(NOW, HOUR, jitter=0.5, wishes=weekly) == NOW + timedelta(days=7)
    assert timing.next_at(NOW, HOUR, jitter=0.5, fresh_for=3 * HOUR) == NOW + 3 * HOUR
    afternoon = Wishes(skip_hours=frozenset({13, 14, 15}))
    assert timing.next_at(NOW, HOUR, jitter=0.5, wishes=afternoon).hour == 16
    weekend = Wishes(skip_days=frozenset({5, 6}))
    monday = timing.next_at(NOW, HOUR, jitter=0.5, wishes=weekend)
    assert (monday.weekday(), monday.hour) == (0, 0)


@given(st.frozensets(st.integers(0, 23)), st.frozensets(st.integers(0, 6)), st.floats(0, 1))
def test_no_wish_puts_a_feed_off_for_more_than_a_week(
    hours: frozenset[int], days: frozenset[int], jitter: float
) -> None:
    wishes = Wishes(skip_hours=hours, skip_days=days)
    visit = timing.next_at(NOW, HOUR, jitter=jitter, wishes=wishes)
    assert visit - NOW <= timedelta(days=8)
