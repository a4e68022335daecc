"""The API and the pages beside ordinary Django REST framework, in one interleaved run.

Run by ``make bench`` on the site's own base, which should hold an imported archive. Prints requests
a second, latencies, how many times what ordinary REST framework manages, whether that is the
target, and how much faster Django's floor is. The machine's mood falls on all of them alike.
"""

import argparse
import datetime
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from apps.catalog.paging import Cursor
from bench import streams
from bench.load import Result, burst
from bench.reading import etag, get, is_there, largest
from bench.servers import collect_static_files, server

ENOUGH_TALKS = 10_000
UNDATED = "0001-01-01"
#: How many times what the site does may cost what Django does for constant bytes
NEAR_FLOOR = 3
#: What is searched for: many talks have it
WORD = "python"


@dataclass(frozen=True)
class Case:
    """One question, the two addresses that answer it, and how many times faster ours should be."""

    name: str
    ours: str
    ordinary: str
    target: int = 0
    #: Whether it is to be near what Django does for constant bytes
    near: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200


def cases(kept: str, made: str) -> list[Case]:
    """The questions. ``kept`` is a server that keeps finished pages, ``made`` one that does not."""
    talks, ordinary = f"{made}/api/v1/talks/?limit=100", f"{made}/yardstick/talks/?limit=100"
    total = enough(get(talks)["count"])
    deep = total * 3 // 4
    (anchor,) = get(f"{made}/api/v1/talks/?limit=1&offset={deep}")["results"]
    day = datetime.date.fromisoformat(anchor["date"] or UNDATED)
    cursor = Cursor("-date", day, anchor["id"], backwards=False)
    event = largest(f"{made}/api/v1/events/?limit=200", "talk_count")
    topic = largest(f"{made}/api/v1/topics/?limit=200", "record_count")
    of_event, of_topic = f"&event={event['slug']}", f"&topic={topic['slug']}"
    one = f"talks/{anchor['id']}/"
    pages = [
        (Case("list of 100", talks, ordinary, 25, near=True), 45),
        (Case("deep page", f"{talks}&cursor={cursor}", f"{ordinary}&offset={deep}", 30, True), 0),
        (Case("one event", talks + of_event, ordinary + of_event, 20, True), 0),
        (Case("one topic", talks + of_topic, ordinary + of_topic, 15, True), 0),
    ]
    unchanged = {"If-None-Match": etag(talks)}
    return [
        *(each for case, target in pages for each in (case, again(case, target, made, kept))),
        Case("one talk", f"{made}/api/v1/{one}", f"{made}/yardstick/{one}", 7, True),
        Case("unchanged list (304)", talks, ordinary, 25, True, unchanged, 304),
        *searches(made, ordinary),
        # There are no ordinary pages here: beside them stands the ordinary list.
        Case("home page", f"{made}/", ordinary),
        Case("home page, kept", f"{kept}/", ordinary),
        Case("page of an event", event["html_url"], ordinary),
        Case("page of a talk", anchor["html_url"], ordinary),
    ]


def again(case: Case, target: int, made: str, kept: str) -> Case:
    """The same page from where it is kept."""
    name = f"{case.name}, kept"
    return replace(case, name=name, ours=case.ours.replace(made, kept), target=target)


def enough(total: int) -> int:
    if total < ENOUGH_TALKS:
        raise SystemExit(
            f"This base holds {total} talks; the figures mean something from {ENOUGH_TALKS} on. "
            "Import an archive first: manage.py import_pyvideo PATH"
        )
    return total


def searches(made: str, ordinary: str) -> list[Case]:
    """The search, where the site has one."""
    address = f"{made}/api/v1/search/?q={WORD}"
    return [Case("search", address, f"{ordinary}&q={WORD}")] if is_there(address) else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each burst")
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    collect_static_files()
    streams.measure(options.port, options.rounds)
    with server(options.port, 2**25) as kept, server(options.port + 1, 0) as made:
        print(f"\n{'':22}{'ours: req/s, ms, p95':>24}{'ordinary DRF':>24}{'times':>8}")
        floor = f"{made.address}/constant/"
        for case in cases(kept.address, made.address):
            rounds = [measure(case, floor, options.seconds) for _ in range(options.rounds)]
            report(case, *zip(*rounds, strict=True))


def measure(case: Case, floor: str, seconds: float) -> tuple[Result, Result, Result]:
    """Ours, ordinary REST framework's and Django's floor, one after the other."""
    burst(case.ours, seconds / 4, case.headers, case.expect)  # the first answers make what is kept
    return (
        burst(case.ours, seconds, case.headers, case.expect),
        burst(case.ordinary, seconds, {}, 200),
        burst(floor, seconds / 2, {}, 200),
    )


def report(
    case: Case, ours: Iterable[Result], ordinary: Iterable[Result], floor: Iterable[Result]
) -> None:
    """Print the medians, and the median of the ratios round by round with their range."""
    times, above = ratios(ours, ordinary), ratios(floor, ours)
    middle, under = statistics.median(times), statistics.median(above)
    line = f"{case.name:22}{figures(ours)}{figures(ordinary)}{middle:>7.1f}x"
    line += f" ({times[0]:.1f}-{times[-1]:.1f})"
    if case.target:
        line += f" of {case.target}: {met(middle >= case.target)}"
    line += f"; floor {under:.1f}x"
    if case.near:
        line += f" of {NEAR_FLOOR}: {met(under <= NEAR_FLOOR)}"
    print(line, flush=True)


def ratios(some: Iterable[Result], others: Iterable[Result]) -> list[float]:
    """How many times as many a second, round by round, in order."""
    return sorted(a.per_second / b.per_second for a, b in zip(some, others, strict=True))


def figures(results: Iterable[Result]) -> str:
    rows = list(results)
    return "".join(
        f"{statistics.median(getattr(row, name) for row in rows):>{width}}"
        for name, width in (("per_second", "10.0f"), ("median", "7.1f"), ("p95", "7.1f"))
    )


def met(is_met: bool) -> str:
    return "met" if is_met else "NOT MET"


if __name__ == "__main__":
    main()
