"""Every list as an Atom feed: what subscribers get, and what they are spared."""

import datetime
from typing import Any

import feedparser
import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.catalog import atom, checking, kinds, syndication
from apps.catalog.freshness import finished
from apps.catalog.publishing import publish
from apps.events.models import Session
from tests import factories as make
from tests.pages import atom_rules as rules
from tests.pages.conftest import Archive
from tests.pages.reading import Page

SITE = "http://127.0.0.1:8000"
FEEDS = [
    "/talks/feed.atom",
    "/talks/feed.atom?topic=django",
    "/talks/feed.atom?speaker=pan&role=panelist",
    "/events/feed.atom?year=2013",
    "/people/feed.atom",
    "/topics/feed.atom",
    "/people/pan/feed.atom",
    "/topics/django/feed.atom",
    "/series/djangocon-nowhere/feed.atom",
]


@pytest.fixture(autouse=True)
def _no_feeds_of_other_tests() -> None:
    finished.clear()


def titles(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [rules.text(entry, "title") for entry in rules.entries(response.content)]


@pytest.mark.parametrize("path", FEEDS)
def test_is_atom_as_the_rfc_has_it(path: str, archive: Archive, client: Client) -> None:
    response = client.get(path)

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert rules.entries(response.content)
    assert rules.faults(response.content) == []
    assert rules.links(rules.read(response.content), "self") == [SITE + path]
    understood = feedparser.parse(response.content)  # by somebody else's reader
    assert (understood.bozo, understood.version) == (False, "atom10")
    assert len(understood.entries) == len(rules.entries(response.content))


def test_every_kind_of_record_has_one(archive: Archive, client: Client) -> None:
    for kind in kinds.kinds():
        response = client.get(f"{kind.list_page}feed.atom")
        assert rules.faults(response.content) == [], kind.name


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/talks/", "/talks/feed.atom"),
        ("/talks/?kind=panel&page=1", "/talks/feed.atom?kind=panel"),
        ("/events/", "/events/feed.atom"),
        ("/people/", "/people/feed.atom"),
        ("/people/pan/", "/people/pan/feed.atom"),
        ("/topics/", "/topics/feed.atom"),
        ("/topics/django/", "/topics/django/feed.atom"),
        ("/series/", "/events/feed.atom"),
        ("/series/djangocon-nowhere/", "/series/djangocon-nowhere/feed.atom"),
        ("/events/djangocon-nowhere-2013/", "/talks/feed.atom?event=djangocon-nowhere-2013"),
    ],
)
def test_a_page_names_the_feed_of_its_list(
    page: str, feed: str, archive: Archive, client: Client
) -> None:
    shown = Page(client.get(page))
    twins = shown.all("link", rel="alternate", type="application/atom+xml")

    assert [link.get("href") for link in twins] == [feed]
    assert shown.link("This list as Atom") == feed
    assert client.get(feed).status_code == 200


def test_a_page_of_no_list_names_none(archive: Archive, client: Client) -> None:
    for path in ("/about/", archive.talk.get_absolute_url(), "/nothing-here/"):
        assert not Page(client.get(path)).all("link", rel="alternate", type="application/atom+xml")


def test_says_what_the_list_says_in_its_order(archive: Archive, client: Client) -> None:
    narrowed = "?topic=django"
    page = Page(client.get(f"/talks/{narrowed}"))

    assert titles(client.get(f"/talks/feed.atom{narrowed}")) == page.names


def test_an_entry_says_who_when_and_about_what(archive: Archive, client: Client) -> None:
    archive.panel.summary, archive.panel.body = "What *they* said.", "See [more](/about/)."
    archive.panel.save()
    make.RecordingFactory(session=archive.panel, url="https://example.org/panel.mp4", kind="file")
    publish(archive.panel)
    response = client.get("/talks/feed.atom?kind=panel")
    (entry,) = rules.entries(response.content)
    authors = [rules.text(each, "name") for each in entry.findall(f"{rules.NS}author")]

    assert rules.faults(response.content) == []
    assert rules.text(entry, "id") == f"tag:127.0.0.1,2026:talk/{archive.panel.pk}"
    assert rules.links(entry, "alternate") == [SITE + archive.panel.get_absolute_url()]
    assert sorted(authors) == ["Mo Derator", "Пан Элист"]
    assert rules.text(entry, "published") == "2013-07-05T00:00:00+00:00"
    assert rules.text(entry, "summary") == "What they said."
    assert f'href="{SITE}/about/"' in rules.text(entry, "content")
    assert rules.links(entry, "enclosure") == ["https://example.org/panel.mp4"]
    assert {each.get("term") for each in entry.findall(f"{rules.NS}category")} >= {"django"}


def test_what_means_harm_is_text(archive: Archive, client: Client) -> None:
    archive.panel.title = "</title><script>alert(1)</script>\x07 & ]]>"
    archive.panel.body = '<script>alert(2)</script><img src=x onerror="alert(3)">[x](javascript:a)'
    archive.panel.save()
    publish(archive.panel)
    response = client.get("/talks/feed.atom?kind=panel")
    (entry,) = rules.entries(response.content)

    assert rules.faults(response.content) == []
    assert rules.text(entry, "title") == "</title><script>alert(1)</script> & ]]>"
    content = rules.text(entry, "content")
    assert "alert(2)" not in content.replace("&lt;script&gt;alert(2)&lt;/script&gt;", "")
    assert "<img" not in content
    assert 'href="javascript' not in content


@pytest.mark.django_db
def test_what_is_still_to_come_does_not_claim_to_be_of_the_future(client: Client) -> None:
    ahead = datetime.datetime.now(tz=datetime.UTC).date() + datetime.timedelta(days=40)
    publish(make.EventFactory(title="Next one", starts_on=ahead))
    (entry,) = rules.entries(client.get("/events/feed.atom").content)

    assert entry.find(f"{rules.NS}published") is None
    assert rules.text(entry, "updated")[:10] < ahead.isoformat()


def test_what_is_withdrawn_is_gone(archive: Archive, client: Client) -> None:
    assert "Opening" in titles(client.get("/talks/feed.atom"))
    archive.talk.state = Session.State.WITHDRAWN
    archive.talk.save()
    publish(archive.talk)

    assert "Opening" not in titles(client.get("/talks/feed.atom"))
    assert "Opening" not in titles(client.get("/people/pan/feed.atom"))


def test_an_edit_keeps_the_name_and_place_of_an_entry(archive: Archive, client: Client) -> None:
    before = rules.entries(client.get("/talks/feed.atom").content)
    last = Session.objects.get(pk=rules.text(before[-1], "id").rpartition("/")[2])
    last.title = "Said otherwise"
    last.save()
    publish(last)
    after = rules.entries(client.get("/talks/feed.atom").content)

    assert [rules.text(e, "id") for e in after] == [rules.text(e, "id") for e in before]
    assert rules.text(after[-1], "title") == "Said otherwise"
    assert rules.text(after[-1], "updated") > rules.text(before[-1], "updated")


@pytest.mark.parametrize("path", FEEDS)
def test_costs_little_and_less_again(
    path: str,
    archive: Archive,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(3):  # version, what the list is called, entries
        first = client.get(path)
    assert first["Cache-Control"].startswith("public")
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        with django_assert_num_queries(1):
            again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    with django_assert_num_queries(1):
        assert client.get(path).content == first.content


def test_a_list_is_one_query_beside_its_version(
    archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get("/talks/feed.atom?topic=django")


def test_pages_lead_through_the_whole_list_once(
    archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syndication, "SIZE", 2)
    publish(*(make.SessionFactory(event=archive.event) for _ in range(5)))
    address, seen = "/talks/feed.atom", []
    while address:
        xml = client.get(address).content
        assert rules.faults(xml) == []
        seen.append([rules.text(entry, "id") for entry in rules.entries(xml)])
        onward = rules.links(rules.read(xml), "next")
        address = onward[0].removeprefix(SITE) if onward else ""

    everything = [each for page in seen for each in page]
    assert max(map(len, seen)) == 2
    assert len(everything) == len(set(everything)) == Session.objects.count()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/talks/feed.atom?year=never", 400),
        ("/talks/feed.atom?cursor=x", 400),
        ("/talks/feed.atom?topic=%00", 400),
        ("/parties/feed.atom", 404),
        ("/people/nobody/feed.atom", 404),
        ("/topics/nothing/feed.atom", 404),
        ("/series/none/feed.atom", 404),
    ],
)
def test_what_cannot_be_is_refused(
    path: str, status: int, archive: Archive, client: Client
) -> None:
    assert client.get(path).status_code == status
    assert client.post("/talks/feed.atom").status_code == 405


@pytest.mark.django_db
def test_a_list_of_nothing_is_a_feed_that_stays_the_same(client: Client) -> None:
    first, again = (client.get("/talks/feed.atom").content for _ in range(2))

    assert rules.faults(first) == []
    assert first == again
    assert rules.entries(first) == []


def test_names_are_of_the_site_not_of_how_it_was_asked(archive: Archive, client: Client) -> None:
    asked = client.get("/talks/feed.atom", headers={"host": "localhost"})

    assert b"localhost" not in asked.content
    assert list(checking.differences()) == []


def test_an_address_without_a_name_still_makes_a_tag() -> None:
    assert atom.tag("http://[::1]:8000/", "talk/1") == "tag:localhost,2026:talk/1"
