"""Talks written by the API: by whom, what, once, and not over somebody else's change."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from apps.catalog import checking, publishing, serving
from apps.core.models import KeptAnswer, Revision
from apps.events.models import Event, Session
from apps.people.models import ApiToken, User
from tests.factories import AppearanceFactory, EventFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def event() -> Event:
    event = EventFactory(slug="pycon-2013", title="PyCon 2013")
    publishing.publish(event)
    return event


@pytest.fixture
def talk(event: Event) -> Session:
    talk = SessionFactory(title="Factories", event=event, slug="factories")
    publishing.publish(talk)
    return talk


@pytest.fixture
def wren() -> User:
    """Wren writes: talks of every event."""
    return account("wren", "writer")


def account(name: str, role: str) -> User:
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get(name=role))
    return user


def token_of(user: User, *scopes: str, days: float = 30) -> str:
    _, token = ApiToken.objects.create(
        user=user, name="script", scopes=list(scopes), expiry=timedelta(days=days)
    )
    return f"Bearer {token}"


class Api:
    """A program with a token."""

    def __init__(self, authorization: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": authorization} if authorization else {}

    def send(self, method: str, url: str, data: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            url,
            data if isinstance(data, bytes) else json.dumps(data),
            content_type=headers.pop("content_type", "application/json"),
            headers={**self.headers, **{n.replace("_", "-"): v for n, v in headers.items()}},
        )


@pytest.fixture
def api(wren: User) -> Api:
    return Api(token_of(wren, "talks"))


NEW = {
    "event": "pycon-2013",
    "title": "Mocks",
    "session_kind": "talk",
    "body": "What to replace, and what not to.",
    "topics": ["Testing"],
    "speakers": [{"name": "Ada Lovelace", "affiliations": ["Engines"]}],
    "recordings": [{"url": "https://video.example.org/1", "kind": "other"}],
}


def problem_of(response: Any, status: int) -> Any:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


class TestMaking:
    def test_a_talk_is_there_at_once(self, api: Api, event: Event, wren: User) -> None:
        made = api.send("POST", TALKS, NEW)
        assert made.status_code == 201, made.content
        got = api.client.get(made["Location"])
        assert got.json() == made.json()
        assert got["ETag"] == made["ETag"]
        record = made.json()
        assert (record["slug"], record["speakers"][0]["name"]) == ("mocks", "Ada Lovelace")
        assert [topic["slug"] for topic in record["topics"]] == ["testing"]
        assert record["recordings"][0]["url"] == "https://video.example.org/1"
        assert api.client.get("/api/v1/people/ada-lovelace/").json()["talk_count"] == 1
        assert list(checking.differences()) == []

    def test_a_second_of_that_name_gets_its_own_address(self, api: Api, talk: Session) -> None:
        made = api.send("POST", TALKS, {"event": "pycon-2013", "title": "Factories"})
        assert made.json()["slug"] == "factories-2"

    def test_a_draft_is_seen_by_nobody(self, api: Api, event: Event) -> None:
        made = api.send("POST", TALKS, {**NEW, "state": "draft"})
        assert made.status_code == 201
        assert made.json().keys() == {"id", "kind", "slug", "state"}
        assert api.client.get(f"{TALKS}{made.json()['id']}/").status_code == 404

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"colour": "red"}, "colour"),
            ({"date": "2013-7-5"}, "date"),
            ({"date": "20130705"}, "date"),
            ({"id": 7}, "id"),
            ({"title": ""}, "title"),
            ({"title": "x" * 301}, "title"),
            ({"title": None}, "title"),
            ({"event": "nowhere"}, "event"),
            ({"session_kind": "dance"}, "session_kind"),
            ({"date": "yesterday"}, "date"),
            ({"state": "withdrawn"}, "state"),
            ({"topics": "Testing"}, "topics"),
            ({"topics": ["x" * 101]}, "topics"),
            ({"speakers": [{"role": "speaker"}]}, "speakers"),
            ({"speakers": [{"slug": "nobody"}]}, "speakers"),
            ({"speakers": [{"name": "Ada", "colour": "red"}]}, "speakers"),
            ({"speakers": "Ada"}, "speakers"),
            ({"recordings": [{"url": "javascript:alert(1)"}]}, "recordings"),
            ({"recordings": [{"url": "https://a.example", "available": True}]}, "recordings"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_stored(
        self, api: Api, event: Event, change: dict[str, Any], name: str
    ) -> None:
        problem = problem_of(api.send("POST", TALKS, {**NEW, **change}), 400)
        assert {error["name"].split(".")[0] for error in problem["errors"]} == {name}
        assert not Session.objects.exists()

    @pytest.mark.parametrize(
        ("body", "content_type", "status"),
        [
            (b"", "application/json", 400),
            (b"{", "application/json", 400),
            (b"[]", "application/json", 400),
            (b'"text"', "application/json", 400),
            (b"\xff", "application/json", 400),
            (b'{"title": NaN}', "application/json", 400),
            (b'{"title": "a\\u0000b", "event": "pycon-2013"}', "application/json", 400),
            (b"[" * 100_000, "application/json", 400),
            (b'{"a":' * 2000 + b"1" + b"}" * 2000, "application/json", 400),
            (b"title=Mocks", "application/x-www-form-urlencoded", 415),
            (b"{}", "text/plain", 415),
            (b'{"title": "' + b"x" * 3_000_000 + b'"}', "application/json", 413),
        ],
    )
    def test_bodies_that_are_no_talk(
        self, api: Api, event: Event, body: bytes, content_type: str, status: int
    ) -> None:
        problem_of(api.send("POST", TALKS, body, content_type=content_type), status)


class TestChanging:
    def test_only_what_was_sent(self, api: Api, talk: Session, wren: User) -> None:
        AppearanceFactory(session=talk, person__name="Ada Lovelace", statement="First words.")
        publishing.publish(talk)
        url = f"{TALKS}{talk.pk}/"
        before = api.client.get(url).json()
        changed = api.send("PATCH", url, {"title": "New title"})
        assert changed.status_code == 200, changed.content
        after = changed.json()
        assert after["title"] == "New title"
        assert {n for n in after if after[n] != before[n]} == {"title", "updated_at"}
        assert Revision.objects.get().actor == wren

    def test_speakers_are_replaced_and_statements_stay(self, api: Api, talk: Session) -> None:
        ada = AppearanceFactory(session=talk, person__name="Ada", statement="Words.").person
        AppearanceFactory(session=talk, person__name="Byron")
        grace = PersonFactory(name="Grace")
        publishing.publish(talk)
        speakers = [{"slug": grace.slug, "role": "moderator"}, {"slug": ada.slug}]
        record = api.send("PATCH", f"{TALKS}{talk.pk}/", {"speakers": speakers}).json()
        assert [(s["name"], s["role"]) for s in record["speakers"]] == [
            ("Grace", "moderator"),
            ("Ada", "speaker"),
        ]
        assert talk.appearances.get(person=ada).statement == "Words."
        assert api.client.get("/api/v1/people/byron/").status_code in (404, 410)
        assert list(checking.differences()) == []

    def test_not_over_somebody_elses_change(self, api: Api, talk: Session) -> None:
        url = f"{TALKS}{talk.pk}/"
        seen = api.client.get(url)["ETag"]
        assert api.send("PATCH", url, {"room": "A"}, If_Match=seen).status_code == 200
        problem = problem_of(api.send("PATCH", url, {"room": "B"}, If_Match=seen), 412)
        assert "changed since" in problem["detail"]
        assert api.client.get(url).json()["room"] == "A"
        fresh = api.client.get(url)["ETag"]
        for etag in (fresh, f'"other", {fresh}', "*"):
            fresh = api.client.get(url)["ETag"]
            etag = etag if etag == "*" else fresh
            assert api.send("PATCH", url, {"room": "C"}, If_Match=etag).status_code == 200
        assert api.send("DELETE", url, If_Match=seen).status_code == 412
        weak = problem_of(api.send("PATCH", url, {"room": "D"}, If_Match=f"W/{fresh}"), 412)
        for name, value in (
            ("If_Match", "no-etag"),
            ("If_None_Match", "*"),
            ("If_None_Match", api.client.get(url)["ETag"]),
            ("If_Unmodified_Since", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ):
            problem_of(api.send("PATCH", url, {"room": "E"}, **{name: value}), 412)
        assert "identity" in weak["detail"]

    def test_a_talk_stays_with_its_event(self, api: Api, talk: Session) -> None:
        EventFactory(slug="other")
        problem = problem_of(api.send("PATCH", f"{TALKS}{talk.pk}/", {"event": "other"}), 400)
        assert problem["errors"][0]["name"] == "event"

    def test_withdrawn_is_gone(self, api: Api, talk: Session) -> None:
        url = f"{TALKS}{talk.pk}/"
        assert api.send("DELETE", url).status_code == 204
        assert api.client.get(url).status_code == 410
        problem_of(api.send("PATCH", url, {"room": "A"}), 409)
        problem_of(api.send("PATCH", f"{TALKS}999999/", {"room": "A"}), 404)


class TestTwice:
    def test_the_same_key_does_it_once(self, api: Api, event: Event) -> None:
        first = api.send("POST", TALKS, NEW, Idempotency_Key="k1")
        again = api.send("POST", TALKS, NEW, Idempotency_Key="k1")
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert again["Location"] == first["Location"]
        assert again["Idempotency-Replayed"] == "true"
        assert Session.objects.count() == 1
        assert api.send("POST", TALKS, NEW, Idempotency_Key="k2").json()["id"] != first.json()["id"]

    def test_a_key_is_for_one_request(self, api: Api, event: Event) -> None:
        api.send("POST", TALKS, NEW, Idempotency_Key="k1")
        other = api.send("POST", TALKS, {**NEW, "title": "Other"}, Idempotency_Key="k1")
        assert "another request" in problem_of(other, 422)["detail"]

    def test_a_failure_is_not_kept(self, api: Api, event: Event) -> None:
        problem_of(api.send("POST", TALKS, {"title": "x"}, Idempotency_Key="k1"), 400)
        assert not KeptAnswer.objects.exists()
        assert api.send("POST", TALKS, NEW, Idempotency_Key="k1").status_code == 201

    def test_keys_of_two_people_are_two(self, api: Api, event: Event) -> None:
        other = Api(token_of(account("olga", "writer"), "talks"))
        api.send("POST", TALKS, NEW, Idempotency_Key="k1")
        assert "Idempotency-Replayed" not in other.send("POST", TALKS, NEW, Idempotency_Key="k1")

    @pytest.mark.parametrize("key", ["", "x" * 101, "a\tb", "a b", "\xe9"])
    def test_keys_that_are_none(self, api: Api, event: Event, key: str) -> None:
        problem_of(api.send("POST", TALKS, NEW, Idempotency_Key=key), 400)


class TestWho:
    def test_nobody_in_particular(self, event: Event) -> None:
        response = Api().send("POST", TALKS, NEW)
        problem_of(response, 401)
        assert response["WWW-Authenticate"].startswith("Bearer")

    @pytest.mark.parametrize(
        "authorization",
        ["Bearer", "Bearer nonsense", "Bearer a b", "Bearer \xff", "Bearer pyc_" + "0" * 64],
    )
    def test_what_is_no_token(self, event: Event, authorization: str) -> None:
        problem_of(Api(authorization).send("POST", TALKS, NEW), 401)

    def test_a_token_ends(self, event: Event, wren: User) -> None:
        api = Api(token_of(wren, "talks", days=1))
        with time_machine.travel("2099-01-01"):
            problem_of(api.send("POST", TALKS, NEW), 401)

    def test_a_token_writes_what_it_is_for(self, event: Event, wren: User) -> None:
        problem = problem_of(Api(token_of(wren, "reviews")).send("POST", TALKS, NEW), 403)
        assert "may not write talks" in problem["detail"]

    def test_the_account_counts_too(self, event: Event, wren: User) -> None:
        api = Api(token_of(account("rea", "reader"), "talks"))
        problem_of(api.send("POST", TALKS, NEW), 403)
        wren_api = Api(token_of(wren, "talks"))
        wren.is_active = False
        wren.save()
        problem_of(wren_api.send("POST", TALKS, NEW), 401)

    def test_the_token_itself_is_not_stored(self, wren: User) -> None:
        secret = token_of(wren, "talks").removeprefix("Bearer ")
        assert secret[20:] not in json.dumps(list(ApiToken.objects.values()), default=str)

    def test_a_session_needs_the_forms_secret(self, event: Event, wren: User) -> None:
        api = Api()
        api.client.force_login(wren)
        assert "CSRF" in problem_of(api.send("POST", TALKS, NEW), 403)["detail"]

    def test_what_is_not_written_says_so(self, api: Api, talk: Session) -> None:
        response = api.send("POST", "/api/v1/topics/", {"title": "x"})
        problem_of(response, 405)
        assert "POST" not in response["Allow"]


def test_old_answers_go(api: Api, event: Event) -> None:
    with time_machine.travel("2013-07-05"):
        Api(api.headers["Authorization"])
        KeptAnswer.objects.create(actor=User.objects.get(), key="old", request_hash="x")
    KeptAnswer.objects.create(actor=User.objects.get(), key="new", request_hash="x")
    call_command("forget_answers")
    assert [kept.key for kept in KeptAnswer.objects.all()] == ["new"]
