"""One import at a time, whoever starts it and wherever."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

from apps.mirror.errors import ImportRunning

LOCK: Final = 0x70796D69


@contextmanager
def only_import() -> Iterator[None]:
    """Hold the import's lock; raises `ImportRunning` where somebody else does.

    PostgreSQL lets go of it when the connection ends, so a killed import leaves none behind.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise ImportRunning("Another import is running. Wait until it has ended.")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
