"""A tar read where it lies. Nothing is extracted, so its paths and links reach nothing."""

import bz2
import gzip
import lzma
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Final

from apps.mirror.errors import BrokenArchive
from apps.mirror.pyvideo.layout import Entry

LARGEST_ARCHIVE: Final = 4 * 1024**3
MOST_ENTRIES: Final = 1_000_000

Opener = Callable[[Path], BufferedIOBase]
#: By the first bytes of the file; anything else is read as a tar that is not compressed
OPENERS: Final[dict[bytes, Opener]] = {
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
}


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

    def read(self, entry: Entry, limit: int) -> bytes:
        self._file.seek(int(entry.at))
        return self._file.read(min(entry.size, limit))

    def close(self) -> None:
        self._file.close()


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
