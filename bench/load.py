"""A client that asks for one address again and again, over several connections at once.

One thread and plain sockets: beside a server on the same machine, a client that costs as much as
the server would measure itself.
"""

import selectors
import socket
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CLIENTS = 4
TIMEOUT = 30


@dataclass(frozen=True)
class Result:
    """What one burst of requests came to. Latencies are in milliseconds."""

    per_second: float
    median: float
    p95: float


@dataclass
class _Exchange:
    """One request on its way, and the first bytes of its answer."""

    started: float = field(default_factory=time.perf_counter)
    head: bytes = b""


def burst(url: str, seconds: float, headers: dict[str, str], expect: int) -> Result:
    """Ask for ``url`` over several connections for so long (RuntimeError on any other answer)."""
    parts = urlsplit(url)
    where = (parts.hostname or "", parts.port or 80)
    request, buffer = _request(url, headers), bytearray(2**18)
    took: list[float] = []
    begun = time.perf_counter()
    with selectors.DefaultSelector() as waiting:
        for _ in range(CLIENTS):
            _ask(waiting, where, request)
        while waiting.get_map():
            ready = waiting.select(TIMEOUT)
            if not ready:
                raise RuntimeError(f"{url} did not answer within {TIMEOUT} s")
            for key, _ in ready:
                connection: socket.socket = key.fileobj  # type: ignore[assignment]
                exchange: _Exchange = key.data
                if size := connection.recv_into(buffer):
                    exchange.head = exchange.head or bytes(buffer[: min(size, 12)])
                    continue
                waiting.unregister(connection)
                connection.close()
                if exchange.head != b"HTTP/1.1 %d" % expect:
                    raise RuntimeError(f"{url} answered {exchange.head!r} instead of {expect}")
                took.append(time.perf_counter() - exchange.started)
                if time.perf_counter() - begun < seconds:
                    _ask(waiting, where, request)
    elapsed = time.perf_counter() - begun
    took.sort()
    return Result(
        len(took) / elapsed, statistics.median(took) * 1000, took[int(len(took) * 0.95)] * 1000
    )


def _request(url: str, headers: dict[str, str]) -> bytes:
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def _ask(waiting: selectors.BaseSelector, where: tuple[str, int], request: bytes) -> None:
    exchange = _Exchange()
    connection = socket.create_connection(where, TIMEOUT)
    connection.sendall(request)
    waiting.register(connection, selectors.EVENT_READ, exchange)
