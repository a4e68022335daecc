"""Lists of events and talks: filters, counts, pages, and parameters that cannot be."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog import freshness
from apps.catalog.publishing import publish
from apps.events.models import Event, Session
from tests import factories as make
from tests.pages.conftest import Archive
from tests.pages.reading import Page

#: The catalog's version, the counts of what could be chosen, the page itself
QUERIES = 3


@pytest.fixture
def talks(db: None) -> list[Session]:
    """Sixty talks of one event, held in 2014, the first of them a keynote in Korean."""
    event = make.EventFactory(title="Big", starts_on=datetime.date(2014, 1, 1))
    talks = [make.SessionFactory(event=event, title=f"Talk {n:02}") for n in range(1, 60)]
    keynote = make.SessionFactory(
        event=event, title="기조연설", kind=Session.Kind.KEYNOTE, language="ko"
    )
    publish(event, *talks, keynote)
    return [*talks, keynote]


def test_newest_first_with_the_years_as_navigation(archive: Archive, client: Client) -> None:
    page = Page(client.get("/events/"))
    years = page.one("nav", class_="quipu") if page.all("nav", class_="quipu") else None

    assert page.names == ["DjangoCon Nowhere 2013", "DjangoCon Nowhere 2012"]
    assert years is not None
    assert "2012 1" in years.text
    assert "2013 1" in years.text


def test_a_year_narrows_and_can_be_taken_off_again(archive: Archive, client: Client) -> None:
    page = Page(client.get("/events/?year=2012"))

    assert page.names == ["DjangoCon Nowhere 2012"]
    assert page.link("Clear all") == "/events/"
    assert "2013 1" in page.main, "the other years are still offered"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("speaker=mo-derator", ["Core developer panel"]),
        ("speaker=pan&role=speaker", ["Opening"]),
        ("role=moderator", ["Core developer panel"]),
        ("topic=python-3", ["Core developer panel"]),
        ("event=djangocon-nowhere-2013&kind=panel", ["Core developer panel"]),
        ("series=djangocon-nowhere&language=en", ["Core developer panel"]),
        ("year=2013&kind=", ["Core developer panel", "Opening"]),
        ("speaker=%25", []),
        ("utm_source=elsewhere&kind=panel", ["Core developer panel"]),
    ],
)
def test_filters_are_those_of_the_api(
    query: str, names: list[str], archive: Archive, client: Client
) -> None:
    assert Page(client.get(f"/talks/?{query}")).names == names


def test_each_choice_says_how_many_it_leaves(talks: list[Session], client: Client) -> None:
    page = Page(client.get("/talks/?year=2014"))
    filters = page.one("aside", class_="filters").text

    assert "talk 59" in filters
    assert "keynote 1" in filters
    assert Page(client.get("/talks/?kind=keynote")).names == ["기조연설"]


def test_pages_hold_every_talk_once(talks: list[Session], client: Client) -> None:
    first = Page(client.get("/talks/?year=2014"))
    second = Page(client.get("/talks/" + first.link("Older →")))

    assert sorted(first.names + second.names) == sorted(talk.title for talk in talks)
    assert "Page 2 of 2" in second.main
    assert second.link("← Newer") == "?year=2014"


def test_queries_do_not_grow_with_rows(
    talks: list[Session], client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for path in ("/talks/", "/talks/?kind=keynote", "/events/", "/people/", "/topics/"):
        with django_assert_num_queries(QUERIES):
            client.get(path)


def test_what_has_not_changed_costs_one_query(
    archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    etag = client.get("/talks/")["ETag"]

    with django_assert_num_queries(1):
        assert client.get("/talks/", headers={"if-none-match": etag}).status_code == 304
    with django_assert_num_queries(1):
        assert "Opening" in Page(client.get("/talks/")).names


def test_a_change_shows_at_once(archive: Archive, client: Client) -> None:
    etag = client.get("/talks/")["ETag"]
    archive.talk.title = "Opened"
    archive.talk.save()
    publish(archive.talk)

    response = client.get("/talks/", headers={"if-none-match": etag})

    assert response.status_code == 200
    assert "Opened" in Page(response).names


def test_a_new_release_outdates_what_caches_keep(
    archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = client.get("/")["ETag"]
    monkeypatch.setattr(freshness, "release", lambda: "next")

    assert client.get("/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("year=never", "must be a year such as 2013"),
        ("year=99999", "must be a year"),
        ("kind=party", "must be one of"),
        ("role=king", "must be one of speaker"),
        ("page=0", "must be a whole number from 1"),
        ("page=-1", "must be a whole number"),
        ("page=9" * 40, "must be a whole number"),
        ("page=%D9%A3", "must be a whole number"),
        ("speaker=%00", "without NUL"),
        ("topic=" + "x" * 500, "1 to 250 characters"),
    ],
)
def test_a_parameter_that_cannot_be_is_explained(
    query: str, complaint: str, archive: Archive, client: Client
) -> None:
    response = client.get(f"/talks/?{query}")

    assert response.status_code == 400
    assert complaint in Page(response).main
    assert Page(response).link("See the list without it") == "/talks/"


@pytest.mark.parametrize("query", ["speaker=%ED%A0%80", "speaker=%FF", "topic=%27%3B--", "year="])
def test_odd_text_finds_nothing_and_breaks_nothing(
    query: str, archive: Archive, client: Client
) -> None:
    assert client.get(f"/talks/?{query}").status_code == 200


def test_beyond_the_last_page_is_nothing(archive: Archive, client: Client) -> None:
    assert client.get("/talks/?page=2").status_code == 404


def test_drafts_are_nowhere(archive: Archive, client: Client) -> None:
    hidden = make.PersonFactory(name="Hidden Hand")
    draft = make.SessionFactory(
        event=archive.event,
        title="Not yet",
        state=Session.State.DRAFT,
        speakers=[hidden],
        topics=["Secrets"],
    )
    event = make.EventFactory(
        title="Unannounced", series=archive.event.series, state=Event.State.DRAFT
    )
    publish(draft, event)

    for path in ("/", "/talks/", "/events/", archive.event.get_absolute_url(), "/series/"):
        text = Page(client.get(path)).text
        assert "Not yet" not in text
        assert "Unannounced" not in text
    assert "Hidden Hand" not in Page(client.get("/people/")).text
    assert "Secrets" not in Page(client.get("/topics/")).text
    for row in (draft, event, hidden):
        assert client.get(row.get_absolute_url()).status_code == 404
