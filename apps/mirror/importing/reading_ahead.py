"""Reading events on a second core while the first one stores those before them."""

import multiprocessing
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from queue import Full, Queue
from threading import Event, Thread
from typing import Final

from apps.mirror.pyvideo.events import EventReading, read_event
from apps.mirror.pyvideo.layout import EventFolder
from apps.mirror.pyvideo.reading import Archive

#: With fewer talks than this a second process costs more than it gives.
WORTH_IT: Final = 1500
EVENTS_AHEAD: Final = 20
SECONDS_TO_LOOK_UP: Final = 0.5


def readings(
    archive: Archive, folders: Sequence[EventFolder]
) -> Generator[EventReading, None, None]:
    """The events of these folders, in order."""
    if sum(len(folder.talks) for folder in folders) < WORTH_IT:
        yield from (read_event(archive.event(folder)) for folder in folders)
    else:
        with closing(_Ahead(archive, folders)) as ahead:
            yield from ahead


class _Ahead:
    """A process that reads and a thread that talks to it, some events ahead of who iterates.

    The process dies with this one, however that ends: its pipe closes. Should it die first, the
    rest is read here.
    """

    def __init__(self, archive: Archive, folders: Sequence[EventFolder]) -> None:
        self._archive = archive
        self._folders = folders
        self._ready: Queue[EventReading | BaseException] = Queue(EVENTS_AHEAD)
        self._stopped = Event()
        self._thread = Thread(target=self._read_all, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[EventReading]:
        for _ in self._folders:
            reading = self._ready.get()
            if isinstance(reading, BaseException):
                raise reading
            yield reading

    def close(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _read_all(self) -> None:
        try:
            for reading in self._results():
                if not self._hand_over(reading):
                    return
        except BaseException as error:  # raised anew where the events are awaited
            self._hand_over(error)

    def _results(self) -> Iterator[EventReading]:
        context = multiprocessing.get_context("spawn")  # forked, it would share the database
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        with ours:
            for folder in self._folders:
                raw = self._archive.event(folder)
                try:
                    ours.send(raw)
                    yield ours.recv()
                except (EOFError, OSError):
                    yield read_event(raw)
        process.join()

    def _hand_over(self, reading: EventReading | BaseException) -> bool:
        while not self._stopped.is_set():
            try:
                self._ready.put(reading, timeout=SECONDS_TO_LOOK_UP)
            except Full:
                continue
            return True
        return False


def _serve(pipe: Connection) -> None:
    """Read events until nobody sends any more."""
    while True:
        try:
            pipe.send(read_event(pipe.recv()))
        except (EOFError, OSError, KeyboardInterrupt):
            return
