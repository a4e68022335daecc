"""However many beats run, one of them sends."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import mock
import pytest
from celery import Celery
from celery.beat import ScheduleEntry
from celery.schedules import schedule
from django.db import OperationalError, connection

from pycommunity import beat
from pycommunity.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_lock_is_kept() -> Any:
    yield
    connection.close()


class OtherBeat:
    """A second beat: a thread, as each thread has its own connection."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def sends(self) -> bool:
        return self._thread.submit(beat.sends).result()

    def sends_in_time(self) -> bool:
        """Whether it does, once the database noticed that the first one's connection is gone."""
        end = time.monotonic() + 120
        while not (sends := self.sends()) and time.monotonic() < end:
            time.sleep(0.01)
        return sends

    def end(self) -> None:
        self._thread.submit(lambda: connection.close()).result()
        self._thread.shutdown()


def test_the_other_one_takes_over_when_the_first_is_gone() -> None:
    other = OtherBeat()
    try:
        assert [beat.sends(), other.sends(), beat.sends(), other.sends()] == [True, False] * 2
        connection.close()
        assert other.sends_in_time()
        assert not beat.sends()
    finally:
        other.end()


def test_none_sends_while_the_database_is_down_and_one_does_after() -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("is down")):
        assert not beat.sends()
    assert beat.sends()


@pytest.mark.parametrize("is_mine", [True, False])
def test_a_beat_without_the_lock_keeps_time_and_sends_nothing(is_mine: bool) -> None:
    scheduler = beat.OneSends(Celery("tests", set_as_current=False), lazy=True)
    entry = ScheduleEntry("look", "tests.look", schedule=schedule(60), app=scheduler.app)
    with (
        mock.patch.object(beat, "sends", return_value=is_mine),
        mock.patch.object(scheduler, "apply_async") as sent,
    ):
        scheduler.apply_entry(entry)
    assert sent.called is is_mine


def test_what_is_scheduled_exists() -> None:
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert named
    assert named <= set(app.tasks)


def test_the_schedule_is_kept_by_this_scheduler() -> None:
    assert app.conf.beat_scheduler is beat.OneSends
