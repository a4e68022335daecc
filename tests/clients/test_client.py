"""The one-file client against a live site: lists, a copy that follows, cuts in the middle."""

import importlib.util
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest
from django.conf import settings as django_settings
from django.db import transaction
from pytest_django.live_server_helper import LiveServer

from apps.catalog import publishing, serving
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.events.models import Session
from apps.people.models import Person
from tests.factories import AppearanceFactory, EventFactory, PersonFactory, SessionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def load() -> ModuleType:
    path = Path(django_settings.BASE_DIR) / "clients" / "pycommunity_client.py"
    spec = importlib.util.spec_from_file_location("pycommunity_client", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


client = load()


@pytest.fixture
def site(live_server: LiveServer) -> Iterator[Any]:
    serving.forget()
    event = EventFactory(slug="pycon-2013")
    people = [PersonFactory(name=f"Speaker {number}") for number in range(20)]
    talks = [SessionFactory(title=f"Talk {number}", event=event) for number in range(250)]
    for number, talk in enumerate(talks):
        AppearanceFactory(session=talk, person=people[number % 20])
    publishing.publish(event, *people, *talks)
    yield client.Client(live_server.url, sleep=lambda seconds: None)
    serving.forget()


@pytest.fixture
def copy(site: Any, tmp_path: Path) -> Iterator[Any]:
    with client.Copy(site, tmp_path / "copy.sqlite") as made:
        yield made


def stored(copy: Any) -> dict[tuple[str, int], Any]:
    return {(kind, record["id"]): record for kind in copy.counts() for record in copy.records(kind)}


def published(url: str) -> dict[tuple[str, int], Any]:
    rows = Document.objects.filter(withdrawn_at__isnull=True).values_list(
        "kind", "object_id", "detail"
    )
    return {(kind, pk): orjson.loads(serving.with_base(text, url)) for kind, pk, text in rows}


def test_a_list_comes_whole(site: Any) -> None:
    titles = [talk["title"] for talk in site.list("talks", event="pycon-2013")]
    assert len(titles) == len(set(titles)) == 250


def test_what_the_site_refuses_is_said(site: Any) -> None:
    with pytest.raises(client.ApiError, match="400 Bad request: nothing: is not a parameter"):
        list(site.list("talks", nothing=1))
    with pytest.raises(client.ApiError) as error:
        site.get("talks", 999_999)
    assert error.value.status == 404


def test_it_waits_as_long_as_it_is_told(live_server: LiveServer, site: Any, settings: Any) -> None:
    settings.API_RATE_LIMIT = 1
    waits: list[int] = []

    def sleep(seconds: int) -> None:
        waits.append(seconds)
        settings.API_RATE_LIMIT = 0

    patient = client.Client(live_server.url, sleep=sleep)
    assert [patient.get("events", "pycon-2013")["slug"] for _ in range(2)] == ["pycon-2013"] * 2
    assert len(waits) == 1
    assert 0 < waits[0] <= 60


def any_of(dice: random.Random, rows: Any) -> Any:
    return rows[dice.randrange(rows.count())]


def edit(dice: random.Random) -> tuple[str, int]:
    """One of the things that editors do; returns what is to be published."""
    talk = any_of(dice, Session.objects.order_by("pk"))
    key = talk.pk
    match dice.randrange(6):
        case 0:
            talk.title = f"Title {dice.random()}"
            talk.save()
        case 1:
            talk.state = dice.choice(Session.State.values)
            talk.save()
        case 2:
            person = any_of(dice, Person.objects.order_by("pk"))
            person.name = f"Name {dice.random()}"
            person.save()
            return "person", person.pk
        case 3:
            key = SessionFactory(title=f"New {dice.random()}", event=talk.event).pk
        case 4:
            talk.delete()
        case _:
            talk.topics.add(dice.choice(["Testing", "Packaging", "Typing"]))
    return "talk", key


def edit_and_publish(dice: random.Random, times: int) -> None:
    ids: dict[str, set[int]] = {"talk": set(), "person": set()}
    with transaction.atomic():
        for _ in range(times):
            kind, key = edit(dice)
            ids[kind].add(key)
        publishing.publish_ids(ids)


def test_a_copy_follows_a_thousand_edits(live_server: LiveServer, copy: Any) -> None:
    dice = random.Random(20131105)
    copy.sync()
    assert stored(copy) == published(live_server.url)
    for _ in range(10):
        for _ in range(5):
            edit_and_publish(dice, 20)
        copy.sync()
    assert stored(copy) == published(live_server.url)
    assert copy.sync() == 0


def test_a_copy_has_records_of_every_kind(live_server: LiveServer, copy: Any) -> None:
    """Also of a kind that is registered tomorrow: the client knows none by name."""
    for kind in kinds():
        detail = orjson.dumps({"id": 7, "kind": kind.name, "url": "\0/x/"}).decode()
        Document.objects.create(kind=kind.name, object_id=7, slug="x", card=detail, detail=detail)
    copy.sync()
    assert copy.counts().keys() == {kind.name for kind in kinds()}
    assert stored(copy) == published(live_server.url)


def test_a_copy_that_was_cut_off_goes_on_from_there(live_server: LiveServer, copy: Any) -> None:
    copy.BATCH = 50
    whole = copy.client.changes

    def cut(since: str) -> Iterator[Any]:
        for number, change in enumerate(whole(since)):
            if number == 120:
                raise ConnectionResetError
            yield change

    copy.client.changes = cut
    with pytest.raises(ConnectionResetError):
        copy.sync()
    assert sum(copy.counts().values()) == 100, "what had come whole is kept"
    copy.client.changes = whole
    assert copy.sync() == len(published(live_server.url)) - 100
    assert stored(copy) == published(live_server.url)


def test_a_site_put_back_from_a_backup_is_copied_anew(live_server: LiveServer, copy: Any) -> None:
    copy.sync()
    with copy.base:
        copy.base.execute("UPDATE place SET cursor = '99999999999'")
        copy.base.execute("INSERT INTO record VALUES ('talk', 999999, '{\"id\": 999999}')")
    copy.sync()
    assert stored(copy) == published(live_server.url)


def test_on_the_command_line(
    live_server: LiveServer, site: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client.main([live_server.url, "sync", str(tmp_path / "base.sqlite")])
    assert "'talk': 250" in capsys.readouterr().out
    client.main([live_server.url, "list", "talks", "limit=100", "fields=title"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 250
    assert orjson.loads(lines[0]).keys() == {"title"}
    with pytest.raises(SystemExit, match="400"):
        client.main([live_server.url, "list", "talks", "nothing=1"])


def test_the_site_hands_the_client_out(site: Any) -> None:
    with site.open(site.base.replace("/api/v1/", "/api/pycommunity_client.py")) as answer:
        assert b"class Copy" in answer.read()
