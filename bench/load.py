"""A client that asks for one address again and again, over several connections at once."""

import http.client
import statistics
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CLIENTS = 4


@dataclass(frozen=True)
class Result:
    """What one burst of requests came to. Latencies are in milliseconds."""

    per_second: float
    median: float
    p95: float


def burst(url: str, seconds: float, headers: dict[str, str], expect: int) -> Result:
    """Ask for ``url`` from several clients for so long (RuntimeError on any other answer)."""
    took: list[float] = []
    wrong: list[int] = []
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_client, args=(url, end, headers, expect, took, wrong))
        for _ in range(CLIENTS)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if wrong or not took:
        raise RuntimeError(f"{url} answered {wrong[:1] or 'nothing'} instead of {expect}")
    took.sort()
    return Result(
        len(took) / elapsed, statistics.median(took) * 1000, took[int(len(took) * 0.95)] * 1000
    )


def _client(
    url: str, end: float, headers: dict[str, str], expect: int, took: list[float], wrong: list[int]
) -> None:
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    while time.perf_counter() < end and not wrong:
        started = time.perf_counter()
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status != expect:
            wrong.append(response.status)
        took.append(time.perf_counter() - started)
