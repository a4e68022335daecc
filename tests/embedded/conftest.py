"""Real servers, used by real processes of a user who is root, or ordinary."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from pycommunity.embedded import locks
from pycommunity.embedded.broker import Valkey
from pycommunity.embedded.postgres import PostgreSQL

ROOT = Path(__file__).parents[2]
ORDINARY = 1 if os.geteuid() == 0 else os.geteuid()  # "daemon": a name that every system knows


def run_as(user: str) -> list[str]:
    """Return the prefix that makes a command one of this user's."""
    if user == "root":
        return [] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user"]
    if os.geteuid() != 0:
        return []
    prefix = ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups"]
    if subprocess.run([*prefix, sys.executable, "-c", ""], capture_output=True).returncode == 0:
        return prefix
    # The interpreter is in a folder of root's: let the user read it, and write no more than else.
    return [*prefix, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]


class Process(subprocess.Popen[str]):
    """A process of the clone, which tells a line and then waits for the end of its input."""

    def told(self) -> str:
        assert self.stdout
        return self.stdout.readline().strip()

    def end(self) -> None:
        assert self.stdin
        self.stdin.close()
        assert self.wait(10) == 0


@dataclass
class Clone:
    """A clone of the project, of which only the state folder is its own."""

    home: Path
    user: str = "root"
    state: Path = Path()
    environment: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = self.home / "clone" / "var"
        for name in ("clone", "tmp", "home"):
            (self.home / name).mkdir()
            os.chown(self.home / name, self.uid, -1)
        (self.home / "home").chmod(0o500)

    @property
    def uid(self) -> int:
        return os.geteuid() if self.user == "root" else ORDINARY

    def start(self, code: str) -> Process:
        """Start Python code; the names `postgres`, `broker` and `sql` are there."""
        return self.python("-c", f"from tests.embedded.client import *\n{code}")

    def python(self, *arguments: str) -> Process:
        process = Process(
            [*run_as(self.user), sys.executable, *arguments],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONDONTWRITEBYTECODE": "1",
                "DJANGO_SETTINGS_MODULE": "tests.embedded.settings",
                "PYCOMMUNITY_STATE": str(self.state),
                "HOME": str(self.home / "home"),
                "TMPDIR": str(self.home / "tmp"),
                **self.environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def hold(self, server: str = "postgres") -> Process:
        """Start a process that uses the server until it is ended; return when it does."""
        process = self.start(f"{server}.url(); print('in use', flush=True); input_ends()")
        assert process.told() == "in use"
        return process

    def run(self, code: str) -> str:
        """Return what Python code prints; AssertionError with its error if it fails."""
        process = self.start(code)
        output, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
        return output.strip()

    def fail(self, code: str) -> str:
        """Return the error of Python code that fails."""
        process = self.start(code)
        output, error = process.communicate(timeout=60)
        assert process.returncode != 0, output
        return error.strip()

    def command(self, module: str, *arguments: str) -> tuple[int, str]:
        """Run ``python -m module``; return its exit code and all it says."""
        process = self.python("-m", module, *arguments)
        output, error = process.communicate(timeout=60)
        return process.returncode, output + error

    def sql(self, statement: str) -> str:
        return self.run(f"print(sql({statement!r}))")

    @property
    def postgres(self) -> PostgreSQL:
        """The server, seen from here: without a lease."""
        return PostgreSQL(self.state)

    @property
    def valkey(self) -> Valkey:
        return Valkey(self.state)

    def goes_down(self, slug: str = "postgres", seconds: float = 10) -> bool:
        """Wait until no process of the server, nor its keeper, lives."""
        with locks.held(self.state / slug / "alive.lock", locks.EXCLUSIVE, seconds) as down:
            return down

    def living(self) -> list[psutil.Process]:
        """Return the processes of its servers."""
        return [
            process
            for process in psutil.process_iter()
            if process.status() != psutil.STATUS_ZOMBIE and _works_in(process, self.state)
        ]

    def keeper(self, slug: str = "postgres") -> psutil.Process:
        (keeper,) = [
            p for p in self.living() if str(self.state / slug / "lease.lock") in p.cmdline()
        ]
        return keeper

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()
        for server in (self.postgres, self.valkey):
            assert server.stop(grace=10)


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder)
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any user may enter, with a space in its name."""
    path = Path(tempfile.mkdtemp(prefix="py community "))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def clone(home: Path, request: pytest.FixtureRequest) -> Iterator[Clone]:
    """A clone of root's, or of the user that the test names as parameter."""
    clone = Clone(home, getattr(request, "param", "root"))
    yield clone
    clone.close()
    assert clone.living() == []
    assert list((home / "tmp").iterdir()) == []
    assert list((home / "home").iterdir()) == []
