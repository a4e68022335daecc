"""Fresh clones, in which the commands are run as somebody would who just cloned."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests.embedded.conftest import UIDS, run_as

ROOT = Path(__file__).parents[2]
#: Where packages come from is this machine's business.
KEPT = ("PIP_", "SSL_CERT_", "REQUESTS_CA", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "PYENV_")


def free_port() -> int:
    """A port that nobody has, below those that the system gives to connections meanwhile."""
    while True:
        port = random.randrange(20_000, 30_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@dataclass
class Site:
    """A ``make run`` under way."""

    process: subprocess.Popen[str]
    port: int
    log: Path
    began: float = field(default_factory=time.monotonic)

    def get(self, path: str) -> int:
        """Return the status of a page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def answers(self) -> float:
        """Wait until the talk list does; return after how many seconds of a machine of its own.

        Other tests run beside it: of a machine that twice as many processes want it gets half.
        """
        while self.process.poll() is None:
            try:
                status = self.get("/api/v1/talks/")
            except OSError:
                time.sleep(0.1)
            else:
                assert status == 200
                crowd = os.getloadavg()[0] / len(os.sched_getaffinity(0))
                return (time.monotonic() - self.began) / max(1.0, crowd)
        return pytest.fail(self.output())

    def output(self) -> str:
        return self.log.read_text()

    def signal(self, number: signal.Signals) -> None:
        """As a terminal does: to make and all it started in the foreground."""
        os.killpg(self.process.pid, number)

    def stop(self) -> int:
        """As a supervisor does: to make alone. Return make's exit code."""
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        return self.process.wait(timeout=300)


class Clone:
    """A copy of the files that git knows or would add, with a home and a temporary folder."""

    def __init__(self, home: Path, user: str) -> None:
        self.home, self.user = home, user
        self.folder = home / "clone"
        own = {"HOME": str(home / "home"), "TMPDIR": str(home / "tmp")}
        kept = {name: value for name, value in os.environ.items() if name.upper().startswith(KEPT)}
        self.environment = {"PATH": os.environ["PATH"]} | kept | own
        for name in ("home", "tmp", "clone"):
            (home / name).mkdir()
        self._copy_files()
        for path in (self.folder, home / "tmp", *self.folder.rglob("*")):
            os.chown(path, UIDS[user], -1)
        (home / "home").chmod(0o500)  # read only

    def _copy_files(self) -> None:
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in names.rstrip("\0").split("\0"):
            if (ROOT / name).exists():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.folder / name)

    def make(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start make, in a process group of its own, with Ctrl-C as a terminal gives it.

        Whatever is started in the background of a script inherits that SIGINT is ignored.
        """
        with (self.home / "log").open("w") as log:
            return subprocess.Popen(
                [*run_as(self.user), "make", *arguments],
                cwd=self.folder,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            )

    def run(self, **environment: str) -> Site:
        port = free_port()
        process = self.make("run", f"PORT={port}", **environment)
        return Site(process, port, self.home / "log")

    def fail(self, *arguments: str) -> str:
        """Run make, which fails; return what it said."""
        assert self.make(*arguments).wait(timeout=300) == 2
        return (self.home / "log").read_text()

    def processes(self) -> list[psutil.Process]:
        """Return those that run in this clone or from it."""
        return [process for process in psutil.process_iter() if self._has(process)]

    def _has(self, process: psutil.Process) -> bool:
        try:
            return f"{self.folder}/" in f"{process.cwd()}/ {' '.join(process.cmdline())}"
        except psutil.Error:
            return False

    def written_outside(self) -> list[Path]:
        return [*(self.home / "home").rglob("*"), *(self.home / "tmp").rglob("*")]

    def share_packages(self, other: "Clone") -> None:
        """Do without an installation of its own."""
        (self.folder / ".venv").symlink_to(other.folder / ".venv")


@pytest.fixture(scope="session")
def new_clone() -> Iterator[Callable[[str], Clone]]:
    """Make clones in paths with a space; at the end no process of them may live."""
    clones: list[Clone] = []

    def new_clone(user: str = "root") -> Clone:
        home = Path(tempfile.mkdtemp(prefix="py community "))
        home.chmod(0o755)
        clones.append(Clone(home, user))
        return clones[-1]

    yield new_clone
    living = [process for clone in clones for process in clone.processes()]
    for process in living:
        process.kill()
    for clone in clones:
        shutil.rmtree(clone.home)
    assert living == []


@dataclass
class FirstRun:
    """What a first ``make run`` was like, from a fresh clone to its end."""

    clone: Clone
    seconds: float
    statuses: dict[str, int]
    exit_code: int
    output: str
    left: list[psutil.Process]


@pytest.fixture(scope="session")
def first(new_clone: Callable[[str], Clone]) -> FirstRun:
    """By an ordinary user whose home folder is read only, ended with SIGTERM."""
    clone = new_clone("ordinary")
    site = clone.run()
    seconds = site.answers()
    statuses = {path: site.get(path) for path in ("/", "/api/v1/talks/", "/sign-in/")}
    exit_code = site.stop()
    return FirstRun(clone, seconds, statuses, exit_code, site.output(), clone.processes())


@pytest.fixture(scope="session")
def clone(new_clone: Callable[[str], Clone], first: FirstRun) -> Clone:
    """A clone of root's with its packages installed."""
    clone = new_clone("root")
    clone.share_packages(first.clone)
    return clone
