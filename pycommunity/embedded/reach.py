"""How clients reach a socket whose path may be longer than a socket's address can be."""

import os
from pathlib import Path

from pycommunity.embedded.errors import FolderError

LIMIT = 103  # bytes of sockaddr_un.sun_path on every platform; Linux has 107


class Reach:
    """The way to one socket: its path or, if that is too long, a short name that Linux gives it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._descriptor: int | None = None

    @property
    def folder(self) -> str:
        """Good in this process and its forked children only."""
        if len(os.fsencode(self._path)) <= LIMIT:
            return str(self._path.parent)
        if not os.path.isdir("/proc/self/fd"):
            raise FolderError(
                f"The path {self._path} is too long for a socket. "
                "Set PYCOMMUNITY_STATE to a folder with a shorter path."
            )
        if self._descriptor is None:
            self._descriptor = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        return f"/proc/self/fd/{self._descriptor}"

    @property
    def socket(self) -> str:
        return f"{self.folder}/{self._path.name}"
