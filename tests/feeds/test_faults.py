"""Workers killed, the broker emptied, PostgreSQL restarted: in the end all is as on a quiet day."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.generated import blog
from tests.feeds.planet_server import Planet, serving

FEEDS, ENOUGH = 120, 14


class Site:
    """A site of its own: servers in a folder, somebody who looks after it, and workers."""

    def __init__(self, folder: Path, planet: Planet) -> None:
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "pycommunity.settings",
            "PYCOMMUNITY_STATE": str(folder / "state"),
            "FETCH_FEEDS": "1",
            "FEEDS_HOST_PAUSE": "0",
            "FEEDS_NETWORKS": "127.0.0.0/16",
            "FEEDS_PORTS": str(planet.port),
        }
        self.planet = planet
        self.log = (folder / "log").open("w+")
        self.operator = self._start("-m", "tests.feeds.operator", stdin=subprocess.PIPE)
        self.worker: subprocess.Popen[str] | None = None

    def _start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE if options else self.log,
            stderr=self.log,
            text=True,
            start_new_session=True,
            **options,
        )

    def ask(self, *command: str) -> Any:
        assert self.operator.stdin
        assert self.operator.stdout
        self.operator.stdin.write(json.dumps(command) + "\n")
        self.operator.stdin.flush()
        return json.loads(self.operator.stdout.readline())

    def start_worker(self) -> None:
        options = ["worker", "--concurrency=2", "--loglevel=WARNING"]
        self.worker = self._start("-m", "celery", "--app", "tests.feeds.app", *options)

    def kill_worker(self) -> None:
        if self.worker and self.worker.poll() is None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            while self.planet.waiting:  # its questions; they must not use up the next one's answers
                time.sleep(0.01)

    def wait_until(self, visits: int) -> None:
        """Let beat tick until so many visits are stored."""
        end, tick = time.monotonic() + 300, 0.0
        while not isinstance(stored := self.ask("visits"), int) or stored < visits:
            if time.monotonic() > end:
                self.log.seek(0)
                pytest.fail(f"{stored} of {visits} visits. The log:\n{self.log.read()[-5000:]}")
            if time.monotonic() > tick:
                self.ask("tick")
                tick = time.monotonic() + 1
            time.sleep(0.01)

    def close(self) -> None:
        self.kill_worker()
        with self.operator:
            self.operator.kill()
        self.log.close()


@pytest.fixture
def planet() -> Iterator[Planet]:
    with serving(hosts=30) as planet:
        for number in range(FEEDS):
            planet.blog(f"/{number}.xml", blog(number, 5))
        yield planet


@pytest.fixture
def site(planet: Planet, tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path, planet)
    yield site
    site.close()


@pytest.mark.slow
def test_after_any_fault_everything_is_there_once(planet: Planet, site: Site) -> None:
    addresses = [planet.url(f"/{number}.xml", number) for number in range(FEEDS)]

    site.ask("subscribe", *addresses)
    site.start_worker()
    site.wait_until(FEEDS)
    site.kill_worker()
    quiet = site.ask("state")
    entries, _, fetched, fetches, documents, differences = quiet
    assert len(entries) == documents == 5 * FEEDS
    assert fetched == fetches == FEEDS
    assert not differences

    assert site.ask("subscribe", *addresses) is None
    assert site.ask("visits") == 0
    for fault in range(5):
        planet.quota = ENOUGH  # for a chunk or two, not more: the worker dies in the middle
        site.start_worker()
        site.wait_until(site.ask("visits") + 1)
        site.kill_worker()
        if fault == 1:
            assert site.ask("empty_broker") is None
        if fault == 3:
            planet.quota = ENOUGH
            site.start_worker()
            site.wait_until(site.ask("visits") + 1)
            site.ask("restart_postgres")
            site.kill_worker()
    assert site.ask("left") > 0  # the faults came before the end
    planet.quota = None
    site.start_worker()
    site.wait_until(FEEDS)
    site.kill_worker()  # the catalog's check reads rows and documents one after the other
    for after_faults, without in zip(site.ask("state"), quiet, strict=True):
        assert after_faults == without
