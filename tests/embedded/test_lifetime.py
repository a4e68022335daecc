"""A server starts with the first process and stops with the last, however these end."""

import contextlib
import os
import signal
from collections.abc import Callable

import psutil
import pytest

from tests.embedded.conftest import Clone

either_user = pytest.mark.parametrize("clone", ["root", "ordinary"], indirect=True)


@either_user
def test_the_first_process_starts_it_and_the_last_stops_it(clone: Clone) -> None:
    first = clone.hold()
    started = clone.postgres.process_id()
    second = clone.hold()
    first.end()
    assert clone.sql("select upper('é')") == "É"
    assert clone.postgres.process_id() == started

    second.end()

    assert clone.goes_down()
    left = {path.name for path in clone.postgres.folder.iterdir()}
    assert left == {"data", "alive.lock", "lease.lock", "starting.lock"}
    assert not (clone.postgres.folder / "data" / "postmaster.pid").exists()
    assert "database system is shut down" in clone.postgres.log.path.read_text()


def test_nothing_starts_before_it_is_needed(clone: Clone) -> None:
    assert "dbshell" in clone.command("django", "help").stdout
    clone.run("from django.core.management import call_command as call; call('check')")
    assert not clone.state.exists()


@either_user
def test_a_killed_server_is_back_at_the_next_connection_with_all_data(clone: Clone) -> None:
    process = clone.start("""
sql("create table kept as select 'this' as what")
tell("stored")
input()
connection.close()
tell(sql("select what from kept"))
""")
    assert process.told() == "stored"
    killed = clone.postgres.process_id()
    assert killed
    os.kill(killed, signal.SIGKILL)

    process.input.write("go on\n")

    assert process.end() == ("this", "")


def test_a_killed_session_takes_the_server_down_for_no_longer_than_a_connection(
    clone: Clone,
) -> None:
    holder = clone.hold()
    session = clone.start("tell(sql('select pg_backend_pid()')); ended()")
    os.kill(int(session.told()), signal.SIGKILL)
    assert clone.sql("select 1") == "1"
    holder.end()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_the_last_process_is_killed(clone: Clone, how: signal.Signals) -> None:
    clone.hold().kill(how)
    assert clone.goes_down()


@either_user
def test_a_killed_keeper_takes_the_server_along(clone: Clone) -> None:
    holder = clone.hold()
    clone.sql("create table kept as select 'this' as what")
    clone.keeper().kill()
    assert clone.goes_down()
    assert clone.sql("select what from kept") == "this"
    holder.end()
    assert clone.goes_down()


@pytest.mark.slow
def test_a_forked_child_keeps_it_up(clone: Clone) -> None:
    parent = clone.start("""
import os
postgres.url()
if os.fork() == 0:
    tell("in use")
    ended()
""")
    assert parent.told() == "in use"
    parent.wait()
    assert not clone.goes_down(seconds=2)
    parent.end()
    assert clone.goes_down()


@pytest.mark.slow
def test_a_daemon_that_closes_all_files_takes_a_lease_again(clone: Clone) -> None:
    daemon = clone.start("""
import os
postgres.url()
os.closerange(3, 100)
tell(sql("select 1"))
ended()
""")
    assert daemon.told() == "1"
    assert not clone.goes_down(seconds=2)
    daemon.end()
    assert clone.goes_down()


def test_eight_processes_start_it_once(clone: Clone) -> None:
    identity = "tell(sql('select system_identifier from pg_control_system()'))"
    told = [process.end() for process in [clone.start(identity) for _ in range(8)]]
    assert len(set(told)) == 1
    assert told[0][1] == ""
    assert clone.postgres.log.path.read_text().count("listening on Unix socket") == 1


def test_two_clones_do_not_meet(new_clone: Callable[..., Clone]) -> None:
    alice, bob = new_clone(under="alice"), new_clone(under="bob")
    holders = [alice.hold(), bob.hold()]
    alice.sql("create table secret as select 'of Alice' as what")
    assert 'relation "secret" does not exist' in bob.fail("sql('select what from secret')")
    holders[0].end()
    assert alice.goes_down()
    assert bob.postgres.answers()


def test_ids_of_dead_processes_in_files_do_not_matter(clone: Clone) -> None:
    holder = clone.hold()
    data = clone.postgres.folder / "data"
    lines = (data / "postmaster.pid").read_text().splitlines()
    for process in clone.living():
        with contextlib.suppress(psutil.NoSuchProcess):  # it went with another one
            process.kill()
    holder.end()
    assert clone.goes_down()
    lines[0] = str(os.getpid())  # the number is another process' now
    (data / "postmaster.pid").write_text("\n".join(lines))
    (clone.postgres.folder / ".s.PGSQL.5432.lock").write_text("\n".join(lines))

    assert clone.sql("select 1") == "1"


def test_a_start_killed_while_it_made_the_database_is_made_up_for(clone: Clone) -> None:
    draft = clone.postgres.folder / "data.new"
    process = clone.start("postgres.url()")
    while not (draft / "pg_wal").exists():
        assert process.is_running()
    process.kill()
    assert not draft.with_name("data").exists()

    assert clone.sql("select current_database()") == "pycommunity"
    assert not draft.exists()


def test_stopping_spares_what_is_used_unless_told(clone: Clone) -> None:
    holder = clone.hold()
    assert not clone.postgres.stop(grace=0)
    assert clone.postgres.answers()
    assert clone.postgres.stop(now=True)
    assert clone.living() == []
    holder.end()


def test_stopping_is_done_although_its_users_start_it_again(clone: Clone) -> None:
    user = clone.start("while True: postgres.url()")
    while not (former := clone.postgres.process_id()):
        assert user.is_running()
    assert clone.postgres.stop(now=True)
    assert clone.postgres.process_id() != former
    user.kill()


def test_the_command_line_tells_what_runs_and_waits_for_the_end(clone: Clone) -> None:
    holder = clone.hold("broker")
    status = clone.command("pycommunity.embedded", "status")
    assert f"Valkey) runs as process {clone.valkey.process_id()}" in status.stdout
    assert "PostgreSQL is down" in status.stdout
    holder.end()
    assert clone.command("pycommunity.embedded", "stop").returncode == 0
    assert clone.living() == []


def test_programs_of_postgresql_run_on_it(clone: Clone) -> None:
    clone.sql("create table talks as select 'Keynote' as title")
    dump = clone.command("pycommunity.embedded", "run", "pg_dump", "--data-only")
    assert "Keynote" in dump.stdout
    assert clone.command("pycommunity.embedded", "run", "psql", "-c", "select 1/0").returncode == 1
