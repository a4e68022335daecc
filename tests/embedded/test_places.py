"""Wherever the clone lies, the servers work there and leave all other folders alone."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.embedded.conftest import Clone

LONG = "a folder in a folder/" * 8


def rights(paths: Iterable[Path]) -> dict[Path, tuple[int, int, int]]:
    return {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in paths}


@pytest.mark.parametrize("user", ["root", "ordinary"])
@pytest.mark.slow
def test_a_path_may_be_longer_than_the_address_of_a_socket(
    new_clone: Callable[..., Clone], user: str
) -> None:
    clone = new_clone(user, under=LONG)
    holder = clone.hold()
    assert clone.run("tell(postgres.url())").startswith("postgresql://pycommunity@")
    assert clone.sql("select 'reached'") == "reached"
    shell = clone.command("django", "dbshell", "--", "-Atc", "select 'from psql'")
    assert (shell.stdout, shell.stderr) == ("from psql\n", "")
    assert clone.run("broker.url(); tell(broker.server().is_ready())") == "True"
    holder.end()
    assert clone.goes_down()


def test_the_url_is_one_that_libpq_knows(clone: Clone) -> None:
    code = "import psycopg2; tell(psycopg2.connect(postgres.url()).info.dbname)"
    assert clone.run(code) == "pycommunity"


def test_no_folder_outside_changes_even_in_a_private_one(new_clone: Callable[..., Clone]) -> None:
    clone = new_clone(under="private")
    clone.home.chmod(0o700)
    outside = [clone.state.parent, *clone.state.parents, *clone.home.rglob("*")]
    before = rights(outside)

    assert clone.sql("select 1") == "1"
    clone.run("broker.url()")
    assert clone.goes_down()

    assert rights(outside) == before
    assert set(clone.home.rglob("*")) - set(outside) == {clone.state, *clone.state.rglob("*")}


def test_others_can_read_nothing(clone: Clone) -> None:
    clone.run("postgres.url(); broker.url()")
    folders = list(clone.state.iterdir())
    assert {folder.name for folder in folders} == {"log", "postgres", "valkey"}
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_the_database_folds_the_case_of_every_script(clone: Clone) -> None:
    assert clone.sql("select lower('ÉCLAIR') || upper('привет')") == "éclairПРИВЕТ"
    assert clone.sql("select to_tsvector('simple', 'ÉCLAIR')::text") == "'éclair':1"


def test_what_the_user_has_set_for_other_servers_does_not_matter(clone: Clone) -> None:
    clone.environment |= {"PGPORT": "1", "PGHOST": "example.org", "PGDATA": "/nowhere", "TZ": "X"}
    assert clone.sql("show timezone") == "UTC"


def test_test_databases_are_made_and_cloned(clone: Clone) -> None:
    assert (
        clone.run("""
creation = connection.creation
creation.create_test_db(verbosity=0, autoclobber=True)
creation.clone_test_db("gw0", verbosity=0)
tell(sql("select string_agg(datname, ' ' order by datname) from pg_database"))
creation.destroy_test_db("pycommunity", verbosity=0, suffix="gw0")
creation.destroy_test_db("pycommunity", verbosity=0)
""")
        == "postgres pycommunity template0 template1 test_pycommunity test_pycommunity_gw0"
    )
    assert os.listdir(clone.home / "tmp") == []
