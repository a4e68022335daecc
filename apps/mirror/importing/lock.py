"""One import at a time, whoever starts it and wherever."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError, connection, transaction

from apps.mirror.errors import ImportRunning

LOCK: Final = 0x70796D69
#: PostgreSQL takes a moment to notice that an import was killed and to let go of its lock.
PATIENCE_MS: Final = 3000


@contextmanager
def only_import() -> Iterator[None]:
    """Hold the import's lock; raises `ImportRunning` where somebody else keeps it.

    The lock is the connection's: a killed import leaves none behind.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE_MS}ms"])
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        raise ImportRunning("Another import is running. Wait until it has ended.") from error
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
