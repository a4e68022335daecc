"""``make run``, from a fresh clone to a clean end."""

import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from socket import create_server
from urllib.parse import quote

import pytest

from pycommunity.embedded.broker import Valkey
from pycommunity.embedded.postgres import PostgreSQL
from tests.commands.conftest import Clone, FirstRun

pytestmark = pytest.mark.slow


def said(output: str) -> str:
    """The output without what Celery says if it is stopped while its processes still start."""
    if "Could not start worker processes" not in output:
        return output
    return "\n".join(line for line in output.splitlines() if "worker |" not in line)


class TestTheFirstTime:
    """As an ordinary user with a read-only home folder, in a path with a space."""

    def test_it_answers_within_two_minutes(self, first: FirstRun) -> None:
        assert first.statuses == {"/": 200, "/api/v1/talks/": 200, "/sign-in/": 200}
        assert first.seconds < 120

    def test_it_says_what_to_open_and_who_to_be(self, first: FirstRun) -> None:
        assert "Open http://127.0.0.1:" in first.output
        assert "Demo accounts" in first.output
        assert "Traceback" not in said(first.output)
        assert not re.search(r"\w+Warning\b", first.output)

    def test_it_stops_when_told_and_leaves_nothing(self, first: FirstRun) -> None:
        assert first.exit_code == -signal.SIGTERM  # make's own end
        assert "Error" not in said(first.output)
        assert first.left == []
        assert first.clone.written_outside() == []

    def test_the_clone_stays_clean(self, first: FirstRun, tmp_path: Path) -> None:
        git = ["git", "-c", "safe.directory=*", f"--git-dir={tmp_path}/git", "--work-tree=."]
        at = first.clone.folder
        subprocess.run([*git, "init", "-q"], cwd=at, check=True)
        subprocess.run([*git, "add", "-A"], cwd=at, check=True)
        added = subprocess.run([*git, "ls-files"], cwd=at, capture_output=True, text=True).stdout
        top = {Path(name).parts[0] for name in added.splitlines()}
        assert "Makefile" in top
        assert not top & {".venv", ".tox", "var", "tmp", "celerybeat-schedule"}

    def test_the_second_time_is_quick(self, first: FirstRun) -> None:
        site = first.clone.run()
        seconds = site.answers()
        site.stop()
        assert seconds < 20  # 6 on two cores
        assert "Installing" not in site.output()


class TestRefusals:
    """In one sentence, before anything is started."""

    def test_a_port_that_is_taken(self, new_clone: Callable[[str], Clone], first: FirstRun) -> None:
        clone = new_clone("root")
        clone.share_packages(first.clone)
        with create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            said = clone.fail("run", f"PORT={port}")
        assert f"Nothing was started: port {port} of 127.0.0.1 cannot be used" in said
        assert not (clone.folder / "var").exists()

    @pytest.mark.parametrize("port", ["http", "70000"])
    def test_a_port_that_is_none(self, clone: Clone, port: str) -> None:
        assert f"PORT is '{port}'" in clone.fail("run", f"PORT={port}")

    @pytest.mark.parametrize(
        ("fault", "said"),
        [
            ("sys.version_info = (3, 10)", "pycommunity needs Python 3.11 or newer"),
            ("importlib.util.find_spec = lambda name: None", "apt install python3-venv"),
        ],
    )
    def test_a_python_that_will_not_do(
        self, new_clone: Callable[[str], Clone], fault: str, said: str
    ) -> None:
        clone = new_clone("root")
        python = clone.home / "python"
        code = f"import importlib.util, runpy, sys; {fault}; del sys.argv[0]; "
        code += 'runpy.run_path(sys.argv[0], run_name="__main__")'
        python.write_text(f"#!/bin/sh\nexec python3 -c '{code}' \"$@\"\n")
        python.chmod(0o755)
        assert said in clone.fail("run", f"PYTHON={python}")
        assert not (clone.folder / ".venv").exists()


def test_ctrl_c_twice_stops_everything(clone: Clone) -> None:
    site = clone.run()
    site.answers()
    site.signal(signal.SIGINT)
    site.signal(signal.SIGINT)
    assert site.wait() in {-signal.SIGINT, 2}
    assert clone.processes() == []
    # Celery says where it was if it was still starting.
    own = [line for line in site.output().splitlines() if "worker |" not in line]
    assert not any("Traceback" in line for line in own)


def test_two_clones_run_at_once(clone: Clone, first: FirstRun) -> None:
    one, other = clone.run(), first.clone.run()
    one.answers()
    other.answers()
    one.stop()
    assert clone.processes() == []
    assert other.get("/api/v1/talks/") == 200
    other.stop()
    assert first.clone.processes() == []


def test_one_process_that_dies_stops_all_with_an_error(clone: Clone) -> None:
    site = clone.run()
    site.answers()
    next(process for process in clone.processes() if "beat" in process.cmdline()).kill()
    assert site.wait() == 2
    assert "One of the processes ended" in site.output()
    assert clone.processes() == []


def test_services_that_are_given_are_used_and_none_is_started(
    new_clone: Callable[[str], Clone], first: FirstRun
) -> None:
    clone = new_clone("root")
    clone.share_packages(first.clone)
    postgres, valkey = PostgreSQL(clone.home / "given"), Valkey(clone.home / "given")
    try:
        postgres.ensure()
        valkey.ensure()
        site = clone.run(
            DATABASE_URL=f"postgres://pycommunity@/pycommunity?host={quote(postgres.reach.folder)}",
            BROKER_URL=f"redis+socket://{quote(valkey.reach.socket)}",
        )
        site.answers()
        site.stop()
        assert "Traceback" not in said(site.output())
        assert not (clone.folder / "var" / "postgres").exists()
        assert not (clone.folder / "var" / "valkey").exists()
    finally:
        for server in (postgres, valkey):
            server.leave()
            server.stop()
