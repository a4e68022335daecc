"""Refreshing a planet beside the PyPI package ``reader``, in one run: ``python -m bench.feeds``.

567 generated feeds on the loopback, the same for both: ``bench.posts`` says what their posts are
like and why; ``--posts plain`` has shorter ones without code. Ours is a real worker: Celery, the
catalog and all; its processes' CPU is counted, and PostgreSQL's is shown beside it (reader's SQLite
is in its process).
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil

HOSTS = 120
PHASES = ["first refresh", "nothing new (304)", "a tenth changed", "same bytes, no ETag"]
TARGETS = [5, 3.5, 5, 30]


class Cost(NamedTuple):
    cpu: float  # s
    wall: float  # s
    entries: int
    database: float = 0.0  # s of PostgreSQL


@contextlib.contextmanager
def planet(feeds: int, posts: str) -> Iterator[tuple[list[str], Callable[[str], None]]]:
    """A planet; gives its addresses, and what makes it do something."""
    command = [sys.executable, "-m", "bench.planet", str(feeds), str(HOSTS), posts]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    port, _, posts_are = process.stdout.readline().strip().partition(" ")
    print(f"{posts.capitalize()}: {posts_are}.")

    def do(what: str) -> None:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/do/{what}").close()

    hosts = [f"127.0.{n // 250}.{n % 250 + 1}" for n in range(HOSTS)]
    try:
        yield [f"http://{hosts[n % HOSTS]}:{port}/{n}.xml" for n in range(feeds)], do
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def ours(addresses: list[str], folder: Path) -> Iterator[Callable[[], Cost]]:
    """The site with a worker, on servers of its own."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "pycommunity.settings",
        "PYCOMMUNITY_STATE": str(folder / "state"),
        "FETCH_FEEDS": "1",
        "FEEDS_HOST_PAUSE": "0",
        "FEEDS_NETWORKS": "127.0.0.0/16",
        "FEEDS_PORTS": addresses[0].split(":")[2].split("/")[0],
        "LOG_LEVEL": "WARNING",
    }
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("BROKER_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    command = [sys.executable, "-m", "celery", "--app", "pycommunity", "worker"]
    worker = subprocess.Popen([*command, "--concurrency=1", "--loglevel=WARNING"])
    try:
        subscribe(addresses[:1])
        refresh(worker)  # what is loaded once is not what is measured
        subscribe(addresses[1:])
        yield lambda: refresh(worker)
    finally:
        worker.terminate()
        worker.wait()


def subscribe(addresses: list[str]) -> None:
    from apps.core.naming import slug
    from apps.feeds.models import Feed

    Feed.objects.bulk_create(
        Feed(title=address, slug=slug(address), url=address) for address in addresses
    )


def refresh(worker: "subprocess.Popen[bytes]") -> Cost:
    """Make all feeds due, and wait until the worker is through."""
    from django.utils import timezone

    from apps.feeds.models import Entry, Feed
    from pycommunity.celery import app

    now = timezone.now()
    Feed.objects.update(next_at=now, leased_until=None)
    before, database, began = cpu(worker.pid), postgres_cpu(), time.perf_counter()
    app.send_task("apps.feeds.tasks.fetch_due")
    while Feed.objects.filter(next_at__lte=now).exists():
        time.sleep(0.02)
    wall = time.perf_counter() - began
    return Cost(cpu(worker.pid) - before, wall, Entry.objects.count(), postgres_cpu() - database)


def cpu(pid: int) -> float:
    """Seconds of processor time of a process and all that it started."""
    process = psutil.Process(pid)
    return sum(_spent(each) for each in [process, *process.children(recursive=True)])


def _spent(process: psutil.Process) -> float:
    times: Any = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def postgres_cpu() -> float:
    """Of the server this process is connected to, all its processes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        return cpu(psutil.Process(pid).ppid())
    except psutil.NoSuchProcess:  # in a name space of its own
        return float("nan")


@contextlib.contextmanager
def theirs(addresses: list[str], folder: Path, python: str) -> Iterator[Callable[[], Cost]]:
    """``reader`` on a database of its own."""
    listed = folder / "addresses"
    listed.write_text("\n".join(addresses))
    command = [python, str(Path(__file__).with_name("feeds_reader.py"))]
    process = subprocess.Popen(
        [*command, str(listed), str(folder / "reader.sqlite")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == "ready\n"

    def update() -> Cost:
        assert process.stdin
        assert process.stdout
        process.stdin.write("\n")
        process.stdin.flush()
        spent, wall, entries = process.stdout.readline().split()
        return Cost(float(spent), float(wall), int(entries))

    try:
        yield update
    finally:
        process.kill()
        process.wait()


def environment_with_reader(folder: Path) -> str:
    """A virtual environment with ``reader``, made now; returns its Python."""
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv/bin/python")
    # Its own copy of feedparser needs sgmllib, and it does not say so.
    subprocess.run([python, "-m", "pip", "install", "--quiet", "reader", "sgmllib3k"], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=567)
    parser.add_argument("--reader", help="a Python that has reader; else one is made")
    parser.add_argument("--alone", action="store_true", help="without reader")
    parser.add_argument("--posts", choices=["lifelike", "plain"], default="lifelike")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        addresses, do = stack.enter_context(planet(options.feeds, options.posts))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sides = [stack.enter_context(ours(addresses, folder))]
        if not options.alone:
            python = options.reader or environment_with_reader(folder)
            sides.append(stack.enter_context(theirs(addresses, folder, python)))
        print(f"{'CPU ms a feed':22}{'ours':>8}{'(wall s, entries, PostgreSQL)':>32}", end="")
        print(f"{'reader':>10}{'(wall s, entries)':>20}{'ratio':>9}")
        for phase, target in zip(PHASES, TARGETS, strict=True):
            if phase == PHASES[2]:
                do("tenth")
            if phase == PHASES[3]:
                do("plain")
                for side in sides:
                    side()  # so that both have these bytes, and the validators are gone
            report(phase, target, [side() for side in sides], options.feeds)


def report(phase: str, target: float, costs: list[Cost], feeds: int) -> None:
    mine, *other = costs
    ms = 1000 / feeds
    extra = f"({mine.wall:.1f} s, {mine.entries}, {mine.database * ms:.1f})"
    print(f"{phase:22}{mine.cpu * ms:>8.2f}{extra:>32}", end="")
    for cost in other:
        extra = f"({cost.wall:.1f} s, {cost.entries})"
        ratio = cost.cpu / mine.cpu
        print(f"{cost.cpu * ms:>10.2f}{extra:>20}{ratio:>8.1f}x  at least {target:g}", end="")
    print(flush=True)


if __name__ == "__main__":
    main()
