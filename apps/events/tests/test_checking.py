"""A recording is said to be gone only after three days of failure, and back at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import mock
import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from apps.catalog.models import Document
from apps.catalog.publishing import publish
from apps.events import checking, tasks
from apps.events.asking import Answer
from apps.events.checking import MISSING_AFTER, State, decide
from apps.events.models import Recording
from tests.factories import RecordingFactory, SessionFactory

FOUND, MISSING, BUSY, SILENT = Answer
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
NEVER_SEEN = State(available=None, failures=0, checked_at=None)
SEEN = State(available=True, failures=0, checked_at=NOW - timedelta(days=40))


def after(state: State, *answers: Answer, every: timedelta = timedelta(days=1)) -> State:
    """The state after these answers, the last of them now."""
    for ago, answer in zip(range(len(answers) - 1, -1, -1), answers, strict=True):
        state = decide(state, answer, NOW - ago * every, online=True)
    return state


class TestDecide:
    def test_one_answer_makes_it_available(self) -> None:
        assert after(NEVER_SEEN, FOUND) == State(available=True, failures=0, checked_at=NOW)

    @pytest.mark.parametrize("failure", [MISSING, SILENT])
    def test_the_third_failure_makes_it_unavailable(self, failure: Answer) -> None:
        assert after(SEEN, failure, failure).available is True
        assert after(SEEN, failure, failure, failure).available is False

    def test_failures_of_one_day_are_one(self) -> None:
        hourly = after(SEEN, *[MISSING] * 8, every=timedelta(hours=1))
        assert (hourly.available, hourly.failures) == (True, 1)

    def test_an_answer_between_starts_the_count_anew(self) -> None:
        assert after(SEEN, MISSING, MISSING, FOUND, MISSING, MISSING).available is True

    def test_it_comes_back_at_once(self) -> None:
        gone = State(available=False, failures=7, checked_at=NOW - timedelta(days=30))
        assert after(gone, FOUND) == State(available=True, failures=0, checked_at=NOW)

    def test_a_busy_host_says_nothing_but_was_asked(self) -> None:
        state = State(available=True, failures=2, checked_at=NOW - timedelta(days=3))
        assert after(state, BUSY) == State(available=True, failures=2, checked_at=NOW)

    def test_nothing_changes_while_we_are_offline(self) -> None:
        assert decide(SEEN, SILENT, NOW, online=False) == SEEN

    @given(st.lists(st.tuples(st.sampled_from(Answer), st.integers(0, 3), st.booleans())))
    def test_gone_means_at_least_three_days_of_failure_since_it_was_found(
        self, history: list[tuple[Answer, int, bool]]
    ) -> None:
        state, day, failed_on = NEVER_SEEN, 0, set[int]()
        for answer, days, online in history:
            day += days
            state = decide(state, answer, NOW + timedelta(days=day), online=online)
            if answer is FOUND:
                failed_on.clear()
            elif answer is MISSING or (answer is SILENT and online):
                failed_on.add(day)
            assert (state.available is not False) or len(failed_on) >= MISSING_AFTER
            assert state.failures <= len(failed_on)


class Hosts:
    """Stands in for the network, and notes who was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Answer] = {}

    def __call__(self, recording: Recording) -> Answer:
        self.asked.append(recording.url)
        return next((a for part, a in self.answers.items() if part in recording.url), FOUND)


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    hosts = Hosts()
    with mock.patch.object(checking, "ask", hosts), mock.patch.object(checking, "PAUSE", 0):
        yield hosts


def recording(url: str, **fields: Any) -> Recording:
    return RecordingFactory(kind="file", url=url, **fields)


@pytest.mark.django_db
class TestCheck:
    def test_what_was_found_is_shown_in_the_catalog(self, hosts: Hosts) -> None:
        row = recording("https://a.example/1")
        publish(row.session)
        assert '"available":null' in Document.objects.get(kind="talk").card
        assert checking.check() == 1
        assert '"available":true' in Document.objects.get(kind="talk").card

    def test_what_is_not_due_is_not_asked(self, hosts: Hosts) -> None:
        today = datetime.now(UTC)
        for days, failures in ((29, 0), (31, 0), (0, 1), (2, 1), (1, 2), (3, 2), (29, 3), (31, 3)):
            asked = today - timedelta(days=days)
            recording(f"https://{days}.{failures}/", checked_at=asked, failures=failures)
        recording("https://draft/", session=SessionFactory(state="draft"))
        recording("https://never/")
        checking.check()
        assert sorted(hosts.asked) == [
            *("https://2.1/", "https://3.2/", "https://31.0/", "https://31.3/", "https://never/")
        ]

    def test_ordered_twice_is_asked_once(self, hosts: Hosts) -> None:
        recording("https://a.example/1")
        assert [checking.check(), checking.check()] == [1, 0]
        assert hosts.asked == ["https://a.example/1"]

    def test_hosts_take_turns_and_none_is_asked_too_much(self, hosts: Hosts) -> None:
        for number in range(3):
            recording(f"https://big.example/{number}")
        recording("https://small.example/0")
        with mock.patch.object(checking, "PER_HOST", 2):
            checking.check()
        assert hosts.asked == [
            "https://big.example/0",
            "https://small.example/0",
            "https://big.example/1",
        ]

    def test_no_more_are_asked_than_wanted(self, hosts: Hosts) -> None:
        for number in range(3):
            recording(f"https://a.example/{number}")
        checking.check(at_most=2)
        assert len(hosts.asked) == 2

    @pytest.mark.parametrize("answer", [SILENT, BUSY])
    def test_a_host_in_trouble_is_left_alone_for_the_run(
        self, hosts: Hosts, answer: Answer
    ) -> None:
        hosts.answers["big"] = answer
        for number in range(3):
            recording(f"https://big.example/{number}")
        recording("https://small.example/0")
        checking.check()
        assert hosts.asked == ["https://big.example/0", "https://small.example/0"]

    def test_our_own_network_down_marks_nothing(self, hosts: Hosts) -> None:
        hosts.answers["http"] = SILENT
        rows = [recording(f"https://{name}.example/") for name in "abc"]
        assert checking.check() == 0
        for row in rows:
            row.refresh_from_db()
            assert (row.available, row.failures, row.checked_at) == (None, 0, None)

    def test_one_dead_host_alone_is_told_from_our_network_by_a_witness(self, hosts: Hosts) -> None:
        hosts.answers["dead"] = SILENT
        recording("https://alive.example/", available=True, checked_at=datetime.now(UTC))
        dead = recording("https://dead.example/")
        checking.check()
        dead.refresh_from_db()
        assert dead.failures == 1

    def test_what_was_edited_meanwhile_is_another_recording(self, hosts: Hosts) -> None:
        row = recording("https://a.example/old")

        def edit(asked: Recording) -> Answer:
            Recording.objects.filter(pk=asked.pk).update(url="https://a.example/new")
            return MISSING

        with mock.patch.object(checking, "ask", edit):
            checking.check()
        row.refresh_from_db()
        assert (row.url, row.failures, row.checked_at) == ("https://a.example/new", 0, None)

    def test_the_command_shows_each_answer(self, hosts: Hosts) -> None:
        hosts.answers["gone"] = MISSING
        recording("https://a.example/")
        recording("https://gone.example/")
        out = StringIO()
        call_command("check_recordings", stdout=out)
        assert "found    https://a.example/" in out.getvalue()
        assert "missing  https://gone.example/" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_second_run_at_the_same_time_does_nothing(hosts: Hosts) -> None:
    recording("https://a.example/")

    def run_meanwhile(asked: Recording) -> Answer:
        assert ThreadPoolExecutor(1).submit(check_apart).result() == 0
        return FOUND

    def check_apart() -> int:
        try:
            return checking.check()
        finally:
            connection.close()

    with mock.patch.object(checking, "ask", run_meanwhile):
        assert checking.check() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("on", [True, False])
def test_the_task_asks_only_where_the_site_may(hosts: Hosts, settings: Settings, on: bool) -> None:
    settings.CHECK_RECORDINGS = on
    recording("https://a.example/")
    tasks.check_recordings()
    assert bool(hosts.asked) is on


def test_a_pause_is_made_between_two_requests_to_one_host(hosts: Hosts) -> None:
    rows = [Recording(kind="file", url=f"https://{host}/") for host in ("a", "b", "a")]
    with (
        mock.patch.object(checking, "PAUSE", 5),
        mock.patch("time.sleep") as slept,
    ):
        list(checking._asked(rows, lambda *_: None))
    assert [round(call.args[0]) for call in slept.call_args_list] == [0, 0, 5]


def test_a_run_ends_in_time_for_the_limit_of_tasks(hosts: Hosts) -> None:
    rows = [Recording(kind="file", url=f"https://{host}/") for host in "abc"]
    with mock.patch.object(checking, "TIME", -1):
        assert list(checking._asked(rows, lambda *_: None)) == []
