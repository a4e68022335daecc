"""A server starts with the first process and stops with the last, however these end."""

import os
import signal

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
    assert clone.sql("select pg_backend_pid() > 0") == "True"
    assert clone.postgres.process_id() == started

    second.end()

    assert clone.goes_down()
    left = {path.name for path in clone.postgres.folder.iterdir()}
    assert left == {"data", "alive.lock", "lease.lock", "starting.lock"}
    assert not (clone.postgres.folder / "data" / "postmaster.pid").exists()
    assert "database system is shut down" in clone.postgres.log.path.read_text()


def test_nothing_starts_before_it_is_needed(clone: Clone) -> None:
    clone.run("from django.core.management import call_command as call; call('help')")
    assert not clone.state.exists()


@either_user
def test_a_killed_server_is_back_at_the_next_connection_with_all_data(clone: Clone) -> None:
    process = clone.start("""
sql("create table kept as select 'this' as what")
print("stored", flush=True)
input()
connection.close()
print(sql("select what from kept"), flush=True)
""")
    assert process.told() == "stored"
    killed = clone.postgres.process_id()
    assert killed
    os.kill(killed, signal.SIGKILL)

    process.communicate("go on\n", timeout=20)

    assert process.returncode == 0
    assert clone.sql("select what from kept") == "this"


def test_a_killed_session_does_not_stop_the_others_for_long(clone: Clone) -> None:
    holder = clone.hold()
    session = clone.start("print(sql('select pg_backend_pid()'), flush=True); input_ends()")
    os.kill(int(session.told()), signal.SIGKILL)  # PostgreSQL ends all sessions then
    assert clone.sql("select 1") == "1"
    holder.end()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_the_last_process_is_killed(clone: Clone, how: signal.Signals) -> None:
    holder = clone.hold()
    holder.send_signal(how)
    holder.wait(5)
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


def test_a_forked_child_keeps_it_up(clone: Clone) -> None:
    parent = clone.start("""
import os
postgres.url()
if os.fork() == 0:
    print("in use", flush=True)
    input_ends()
""")
    assert parent.told() == "in use"
    assert parent.wait(5) == 0
    assert not clone.goes_down(seconds=2)
    assert parent.stdin
    parent.stdin.close()
    assert clone.goes_down()


def test_a_daemon_that_closes_all_files_takes_a_lease_again(clone: Clone) -> None:
    daemon = clone.start("""
import os
postgres.url()
os.closerange(3, 100)
print(sql("select 1"), flush=True)
input_ends()
""")
    assert daemon.told() == "1"
    assert not clone.goes_down(seconds=2)
    daemon.end()
    assert clone.goes_down()


@pytest.mark.slow
def test_eight_processes_start_it_once(clone: Clone) -> None:
    identity = "print(sql('select system_identifier from pg_control_system()'))"
    processes = [clone.start(identity) for _ in range(8)]
    identities = {process.communicate(timeout=30)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 8
    assert len(identities) == 1
    assert clone.postgres.log.path.read_text().count("listening on Unix socket") == 1


def test_ids_of_dead_processes_in_files_do_not_matter(clone: Clone) -> None:
    holder = clone.hold()
    data = clone.postgres.folder / "data"
    ours = (data / "postmaster.pid").read_text().splitlines()
    for process in clone.living():
        process.kill()
    holder.end()
    assert clone.goes_down()
    ours[0] = str(os.getpid())  # the number is another's now
    (data / "postmaster.pid").write_text("\n".join(ours))
    (clone.postgres.folder / ".s.PGSQL.5432.lock").write_text("\n".join(ours))

    assert clone.sql("select 1") == "1"
    assert psutil.pid_exists(os.getpid())


def test_a_start_killed_while_it_makes_the_database_is_made_up_for(clone: Clone) -> None:
    folder = clone.postgres.folder
    process = clone.start("postgres.url()")
    while not (folder / "data.new" / "pg_wal").exists():
        assert process.poll() is None
    process.kill()
    assert clone.sql("select current_database()") == "pycommunity"
    assert not (folder / "data.new").exists()


def test_stopping_leaves_alone_what_is_used_unless_told(clone: Clone) -> None:
    holder = clone.hold()
    assert not clone.postgres.stop(grace=0)
    assert clone.postgres.answers()
    assert clone.postgres.stop(now=True)
    assert clone.living() == []
    holder.end()


def test_the_command_line_tells_what_runs_and_waits_for_the_end(clone: Clone) -> None:
    holder = clone.hold("broker")
    code, status = clone.command("pycommunity.embedded", "status")
    assert f"Valkey) runs as process {clone.valkey.process_id()}" in status
    assert "PostgreSQL is down" in status
    assert code == 0
    holder.end()
    code, status = clone.command("pycommunity.embedded", "stop")
    assert "Valkey) is down" in status
    assert code == 0
    assert clone.living() == []
