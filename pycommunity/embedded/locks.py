"""Locks on files (flock): the kernel drops them when their last holder ends, however it ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED, EXCLUSIVE = fcntl.LOCK_SH, fcntl.LOCK_EX


def acquire(path: Path, mode: int, seconds: float) -> int | None:
    """Return the descriptor that holds the lock, or None if others still held it after `seconds`.

    A forked child shares the lock; a program it executes does not, unless given the descriptor.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                return None
            time.sleep(0.01)
        except BaseException:
            os.close(descriptor)
            raise
        else:
            return descriptor


@contextmanager
def held(path: Path, mode: int, seconds: float) -> Iterator[bool]:
    """Hold the lock for a block, which is told whether it was got."""
    descriptor = acquire(path, mode, seconds)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            # Closing is not enough: a child forked meanwhile would go on holding it.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)


def is_taken(path: Path) -> bool:
    """Whether anyone, this process included, holds the lock."""
    with held(path, EXCLUSIVE, 0) as free:
        return not free
