"""What can go wrong, as a tree. Each message says what happened, where, and what to do."""

import errno
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import OperationalError


class EmbeddedError(CommandError, OperationalError):
    """An embedded server cannot be used.

    A CommandError, so that ``manage.py`` prints the message and no traceback; an OperationalError,
    so that code prepared for a database that is down is prepared for this.
    """


class NotInstalledError(EmbeddedError):
    """The wheel with the binaries is missing, or has none for this platform."""


class FolderError(EmbeddedError):
    """The state folder cannot be used: rights, owner, length of its path, read-only disk."""


class DiskFullError(EmbeddedError):
    """No space is left where the state folder is."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"No space is left on the disk of {folder}; an embedded server needs 100 MB there. "
            "Make room, or set PYCOMMUNITY_STATE to a folder on another disk."
        )


class VersionError(EmbeddedError):
    """The data folder was made by another major version of the server."""


class RootError(EmbeddedError):
    """PostgreSQL refuses to run as root, and this root may not become anyone else."""


class StartError(EmbeddedError):
    """The server ended while it started, or did not come up or go down in time."""


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about files in `folder` into what to do about it."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(folder) from error
        raise FolderError(
            f"{error.strerror}: {error.filename or folder}. "
            f"{_owners(folder)}, and this process is run by {_user(os.geteuid())}. "
            f"Run it as the owner, make the folder yours (chown -R), or set PYCOMMUNITY_STATE to "
            "another folder."
        ) from error


def _owners(folder: Path) -> str:
    while not folder.exists():
        folder = folder.parent
    return f"{folder} belongs to {_user(folder.stat().st_uid)}"


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
