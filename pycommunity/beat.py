"""Celery's beat: however many of them run, one sends."""

import logging
from typing import Any

import celery.app.amqp  # noqa: F401 else imported by start(), which SIGTERM then breaks into
from celery.beat import ScheduleEntry, Scheduler
from django.db import OperationalError, connection

LOCK = 0x70796362
log = logging.getLogger(__name__)


class OneSends(Scheduler):
    """Keeps the schedule in memory, and sends only while it holds a lock in PostgreSQL.

    The lock lasts as long as the connection, so a beat that is gone, however it ended, is replaced
    by another one when the next task is due. No file remembers what was sent: tasks ask PostgreSQL
    what is due, so that one sent twice does nothing the second time, and one missed waits for the
    next.
    """

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        if sends():
            super().apply_entry(entry, producer=producer)


def sends() -> bool:
    """Whether this process holds the lock, having taken it now or earlier."""
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            return bool(cursor.fetchone()[0])
    except OperationalError as error:
        log.warning("Nothing sent, as the database does not answer: %s", error)
        connection.close()
        return False
