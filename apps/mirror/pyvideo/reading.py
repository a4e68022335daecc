"""Opening an archive, a folder or a tar of one, and reading it one event at a time.

Memory holds the index and one event.
"""

import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol

from apps.mirror.errors import NotAnArchive
from apps.mirror.pyvideo.folders import Folder
from apps.mirror.pyvideo.layout import Entry, EventFolder, lay_out
from apps.mirror.pyvideo.tars import Tar
from apps.mirror.text import one_line

LARGEST_FILE: Final = 4 * 1024**2


class Store(Protocol):
    """Where an archive's entries lie."""

    def entries(self) -> Iterator[Entry]: ...
    def read(self, entry: Entry, limit: int) -> bytes: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it stands; `data` is None where it could not be read, and `fault` says why."""

    path: str
    data: bytes | None
    fault: str = ""

    @property
    def digest(self) -> str:
        """A fingerprint of the content: equal digests, equal files."""
        return blake2b(self.data or self.fault.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class RawEvent:
    """The files of one event; talks by the stems of their names, in order."""

    key: str
    path: str
    category: RawFile | None
    talks: dict[str, RawFile]


class Archive(AbstractContextManager["Archive"]):
    """An archive's events in order of their keys.

    Raises `NotAnArchive` or `BrokenArchive` when opened, before anything has been used.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._store = _store(path)
        try:
            self.layout = lay_out(self._store.entries(), _stem(path))
        except BaseException:
            self._store.close()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._store.close()

    def events(self) -> Iterator[RawEvent]:
        """Each event with its files read."""
        for folder in self.layout.events:
            yield self.event(folder)

    def event(self, folder: EventFolder) -> RawEvent:
        """One event with its files read."""
        return RawEvent(
            folder.key,
            folder.path,
            self.read(folder.category) if folder.category else None,
            {stem: self.read(entry) for stem, entry in folder.talks.items()},
        )

    def read(self, entry: Entry) -> RawFile:
        """A file; one that is too large or may not be read comes back with its fault."""
        path = one_line(entry.path)
        try:
            data = self._store.read(entry, LARGEST_FILE + 1)
        except OSError as error:
            return RawFile(path, None, f"cannot be read: {error.strerror or error}")
        if max(entry.size, len(data)) > LARGEST_FILE:
            return RawFile(path, None, f"larger than {LARGEST_FILE // 1024**2} MB")
        return RawFile(path, data)

    @property
    def opt_outs(self) -> RawFile | None:
        """The list of those who asked not to be published."""
        entry = self.layout.opt_outs
        if entry and entry.kind != "file":
            return RawFile(entry.path, None, "not a regular file")
        return self.read(entry) if entry else None


def _stem(path: Path) -> str:
    return path.resolve().name.partition(".tar")[0] or "event"


def _store(path: Path) -> Store:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return Folder(path)
        if stat.S_ISREG(mode):
            return Tar(path)
    except OSError as error:
        raise NotAnArchive(f"{path}: {error.strerror or error}.") from error
    raise NotAnArchive(f"{path} is neither a folder nor a tar archive.")
