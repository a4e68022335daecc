"""What one fetch may still spend, and sockets that keep to it.

The sockets look at the clock before every read: a server that sends a byte a second resets an
ordinary socket's timeout each time, never this. `ssl` holds a handshake and a read of one
record to the timeout as a whole, so setting what remains is enough there too.
"""

import socket
import ssl
import time
from contextvars import ContextVar
from typing import Any

from .errors import TimedOut, TooLarge


class Budget:
    """Seconds until the deadline, and bytes on the wire until the next cap."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self.allow(0, "answer")

    def allow(self, received: int, what: str) -> None:
        """From here on at most so many bytes (and one buffer) of `what` may arrive."""
        self._left, self._what = received, what

    def seconds(self) -> float:
        """What remains, more than nothing; raises TimedOut."""
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise self.timed_out()
        return remaining

    def timed_out(self) -> TimedOut:
        """The error that names this deadline."""
        return TimedOut(f"Not finished after {self._seconds:g} seconds")

    def check_received(self) -> None:
        """Raise TooLarge when the allowance is used up."""
        if self._left <= 0:
            raise TooLarge(f"The {self._what} did not end within the size allowed")

    def received(self, count: int) -> None:
        """Note bytes that arrived."""
        self._left -= count


# One fetch runs in one thread (or task), a pooled socket serves many fetches in turn.
current: ContextVar[Budget] = ContextVar("outbound_budget")


class PlainSocket(socket.socket):
    """TCP within the current budget."""

    def recv(self, *args: Any) -> bytes:
        budget = current.get()
        # Before, not after: one read may bring the last header and much of the body.
        budget.check_received()
        self.settimeout(budget.seconds())
        data = super().recv(*args)
        budget.received(len(data))
        return data

    def sendall(self, *args: Any) -> None:
        self.settimeout(current.get().seconds())
        super().sendall(*args)


class TLSSocket(PlainSocket, ssl.SSLSocket):
    """TLS within the current budget; made by an SSLContext's `sslsocket_class`."""
