"""The page of a talk or a panel."""

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog.publishing import publish
from apps.events.models import Appearance, Session
from tests import factories as make
from tests.pages.conftest import Archive
from tests.pages.reading import Page


def test_a_panel_names_its_moderator_and_panelists(archive: Archive, client: Client) -> None:
    page = Page(client.get(archive.panel.get_absolute_url()))

    assert page.one("ul", class_="cast").text == (
        "Mo Derator moderator Пан Элист panelist (Foundation)"
    )
    assert "Less is more." in page.one("section", class_="statements").text
    assert "What was asked." in page.main
    assert "lines 10–20" in page.main
    assert page.link("Slides").startswith("https://slides.example.org/")
    assert page.link("Django") in ("/topics/django/", "https://www.djangoproject.com/")


def test_a_statement_left_blank_is_not_a_missing_one(archive: Archive, client: Client) -> None:
    make.AppearanceFactory(
        session=archive.panel, person=make.PersonFactory(name="Silent One"), statement=""
    )
    statements = Page(client.get(archive.panel.get_absolute_url())).one(
        "section", class_="statements"
    )

    assert "Silent One Left blank in the notes." in statements.text
    assert "Mo Derator" not in statements.text


def test_a_recording_is_a_link_and_nothing_else(archive: Archive, client: Client) -> None:
    recording = archive.panel.recordings.get()
    page = Page(client.get(archive.panel.get_absolute_url()))

    assert page.link("YouTube") == recording.url
    assert "42 min" in page.one("section", class_="watch").text
    assert "CC BY-SA" in page.one("section", class_="watch").text
    assert page.all("iframe") == page.all("video") == page.all("img") == []


def test_only_the_host_that_plays_a_recording_is_let_into_its_page(
    archive: Archive, client: Client
) -> None:
    before = client.get(archive.panel.get_absolute_url())
    make.RecordingFactory(session=archive.panel, url="https://youtu.be/abcdefghijk")
    after = client.get(archive.panel.get_absolute_url())
    again = client.get(archive.panel.get_absolute_url(), headers={"if-none-match": after["ETag"]})

    assert "frame-src" not in before["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com" in after["Content-Security-Policy"]
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again, "it would take back what the page may do"


def test_a_recording_that_is_lost_is_said_to_be(archive: Archive, client: Client) -> None:
    archive.panel.recordings.update(available=False)
    page = Page(client.get(archive.panel.get_absolute_url()))

    assert "no longer answers" in page.one("section", class_="watch").text
    assert "YouTube" not in [a.text for a in page.all("a")]
    assert Page(client.get(archive.event.get_absolute_url())).all("li", class_="tied") == []


def test_an_address_that_is_not_of_the_web_is_no_link(archive: Archive, client: Client) -> None:
    make.LinkFactory(session=archive.panel, url="javascript:alert(1)", label="Run me")
    make.RecordingFactory(session=archive.panel, url="data:text/html,<script>alert(1)</script>")
    page = Page(client.get(archive.panel.get_absolute_url()))

    assert "Run me" in page.main
    assert [
        a.get("href") for a in page.all("a") if a.get("href").startswith(("javascript", "data"))
    ] == []


def test_leads_on_through_the_programme(archive: Archive, client: Client) -> None:
    page = Page(client.get(archive.talk.get_absolute_url()))
    make.SessionFactory(event=archive.event, position=0, state=Session.State.DRAFT, title="Draft")

    assert page.one("nav", class_="neighbours").text == "After Core developer panel"


def test_relates_talks_of_the_same_people_and_topics(archive: Archive, client: Client) -> None:
    other = make.SessionFactory(title="Elsewhere", topics=["Python 3"])
    publish(other)
    page = Page(client.get(archive.panel.get_absolute_url()))

    assert page.names == ["Elsewhere", "Opening"]


def test_a_talk_without_people_or_topics_relates_to_nothing(db: None, client: Client) -> None:
    lonely, other = make.SessionFactory(), make.SessionFactory()
    publish(lonely, other)

    assert Page(client.get(lonely.get_absolute_url())).names == []


def test_says_in_which_language_and_direction_a_title_is(db: None, client: Client) -> None:
    talk = make.SessionFactory(title="פייתון מאחורי הקלעים", language="he")
    publish(talk)
    title = Page(client.get(talk.get_absolute_url())).one("h1")
    listed = Page(client.get("/talks/")).one("a", class_="name")

    assert (title.get("lang"), title.get("dir")) == ("he", "auto")
    assert (listed.get("lang"), listed.get("dir")) == ("he", "auto")


def test_an_english_title_of_a_hebrew_talk_is_not_read_out_as_hebrew(
    db: None, client: Client
) -> None:
    talk = make.SessionFactory(title="Behind the scenes", language="he")

    assert Page(client.get(talk.get_absolute_url())).one("h1").get("lang") == ""


def test_is_described_to_search_engines(archive: Archive, client: Client) -> None:
    archive.panel.title = "</script><b>Panel"
    archive.panel.save()
    data = json.loads(Page(client.get(archive.panel.get_absolute_url())).scripts[0].text)

    assert data["@type"] == "VideoObject"
    assert data["name"] == "</script><b>Panel"
    assert data["duration"] == "PT2520S"


@pytest.mark.parametrize(
    ("kind", "url", "told"),
    [
        ("youtube", "https://www.youtube.com/watch?v=a-B_9", "youtube.com/embed/a-B_9"),
        ("youtube", "https://youtu.be/a-B_9?t=3", "youtube.com/embed/a-B_9"),
        ("vimeo", "http://vimeo.com/11980200", "player.vimeo.com/video/11980200"),
        ("archive", "https://archive.org/details/a_1", "archive.org/embed/a_1"),
        ("peertube", "https://x.org/videos/watch/a-1", "x.org/videos/embed/a-1"),
        ("file", "https://x.org/a.mp4", "x.org/a.mp4"),
        ("archive", "https://archive.org/download/a/a.mp4", "archive.org/download/a/a.mp4"),
        ("other", "https://x.org/talk/", ""),
    ],
)
def test_what_may_be_embedded_is_the_player_not_its_page(
    kind: str, url: str, told: str, db: None, client: Client
) -> None:
    talk = make.SessionFactory()
    make.RecordingFactory(session=talk, kind=kind, url=url)
    data = json.loads(Page(client.get(talk.get_absolute_url())).scripts[0].text)
    address = data.get("embedUrl") or data.get("contentUrl") or ""

    assert address.partition("://")[2].removeprefix("www.") == told
    assert ("contentUrl" in data) == (address == url)


def test_summary_and_body_are_not_said_twice(db: None, client: Client) -> None:
    talk = make.SessionFactory(summary="In short.", body="In short. And at length.")

    assert Page(client.get(talk.get_absolute_url())).main.count("In short.") == 1


def test_headings_in_several_texts_have_ids_of_their_own(archive: Archive, client: Client) -> None:
    archive.panel.summary, archive.panel.body = "## Why\n\nBecause.", "## Why\n\nIndeed."
    archive.panel.save()
    archive.panel.appearances.update(statement="## Why\n\nMe too.")

    page = Page(client.get(archive.panel.get_absolute_url()))

    assert [each.text for each in page.all("h3")].count("Why") == 4
    assert page.faults == []


def test_queries_do_not_grow_with_people(
    archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(archive.panel.get_absolute_url())  # Django asks once for what it then remembers
    with django_assert_num_queries(18):
        client.get(archive.panel.get_absolute_url())
    for n in range(5):
        make.AppearanceFactory(session=archive.panel, role=Appearance.Role.AUDIENCE, position=n)
        make.RecordingFactory(session=archive.panel)
        make.LinkFactory(session=archive.panel)

    with django_assert_num_queries(18):
        client.get(archive.panel.get_absolute_url())


def test_a_panel_shows_questions_answers_and_closing_statements(
    archive: Archive, client: Client
) -> None:
    panel = archive.panel
    question = make.QuestionFactory(session=panel, number=3, text="Why PEP 3333?", anchor="q-why")
    make.AnswerFactory(session=panel, person=archive.panelist, text="Because of *bytes*.")
    make.PassageFactory(session=panel, kind="interjection", name="Audience", text="No!")
    make.PassageFactory(session=panel, kind="closing", name="Mo", text="", is_summary=True)
    make.PassageFactory(session=panel, kind="quotation", text="Less is more.")
    make.PassageFactory(session=panel, kind="decision", text="Keep it.", condition="it breaks")
    make.FigureFactory(session=panel, measure="targeted", what="Speed-up")
    page = Page(client.get(panel.get_absolute_url()))

    exchange = page.one("section", id="q-why").text
    assert exchange.startswith("3 Why PEP 3333?")
    assert "Пан Элист Because of bytes." in exchange
    assert "Interjection Audience No!" in exchange
    assert page.link("PEP 3333") == "https://peps.python.org/pep-3333/"
    assert "Closing statement, in the note-taker’s words Mo Left blank in the notes." in page.main
    assert "Nobody is named Less is more." in page.main
    assert "Keep it. Unless it breaks" in page.main
    assert "Speed-up ≈50 % aimed at" in page.main
    assert question.anchor == "q-why"
    assert page.faults == []


def test_the_api_gives_exchanges_statements_and_figures(archive: Archive, client: Client) -> None:
    panel = archive.panel
    make.QuestionFactory(session=panel, text="Why?", number=1)
    make.AnswerFactory(session=panel, person=archive.panelist, name="Pan", text="Because.")
    make.PassageFactory(session=panel, text="It rained.")
    make.FigureFactory(session=panel)
    publish(panel)
    talk = client.get(f"/api/v1/talks/{panel.pk}/").json()

    (exchange,) = talk["exchanges"]
    assert (exchange["text"], exchange["number"]) == ("Why?", 1)
    assert [(r["by"], r["person"], r["text"]) for r in exchange["replies"]] == [
        ("Pan", "pan", "Because.")
    ]
    assert [each["text"] for each in talk["notes"]] == ["It rained."]
    assert [(f["what"], f["low"], f["high"]) for f in talk["figures"]] == [("Speed-up", 42, 58)]
    statements = {each["slug"]: each["statement"] for each in talk["appearances"]}
    assert statements == {"mo-derator": None, "pan": "Less is more."}


def test_the_api_finds_who_moderated(archive: Archive, client: Client) -> None:
    people = client.get("/api/v1/people/?role=moderator").json()["results"]
    talks = client.get("/api/v1/talks/?role=moderator&speaker=mo-derator").json()["results"]

    assert [each["slug"] for each in people] == ["mo-derator"]
    assert [each["id"] for each in talks] == [archive.panel.pk]


def test_a_panel_without_notes_says_so(client: Client, db: None) -> None:
    panel = make.SessionFactory(kind="panel", speakers=[make.PersonFactory()])

    assert "No notes were taken of this panel" in client.get(panel.get_absolute_url()).text
