"""A client that follows ``changes/`` has what the site has."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from apps.catalog import publishing, serving
from apps.catalog.models import Document
from apps.events.models import Session
from tests.factories import AppearanceFactory, EventFactory, SessionFactory

pytestmark = pytest.mark.django_db

CHANGES = "/api/v1/changes/"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def talks() -> list[Session]:
    event = EventFactory(slug="pycon-2013")
    made = [SessionFactory(title=f"Talk {number}", event=event) for number in range(5)]
    publishing.publish(*made)
    return made


def follow(client: Client, since: str = "", **params: Any) -> tuple[list[dict[str, Any]], str]:
    """All changes since, by pages, and the cursor to come back with."""
    found: list[dict[str, Any]] = []
    answer = client.get(CHANGES, params | ({"since": since} if since else {})).json()
    found += answer["results"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += answer["results"]
    return found, answer["cursor"]


def test_from_the_beginning_everything_comes_once(client: Client, talks: list[Session]) -> None:
    changes, cursor = follow(client, limit=2)
    keys = [(change["kind"], change["id"]) for change in changes]
    assert len(keys) == len(set(keys)) == Document.objects.count()
    talk = next(change for change in changes if change["kind"] == "talk")
    assert talk["record"] == client.get(f"/api/v1/talks/{talk['id']}/").json()
    assert follow(client, cursor) == ([], cursor)


def test_what_changed_comes_whole_and_what_went_without_its_name(
    client: Client, talks: list[Session]
) -> None:
    _, cursor = follow(client)
    talks[0].title = "New title"
    talks[0].save()
    talks[1].state = Session.State.WITHDRAWN
    talks[1].save()
    publishing.publish(talks[0], talks[1])

    changes, _ = follow(client, cursor, kind="talk")
    assert [(c["change"], c["id"], c["record"] and c["record"]["title"]) for c in changes] == [
        ("upsert", talks[0].pk, "New title"),
        ("delete", talks[1].pk, None),
    ]
    assert "Talk 1" not in json.dumps(changes)
    assert "talk-1" not in json.dumps(changes)


def test_only_the_kinds_asked_for(client: Client, talks: list[Session]) -> None:
    publishing.publish(AppearanceFactory(session=talks[0]).session)
    changes, cursor = follow(client, kind="event,person")
    assert {change["kind"] for change in changes} == {"event", "person"}
    assert follow(client, cursor, kind="event,person") == ([], cursor)


def test_as_lines_each_with_its_cursor(client: Client, talks: list[Session]) -> None:
    pages, _ = follow(client)
    response = client.get(f"{CHANGES}?format=ndjson")
    lines = [json.loads(line) for line in b"".join(response).decode().splitlines()]
    assert lines == pages
    middle = lines[2]["cursor"]
    assert follow(client, middle)[0] == lines[3:]


def test_nothing_new_is_a_304(client: Client, talks: list[Session]) -> None:
    _, cursor = follow(client)
    url = f"{CHANGES}?since={cursor}"
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    talks[0].title = "New"
    talks[0].save()
    publishing.publish(talks[0])
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_a_cursor_ahead_of_the_base_says_to_start_again(
    client: Client, talks: list[Session]
) -> None:
    response = client.get(f"{CHANGES}?since=999999999999")
    assert response.status_code == 409
    assert "backup" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("since=x", "since"), ("since=-1", "since"), ("since=" + "9" * 30, "since"),
     ("since=", "since"),
     ("kind=nothing", "kind"), ("kind=talk,", "kind"), ("limit=201", "limit"), ("what=1", "what"),
     ("since=1&since=2", "since"), ("format=csv", "format")],
)  # fmt: skip
def test_bad_parameters_are_named(client: Client, query: str, name: str) -> None:
    response = client.get(f"{CHANGES}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["name"] for error in response.json()["errors"]] == [name]


class TestDumps:
    def test_everything_once_and_the_cursor_that_continues(
        self, client: Client, talks: list[Session]
    ) -> None:
        index = client.get("/api/v1/dumps/").json()
        everything = index["results"][0]
        assert (everything["name"], everything["count"]) == ("all", Document.objects.count())
        response = client.get(everything["ndjson"])
        assert response["Link"] == f'<{index["changes"]}>; rel="monitor"'
        records = [json.loads(line) for line in b"".join(response).decode().splitlines()]
        changes, cursor = follow(client)
        assert cursor == index["cursor"]
        key = lambda record: (record["kind"], record["id"])  # noqa: E731
        assert sorted(records, key=key) == sorted((c["record"] for c in changes), key=key)

    def test_a_kind_as_a_table_with_all_its_fields(
        self, client: Client, talks: list[Session]
    ) -> None:
        response = client.get("/api/v1/dumps/talks.csv")
        header, *rows = b"".join(response).decode().splitlines()
        assert {"id", "event.slug", "speakers.name", "body"} <= set(header.split(","))
        assert len(rows) == len(talks)
        everything = client.get("/api/v1/dumps/all.csv")
        assert b"".join(everything).startswith(b"kind,id,title,url,html_url,updated_at\r\n")

    def test_what_was_withdrawn_is_not_there(self, client: Client, talks: list[Session]) -> None:
        talks[0].state = Session.State.WITHDRAWN
        talks[0].save()
        publishing.publish(talks[0])
        assert b"Talk 0" not in b"".join(client.get("/api/v1/dumps/all.ndjson"))

    def test_no_such_dump(self, client: Client) -> None:
        response = client.get("/api/v1/dumps/nothing.ndjson")
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
