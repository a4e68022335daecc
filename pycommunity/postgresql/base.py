"""Django's PostgreSQL backend, which does not ask before every request what it can hear."""

import select
import time
from typing import Any

from django.db.backends.postgresql import base

#: Seconds after which a connection may have been lost on the way without a word
QUIET = 30


class DatabaseWrapper(base.DatabaseWrapper):
    used = 0.0

    def is_usable(self) -> bool:
        """Whether the connection still works (``CONN_HEALTH_CHECKS``).

        A server that goes away says so, or its end of the socket closes: either can be read. One
        that was used just now and has nothing to read is taken to work, which saves each request
        a round trip. Any other is asked.
        """
        idle, self.used = time.monotonic() - self.used, time.monotonic()
        if idle < QUIET and not self.errors_occurred and _is_silent(self.connection):
            return True
        return super().is_usable()


def _is_silent(connection: Any) -> bool:
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return not poll.poll(0)
