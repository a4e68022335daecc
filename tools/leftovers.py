"""What commands leave behind: processes that run from this clone, and files outside it.

    python tools/leftovers.py before NOTES     writes down what is there
    python tools/leftovers.py after NOTES      lists what came since; exit code 1 if there is any

Looked at are the home folder, shared memory and ``TMPDIR``, which should be a folder of its own;
of the system's temporary folders, only names that the tools used here are known for.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
PATIENCE = 5.0  # seconds: the kernel takes a moment to bury the last processes
KNOWN = re.compile(
    r"\.s\.PGSQL|\.org\.chromium|pytest-of-|pip-|uv-|tox|pymp-|playwright|"
    r".*(pgserver|gunicorn|valkey|redis|celery|postgres)"
)


def processes() -> dict[str, str]:
    """{process id: command line} of all that run in the clone or from it, but for our parents."""
    found = {}
    parents = set(_parents())
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text(errors="replace").replace("\0", " ").strip()
            where = os.readlink(folder / "cwd")
        except OSError:  # gone meanwhile, or somebody else's
            continue
        if command and folder.name not in parents and f"{CLONE}/" in f"{where}/ {command}":
            found[folder.name] = command
    return found


def _parents() -> Iterator[str]:
    process = str(os.getpid())
    while process != "0":
        yield process
        status = Path(f"/proc/{process}/status").read_text()
        process = re.findall(r"^PPid:\s+(\d+)", status, re.MULTILINE)[0]


def files() -> list[str]:
    """Paths outside the clone."""
    watched = [Path.home(), Path("/dev/shm")]  # noqa: S108
    if "TMPDIR" in os.environ:
        watched.append(Path(os.environ["TMPDIR"]))
    found = {str(path) for folder in watched for path in _walk(folder)}
    for shared in (Path("/tmp"), Path("/var/tmp")):  # noqa: S108
        found |= {str(path) for path in shared.glob("*") if KNOWN.match(path.name)}
    return sorted(found)


def _walk(folder: Path) -> Iterator[Path]:
    for name, folders, names in os.walk(folder):
        here = Path(name)
        folders[:] = [each for each in folders if here / each != CLONE]
        yield from (here / each for each in [*folders, *names])


def main(when: str, notes: Path) -> int:
    if when == "before":
        notes.write_text(json.dumps({"processes": list(processes()), "files": files()}))
        return 0
    before = json.loads(notes.read_text())
    deadline = time.monotonic() + PATIENCE
    while (left := {k: v for k, v in processes().items() if k not in before["processes"]}) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.1)
    for process, command in left.items():
        print(f"process {process}: {command}")
    new = sorted(set(files()) - set(before["files"]))
    for path in new[:50]:
        print(f"file {path}")
    return 1 if left or new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
