"""How far an import is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from io import TextIOBase
from typing import Final, Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

SECONDS_BETWEEN_LINES: Final = 5.0


class Watcher(Protocol):
    """Is told of progress, in talks."""

    def start(self, total: int) -> None: ...
    def advance(self, talks: int, event: str) -> None: ...
    def stop(self) -> None: ...


class Nobody:
    """Watches nothing."""

    def start(self, total: int) -> None: ...
    def advance(self, talks: int, event: str) -> None: ...
    def stop(self) -> None: ...


class Bar:
    """A bar with rate and time left; to be drawn on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} talks/s"),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=Console(file=stream),
            transient=True,
        )

    def start(self, total: int) -> None:
        self._task = self._progress.add_task("", total=total, rate="-")
        self._progress.start()

    def advance(self, talks: int, event: str) -> None:
        task = self._progress.tasks[0]
        rate = f"{task.finished_speed or task.speed or 0:.0f}"
        self._progress.update(self._task, advance=talks, description=event, rate=rate)

    def stop(self) -> None:
        self._progress.stop()


class Lines:
    """A line every few seconds, for logs: how many, how fast, how long still."""

    def __init__(self, stream: TextIOBase) -> None:
        self._stream = stream
        self._total = self._done = 0

    def start(self, total: int) -> None:
        self._total = total
        self._begun = self._told = time.monotonic()

    def advance(self, talks: int, event: str) -> None:
        self._done += talks
        now = time.monotonic()
        if now - self._told < SECONDS_BETWEEN_LINES:
            return
        self._told = now
        rate = self._done / (now - self._begun)
        left = (self._total - self._done) / rate if rate else 0
        line = f"{self._done}/{self._total} talks, {rate:.0f} a second, {left:.0f} s left ({event})"
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def stop(self) -> None: ...


def watcher(stream: TextIOBase) -> Watcher:
    """What suits the stream."""
    return Bar(sys.stderr) if stream.isatty() else Lines(stream)
