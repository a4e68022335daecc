"""A server that the processes of one clone share: started by the first, stopped after the last."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from pycommunity.embedded import locks
from pycommunity.embedded.errors import DiskFullError, EmbeddedError, StartError, explained
from pycommunity.embedded.log import Log
from pycommunity.embedded.reach import Reach

KEEPER = Path(__file__).with_name("keeper.py")
PATIENCE = 60.0  # seconds for a server to come up or to go down


class Server(ABC):
    """One server in one state folder."""

    name: ClassVar[str]
    slug: ClassVar[str]
    socket_name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, state: Path) -> None:
        self.folder = state / self.slug
        self.log = Log(state / "log" / f"{self.slug}.log")
        self.reach = Reach(self.folder, self.socket_name)
        self._lease: int | None = None
        self._mutex = threading.Lock()
        # A child forked while another thread is in `ensure` would inherit half-done work.
        os.register_at_fork(
            before=self._mutex.acquire,
            after_in_parent=self._mutex.release,
            after_in_child=self._mutex.release,
        )

    @abstractmethod
    def prepare(self, alive: int) -> list[str]:
        """Make the folder ready; return the command that runs the server in the foreground, there.

        No process of this server lives. Children must inherit the descriptor `alive`, or the next
        start would not wait for them.
        """

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether the server does its work, beyond accepting a connection."""

    def ensure(self, *, ready: bool = False) -> None:
        """Start the server or join it, and keep it up until this process ends. Cheap if it runs.

        With `ready`, also wait out a server that answers, but is recovering or going down.
        Raises EmbeddedError.
        """
        with self._mutex, explained(self.folder):
            self._take_lease()
            with locks.held(self.folder / "starting.lock", locks.EXCLUSIVE, PATIENCE) as mine:
                if not mine:
                    raise StartError(f"{self.name}: another process has been starting it for long.")
                if not (self.is_ready() if ready else self.answers()):
                    self._bring_up()

    def leave(self) -> None:
        """Give the lease back: this process does without the server from here on."""
        with self._mutex:
            if self._lease is not None:
                os.close(self._lease)
                self._lease = None

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        return self.process_id() is not None

    def process_id(self) -> int | None:
        """Ask the kernel who listens on the socket: a number in a file may be another's by now."""
        with socket.socket(socket.AF_UNIX) as connection, explained(self.folder):
            try:
                connection.connect(self.reach.socket)
            except (FileNotFoundError, ConnectionRefusedError):
                return None
            if sys.platform == "darwin":
                return connection.getsockopt(0, 2)  # SOL_LOCAL, LOCAL_PEERPID
            peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            return int(struct.unpack("3i", peer)[0])

    def stop(self, *, now: bool = False, grace: float = 5.0) -> bool:
        """Stop the server unless other processes use it; return whether nothing of it is left.

        `now` stops it even while it is used. Its users start it again when they next connect.
        """
        if not self.folder.exists():
            return True
        with explained(self.folder):
            lease = self.folder / "lease.lock"
            with locks.held(lease, locks.EXCLUSIVE, 0 if now else grace) as unused:
                if not (unused or now):
                    return False
                if process_id := self.process_id():
                    with suppress(ProcessLookupError):
                        os.kill(process_id, self.stop_signal)
                    if unused:  # meanwhile nobody can join
                        return self._is_down()
                    return self._is_down(process_id)
            return self._is_down()  # the lease is free: what cannot be told yet, the keeper stops

    def _is_down(self, process_id: int | None = None) -> bool:
        """Wait until nothing of it is left; or of this process, if its users start another."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with locks.held(self.folder / "alive.lock", locks.EXCLUSIVE, 0.1) as down:
                if down or (process_id and self.process_id() not in (None, process_id)):
                    return True
        return False

    def run(self, command: list[str], alive: int) -> None:
        """Run a command to its end in the server's folder, its output in the log."""
        start = self.log.size()
        with self.log.open() as log:
            done = subprocess.run(  # noqa: S603
                command,
                cwd=self.folder,
                # Nothing else (PGDATA, LANG, TZ, ...) may change what a server does.
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[alive],
                check=False,
            )
        if done.returncode:
            raise self._failed("could not be prepared", start)

    def _take_lease(self) -> None:
        path = self.folder / "lease.lock"
        try:
            if self._lease is not None and os.path.samestat(os.fstat(self._lease), path.stat()):
                return
        except OSError:  # somebody closed all descriptors, as daemons do, or deleted the folder
            self.reach = Reach(self.folder, self.socket_name)
        for folder in (self.folder, self.log.path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lease = locks.acquire(path, locks.SHARED, PATIENCE)
        if self._lease is None:
            raise StartError(f"{self.name}: another process has been stopping it for long.")

    def _bring_up(self) -> None:
        start = self.log.size()
        deadline = time.monotonic() + PATIENCE
        launched = False
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise self._failed(f"did not come up in {PATIENCE:g} s", start)
            if locks.is_taken(self.folder / "alive.lock"):
                time.sleep(0.01)  # it is starting, or the last of an old one is going down
            elif launched:
                raise self._failed("ended while it started", start)
            else:
                self._launch()
                launched = True

    def _launch(self) -> None:
        self.log.rotate()
        alive = locks.acquire(self.folder / "alive.lock", locks.EXCLUSIVE, PATIENCE)
        if alive is None:
            raise StartError(f"{self.name}: a process of an earlier run does not end.")
        try:
            command = self.prepare(alive)
            lease = str(self.folder / "lease.lock")
            keeper = [sys.executable, "-I", "-S", str(KEEPER), lease, str(alive)]
            self.run([*keeper, str(int(self.stop_signal)), *command], alive)
        finally:
            os.close(alive)  # and not unlocked: keeper and server hold it from here on

    def _failed(self, how: str, log_start: int) -> EmbeddedError:
        lines = self.log.since(log_start)
        if "No space left on device" in lines:
            return DiskFullError(self.folder)
        return StartError(f"{self.name} {how}. The end of {self.log.path}:\n{lines}")
