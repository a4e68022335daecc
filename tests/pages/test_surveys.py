"""Pages of surveys, on the demo world."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog.checking import rebuild
from apps.catalog.publishing import publish
from apps.mirror import demo
from apps.surveys.models import Run
from tests import factories as make
from tests.factories.surveys import QuestionFactory, RunFactory
from tests.pages.reading import Page

LONDON = "/surveys/london-python-2008-05/"
PAGES = [
    "/surveys/",
    "/surveys/?year=2008",
    LONDON,
    "/surveys/demo-meetup-2010-05/",
    "/surveys/questions/web-framework/",
    "/surveys/questions/python-version/",
    "/api/v1/surveys/london-python-2008-05/",
]


@pytest.fixture
def world(db: None) -> None:
    call_command("loaddata", *demo.fixtures(), verbosity=0)
    rebuild()


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_sound_and_leave_readers_alone(path: str, world: None, client: Client) -> None:
    response = client.get(path, headers={"accept": "text/html"})
    page = Page(response)
    assert response.status_code == 200
    assert page.faults == []
    assert page.one("h1").text
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert [each.tag for each in page.elements if "style" in each.attributes] == []
    assert {each.get("type") for each in page.scripts} <= {"application/ld+json"}
    again = client.get(path, headers={"accept": "text/html", "if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", [page for page in PAGES if "/api/" not in page])
def test_links_lead_somewhere(path: str, world: None, client: Client) -> None:
    for href in {a.get("href").partition("#")[0] for a in Page(client.get(path)).all("a")} - {""}:
        if href.startswith(("/", "?")):
            target = path.partition("?")[0] + href if href.startswith("?") else href
            assert client.get(target).status_code == 200, target


def test_django_is_a_fifth_of_the_room_a_third_of_the_hands_and_its_author_said_30(
    world: None, client: Client
) -> None:
    framework = client.get(LONDON).content.decode().partition('id="web-framework"')[2]
    row = framework.partition("<tbody>")[2].partition("</tr>")[0]
    assert [text in row for text in ("≈20%", "≈33%", "30%", "line 209")] == [True] * 4

    body = client.get("/api/v1/surveys/london-python-2008-05/").json()
    [question] = [each for each in body["questions"] if each["key"] == "web-framework"]
    tally = question["options"][0]["tally"]
    assert tally["share_of_room"]["value"] == 0.2
    assert tally["share_of_hands"]["value"] == 0.3333
    assert tally["published_share"] == 0.3
    assert tally["first_line"] == 209


def test_the_page_says_how_hands_were_counted_and_what_nobody_announced(
    world: None, client: Client
) -> None:
    text = client.get(LONDON).content.decode()
    assert "exact below 10 and rough from 10 on" in text
    assert "Several answers each; nobody told the room so" in text
    assert "Notes by Tim Golden".casefold() in text.casefold()
    assert "lines 164–218" in text


def test_what_was_not_asked_and_what_had_no_hands_are_told_apart(
    world: None, client: Client
) -> None:
    text = client.get("/surveys/demo-meetup-2010-05/").content.decode()
    assert "not asked</text>" in text
    assert "0 of 64</text>" in text
    assert "Made up for the demo" in text


def test_a_trend_breaks_where_the_words_changed_and_says_why(world: None, client: Client) -> None:
    broken = client.get("/surveys/questions/python-version/").content.decode()
    assert "The line breaks here" in broken
    assert "Asked of production only" in broken
    assert 'class="path"' not in broken
    whole = client.get("/surveys/questions/web-framework/").content.decode()
    assert "The line breaks here" not in whole
    assert 'class="path"' in whole
    for text in (broken, whole):
        assert "as if attendance were random; it was not" in text
        assert "p-value" not in text


def test_an_event_names_its_surveys(world: None, client: Client) -> None:
    page = Page(client.get("/events/london-python-2008-05/"))
    assert LONDON in {a.get("href") for a in page.all("a")}


def test_a_survey_that_is_not_public_is_not_there(world: None, client: Client) -> None:
    run = Run.objects.get(slug="london-python-2008-05")
    seen = {}
    for state in ("open", "draft", "withdrawn"):
        run.state = state
        run.save()
        publish(run)
        paths = (LONDON, f"{LONDON[:-1]}.csv", f"{LONDON[:-1]}.json")
        seen[state] = {client.get(path).status_code for path in paths}
        assert LONDON not in client.get("/events/london-python-2008-05/").content.decode()
    assert seen == {"open": {410, 404}, "draft": {410, 404}, "withdrawn": {410}}
    assert client.get("/surveys/questions/nothing/").status_code == 404


def test_queries_do_not_grow(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def more(n: int) -> Any:
        event = make.EventFactory(starts_on=datetime.date(2010 + n, 1, 1))
        run = RunFactory(event=event, slug=f"run-{n}", state="closed")
        for key in ("a", "b", "c")[: n + 1]:
            QuestionFactory(run=run, key=key, options=[f"Option {m}" for m in range(n + 1)])
        publish(event, run)
        return run

    for n in (0, 1, 2):
        more(n)
        with django_assert_num_queries(8):
            client.get(f"/surveys/run-{n}/")
        with django_assert_num_queries(3):
            client.get("/surveys/questions/a/")
        with django_assert_num_queries(3):
            client.get("/surveys/")
