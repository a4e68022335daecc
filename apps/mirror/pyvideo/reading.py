"""Opening an archive, a folder or a tar of one, and reading it one event at a time.

Nothing is extracted: a tar's members are indexed in one pass and read where they lie, so its
paths and links cannot reach anything. Memory holds the index and one event.
"""

import bz2
import gzip
import lzma
import os
import stat
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from io import BufferedIOBase
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Protocol

from apps.mirror.errors import BrokenArchive, NotAnArchive
from apps.mirror.pyvideo.layout import (
    CATEGORY,
    OPT_OUT_LIST,
    VIDEOS,
    Entry,
    EntryKind,
    EventFolder,
    lay_out,
)
from apps.mirror.text import one_line

LARGEST_FILE: Final = 4 * 1024**2
LARGEST_ARCHIVE: Final = 4 * 1024**3
MOST_ENTRIES: Final = 1_000_000

Opener = Callable[[Path], BufferedIOBase]
#: By the first bytes of the file; anything else is read as a tar that is not compressed
OPENERS: Final[dict[bytes, Opener]] = {
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
}


class TooLarge(Exception):
    """A single file over `LARGEST_FILE`."""


class Store(Protocol):
    """Where an archive's entries lie."""

    def entries(self) -> Iterator[Entry]: ...
    def read(self, entry: Entry) -> bytes: ...
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
        try:
            return RawFile(one_line(entry.path), self._store.read(entry))
        except TooLarge:
            return RawFile(one_line(entry.path), None, f"larger than {LARGEST_FILE // 1024**2} MB")
        except OSError as error:
            return RawFile(one_line(entry.path), None, f"cannot be read: {error.strerror or error}")

    @property
    def opt_outs(self) -> RawFile | None:
        """The list of those who asked not to be published."""
        entry = self.layout.opt_outs
        if entry and entry.kind != "file":
            return RawFile(entry.path, None, "not a regular file")
        return self.read(entry) if entry else None


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


def _stem(path: Path) -> str:
    return path.resolve().name.partition(".tar")[0] or "event"


class Folder:
    """A folder of events, or one event's own folder (then its neighbours are not looked at)."""

    def __init__(self, path: Path) -> None:
        self._top = path.resolve()
        self._only = ""
        if (path / CATEGORY).is_file() or (path / VIDEOS).is_dir():
            self._top, self._only = self._top.parent, self._top.name

    def entries(self) -> Iterator[Entry]:
        yield from self._below(self._top / self._only)
        if self._only and (self._top / OPT_OUT_LIST).is_symlink():
            yield Entry(OPT_OUT_LIST, "other")
        elif self._only and (self._top / OPT_OUT_LIST).exists():
            yield Entry(OPT_OUT_LIST, "file", at=str(self._top / OPT_OUT_LIST))

    def _below(self, start: Path) -> Iterator[Entry]:
        for folder, names, files in os.walk(start, onerror=_stop):
            names[:] = [name for name in names if not name.startswith(".")]
            for name in (*names, *files):
                yield self._entry(os.path.join(folder, name))

    def _entry(self, path: str) -> Entry:
        status = os.lstat(path)
        is_file, is_folder = stat.S_ISREG(status.st_mode), stat.S_ISDIR(status.st_mode)
        kind: EntryKind = "file" if is_file else "folder" if is_folder else "other"
        return Entry(os.path.relpath(path, self._top), kind, status.st_size, path)

    def read(self, entry: Entry) -> bytes:
        with open(str(entry.at), "rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise TooLarge
        return data

    def close(self) -> None:
        pass


class Tar:
    """A tar, plain or compressed; a compressed one is unpacked into one nameless file."""

    def __init__(self, path: Path) -> None:
        self._name = str(path)
        with open(path, "rb") as packed:
            start = packed.read(6)
        opener = next((o for magic, o in OPENERS.items() if start.startswith(magic)), None)
        self._file = _unpacked(path, opener) if opener else open(path, "rb")  # noqa: SIM115

    def entries(self) -> Iterator[Entry]:
        try:
            with tarfile.open(fileobj=self._file, mode="r:", errors="surrogateescape") as tar:
                count = 0
                while (member := tar.next()) is not None:
                    yield _entry_of(member)
                    tar.members.clear()  # type: ignore[attr-defined]  # it would keep them all
                    if (count := count + 1) > MOST_ENTRIES:
                        raise BrokenArchive(f"{self._name} has over {MOST_ENTRIES:,} members.")
                end = tar.offset
        except (tarfile.TarError, OSError, ValueError, OverflowError) as error:
            raise BrokenArchive(f"{self._name} is not a sound tar archive: {error}.") from error
        self._file.seek(end)
        if self._file.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
            # Where a header is damaged or missing, tarfile takes that for the end.
            raise BrokenArchive(f"{self._name} is truncated or damaged: it has no end mark.")

    def read(self, entry: Entry) -> bytes:
        if entry.size > LARGEST_FILE:
            raise TooLarge
        self._file.seek(int(entry.at))
        return self._file.read(entry.size)

    def close(self) -> None:
        self._file.close()


def _stop(error: OSError) -> None:
    # A folder that cannot be listed would look like one whose talks were taken away.
    raise NotAnArchive(f"{error.filename} cannot be listed: {error.strerror}.") from error


def _unpacked(path: Path, opener: Opener) -> IO[bytes]:
    unpacked = tempfile.TemporaryFile()  # noqa: SIM115  the archive's own, closed with it
    try:
        with opener(path) as packed:
            while chunk := packed.read(1024**2):
                unpacked.write(chunk)
                if unpacked.tell() > LARGEST_ARCHIVE:
                    limit = LARGEST_ARCHIVE // 1024**3
                    raise BrokenArchive(f"{path} unpacks to more than {limit} GB.")
    except (EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        unpacked.close()
        raise BrokenArchive(f"{path} is truncated or damaged: {error}.") from error
    except BrokenArchive:
        unpacked.close()
        raise
    unpacked.seek(0)
    return unpacked


def _entry_of(member: tarfile.TarInfo) -> Entry:
    if member.isdir():
        return Entry(member.name, "folder")
    if member.isreg() and not member.issparse():
        return Entry(member.name, "file", member.size, member.offset_data)
    return Entry(member.name, "other")
