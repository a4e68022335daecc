"""The API's lists and details beside ordinary Django REST framework, in one interleaved run.

Run by ``make bench`` on the site's own base, which should hold an imported archive. Prints
requests a second, latencies, and the ratio; the machine's mood falls on both sides alike.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from apps.catalog.paging import encode
from bench.load import Result, burst

ENOUGH_TALKS = 10_000
UNDATED = "0001-01-01"


@dataclass(frozen=True)
class Case:
    """One question, and the two addresses that answer it."""

    name: str
    ours: str
    ordinary: str
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200


@contextlib.contextmanager
def server(port: int, page_cache: int) -> Iterator[str]:
    """The site under gunicorn with two sync workers, as ``make run`` has it."""
    command = [
        sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}",
        "--no-control-socket", "--log-level", "warning", "pycommunity.wsgi",
    ]  # fmt: skip
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PAGE_CACHE_BYTES": str(page_cache),
    }
    process = subprocess.Popen(command, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api/v1/talks/?limit=1")
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    for _ in range(150):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    raise SystemExit("The server did not come up; its own messages above say why.")


def get(url: str) -> Any:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def cases(kept: str, made: str) -> list[Case]:
    """The questions. ``kept`` is a server that keeps finished pages, ``made`` one that does not."""
    talks, ordinary = f"{made}/api/v1/talks/?limit=100", f"{made}/yardstick/talks/?limit=100"
    total = get(talks)["count"]
    if total < ENOUGH_TALKS:
        raise SystemExit(
            f"This base holds {total} talks; the figures mean something from {ENOUGH_TALKS} on. "
            "Import an archive first: manage.py import_pyvideo PATH"
        )
    deep = total * 3 // 4
    (anchor,) = get(f"{made}/api/v1/talks/?limit=1&offset={deep}")["results"]
    cursor = encode(("", anchor["date"] or UNDATED, anchor["id"]), backwards=False)
    event = largest(f"{made}/api/v1/events/?limit=200", "talk_count")
    topic = largest(f"{made}/api/v1/topics/?limit=200", "record_count")
    with urllib.request.urlopen(talks) as answer:
        unchanged = {"If-None-Match": answer.headers["ETag"]}
    return [
        Case("list of 100", talks, ordinary),
        Case("list of 100, page kept", talks.replace(made, kept), ordinary),
        Case("deep page", f"{talks}&cursor={cursor}", f"{ordinary}&offset={deep}"),
        Case(f"event {event}", f"{talks}&event={event}", f"{ordinary}&event={event}"),
        Case(f"topic {topic}", f"{talks}&topic={topic}", f"{ordinary}&topic={topic}"),
        Case(
            "one talk",
            f"{made}/api/v1/talks/{anchor['id']}/",
            f"{made}/yardstick/talks/{anchor['id']}/",
        ),
        Case("list unchanged (304)", talks, ordinary, unchanged, 304),
        Case("constant bytes", f"{made}/constant/", ordinary),
    ]


def largest(url: str | None, count: str) -> str:
    """The slug of the record of a list with the highest ``count``."""
    best = ("", -1)
    while url:
        page = get(url)
        for row in page["results"]:
            best = max(best, (row["slug"], row[count]), key=lambda pair: pair[1])
        url = page["next"]
    return best[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each burst")
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    with server(options.port, 2**25) as kept, server(options.port + 1, 0) as made:
        print(f"{'':28}{'ours: req/s, ms, p95':>28}{'ordinary DRF':>28}{'ratio':>9}")
        for case in cases(kept, made):
            ours: list[Result] = []
            ordinary: list[Result] = []
            for _ in range(options.rounds):
                ours.append(burst(case.ours, options.seconds, case.headers, case.expect))
                ordinary.append(burst(case.ordinary, options.seconds, {}, 200))
            report(case.name, ours, ordinary)


def report(name: str, ours: list[Result], ordinary: list[Result]) -> None:
    """Print the medians, and the median of the ratios pair by pair with their range."""
    ratios = sorted(a.per_second / b.per_second for a, b in zip(ours, ordinary, strict=True))
    figures = "".join(
        f"{statistics.median(row.per_second for row in side):>12.0f}"
        f"{statistics.median(row.median for row in side):>8.1f}"
        f"{statistics.median(row.p95 for row in side):>8.1f}"
        for side in (ours, ordinary)
    )
    middle = statistics.median(ratios)
    print(f"{name:28}{figures}{middle:>8.1f}x  ({ratios[0]:.1f}-{ratios[-1]:.1f})", flush=True)


if __name__ == "__main__":
    main()
