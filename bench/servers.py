"""The site under gunicorn, and how much memory its workers came to need."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.reading import wait_for

WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and its main process."""

    address: str
    process: int

    def peak(self) -> float:
        """The most memory that a worker has needed so far, in megabytes (Linux only)."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text()
        statuses = [Path(f"/proc/{child}/status").read_text() for child in children.split()]
        peaks = [status.partition("VmHWM:")[2].split()[0] for status in statuses]
        return max(map(int, peaks)) / 1024


def collect_static_files() -> None:
    """Pages name static files as they were collected."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, check=True)


@contextlib.contextmanager
def server(port: int, page_cache: int, workers: int = WORKERS) -> Iterator[Server]:
    """The site with sync workers, as ``make run`` has it, that keep so many bytes of pages."""
    command = [
        *(sys.executable, "-W", "ignore", "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(workers), "--timeout", "300", "--no-control-socket"),
        *("--log-level", "warning"),
        "pycommunity.wsgi",
    ]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PAGE_CACHE_BYTES": str(page_cache),
    }
    process = subprocess.Popen(command, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api/v1/talks/?limit=1")
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait()
