"""Charts on other people's pages: oEmbed as the standard has it, and what may frame what."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from apps.catalog.publishing import publish
from apps.surveys.models import Run
from tests.factories.surveys import OptionFactory, QuestionFactory, RunFactory
from tests.pages.reading import Page

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def run(db: None) -> Run:
    run: Run = RunFactory(title="A & B <i>", slug="hands", state="closed")
    for key in ("which", "why"):
        OptionFactory(question=QuestionFactory(run=run, key=key, wording=f"{key}?"))
    publish(run.event, run)
    return run


def ask(client: Client, url: str = f"{SITE}/surveys/hands/", **asked: Any) -> Any:
    return client.get("/oembed", {"url": url} | asked)


def test_the_answer_frames_the_charts(run: Run, client: Client) -> None:
    response = ask(client)
    answer = response.json()

    assert response["Content-Type"] == "application/json"
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", "A & B <i>")
    assert answer["provider_url"] == f"{SITE}/"
    frame = Page(_html(answer["html"])).one("iframe")
    assert frame.get("src") == f"{SITE}/surveys/hands/embed/"
    assert frame.get("title") == "A & B <i>"
    assert "allow-scripts" not in frame.get("sandbox")
    assert (frame.get("width"), frame.get("height")) == (
        str(answer["width"]),
        str(answer["height"]),
    )
    assert client.get(answer["thumbnail_url"].removeprefix(SITE))["Content-Type"] == "image/png"


def _html(text: str) -> Any:
    return type("Response", (), {"content": text.encode()})


def test_xml_says_the_same(run: Run, client: Client) -> None:
    response = ask(client, format="xml")
    root = ElementTree.fromstring(response.content)

    assert response["Content-Type"].startswith("text/xml")
    assert root.tag == "oembed"
    said = {each.tag: each.text for each in root}
    assert said == {name: str(value) for name, value in ask(client).json().items()}


def test_it_stays_within_what_was_allowed(run: Run, client: Client) -> None:
    small = ask(client, maxwidth="300", maxheight="200").json()
    assert (small["width"], small["height"]) == (300, 200)
    assert "thumbnail_url" not in small, "the picture is larger than that"
    large = ask(client, maxwidth="9999", maxheight="9999").json()
    assert large["width"] == 640
    assert 200 < large["height"] < 9999


def test_one_question_is_less_than_all(run: Run, client: Client) -> None:
    one = ask(client, f"{SITE}/surveys/hands/#which").json()
    assert one["title"] == "which?"
    assert "/surveys/hands/embed/which/" in one["html"]
    assert one["height"] < ask(client).json()["height"]
    assert [h2.text for h2 in Page(client.get("/surveys/hands/embed/which/")).all("h2")] == [
        "which?"
    ]


@pytest.mark.parametrize(
    "url",
    [
        f"{SITE}/surveys/nothing/", f"{SITE}/surveys/hands/#nothing", f"{SITE}/events/x/",
        "https://elsewhere.example.org/surveys/hands/", "//surveys/hands/", "surveys/hands/", "",
        "http://[", "javascript:alert(1)", f"{SITE}/surveys/\x00/", f"{SITE}/desk/surveys/1/",
    ],
)  # fmt: skip
def test_404_for_what_is_no_survey_here(url: str, run: Run, client: Client) -> None:
    assert ask(client, url).status_code == 404


@pytest.mark.parametrize("state", ["draft", "open", "withdrawn"])
def test_404_for_what_is_not_public(state: str, run: Run, client: Client) -> None:
    Run.objects.update(state=state)
    assert ask(client).status_code == 404
    assert client.get("/surveys/hands/embed/").status_code in (404, 410)


def test_501_for_other_formats(run: Run, client: Client) -> None:
    assert ask(client, format="yaml").status_code == 501


@pytest.mark.parametrize("size", ["0", "-1", "wide", "1.5", "9" * 50, "１２"])
@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
def test_400_for_what_is_no_size(name: str, size: str, run: Run, client: Client) -> None:
    assert ask(client, **{name: size}).status_code == 400
    assert client.get("/oembed").status_code == 400


def test_any_page_may_ask_and_frame_the_charts_and_nothing_else(run: Run, client: Client) -> None:
    """Also when nothing has changed: a cache takes the headers of a 304 for those of the page, and
    keeps the policy that it has if there is none.
    """
    path = "/surveys/hands/embed/"
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert "frame-ancestors *" in first["Content-Security-Policy"]
    assert "script-src 'self'" in first["Content-Security-Policy"]
    assert "Content-Security-Policy" not in again
    for response in (first, again):
        assert "X-Frame-Options" not in response
        assert not response.cookies
    whole = client.get("/surveys/hands/")
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"
    origin = {"origin": "https://blog.example.org"}
    assert client.get("/oembed", headers=origin)["Access-Control-Allow-Origin"] == "*"


def test_pages_say_where_to_ask(run: Run, client: Client) -> None:
    links = {
        link.get("type"): link.get("href")
        for link in Page(client.get("/surveys/hands/")).all("link", rel="alternate")
    }
    for media_type in ("application/json+oembed", "text/xml+oembed"):
        address = links[media_type].removeprefix(SITE)
        assert client.get(address).status_code == 200


def test_the_embedded_page_leads_to_the_whole(run: Run, client: Client) -> None:
    page = Page(client.get("/surveys/hands/embed/which/"))
    assert page.faults == []
    assert page.one("a", target="_blank").get("href") == f"{SITE}/surveys/hands/#which"
    assert page.one("meta", name="robots").get("content") == "noindex"
