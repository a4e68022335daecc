"""A folder of events on disk. Links in it are not followed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from apps.mirror.errors import NotAnArchive
from apps.mirror.pyvideo.layout import CATEGORY, OPT_OUT_LIST, VIDEOS, Entry, EntryKind


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

    def read(self, entry: Entry, limit: int) -> bytes:
        with open(str(entry.at), "rb") as file:
            return file.read(limit)

    def close(self) -> None:
        pass


def _stop(error: OSError) -> None:
    # A folder that cannot be listed would look like one whose talks were taken away.
    raise NotAnArchive(f"{error.filename} cannot be listed: {error.strerror}.") from error
