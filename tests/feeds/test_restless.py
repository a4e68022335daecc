"""Feeds that are never the same twice, and sites that move: what readers see stays where it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.feeds import refreshing
from apps.feeds.models import Entry, Feed, Fetch
from tests import factories as make
from tests.factories.feeds import FeedFactory
from tests.feeds.conftest import subscribe
from tests.feeds.generated import Blog, blog
from tests.feeds.planet_server import Page, Planet

pytestmark = pytest.mark.django_db

OLD = datetime(2022, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def visit(feed: Feed) -> Fetch:
    refreshing.refresh_now([Feed.objects.get(pk=feed.pk)])
    return Fetch.objects.filter(feed=feed).order_by("-pk")[0]


def serve(planet: Planet, text: str, path: str = "/feed") -> None:
    planet.pages[path] = Page(text.encode())


def news() -> int:
    """How far the entries in the catalog have come: clients read on from here."""
    sequences = Document.objects.filter(kind="entry").values_list("sequence", flat=True)
    return max(sequences, default=0)


def post(body: str = "<p>Words</p>", more: str = "", n: int = 1) -> str:
    return (
        f"<item><guid>{n}</guid><title>Post {n}</title><link>https://b.example.org/{n}</link>"
        f"<description><![CDATA[{body}]]></description>{more}</item>"
    )


def rss(*items: str) -> str:
    return f"<rss><channel><title>B</title>{''.join(items)}</channel></rss>"


RESTLESS = {
    "a token in an attribute": "<p data-nonce='{0}' class='c{0}' id='i{0}'>Words</p>",
    "a comment": "<p>Words</p><!-- made at {0}, cached -->",
    "a script": "<p>Words</p><script nonce='{0}'>track({0})</script>",
    "a hidden field": "<form><input type='hidden' value='{0}'></form><p>Words</p>",
    "a style": "<style>p{{order:{0}}}</style><p style='order:{0}'>Words</p>",
}


@pytest.mark.parametrize("body", RESTLESS.values(), ids=RESTLESS)
def test_what_no_reader_sees_is_no_edit(planet: Planet, body: str) -> None:
    serve(planet, rss(post(body.format(1))))
    feed = FeedFactory(url=planet.url("/feed"))
    visit(feed)
    before = news()
    for token in (2, 3):
        serve(planet, rss(post(body.format(token))))
        fetch = visit(feed)
        assert (fetch.outcome, fetch.edited) == (Fetch.Outcome.SAME, 0)
    entry = Entry.objects.get()
    assert entry.edited_at is None
    assert news() == before, "nobody who follows the changes is told of one"
    assert list(differences()) == []


def test_dates_that_are_made_anew_for_each_visitor_are_no_edit(planet: Planet) -> None:
    feed = FeedFactory(url=planet.url("/feed"))
    for minute in range(3):
        date = f"<pubDate>Tue, 03 Feb 2026 09:{minute:02}:00 GMT</pubDate>"
        serve(planet, rss(post(more=date)))
        fetch = visit(feed)
        if minute == 0:
            published, before = Entry.objects.get().published_at, news()
    assert (fetch.outcome, fetch.edited) == (Fetch.Outcome.SAME, 0)
    assert Entry.objects.get().published_at == published
    assert news() == before


def test_what_readers_see_is_an_edit_once(planet: Planet) -> None:
    serve(planet, rss(post("<p>Words</p>")))
    feed = FeedFactory(url=planet.url("/feed"))
    visit(feed)
    serve(planet, rss(post("<p>Other words</p>")))
    assert visit(feed).edited == 1
    edited = Entry.objects.get().edited_at
    serve(planet, rss(post("<p class='x'>Other words</p>")))
    assert visit(feed).edited == 0
    assert Entry.objects.get().edited_at == edited is not None
    assert list(differences()) == []


def test_a_blog_that_moves_to_https_or_another_host_stays_one(planet: Planet) -> None:
    posts = [
        replace(p, guid=p.link, link=p.link.replace("https:", "http:"), published=OLD - n * DAY)
        for n, p in enumerate(blog(1, 4).posts)
    ]
    blog_ = Blog(1, posts)
    feed = subscribe(planet, blog_)
    visit(feed)
    places = dict(Entry.objects.values_list("pk", "river_at"))
    for change in (("http:", "https:"), ("blog1.example.org", "new.example.net")):
        blog_.posts = [
            replace(p, guid=p.link.replace(*change), link=p.link.replace(*change))
            for p in blog_.posts
        ]
        planet.blog("/1.xml", blog_)
        assert visit(feed).added == 0
    assert dict(Entry.objects.values_list("pk", "river_at")) == places
    assert set(Entry.objects.values_list("link", flat=True)) == {p.link for p in blog_.posts}


def test_what_vanishes_and_comes_back_is_what_it_was(planet: Planet) -> None:
    feed = FeedFactory(url=planet.url("/feed"))
    serve(planet, rss(post(n=2), post(n=1)))
    visit(feed)
    places = dict(Entry.objects.values_list("pk", "river_at"))
    for items in ((post(n=2),), (post(n=1), post(n=2)), (post(n=1),)):
        serve(planet, rss(*items))
        assert visit(feed).added == 0
    assert dict(Entry.objects.values_list("pk", "river_at")) == places


def test_a_feed_that_two_hosts_send_to_each_other_stays_where_it_is(planet: Planet) -> None:
    feed = FeedFactory(url=planet.url("/a"))
    for turn in range(8):
        here, there = ("/b", "/c") if turn % 2 else ("/c", "/b")
        planet.pages["/a"] = Page(status=301, headers={"Location": planet.url(here)})
        serve(planet, rss(post()), here)
        planet.pages[there] = Page(status=404)
        assert visit(feed).status == 200
    feed.refresh_from_db()
    assert (feed.url, feed.moves) == (planet.url("/a"), 1)


def test_a_feed_that_a_stranger_took_over_says_so_and_loses_nothing(planet: Planet) -> None:
    feed = FeedFactory(url=planet.url("/feed"))
    serve(planet, rss(post()))
    visit(feed)
    parked = "<!DOCTYPE html><html><head><title>Buy me</title></head><body>For sale</body></html>"
    planet.pages["/feed"] = Page(parked.encode(), content_type="text/html", etag='"p"')
    fetch = visit(feed)
    assert fetch.outcome == Fetch.Outcome.UNREADABLE
    assert "a web page" in fetch.message
    feed.refresh_from_db()
    assert (feed.status, feed.failures) == (Feed.Status.ACTIVE, 1)
    assert Entry.objects.published().count() == 1


def test_an_entry_is_by_the_owner_of_a_feed_that_is_all_by_one(planet: Planet) -> None:
    owner = make.PersonFactory(name="Ada Quipu")
    known = make.PersonFactory(name="Bo Cord")
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><author><name>ada</name>'
        "</author><entry><id>1</id><title>One</title></entry><entry><id>2</id><title>Two</title>"
        "<author><name>Bo Cord</name></author></entry></feed>"
    )
    serve(planet, text)
    visit(FeedFactory(url=planet.url("/feed"), owner=owner))
    entries = Entry.objects.order_by("title").values_list("authors", "author")
    assert list(entries) == [(["ada"], owner.pk), (["Bo Cord"], known.pk)]
