"""Makes a virtual environment that holds what requirement files say. Standard library only.

Run by path, as the environment is not there yet: ``python tools/install.py FOLDER FILE...``.
Does nothing if the folder was made by the same Python, for the same place, from the same files.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 an older Python must get this far, to be told
    sys.exit(
        f"pycommunity needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
        "Name another one: make PYTHON=python3.12 ..."
    )

import fcntl
import hashlib
import os
import shutil
import subprocess
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def main(folder: Path, requirements: list[Path]) -> None:
    wanted = digest(folder, requirements)
    stamp = folder / ".made-from"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.parent):  # two commands at once in a fresh clone
        if stamp.exists() and stamp.read_text() == wanted:
            return
        print(f"Installing into {folder}: once, and when the requirements change.", flush=True)
        make(folder, requirements)
        stamp.write_text(wanted)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def digest(folder: Path, requirements: list[Path]) -> str:
    """Tell environments apart: scripts in them name their own path, and packages suit a Python."""
    parts = [sys.version, sys.base_prefix, str(folder.resolve())]
    return hashlib.sha256(
        "\0".join(parts).encode() + b"\0".join(path.read_bytes() for path in requirements)
    ).hexdigest()


def make(folder: Path, requirements: list[Path]) -> None:
    if not find_spec("ensurepip"):
        sys.exit(
            f"{sys.executable} cannot make virtual environments: ensurepip is missing. "
            "On Debian and Ubuntu: apt install python3-venv"
        )
    venv.EnvBuilder(clear=True, symlinks=True, with_pip=True).create(folder)
    temporary = folder.resolve() / "tmp"
    temporary.mkdir()
    install = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--no-compile"]
    options = ["--require-hashes", *(f"--requirement={path}" for path in requirements)]
    done = subprocess.run([*install, *options], env=environment(temporary), check=False)  # noqa: S603
    shutil.rmtree(temporary, ignore_errors=True)
    if done.returncode:
        sys.exit("pip could not install what is needed: its message is above.")


def environment(temporary: Path) -> dict[str, str]:
    """Return the user's own settings of pip, and nothing kept outside the folder."""
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "TMPDIR": str(temporary)}
    return (
        environment if "PIP_CACHE_DIR" in environment else environment | {"PIP_NO_CACHE_DIR": "1"}
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
