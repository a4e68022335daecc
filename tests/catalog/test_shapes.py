"""Answers in the shape that a client asks for: fields, opened references, tables, streams."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from apps.catalog import publishing, serving
from apps.events.models import Session
from tests.factories import AppearanceFactory, EventFactory, SessionFactory

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def talk() -> Session:
    event = EventFactory(slug="pycon-2013", title="PyCon", starts_on="2013-07-05")
    talk = SessionFactory(title="Factories", event=event, summary="=1+1")
    AppearanceFactory(session=talk, person__name="Ada Lovelace", affiliations=["Engines", "Byron"])
    AppearanceFactory(session=talk, person__name="Grace Hopper", role="moderator")
    talk.topics.add("Testing")
    publishing.publish(talk)
    return talk


def problem(client: Client, url: str) -> dict[str, Any]:
    response = client.get(url)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    return dict(error)


def body(response: Any) -> str:
    return b"".join(response).decode()


class TestFields:
    def test_only_those_asked_for_in_that_order(self, client: Client, talk: Session) -> None:
        answer = client.get(f"{TALKS}?fields=title,id,event(title),speakers(name, role)").json()
        assert answer["results"] == [
            {
                "title": "Factories",
                "id": talk.pk,
                "event": {"title": "PyCon"},
                "speakers": [
                    {"name": "Ada Lovelace", "role": "speaker"},
                    {"name": "Grace Hopper", "role": "moderator"},
                ],
            }
        ]
        assert list(answer["results"][0])[:2] == ["title", "id"]

    def test_of_one_record_too(self, client: Client, talk: Session) -> None:
        answer = client.get(f"{TALKS}{talk.pk}/?fields=body,topics(slug)").json()
        assert answer == {"body": talk.body, "topics": [{"slug": "testing"}]}

    def test_the_card_has_no_body(self, client: Client, talk: Session) -> None:
        error = problem(client, f"{TALKS}?fields=title,body")
        assert error["name"] == "fields"
        assert "body, which is no field" in error["detail"]

    @pytest.mark.parametrize(
        "text",
        ["", ",", "title,", "title(", "title(x)", "event(", "event()", "event(title", "event)",
         "event(nothing)", "id id", "event(title))", "speakers(name(x))", "é", "a" * 501,
         "event(title)x", "((((((((", "(title)"],
    )  # fmt: skip
    def test_what_cannot_be_read_is_said(self, client: Client, talk: Session, text: str) -> None:
        assert problem(client, f"{TALKS}?fields={text}")["name"] == "fields"


class TestExpand:
    def test_a_reference_becomes_the_card_and_keeps_what_it_says(
        self, client: Client, talk: Session
    ) -> None:
        (record,) = client.get(f"{TALKS}?expand=event,speakers").json()["results"]
        assert record["event"]["starts_on"] == "2013-07-05"
        assert record["event"]["url"] == "http://testserver/api/v1/events/pycon-2013/"
        ada, grace = record["speakers"]
        assert (ada["role"], ada["affiliations"]) == ("speaker", ["Engines", "Byron"])
        assert (ada["talk_count"], ada["roles"]) == (1, ["speaker"])
        assert (grace["role"], grace["kind"]) == ("moderator", "person")

    def test_fields_reach_into_what_was_opened(self, client: Client, talk: Session) -> None:
        answer = client.get(f"{TALKS}{talk.pk}/?expand=event&fields=event(starts_on)").json()
        assert answer == {"event": {"starts_on": "2013-07-05"}}

    def test_it_costs_one_query_a_kind(
        self, client: Client, talk: Session, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(5):  # page, sequence, count, events, people
            client.get(f"{TALKS}?expand=event,speakers")

    def test_the_answer_is_new_when_the_opened_record_changes(
        self, client: Client, talk: Session
    ) -> None:
        url = f"{TALKS}{talk.pk}/?expand=event"
        before = client.get(url)
        talk.event.body = "Changed, though no talk shows it."
        talk.event.save()
        publishing.publish_ids({"event": [talk.event.pk]})
        after = client.get(url, headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200
        assert client.get(url, headers={"If-None-Match": after["ETag"]}).status_code == 304

    @pytest.mark.parametrize("text", ["", "title", "nothing", "recordings", "event,", "source"])
    def test_what_cannot_be_opened_is_said(self, client: Client, talk: Session, text: str) -> None:
        error = problem(client, f"{TALKS}?expand={text}")
        assert error["name"] == "expand"
        assert "event, speakers, topics" in error["detail"]


class TestTables:
    def test_all_that_match_as_lines(self, client: Client, talk: Session) -> None:
        other = SessionFactory(title="Second", event=talk.event, date="2013-07-06")
        publishing.publish(other)
        response = client.get(f"{TALKS}?format=ndjson&event=pycon-2013")
        assert response["Content-Type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in body(response).splitlines()]
        assert [line["title"] for line in lines] == ["Second", "Factories"]
        assert lines == client.get(TALKS).json()["results"]

    def test_a_table_has_a_column_for_each_field(self, client: Client, talk: Session) -> None:
        response = client.get(TALKS, headers={"Accept": "text/csv"})
        assert response["Content-Disposition"] == 'attachment; filename="talks.csv"'
        (row,) = csv.DictReader(io.StringIO(body(response)))
        assert row["event.title"] == "PyCon"
        assert row["speakers.name"] == "Ada Lovelace; Grace Hopper"
        assert row["speakers.affiliations"] == "Engines; Byron"
        assert row["url"] == f"http://testserver/api/v1/talks/{talk.pk}/"
        assert row["summary"] == "'=1+1", "no spreadsheet may run it"
        assert row["recordings.url"] == ""

    def test_fields_choose_the_columns(self, client: Client, talk: Session) -> None:
        text = body(client.get(f"{TALKS}?format=csv&fields=title,event(slug),speakers(name)"))
        assert text == (
            "title,event.slug,speakers.name\r\nFactories,pycon-2013,Ada Lovelace; Grace Hopper\r\n"
        )

    def test_a_page_of_a_table_names_the_next(self, client: Client, talk: Session) -> None:
        publishing.publish(SessionFactory(title="Second", event=talk.event, date="2013-07-06"))
        response = client.get(f"{TALKS}?format=csv&fields=title&limit=1")
        assert response.content.decode() == "title\r\nSecond\r\n"
        address = response["Link"].partition(">")[0].removeprefix("<")
        assert client.get(address).content.decode() == "title\r\nFactories\r\n"

    def test_nothing_found_is_an_empty_table(self, client: Client, talk: Session) -> None:
        assert body(client.get(f"{TALKS}?format=csv&fields=title&event=none")) == "title\r\n"
        assert body(client.get(f"{TALKS}?format=ndjson&event=none")) == ""

    def test_a_stream_has_validators(self, client: Client, talk: Session) -> None:
        response = client.get(f"{TALKS}?format=csv")
        again = client.get(f"{TALKS}?format=csv", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        as_json = client.get(TALKS, headers={"If-None-Match": response["ETag"]})
        assert as_json.status_code == 200, "another format is another representation"

    def test_head_gives_headers_alone(self, client: Client, talk: Session) -> None:
        response: Any = client.head(f"{TALKS}?format=ndjson")
        assert response.status_code == 200
        assert response["ETag"]
        assert response.content == b""


def test_pages_are_linked_in_the_header_too(client: Client, talk: Session) -> None:
    for title in ("Second", "Third"):
        publishing.publish(SessionFactory(title=title, event=talk.event))
    first = client.get(f"{TALKS}?limit=1")
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = client.get(first.json()["next"])
    answer = second.json()
    assert second["Link"] == f'<{answer["next"]}>; rel="next", <{answer["previous"]}>; rel="prev"'
    assert "Link" not in client.get(TALKS)


def test_a_detail_knows_its_parameters(client: Client, talk: Session) -> None:
    assert problem(client, f"{TALKS}{talk.pk}/?limit=3")["name"] == "limit"
    assert problem(client, f"{TALKS}{talk.pk}/?format=csv")["name"] == "format"
