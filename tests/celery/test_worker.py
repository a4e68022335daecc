"""A killed worker loses nothing, whichever broker there is."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from pycommunity import celeryconfig
from tests.celery.app import PREFIX, new_app

BROKERS = {
    "embedded": "",
    "redis": os.environ.get("PYCOMMUNITY_TEST_REDIS_URL", "redis://127.0.0.1:6379/15"),
    "rabbitmq": os.environ.get(
        "PYCOMMUNITY_TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//"
    ),
}


class Broker:
    """A queue of one test, and workers on it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.diary = url, folder / "diary"
        self.queue = f"test-{uuid.uuid4().hex}"
        self.app = new_app(url, self.queue)
        self._log = (folder / "log").open("w+")
        self._workers: list[subprocess.Popen[bytes]] = []

    def send(self) -> None:
        self.app.send_task("work", [str(self.diary)])

    def start_worker(self) -> subprocess.Popen[bytes]:
        module = [sys.executable, "-m", "celery", "--app", "tests.celery.app", "worker"]
        options = ["--concurrency=2", "--loglevel=INFO", f"--hostname={uuid.uuid4().hex}@%h"]
        worker = subprocess.Popen(
            [*module, *options],
            env=os.environ | {"BROKER_URL": self.url, PREFIX: self.queue},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._workers.append(worker)
        return worker

    def wait_for(self, *lines: str) -> None:
        """Wait until the diary says this."""
        deadline = time.monotonic() + 300
        while self.lines() != [*lines]:
            if time.monotonic() > deadline:
                self._log.seek(0)
                pytest.fail(f"The diary says {self.lines()}. The workers say:\n{self._log.read()}")
            time.sleep(0.05)

    def lines(self) -> list[str]:
        return self.diary.read_text().splitlines() if self.diary.exists() else []

    def give_leave(self) -> None:
        self.diary.with_name("diary.leave").touch()

    def close(self) -> None:
        for worker in self._workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
        with self.app.connection_for_write() as connection:
            channel: Any = connection.default_channel
            channel.queue_delete(self.queue)
            if hasattr(channel, "client"):  # Redis, which also keeps names of exchanges
                for key in channel.client.scan_iter(f"{self.queue}*"):
                    channel.client.execute_command("UNLINK", key)
        self._log.close()


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    url = BROKERS[request.param]
    if url:
        where = urlsplit(url)
        try:
            socket.create_connection((where.hostname, where.port or 0), timeout=1).close()
        except OSError:
            pytest.skip(f"Nothing answers at {where.hostname}:{where.port} ({request.param})")
    broker = Broker(url, tmp_path)
    yield broker
    broker.close()


def kill_all(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def kill_process_of_task(worker: subprocess.Popen[bytes]) -> None:
    for process in psutil.Process(worker.pid).children():
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("kill", [kill_all, kill_process_of_task])
def test_a_task_whose_process_is_killed_is_done_all_the_same(
    broker: Broker, kill: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    broker.send()
    first = broker.start_worker()
    broker.wait_for("began")
    kill(first)
    broker.give_leave()
    broker.start_worker()
    broker.wait_for("began", "began", "done")


def test_redis_gives_up_on_a_worker_only_after_the_task_would_have_been_ended() -> None:
    """Else it would run twice at once."""
    options = celeryconfig.broker_transport_options
    assert options["visibility_timeout"] > celeryconfig.task_time_limit
    assert celeryconfig.task_time_limit > celeryconfig.task_soft_time_limit


def test_nothing_but_json_is_read() -> None:
    """A message could otherwise be a program (pickle)."""
    assert celeryconfig.accept_content == ["json"]
