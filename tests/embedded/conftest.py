"""Real servers, used by real processes of a user who is root, or ordinary."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from pycommunity.embedded import locks
from pycommunity.embedded.broker import Valkey
from pycommunity.embedded.postgres import PostgreSQL

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0
# 1 is "daemon", which every system knows.
UIDS = {"root": os.geteuid(), "ordinary": 1 if AS_ROOT else os.geteuid(), "nameless": 4321}


def run_as(user: str) -> list[str]:
    """Return the prefix that makes a command one of this user's."""
    if user == "root":
        return [] if AS_ROOT else ["unshare", "--user", "--map-root-user"]
    if not AS_ROOT:
        return []
    uid = UIDS[user]
    prefix = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    can_run = [*prefix, "test", "-x", sys.executable]
    if subprocess.run(can_run).returncode == 0:
        return prefix
    # Python is in a folder of root's: let the user read everything, but write no more than else.
    # access(2) forgets capabilities at a change of user, but for that bit; PostgreSQL calls it.
    may_read = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return [*prefix, *may_read, "--securebits=+no_setuid_fixup"]


class Process:
    """A process that runs Python code, with the names of ``zygote.py``."""

    def __init__(self, zygote: socket.socket, request: dict[str, Any]) -> None:
        theirs, ours = zip(os.pipe(), reversed(os.pipe()), reversed(os.pipe()), strict=True)
        socket.send_fds(zygote, [json.dumps(request).encode()], list(theirs))
        self.id = int(zygote.recv(100))
        self._handle = os.pidfd_open(self.id)
        for descriptor in theirs:
            os.close(descriptor)
        self.input = os.fdopen(ours[0], "w")
        self.output = os.fdopen(ours[1])
        self.errors = os.fdopen(ours[2])

    def told(self) -> str:
        """Wait for the next line it tells."""
        return self.output.readline().strip() or pytest.fail(self.errors.read())

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        signal.pidfd_send_signal(self._handle, how)
        self.wait()

    def wait(self, seconds: float = 300) -> None:
        assert select.select([self._handle], [], [], seconds)[0]

    def is_running(self) -> bool:
        return not select.select([self._handle], [], [], 0)[0]

    def end(self) -> tuple[str, str]:
        """End its input and wait for its end; return the rest of its output, and its errors."""
        self.input.close()
        self.wait()
        return self.output.read().strip(), self.errors.read().strip()

    def close(self) -> None:
        if self.is_running():
            self.kill()
        for stream in (self.input, self.output, self.errors):
            stream.close()
        os.close(self._handle)


class Clone:
    """A clone of the project, of which only the state folder is its own."""

    def __init__(self, home: Path, user: str, zygote: socket.socket) -> None:
        self.home = home
        self.user = user
        self.state = home / "clone" / "var"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home / "home"),
            "TMPDIR": str(home / "tmp"),
        }
        self._zygote = zygote
        self._processes: list[Process] = []
        for name in ("clone", "tmp", "home"):
            (home / name).mkdir(exist_ok=True)
            os.chown(home / name, UIDS[user], -1)
        (home / "home").chmod(0o500)

    @property
    def postgres(self) -> PostgreSQL:
        """The server, seen from here: without a lease."""
        return PostgreSQL(self.state)

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.state)

    def start(self, code: str) -> Process:
        request = {"code": code, "environment": self.environment, "state": str(self.state)}
        process = Process(self._zygote, request)
        self._processes.append(process)
        return process

    def hold(self, server: str = "postgres") -> Process:
        """Start a process that uses the server until it is ended; return when it does."""
        process = self.start(f"{server}.url(); tell('in use'); ended()")
        assert process.told() == "in use"
        return process

    def run(self, code: str) -> str:
        """Return what code tells that succeeds."""
        output, errors = self.start(code).end()
        assert errors == ""
        return output

    def fail(self, code: str) -> str:
        """Return the error of code that fails."""
        return self.start(code).end()[1]

    def sql(self, statement: str) -> str:
        return self.run(f"tell(sql({statement!r}))")

    def command(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``python -m module``."""
        return subprocess.run(
            [*run_as(self.user), sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment
            | {
                "PYTHONDONTWRITEBYTECODE": "1",
                "DJANGO_SETTINGS_MODULE": "tests.embedded.settings",
                "PYCOMMUNITY_STATE": str(self.state),
            },
            capture_output=True,
            text=True,
            timeout=300,
        )

    def goes_down(self, slug: str = "postgres", seconds: float = 120) -> bool:
        """Wait until neither a process of the server nor its keeper lives."""
        with locks.held(self.state / slug / "alive.lock", locks.EXCLUSIVE, seconds) as down:
            return down

    def living(self) -> list[psutil.Process]:
        """Return the processes of its servers, and their keepers."""
        return [process for process in psutil.process_iter() if self._works_here(process)]

    def keeper(self) -> psutil.Process:
        (keeper,) = [process for process in self.living() if "keeper.py" in str(process.cmdline())]
        return keeper

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return (
                Path(process.cwd()).is_relative_to(self.state)
                and process.status() != psutil.STATUS_ZOMBIE
            )
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def close(self) -> None:
        for process in self._processes:
            process.close()
        for server in (self.postgres, self.valkey):
            assert server.stop(grace=120)


@pytest.fixture(scope="session")
def zygotes() -> Iterator[Callable[[str], socket.socket]]:
    """The parents of the processes of each user."""
    running: dict[str, tuple[socket.socket, subprocess.Popen[bytes]]] = {}

    def zygote(user: str) -> socket.socket:
        if user not in running:
            ours, theirs = socket.socketpair()
            module = [sys.executable, "-m", "tests.embedded.zygote", str(theirs.fileno())]
            settings = {"DJANGO_SETTINGS_MODULE": "tests.embedded.settings"}
            with theirs:
                running[user] = (
                    ours,
                    subprocess.Popen(
                        [*run_as(user), *module],
                        cwd=ROOT,
                        env={
                            "PATH": os.environ["PATH"],
                            "PYTHONDONTWRITEBYTECODE": "1",
                            **settings,
                        },
                        pass_fds=[theirs.fileno()],
                    ),
                )
        return running[user][0]

    yield zygote
    for control, process in running.values():
        control.close()
        process.wait()


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any user may enter, with a space in its name; in memory if there is room."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 1_000_000_000
    path = Path(tempfile.mkdtemp(prefix="py community ", dir=memory if roomy else None))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def new_clone(
    home: Path, zygotes: Callable[[str], socket.socket]
) -> Iterator[Callable[[str, str], Clone]]:
    """Make clones; at the end nothing of them may be left outside their state folders."""
    clones = []

    def new_clone(user: str = "root", under: str = ".") -> Clone:
        (home / under).mkdir(parents=True, exist_ok=True)
        clones.append(Clone(home / under, user, zygotes(user)))
        return clones[-1]

    yield new_clone
    for clone in clones:
        clone.close()
        assert clone.living() == []
        assert list((clone.home / "tmp").iterdir()) == []
        assert list((clone.home / "home").iterdir()) == []


@pytest.fixture
def clone(new_clone: Callable[[str], Clone], request: pytest.FixtureRequest) -> Clone:
    """A clone of root's, or of the user that the test names as its parameter."""
    return new_clone(getattr(request, "param", "root"))
