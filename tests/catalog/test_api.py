"""The API as a client meets it: lists, pages, filters, validators, errors."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog import publishing, serving
from apps.events.models import Session
from apps.people.models import Person
from tests.factories import AppearanceFactory, EventFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"
LONG_AGO = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    """Tests roll back, so that versions repeat; in a real base they only grow."""
    serving.forget()
    yield
    serving.forget()


def get(client: Client, url: str, **headers: str) -> Any:
    return client.get(url, headers=headers or None)


def titles(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [talk["title"] for talk in response.json()["results"]]


@pytest.fixture
def talks() -> list[Session]:
    event = EventFactory(slug="pycon-2013", starts_on="2013-07-05")
    made = [
        SessionFactory(title=f"Talk {number}", event=event, date=f"2013-07-0{number}")
        for number in range(1, 6)
    ]
    publishing.publish(*made)
    return made


def test_a_talk_has_the_names_that_clients_rely_on(client: Client) -> None:
    talk = AppearanceFactory(
        person__name="Ada Lovelace", role="moderator", affiliations=["Analytical Engines"]
    ).session
    publishing.publish(talk)
    (record,) = get(client, TALKS).json()["results"]

    assert record["url"] == f"http://testserver/api/v1/talks/{talk.pk}/"
    assert record["html_url"] == f"http://testserver{talk.get_absolute_url()}"
    assert record["event"]["slug"] == talk.event.slug
    (speaker,) = record["speakers"]
    assert speaker == {
        "name": "Ada Lovelace",
        "slug": speaker["slug"],
        "url": f"http://testserver/api/v1/people/{speaker['slug']}/",
        "role": "moderator",
        "affiliations": ["Analytical Engines"],
    }
    assert {"id", "kind", "slug", "title", "updated_at", "source", "date", "language", "topics",
            "recordings"} <= record.keys()  # fmt: skip
    whole = get(client, record["url"]).json()
    assert record.items() <= whole.items()
    assert {"body", "links", "sources"} <= whole.keys()


def test_people_have_a_name_and_topics_a_title(client: Client) -> None:
    talk = AppearanceFactory(person__name="Ada Lovelace").session
    talk.topics.add("Engines")
    publishing.publish(talk)
    (person,) = get(client, "/api/v1/people/").json()["results"]
    (topic,) = get(client, "/api/v1/topics/").json()["results"]
    assert (person["name"], topic["title"]) == ("Ada Lovelace", "Engines")


def test_text_cannot_pass_for_the_host(client: Client) -> None:
    publishing.publish(SessionFactory(title='"\\u0000/not an address'))
    assert titles(get(client, TALKS)) == ['"\\u0000/not an address']


@pytest.mark.usefixtures("talks")
class TestPages:
    def test_newest_first(self, client: Client) -> None:
        assert titles(get(client, TALKS)) == ["Talk 5", "Talk 4", "Talk 3", "Talk 2", "Talk 1"]

    @pytest.mark.parametrize("way", ["", "&page=1", "&offset=0"])
    def test_walking_on_and_back_meets_every_talk_once(self, client: Client, way: str) -> None:
        walked, places = [], []
        page = get(client, f"{TALKS}?limit=2{way}").json()
        while True:
            walked.append([talk["title"] for talk in page["results"]])
            if page["next"] is None:
                break
            page = get(client, page["next"]).json()
        assert walked == [["Talk 5", "Talk 4"], ["Talk 3", "Talk 2"], ["Talk 1"]]
        while page["previous"]:
            page = get(client, page["previous"]).json()
            places.append([talk["title"] for talk in page["results"]])
        assert places == [["Talk 3", "Talk 2"], ["Talk 5", "Talk 4"]]

    def test_a_talk_that_comes_meanwhile_hides_none_and_repeats_none(self, client: Client) -> None:
        page = get(client, f"{TALKS}?limit=2").json()
        publishing.publish(SessionFactory(title="Late", date="2014-01-01"))
        assert titles(get(client, page["next"])) == ["Talk 3", "Talk 2"]

    def test_undated_talks_come_last(self, client: Client) -> None:
        publishing.publish(SessionFactory(title="Undated", date=None, event__starts_on=None))
        assert titles(get(client, TALKS))[-1] == "Undated"
        assert titles(get(client, f"{TALKS}?order=date"))[0] == "Undated"

    def test_links_to_other_pages_keep_the_filters(self, client: Client) -> None:
        page = get(client, f"{TALKS}?event=pycon-2013&order=title&limit=2").json()
        assert titles(get(client, page["next"])) == ["Talk 3", "Talk 4"]

    def test_count_is_of_all_pages(self, client: Client) -> None:
        assert get(client, f"{TALKS}?limit=2").json()["count"] == 5

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=ten", "limit"),
            ("limit=٣", "limit"),
            ("page=0", "page"),
            ("page=99999999999999999999", "page"),
            ("offset=-1", "offset"),
            ("offset=1000000", "offset"),
            ("cursor=", "cursor"),
            ("cursor=!!", "cursor"),
            ("cursor=-date.735054.1.x", "cursor"),
            ("cursor=size.1.1.n", "cursor"),
            ("order=size", "order"),
            ("order=", "order"),
            ("year=0", "year"),
            ("year=20O9", "year"),
            ("kind=dance", "kind"),
            ("role=pope", "role"),
            ("event=", "event"),
            ("event=%00", "event"),
            ("topic=" + "x" * 300, "topic"),
            ("colour=red", "colour"),
            ("event=a&event=b", "event"),
            ("format=xml", "format"),
        ],
    )
    def test_what_is_wrong_is_named(self, client: Client, query: str, name: str) -> None:
        response = get(client, f"{TALKS}?{query}")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert (problem["status"], [error["name"] for error in problem["errors"]]) == (400, [name])

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        st.dictionaries(
            st.sampled_from(["limit", "cursor", "page", "offset", "order", "year", "speaker",
                             "role", "event", "topic", "language", "kind", "format", "x"]),
            st.text(max_size=30),
        )
    )  # fmt: skip
    def test_no_query_string_is_a_server_error(self, client: Client, query: Any) -> None:
        assert client.get(TALKS, query).status_code in (200, 400)


class TestFilters:
    @pytest.fixture(autouse=True)
    def world(self) -> None:
        panel = SessionFactory(
            title="Panel", kind="panel", language="en", date="2012-03-08",
            event__slug="summit", event__starts_on="2012-03-08", topics=["Packaging"],
        )  # fmt: skip
        talk = SessionFactory(
            title="Talk", language="fr", date="2013-07-05", event__slug="pycon", topics=["Django"]
        )
        ada = PersonFactory(name="Ada Lovelace", slug="ada")
        grace = PersonFactory(name="Grace Hopper", slug="grace")
        AppearanceFactory(session=panel, person=ada, role="moderator")
        AppearanceFactory(session=panel, person=grace, role="panelist")
        AppearanceFactory(session=talk, person=grace, role="speaker")
        publishing.publish(panel, talk)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("event=summit", ["Panel"]),
            ("event=nowhere", []),
            ("speaker=grace", ["Talk", "Panel"]),
            ("speaker=grace&role=panelist", ["Panel"]),
            ("speaker=grace&role=moderator", []),
            ("role=moderator", ["Panel"]),
            ("topic=django", ["Talk"]),
            ("topic=Django", []),
            ("year=2012", ["Panel"]),
            ("language=fr", ["Talk"]),
            ("kind=panel", ["Panel"]),
            ("kind=panel&year=2013", []),
        ],
    )
    def test_talks(self, client: Client, query: str, found: list[str]) -> None:
        assert titles(get(client, f"{TALKS}?{query}")) == found

    def test_everybody_who_moderated(self, client: Client) -> None:
        people = get(client, "/api/v1/people/?role=moderator").json()["results"]
        assert [person["name"] for person in people] == ["Ada Lovelace"]

    def test_events_of_a_year(self, client: Client) -> None:
        events = get(client, "/api/v1/events/?year=2012").json()["results"]
        assert [event["slug"] for event in events] == ["summit"]


@pytest.mark.django_db(transaction=True)
class TestConditions:
    @pytest.mark.parametrize("path", [TALKS, "/api/v1/events/pycon-2013/"])
    def test_304_until_something_changes(
        self, client: Client, talks: list[Session], path: str
    ) -> None:
        first = get(client, path)
        etag = first["ETag"]
        assert not etag.startswith("W/")
        for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = get(client, path, if_none_match=condition)
            assert (again.status_code, again.content) == (304, b"")
            assert (again["ETag"], again["Cache-Control"]) == (etag, first["Cache-Control"])
        talks[0].event.title = "Renamed"
        talks[0].event.save()
        publishing.publish(talks[0].event)
        changed = get(client, path, if_none_match=etag)
        assert changed.status_code == 200
        assert "Renamed" in changed.content.decode()

    @pytest.mark.usefixtures("talks")
    def test_last_modified_answers_too(self, client: Client) -> None:
        first = get(client, TALKS)
        again = get(client, TALKS, if_modified_since=first["Last-Modified"])
        assert again.status_code == 304

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"if_none_match": '"other"'}, 200),
            ({"if_none_match": "junk"}, 200),
            ({"if_none_match": '"other"', "if_modified_since": "{modified}"}, 200),  # the ETag wins
            ({"if_none_match": "{etag}", "if_modified_since": LONG_AGO}, 304),
            ({"if_modified_since": LONG_AGO}, 200),
            ({"if_modified_since": "yesterday"}, 200),
            ({"if_modified_since": "Sun, 36 Nov 1994 08:49:37 GMT"}, 200),
            ({"if_match": "{etag}"}, 200),
            ({"if_match": "*"}, 200),
            ({"if_match": '"other", {etag}'}, 200),
            ({"if_match": '"other"'}, 412),
            ({"if_match": "W/{etag}"}, 412),
            ({"if_unmodified_since": "{modified}"}, 200),
            ({"if_unmodified_since": LONG_AGO}, 412),
            ({"range": "bytes=0-9"}, 200),
            ({"range": "bytes=0-9", "if_range": "{etag}"}, 200),
        ],
    )
    def test_conditions_as_rfc_9110_has_them(
        self, client: Client, talks: list[Session], headers: dict[str, str], status: int
    ) -> None:
        for path in (TALKS, f"{TALKS}{talks[0].pk}/", "/api/v1/events/pycon-2013/"):
            first = get(client, path)
            values = {"etag": first["ETag"], "modified": first["Last-Modified"]}
            asked = {name: text.format(**values) for name, text in headers.items()}
            for method in ("GET", "HEAD"):
                response = client.generic(method, path, headers=asked)
                assert response.status_code == status
                if status == 412:
                    assert response["Content-Type"] == "application/problem+json"
                else:
                    assert response["ETag"] == first["ETag"]
                assert bool(response.content) == (method == "GET" and status != 304)

    @pytest.mark.usefixtures("talks")
    def test_a_page_of_another_site_may_ask_whether_something_changed(self, client: Client) -> None:
        asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
        names = {"access-control-request-headers": "if-none-match"}
        preflight = client.options(TALKS, headers=asked | names)
        assert "if-none-match" in preflight["Access-Control-Allow-Headers"]
        assert "PATCH" not in preflight["Access-Control-Allow-Methods"]
        answer = get(client, TALKS, origin="https://elsewhere.example")
        assert {"ETag", "Link", "RateLimit"} <= {
            *answer["Access-Control-Expose-Headers"].split(", ")
        }

    @pytest.mark.usefixtures("talks")
    def test_the_parameter_wins_over_the_header(self, client: Client) -> None:
        response = get(client, f"{TALKS}?format=json", accept="text/csv")
        assert response["Content-Type"] == "application/json"

    @pytest.mark.usefixtures("talks")
    def test_a_page_for_browsers_has_an_etag_of_its_own(self, client: Client) -> None:
        page = get(client, TALKS, accept="text/html,application/xhtml+xml;q=0.9")
        assert page["Content-Type"].startswith("text/html")
        assert page["ETag"] != get(client, TALKS)["ETag"]
        assert "Accept" in page["Vary"]

    @pytest.mark.usefixtures("talks")
    def test_reading_sets_no_cookie_and_any_origin_may_read(self, client: Client) -> None:
        response = get(client, TALKS, origin="https://elsewhere.example")
        assert not response.cookies
        assert response["Access-Control-Allow-Origin"] == "*"


class TestErrors:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/talks/999999999/",
            "/api/v1/talks/99999999999999999999999/",
            "/api/v1/talks/nought/",
            "/api/v1/events/nowhere/",
            "/api/v1/events/%00/",
            "/api/v1/people/nobody/",
            "/api/v1/dances/",
        ],
    )
    def test_404_is_a_problem(self, client: Client, path: str) -> None:
        response = get(client, path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
        assert response.json()["status"] == 404

    def test_withdrawn_is_410(self, client: Client) -> None:
        talk = SessionFactory()
        publishing.publish(talk)
        talk.state = "withdrawn"
        talk.save()
        publishing.publish(talk)
        assert get(client, f"{TALKS}{talk.pk}/").status_code == 410
        assert titles(get(client, TALKS)) == []

    def test_a_slug_given_anew_is_found(self, client: Client) -> None:
        first = EventFactory(slug="pycon")
        publishing.publish(first)
        key = first.pk
        first.delete()
        publishing.publish_ids({"event": [key]})
        second = EventFactory(slug="pycon")
        publishing.publish(second)
        assert get(client, "/api/v1/events/pycon/").json()["id"] == second.pk

    def test_writing_is_not_allowed(self, client: Client) -> None:
        response = client.post("/api/v1/topics/", "{}", content_type="application/json")
        assert (response.status_code, response.json()["status"]) == (405, 405)

    def test_a_format_that_is_not_there(self, client: Client) -> None:
        response = get(client, TALKS, accept="image/png")
        assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")

    def test_what_breaks_is_a_problem_without_a_traceback(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*args: object) -> None:
            raise RuntimeError("secret")

        monkeypatch.setattr("apps.catalog.paging.fetch", broken)
        client.raise_request_exception = False
        response = get(client, TALKS)
        assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
        assert b"secret" not in response.content


def test_drafts_are_nowhere(client: Client) -> None:
    publishing.publish(SessionFactory(title="Sketch", state="draft"))
    publishing.publish(SessionFactory(title="Of a draft", event__state="draft"))
    assert titles(get(client, TALKS)) == []
    assert get(client, "/api/v1/events/").json()["count"] == 1


@pytest.mark.parametrize("many", [2, 30])
def test_a_list_is_two_queries_however_long(
    client: Client, django_assert_num_queries: Any, many: int
) -> None:
    for _ in range(many):
        AppearanceFactory(session__topics=["a"])
    publishing.publish(*Session.objects.all())
    with django_assert_num_queries(2):  # page with its version, count
        get(client, TALKS)
    with django_assert_num_queries(1):  # version: the page is kept
        get(client, TALKS)


def test_a_detail_is_one_query(client: Client, django_assert_num_queries: Any) -> None:
    talk = AppearanceFactory().session
    publishing.publish(talk)
    with django_assert_num_queries(1):
        get(client, f"{TALKS}{talk.pk}/")


def test_every_record_of_a_list_fits_the_schema(client: Client) -> None:
    schema = json.loads(get(client, "/api/v1/schema/?format=json").content)
    assert {"/api/v1/talks/", "/api/v1/talks/{key}/", "/api/v1/people/"} <= schema["paths"].keys()
    names = {parameter["name"] for parameter in schema["paths"][TALKS]["get"]["parameters"]}
    assert {"event", "speaker", "role", "topic", "year", "language", "kind", "cursor"} <= names
    talk = schema["components"]["schemas"]["TalkCard"]["properties"]
    AppearanceFactory()
    publishing.publish(*Session.objects.all())
    assert get(client, TALKS).json()["results"][0].keys() == talk.keys()


class TestReadablePage:
    def test_one_record(self, client: Client) -> None:
        talk = AppearanceFactory(person__name="<b>Ada</b>").session
        publishing.publish(talk)
        for path in (f"{TALKS}{talk.pk}/", f"/api/v1/people/{Person.objects.get().slug}/"):
            page = get(client, f"{path}?format=html")
            assert page.status_code == 200
            assert b"<b>Ada" not in page.content

    def test_its_example_cannot_leave_the_quotes_of_the_shell(self, client: Client) -> None:
        page = get(client, f"{TALKS}?event=';reboot;'", accept="text/html")
        assert page.status_code == 200
        assert "&#x27;;reboot" not in page.content.decode()


def test_addresses_are_uris_and_absent_ones_null(client: Client) -> None:
    talk = AppearanceFactory(person__name="西本 卓也", person__slug="西本-卓也").session
    publishing.publish(talk)
    person = get(client, "/api/v1/people/").json()["results"][0]
    assert person["url"].isascii()
    assert get(client, person["url"]).json()["homepage"] is None
