"""Runs one server, and stops it when the last lease is gone. Standard library only: starts fast.

Run by path, not as a part of the package: ``python keeper.py LEASE ALIVE STOP_SIGNAL COMMAND...``
with ALIVE the descriptor of the lock that tells that keeper or server lives.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

LINGER = 1.0  # seconds without a lease before the server stops: commands in a row find it running
PR_SET_PDEATHSIG = 1


def main(lease: str, alive: int, stop_signal: int, command: list[str]) -> None:
    def die_with_keeper() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)

    if os.fork():
        os._exit(0)  # nobody has to wait for the keeper
    os.setsid()  # Ctrl-C in the terminal is for the others
    server = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        pass_fds=[alive],
        preexec_fn=die_with_keeper,  # safe: there are no threads yet
    )

    def stop(*_: object) -> None:
        server.send_signal(stop_signal)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=when_unused, args=(lease, stop), daemon=True).start()
    server.wait()


def when_unused(lease: str, stop: Callable[[], None]) -> None:
    """Call `stop` when nobody has held the lease for a while.

    The lock is then kept until the keeper ends, so that nobody joins a server that goes down.
    """
    descriptor = os.open(lease, os.O_RDWR)
    while True:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        time.sleep(LINGER)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        stop()
        return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
