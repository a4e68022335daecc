"""The check that CI ends with finds what it is for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def check(tmp_path: Path) -> "Check":
    return Check(tmp_path)


class Check:
    def __init__(self, folder: Path) -> None:
        self.home, self.tmp, self.notes = (folder / name for name in ("home", "tmp", "notes"))
        self.home.mkdir()
        self.tmp.mkdir()
        (self.home / "old").touch()

    def look(self, when: str, patience: float = 0.2) -> tuple[int, str]:
        code = f"from tools import leftovers as l; l.PATIENCE = {patience}; "
        code += f"raise SystemExit(l.main({when!r}, l.Path({str(self.notes)!r})))"
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.tmp)},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr


def test_a_file_in_the_home_or_temporary_folder(check: Check) -> None:
    check.look("before")
    (check.home / "cache").mkdir()
    (check.tmp / "socket").touch()
    code, said = check.look("after")
    assert code == 1
    assert f"file {check.home / 'cache'}\n" in said
    assert f"file {check.tmp / 'socket'}\n" in said
    assert "/old\n" not in said


def test_a_process_that_runs_in_the_clone(check: Check) -> None:
    check.look("before")
    left = subprocess.Popen(["sleep", "60"], cwd=ROOT)
    try:
        code, said = check.look("after")
        assert code == 1
        assert f"process {left.pid}: sleep 60\n" in said
    finally:
        left.kill()
        left.wait()
