"""As whom the server runs: PostgreSQL refuses root, and its initdb a user without a name."""

import os
import pwd
import subprocess
from pathlib import Path

from pycommunity.embedded.errors import RootError

NOBODY = 65534
USER_NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]


def unprivileged(program: Path, folder: Path) -> list[str]:
    """Return what to put before a command so that `program` runs and can write in `folder`.

    Root gives the folder and all in it to the user that the program will be, and touches nothing
    else. Raises RootError.
    """
    if os.geteuid() != 0:
        nameless = not _has_name(os.geteuid())
        return USER_NAMESPACE if nameless and _works(USER_NAMESPACE, program, folder) else []
    for uid, prefix in _ways(folder.stat().st_uid):
        _give(folder, uid)
        if _works(prefix, program, folder):
            return prefix
    raise RootError(
        "PostgreSQL does not run as root, and this root can neither make a user namespace "
        f"(unshare) nor become a user (setpriv) who can write in {folder}. "
        "Run this as an ordinary user, or set DATABASE_URL to a PostgreSQL that runs elsewhere."
    )


def _ways(owner: int) -> list[tuple[int, list[str]]]:
    """User ids and prefixes, the best first. What an ordinary user made stays theirs."""
    if owner == 0:
        return [(0, USER_NAMESPACE), *_become(NOBODY)]
    return _become(owner)


def _become(uid: int) -> list[tuple[int, list[str]]]:
    drop = ["setpriv", "--pdeathsig=keep", f"--reuid={uid}", f"--regid={NOBODY}"]
    drop.append("--clear-groups")
    # For a folder inside one that only root may enter, such as /root. PostgreSQL asks access(2),
    # which forgets capabilities at a change of user, but for that bit.
    enter = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    enter.append("--securebits=+no_setuid_fixup")
    return [(uid, drop), (uid, [*drop, *enter])]


def _give(folder: Path, uid: int) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid != uid:
            os.chown(path, uid, -1, follow_symlinks=False)


def _works(prefix: list[str], program: Path, folder: Path) -> bool:
    probe = ["sh", "-c", 'test -w "$1" && exec "$0" --version', str(program), str(folder)]
    try:
        return subprocess.run([*prefix, *probe], capture_output=True, check=False).returncode == 0  # noqa: S603
    except FileNotFoundError:
        return False


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False
