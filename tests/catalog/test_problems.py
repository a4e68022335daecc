"""Whatever fails under /api/ is said as a problem (RFC 9457), however it was made to fail."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from apps.catalog import publishing, serving
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.events.models import Session
from apps.people.models import User
from tests.catalog.test_writes import Api, account, problem_of, token_of
from tests.factories import EventFactory, MembershipFactory, SessionFactory
from tests.factories.surveys import RunFactory

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


@pytest.fixture
def orla() -> User:
    """Orla writes everything, and enters the counts of her own survey."""
    user = account("orla", "writer")
    run = RunFactory(slug="lunch", event=EventFactory(slug="meetup"))
    MembershipFactory(user=user, event=run.event)
    publishing.publish(run.event, run)
    return user


@pytest.fixture
def api(orla: User) -> Api:
    return Api(token_of(orla, "talks", "surveys", "notes", "reviews", "statuses"))


def check(response: Any, status: int) -> Any:
    """The problem, after looking at what every problem has."""
    problem = problem_of(response, status)
    assert problem["status"] == status
    assert problem["title"] not in ("", "Error")
    assert response["Cache-Control"] == "no-store"
    assert "Traceback" not in response.content.decode()
    return problem


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/talks/",
        "/api/V1/talks/",
        "/api//v1/talks/",
        "/api/v1/../v1/talks/",
        "/api/nothing",
        "/api/v1/dances/",
        "/api/v1/talks/1/speakers/",
        "/api/v1/talks/nought/",
        "/api/v1/talks/-1/",
        "/api/v1/talks/9223372036854775808/",
        f"/api/v1/talks/{'9' * 3000}/",
        "/api/v1/events/nowhere/",
        f"/api/v1/events/{'x' * 3000}/",
        "/api/v1/events/%00/",
        "/api/v1/events/%FF/",
        "/api/v1/events/%ED%A0%80/",
        "/api/v1/events/%2e%2e%2f/",
        "/api/v1/packages/%00/",
        "/api/v1/people/nobody/",
        "/api/v1/dumps/nothing.csv",
        "/api/v1/dumps/talks.xml",
        "/api/v1/surveys/nothing/counts.csv",
        "/api/v1/surveys/%00/counts.json",
        "/api/v1/surveys/%ED%A0%80/counts.json",
    ],
)
def test_nothing_here(client: Client, path: str) -> None:
    assert check(client.get(path), 404)["detail"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        *(
            (f"{TALKS}?{query}", query.partition("=")[0])
            for query in (
                "page=501", "page=99999999999999999999999", "page=-1", "page=1.0", "page=%D9%A1",
                "offset=100001", "limit=0", "limit=1e2", "limit=+1", "limit=%00", "year=20133",
                "event=%00", "event=%FF", "event=%ED%A0%80", "event=a&event=b", "event=",
                "topic=" + "x" * 251, "order=id", "order=--date", "kind=%ED%A0%80",
                "cursor=%00", "cursor=" + "x" * 1001, "cursor=-date.0.1.n", "cursor=date.1.1",
                "cursor=title.zz.1.n", "cursor=title.6.1.n", "cursor=-date.735054.1.n%0A",
                "cursor=-date.735054.9999999999999999.n", "fields=%ED%A0%80", "fields=" + "(" * 400,
                "fields=event(event(event(event)))", "expand=%00", "expand=event,event,nothing",
                "format=%00", "format=JSON", "format=",
            )
        ),
        (f"{TALKS}?%00=1", "\0"),
        (f"{TALKS}?event[]=a", "event[]"),
        ("/api/v1/?format=json", "format"),
        ("/api/v1/schema/?version=2", "version"),
        ("/api/v1/schema/?format=xml", "format"),
        ("/api/v1/dumps/?kind=talk", "kind"),
        ("/api/v1/dumps/all.csv?x=1", "x"),
        ("/api/v1/changes/?kind=%00", "kind"),
        ("/api/v1/changes/?since=%D9%A1", "since"),
        ("/api/v1/changes/?since=9999999999999999999", "since"),
        ("/api/v1/events/x/?year=2013", "year"),
        ("/api/v1/surveys/lunch/counts.csv?x=1", "x"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_is_named(client: Client, path: str, name: str) -> None:
    problem = check(client.get(path), 400)
    assert [error["name"] for error in problem["errors"]] == [name]


def test_more_parameters_than_django_reads(client: Client) -> None:
    problem = check(client.get(f"{TALKS}?{'&'.join('a' * 1500)}"), 400)
    assert "too many" in problem["detail"]


@pytest.mark.parametrize("host", ["evil.example", "a b", "127.0.0.1:x", "<script>", "é", "..", "@"])
def test_a_host_that_is_not_ours(client: Client, host: str) -> None:
    for method in ("GET", "POST", "OPTIONS", "TRACE"):
        problem = check(client.generic(method, TALKS, headers={"host": host}), 400)
        assert "Host" in problem["detail"]


@pytest.mark.parametrize("kind", [kind.plural for kind in kinds()])
def test_a_format_that_is_not_here(client: Client, kind: str) -> None:
    for accept in ("image/png", "application/json;q=0", "json", ";;,/"):
        check(client.get(f"/api/v1/{kind}/", headers={"Accept": accept}), 406)


@pytest.mark.parametrize("accept", ["", "*/*", "application/*", "text/plain, */*;q=0.1"])
def test_a_client_that_takes_anything_gets_json(client: Client, accept: str) -> None:
    assert client.get(TALKS, headers={"Accept": accept})["Content-Type"] == JSON


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (TALKS, ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PURGE"]),
        (f"{TALKS}1/", ["PUT", "POST", "TRACE"]),
        ("/api/v1/people/", ["POST", "PUT", "PATCH", "DELETE"]),
        ("/api/v1/changes/", ["POST", "DELETE"]),
        ("/api/v1/dumps/all.csv", ["POST"]),
        ("/api/v1/schema/", ["POST"]),
        ("/api/v1/", ["POST"]),
        ("/api/v1/porting/check/", ["GET", "PUT"]),
        ("/api/v1/surveys/lunch/operations/", ["PUT", "DELETE"]),
        ("/api/v1/surveys/lunch/counts.csv", ["POST", "DELETE"]),
    ],
)
def test_a_method_that_is_not_here(api: Api, path: str, methods: list[str]) -> None:
    for method in methods:
        response = api.send(method, path, {})
        check(response, 405)
        assert method not in response["Allow"].split(", ")


def test_no_header_makes_another_method_of_a_post(api: Api) -> None:
    talk = SessionFactory()
    publishing.publish(talk)
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        check(api.send("POST", f"{TALKS}{talk.pk}/?_method=DELETE", {}, **{header: "DELETE"}), 405)
    assert Session.objects.get().state == "published"


#: Where bodies are read, and what is read there
BODIES = [
    ("POST", TALKS, JSON),
    ("PATCH", "talk", JSON),
    ("POST", "/api/v1/notes/", JSON),
    ("POST", "/api/v1/reviews/", JSON),
    ("POST", "/api/v1/statuses/", JSON),
    ("POST", "/api/v1/porting/check/", JSON),
    ("POST", "/api/v1/surveys/lunch/operations/", JSON),
    ("PUT", "/api/v1/surveys/lunch/counts.json", JSON),
    ("PUT", "/api/v1/surveys/lunch/counts.csv", "text/csv"),
]


@pytest.fixture(params=BODIES, ids=lambda each: f"{each[0]} {each[1]}")
def send(request: pytest.FixtureRequest, api: Api) -> Any:
    """Send a body to one of them."""
    method, path, content_type = request.param
    talk = SessionFactory(event__slug="pycon")
    publishing.publish(talk)
    path = f"{TALKS}{talk.pk}/" if path == "talk" else path

    def send(body: bytes, content_type: str = content_type, **headers: str) -> Any:
        return api.send(method, path, body, content_type=content_type, **headers)

    return send


#: Bodies that nothing can be read from
BROKEN = [
        b"{", b"[]", b"null", b"1", b'"text"', b"\xff\xfe", b'{"title": NaN}', b"{}{}",
        b'{"title": 1e999}', b'{"title": "\\ud800"}', b'{"title": "a\\u0000"}', b'{"\\u0000": 1}',
        b"[" * 50_000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b"\xef\xbb\xbf{", b"title=Mocks",
        b'{"topics": {"a": [1]}, "speakers": 5, "operations": "x", "requirements": []}',
]  # fmt: skip
OTHER_TYPES = [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x",
    "application/xml", "application/json-patch+json",
]  # fmt: skip


def test_bodies_that_are_not_what_was_asked_for(send: Any) -> None:
    for body in BROKEN:
        check(send(body), 400)
    for content_type in OTHER_TYPES:
        check(send(b"{}", content_type=content_type), 415)
    check(send(b'{"title": "' + b"x" * 3_000_000 + b'"}'), 413)


def test_no_body_at_all(api: Api) -> None:
    for method, path, content_type in BODIES:
        if method != "PATCH":  # which then changes nothing
            check(api.send(method, path, b"", content_type=content_type), 400)


def test_nobody_in_particular_writes_nothing(orla: User) -> None:
    for method, path, content_type in BODIES:
        if "check" not in path and path != "talk":
            response = Api().send(method, path, b"{", content_type=content_type)
            check(response, 401)
            assert response["WWW-Authenticate"].startswith("Bearer")


def test_too_often(client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT = 1
    cache.clear()
    client.get("/api/nothing/")
    for response in (client.get(TALKS), client.head(TALKS), client.post("/api/v1/porting/check/")):
        check_head = response.status_code, response["Content-Type"]
        assert check_head == (429, "application/problem+json")
        assert int(response["Retry-After"]) <= 60
    cache.clear()


@pytest.mark.parametrize("path", [TALKS, "/api/v1/surveys/lunch/counts.csv", "/api/v1/dumps/"])
@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError, 500), (MemoryError, 500), (OperationalError, 503), (InterfaceError, 503)],
)
def test_what_breaks_within(
    client: Client, orla: User, monkeypatch: pytest.MonkeyPatch, path: str, error: Any, status: int
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise error("secret")

    for name in (
        "apps.catalog.paging.fetch",
        "apps.catalog.querysets.DocumentQuerySet.latest_sequence",
        "apps.surveys.endpoints.Run.objects.whole",
    ):
        monkeypatch.setattr(name, broken)
    client.raise_request_exception = False
    response = client.get(path)
    check(response, status)
    assert b"secret" not in response.content
    assert ("Retry-After" in response) == (status == 503)


def test_two_writes_that_do_not_go_together(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both found the same address free."""
    publishing.publish(SessionFactory(event__slug="pycon", slug="mocks"))
    monkeypatch.setattr("apps.events.writing.TalkWriteSerializer.free_slug", lambda *_: "mocks")
    body = {"event": "pycon", "title": "Mocks"}
    for headers in ({}, {"Idempotency_Key": "k"}):
        assert "Try again" in check(api.send("POST", TALKS, body, **headers), 409)["detail"]
    assert Session.objects.count() == 1


class TestWithoutItsSlash:
    def test_reading_leads_there(self, client: Client) -> None:
        response = client.get("/api/v1/talks?limit=1")
        assert (response.status_code, response["Location"]) == (301, "/api/v1/talks/?limit=1")

    @pytest.mark.parametrize("debug", [False, True])
    def test_writing_stays_a_write(self, api: Api, settings: Any, debug: bool) -> None:
        settings.DEBUG = debug
        response = api.send("POST", "/api/v1/notes", {"title": "x"})
        assert (response.status_code, response["Location"]) == (308, "/api/v1/notes/")

    def test_what_is_nowhere_stays_nowhere(self, api: Api) -> None:
        check(api.send("POST", "/api/v1/dances", {}), 404)


def test_the_root_leads_to_everything(client: Client) -> None:
    root = client.get("/api/v1/").json()
    assert list(root["resources"]) == [kind.plural for kind in kinds()]
    addresses = [*root.pop("resources").values(), *root.values()]
    assert root["html_url"].endswith(reverse("api"))
    assert {client.get(address).status_code for address in addresses} == {200}


def test_options_say_what_may_be_done(client: Client) -> None:
    talk = SessionFactory()
    publishing.publish(talk)
    allowed = {
        TALKS: "GET, POST, HEAD, OPTIONS",
        f"{TALKS}{talk.pk}/": "GET, PATCH, DELETE, HEAD, OPTIONS",
        "/api/v1/people/": "GET, HEAD, OPTIONS",
        "/api/v1/changes/": "GET, HEAD, OPTIONS",
    }
    for path, methods in allowed.items():
        response = client.options(path)
        assert (response.status_code, response.content, response["Allow"]) == (204, b"", methods)


def test_the_schema_is_read_once_and_kept(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        as_json = client.get("/api/v1/schema/")
    assert json.loads(as_json.content)["openapi"].startswith("3.1")
    as_yaml = client.get("/api/v1/schema/?format=yaml")
    assert as_yaml.content.startswith(b"openapi: 3.1")
    assert as_yaml["Content-Type"] == "application/vnd.oai.openapi"
    for response in (as_json, as_yaml):
        path = response.wsgi_request.get_full_path()
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"content_type": "application/json; charset=utf-16"}, "UTF-8"),
        ({"Content_Encoding": "gzip"}, "Content-Encoding"),
        ({"content_type": "text/plain"}, "application/json"),
    ],
)
def test_a_body_that_is_packed_or_of_another_kind(
    api: Api, headers: dict[str, str], said: str
) -> None:
    assert said in check(api.send("POST", TALKS, {}, **headers), 415)["detail"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"title": "a", "title": "b"}', "title"),
        (b'{"links": [{"url": "a", "url": "a"}]}', "url"),
    ],
)
def test_a_name_that_is_given_twice(api: Api, body: bytes, name: str) -> None:
    problem = check(api.send("POST", TALKS, body), 400)
    assert problem["errors"] == [{"name": name, "detail": "is given more than once"}]


def test_a_body_nested_too_deeply_is_refused(api: Api) -> None:
    check(api.send("POST", TALKS, b'{"title": ' + b"[" * 1000 + b"]" * 1000 + b"}"), 400)


def test_a_body_in_chunks_is_refused_not_taken_for_none(api: Api) -> None:
    refused = check(api.send("POST", TALKS, {}, Transfer_Encoding="chunked"), 411)
    assert "Content-Length" in refused["detail"]


def test_a_problem_says_what_to_do_instead(api: Api) -> None:
    assert "GET, POST" in check(api.send("DELETE", TALKS), 405)["detail"]
    assert "Bearer TOKEN" in check(Api().send("POST", TALKS, {}), 401)["detail"]
    accepted = check(Client().get(TALKS, headers={"Accept": "image/png"}), 406)["detail"]
    assert "application/x-ndjson" in accepted
