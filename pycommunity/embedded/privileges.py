"""How root runs a program that refuses root."""

import os
import subprocess
from pathlib import Path

from pycommunity.embedded.errors import RootError

NOBODY = 65534
USER_NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]


def unprivileged(program: Path, folder: Path) -> list[str]:
    """Return what to put before a command so that `program` runs and can write in `folder`.

    Nothing for an ordinary user. Root gives the folder and all in it to the user it runs as, and
    leaves all others alone. Raises RootError.
    """
    if os.geteuid() != 0:
        return []
    owner = folder.stat().st_uid
    for uid, prefix in _ways(owner):
        _give(folder, uid)
        if _works(prefix, program, folder):
            return prefix
    raise RootError(
        f"PostgreSQL does not run as root, and this root can neither make a user namespace "
        f"(unshare) nor become another user (setpriv) who can write in {folder}. "
        "Run this as an ordinary user, or set DATABASE_URL to a server that runs elsewhere."
    )


def _ways(owner: int) -> list[tuple[int, list[str]]]:
    """User ids and prefixes, the best first; what an ordinary user made stays theirs."""
    uid = NOBODY if owner == 0 else owner
    drop = ["setpriv", "--pdeathsig=keep", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    # For a folder inside one that only root may enter, such as /root.
    enter = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    ways = [(uid, [*drop, "--inh-caps=-all"]), (uid, [*drop, *enter])]
    return [(0, USER_NAMESPACE), *ways] if owner == 0 else ways


def _give(folder: Path, uid: int) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid != uid:
            os.chown(path, uid, uid, follow_symlinks=False)


def _works(prefix: list[str], program: Path, folder: Path) -> bool:
    probe = ["sh", "-c", 'test -w "$1" && exec "$0" --version', str(program), str(folder)]
    try:
        return subprocess.run([*prefix, *probe], capture_output=True, check=False).returncode == 0  # noqa: S603
    except FileNotFoundError:
        return False
