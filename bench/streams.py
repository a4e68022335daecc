"""Whole lists and dumps: records a second, and the memory that the worker came to need."""

import contextlib
import http.client
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.reading import get
from bench.servers import server

#: Talks a second, and megabytes of a worker
FAST, SMALL = 50_000, 100
TIMEOUT = 120


@dataclass(frozen=True)
class Stream:
    name: str
    path: str
    records: int

    @property
    def is_ours(self) -> bool:
        return self.path.startswith("/api")


def measure(port: int, rounds: int) -> None:
    """Print a line for each stream. Each has a worker of its own, whose memory is the stream's."""
    print(f"{'':30}{'records':>9}{'a second':>10}{'peak of the worker':>22}")
    with server(port, 0, workers=1) as asked:
        found = streams(asked.address)
    for stream in found:
        with server(port, 0, workers=1) as asked:
            before = asked.peak()
            times = rounds if stream.is_ours else 1  # it takes half a minute
            took = [download(asked.address + stream.path) for _ in range(times)]
            report(stream, [stream.records / seconds for seconds in took], before, asked.peak())


def streams(address: str) -> list[Stream]:
    counts = {each["name"]: each["count"] for each in get(f"{address}/api/v1/dumps/")["results"]}
    talks = counts["talks"]
    return [
        Stream("talks, ordinary DRF, JSON", "/yardstick/talks/all/", talks),
        Stream("talks, NDJSON", "/api/v1/talks/?format=ndjson", talks),
        Stream("talks, CSV", "/api/v1/talks/?format=csv", talks),
        Stream("dump of talks, NDJSON", "/api/v1/dumps/talks.ndjson", talks),
        Stream("dump of talks, CSV", "/api/v1/dumps/talks.csv", talks),
        Stream("dump of everything, NDJSON", "/api/v1/dumps/all.ndjson", counts["all"]),
        Stream("dump of everything, CSV", "/api/v1/dumps/all.csv", counts["all"]),
    ]


def download(url: str) -> float:
    """Seconds until the whole answer was there (http.client's errors if it broke off)."""
    parts, started, buffer = urlsplit(url), time.perf_counter(), bytearray(2**18)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    with contextlib.closing(connection):
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{url} answered {answer.status}")
        while answer.readinto(buffer):
            pass
    return time.perf_counter() - started


def report(stream: Stream, speeds: list[float], before: float, peak: float) -> None:
    speed = statistics.median(speeds)
    line = (
        f"{stream.name:30}{stream.records:>9}{speed:>10.0f} ({min(speeds):.0f}-{max(speeds):.0f})"
    )
    line += f"{peak:>8.0f} MB, {peak - before:.0f} more than before"
    if stream.is_ours:
        fast, small = speed >= FAST, peak < SMALL
        line += f"; of {FAST}: {_met(fast)}; under {SMALL} MB: {_met(small)}"
    print(line, flush=True)


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT MET"
