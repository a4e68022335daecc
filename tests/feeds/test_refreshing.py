"""Feeds over the wire: what hosts do, and what becomes of the feed, its entries and the river."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import mock
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.core.opting_out import PERSON, RECORD, person_digest, record_digest, remember
from apps.feeds import ingesting, parsing, refreshing, visiting
from apps.feeds.models import Entry, Feed, Fetch
from tests import factories as make
from tests.factories.feeds import FeedFactory
from tests.feeds.conftest import subscribe
from tests.feeds.generated import Blog, Post, blog
from tests.feeds.planet_server import Page, Planet

YEARS_AGO = datetime(2022, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def visit(feed: Feed) -> Feed:
    """Ask for the feed, due or not."""
    refreshing.refresh_now([Feed.objects.get(pk=feed.pk)])
    return Feed.objects.get(pk=feed.pk)


def last(feed: Feed) -> Fetch:
    return Fetch.objects.filter(feed=feed).order_by("-pk")[0]


def titles() -> list[str]:
    return [entry.title for entry in Entry.objects.on_river()]


def served(planet: Planet, **page: Any) -> Feed:
    planet.pages["/feed"] = Page(**page)
    return FeedFactory(url=planet.url("/feed"))


# Validators


def test_validators_go_back_as_they_came_and_survive_a_304(planet: Planet) -> None:
    feed = subscribe(planet, blog(1, 3))
    feed = visit(feed)
    page = planet.pages["/1.xml"]
    for _ in range(2):
        feed = visit(feed)
        assert planet.requests[-1].headers["if-none-match"] == page.etag
        assert planet.requests[-1].headers["if-modified-since"] == page.last_modified
        assert last(feed).outcome == Fetch.Outcome.NOT_MODIFIED
    assert (feed.etag, feed.last_modified) == (page.etag, page.last_modified)


def test_a_fault_of_the_host_costs_no_validator(planet: Planet) -> None:
    feed = visit(subscribe(planet, blog(1, 3)))
    etag = feed.etag
    with mock.patch.object(planet.pages["/1.xml"], "status", 500):
        feed = visit(feed)
    assert (feed.etag, feed.failures) == (etag, 1)
    feed = visit(feed)
    assert (feed.etag, feed.failures, last(feed).outcome) == (etag, 0, "not modified")


def test_what_cannot_be_read_is_asked_for_again_whole(planet: Planet) -> None:
    """Else a host's 304 would hide for ever that we never had it."""
    feed = served(planet, body=b"<html>", etag='"broken"')
    feed = visit(feed)
    assert last(feed).outcome == Fetch.Outcome.UNREADABLE
    assert feed.etag == ""


def test_the_same_bytes_without_validators_are_not_parsed_again(planet: Planet) -> None:
    feed = visit(served(planet, body=blog(1, 3).feed()))
    with mock.patch.object(visiting, "parse") as parse:
        feed = visit(feed)
    assert not parse.called
    assert last(feed).outcome == Fetch.Outcome.SAME_BYTES
    feed.words_wanted = ["nothing"]
    feed.save()
    visit(feed)
    assert last(feed).outcome == Fetch.Outcome.SAME  # other filters: looked at again


def test_the_request_says_who_asks_and_where_to_complain(planet: Planet, settings: Any) -> None:
    visit(subscribe(planet, blog(1, 1)))
    agent = planet.requests[0].headers["user-agent"]
    assert "pycommunity" in agent
    assert settings.CONTACT in agent


# The river


def test_new_entries_come_first_and_edits_keep_their_place(planet: Planet) -> None:
    today = datetime.now(UTC)
    of_blog = Blog(1, [Post("a", "http://e.org/a", "Old", "<p>a", today - timedelta(days=9))])
    feed = visit(subscribe(planet, of_blog))
    of_blog.add("Brand new", today - timedelta(hours=1))
    planet.blog("/1.xml", of_blog)
    visit(feed)
    assert titles() == ["Brand new", "Old"]

    before = Entry.objects.get(guid="a")
    of_blog.posts[1] = Post("a", "http://e.org/a", "Old, mended", "<p>b", today)
    planet.blog("/1.xml", of_blog)
    feed = visit(feed)
    after = Entry.objects.get(guid="a")
    assert titles() == ["Brand new", "Old, mended"]
    assert after.is_edited()
    assert not before.is_edited()
    kept = ("river_at", "published_at", "first_seen_at", "on_river", "pk")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (last(feed).added, last(feed).edited) == (0, 1)
    assert not list(differences())


def test_a_re_issued_archive_moves_nothing(planet: Planet) -> None:
    of_blog = blog(3, 10)
    feed = visit(subscribe(planet, of_blog, daily_limit=50))
    river = list(Entry.objects.on_river().values_list("pk", "river_at"))
    now = datetime.now(UTC)
    of_blog.posts = [
        Post(f"re-{n}", post.link, post.title, post.body, now)
        for n, post in enumerate(of_blog.posts)
    ]
    planet.blog("/3.xml", of_blog)
    visit(feed)
    assert list(Entry.objects.on_river().values_list("pk", "river_at")) == river


def test_a_flood_of_news_shows_a_few_and_keeps_the_rest_on_the_feeds_page(planet: Planet) -> None:
    of_blog = blog(3, 2)
    feed = visit(subscribe(planet, of_blog, daily_limit=3))
    now = datetime.now(UTC)
    for n in range(30):
        of_blog.add(f"News {n}", now - timedelta(minutes=61 * (30 - n)))
    planet.blog("/3.xml", of_blog)
    visit(feed)
    visit(feed)
    news = Entry.objects.filter(title__startswith="News")
    assert news.count() == 30
    assert titles()[:3] == ["News 29", "News 28", "News 27"]
    assert len(titles()) == 5


def test_a_flood_of_old_entries_reaches_nobody(planet: Planet) -> None:
    of_blog = blog(3, 2)
    feed = visit(subscribe(planet, of_blog))
    top = titles()[0]
    of_blog.posts += [
        replace(post, published=YEARS_AGO + n * timedelta(hours=5))
        for n, post in enumerate(blog(4, 200).posts)
    ]
    planet.blog("/3.xml", of_blog)
    visit(feed)
    assert titles()[0] == top
    assert Entry.objects.count() == 202


def test_filters_keep_out_what_is_not_wanted(planet: Planet) -> None:
    of_blog = blog(3, 0)
    of_blog.posts = [
        Post("1", "http://e.org/1", "Django", "<p>x", datetime.now(UTC), ("web",)),
        Post("2", "http://e.org/2", "Cats", "<p>x", datetime.now(UTC), ("life",)),
    ]
    visit(subscribe(planet, of_blog, tags_wanted=["Web"]))
    assert titles() == ["Django"]


def test_who_opted_out_stays_out(planet: Planet) -> None:
    by = "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{}</dc:creator></item>"
    body = b"".join(
        Post(str(n), f"http://e.org/{n}", f"P{n}", "x", None)
        .item()
        .replace("</item>", by.format(name))
        .encode()
        for n, name in enumerate(["Gone Person", "Some Body", "Some Body"])
    )
    feed = served(planet, body=b"<rss><channel><title>T</title>" + body + b"</channel></rss>")
    remember(PERSON, [person_digest("gone person")])
    remember(RECORD, [record_digest(feed.url, "2")])
    visit(feed)
    assert [entry.title for entry in Entry.objects.all()] == ["P1"]


def test_entries_know_their_author_and_topics(planet: Planet) -> None:
    person = make.PersonFactory(name="Ada Example")
    make.TopicFactory(name="Django")
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>'
        "<author><name>ADA EXAMPLE</name></author><category term='django'/><category term='x'/>"
        "<title>A</title><updated>2020-01-01T00:00:00Z</updated></entry></feed>"
    )
    visit(served(planet, body=atom.encode()))
    entry = Entry.objects.get()
    assert entry.author == person
    assert [topic.name for topic in entry.topics.all()] == ["Django"]
    assert entry.tags == ["django", "x"]
    assert Document.objects.get(kind="entry").topics == ["django"]
    assert not list(differences())


def test_scripts_do_not_get_in_and_links_are_whole(planet: Planet) -> None:
    body = '<p onclick="x()">Hi <a href="/y">y</a><script>evil()</script><a href="javascript:z">z'
    of_blog = Blog(1, [Post("1", "http://e.org/1", "T", body, None)])
    visit(subscribe(planet, of_blog))
    content = Entry.objects.get().content
    assert "evil" not in content
    assert "onclick" not in content
    assert "javascript" not in content
    assert f'href="{planet.url("/y")}"' in content


def test_many_feeds_with_news_take_as_many_queries_as_one(planet: Planet) -> None:
    blogs = [blog(n, 3) for n in range(20)]
    feeds = [subscribe(planet, each) for each in blogs]
    refreshing.refresh_now(feeds)

    def queries(of: list[Blog]) -> int:
        for each in of:
            each.add("News", timezone.now() - timedelta(hours=1))
            planet.blog(f"/{each.number}.xml", each)
        now = Feed.objects.filter(pk__in=[feeds[each.number].pk for each in of])
        with CaptureQueriesContext(connection) as asked:
            assert refreshing.refresh_now(now) == len(of)
        return len(asked)

    alone = queries(blogs[:1])
    assert queries(blogs) <= alone
    assert Entry.objects.filter(title="News").count() == 21


def test_refreshing_many_feeds_takes_few_queries(planet: Planet) -> None:
    for number in range(20):
        subscribe(planet, blog(number, 3))
    refreshing.refresh_now(Feed.objects.all())
    feeds = list(Feed.objects.all())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        refreshing.refresh_now(feeds)
    assert len(queries) <= 6  # for all twenty 304s together, savepoints included


# What hosts do


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (404, "refused", "nothing at its address"),
        (500, "refused", "has a fault (500)"),
        (403, "refused", "does not let us"),
        (204, "refused", "no feed (204)"),
        (503, "busy", "out of service"),
    ],
)
def test_every_answer_has_plain_words(
    planet: Planet, status: int, outcome: str, words: str
) -> None:
    feed = visit(served(planet, status=status))
    assert last(feed).outcome == outcome
    assert words in feed.last_error
    assert feed.failures == 1
    assert feed.status == Feed.Status.ACTIVE


def test_a_hundred_failures_later_it_is_still_asked(planet: Planet) -> None:
    feed = served(planet, status=500)
    Feed.objects.filter(pk=feed.pk).update(failures=100)
    feed = visit(feed)
    assert feed.status == Feed.Status.ACTIVE
    assert feed.next_at - timezone.now() <= timedelta(days=1.2)


def test_gone_is_gone(planet: Planet) -> None:
    feed = visit(served(planet, status=410))
    assert feed.status == Feed.Status.RETIRED
    assert "gone for good" in feed.status_reason
    Feed.objects.update(next_at=timezone.now())
    assert refreshing.refresh([feed.pk]) == 0
    assert Document.objects.get(kind="feed").form == "retired"


def test_retry_after_is_kept_and_the_hosts_other_feeds_wait_too(planet: Planet) -> None:
    busy = served(planet, status=429, headers={"Retry-After": "36000"})
    other = subscribe(planet, blog(1, 1))
    refreshing.refresh_now([busy, other])
    busy.refresh_from_db()
    assert busy.next_at - timezone.now() > timedelta(hours=9.9)
    assert [request.path for request in planet.requests] == ["/feed"]
    assert not Fetch.objects.filter(feed=other).exists()


def test_a_permanent_redirect_is_believed_the_third_time(planet: Planet) -> None:
    planet.blog("/new", blog(1, 2))
    feed = served(planet, status=301, headers={"Location": "/new"})
    for times in (1, 2):
        feed = visit(feed)
        assert (feed.url, feed.moves) == (planet.url("/feed"), times)
    feed = visit(feed)
    assert feed.url == planet.url("/new")
    assert feed.failures == 0


def test_a_redirect_that_changes_its_mind_or_is_temporary_is_not_believed(planet: Planet) -> None:
    planet.blog("/a", blog(1, 2))
    planet.blog("/b", blog(1, 2))
    feed = served(planet, status=308)
    for target in ("/a", "/a", "/b", "/b"):
        planet.pages["/feed"].headers = {"Location": target}
        feed = visit(feed)
    planet.pages["/feed"].status = 302
    assert visit(feed).url == planet.url("/feed")


def test_two_subscriptions_that_are_one_feed_are_reported(planet: Planet) -> None:
    planet.blog("/new", blog(1, 2))
    first = visit(FeedFactory(url=planet.url("/new")))
    feed = served(planet, status=301, headers={"Location": "/new"})
    for _ in range(3):
        feed = visit(feed)
    assert feed.url == planet.url("/feed")
    assert feed.same_as == first


def test_two_addresses_with_the_same_bytes_are_reported(planet: Planet) -> None:
    first = visit(served(planet, body=blog(1, 2).feed()))
    planet.pages["/other"] = planet.pages["/feed"]
    second = visit(FeedFactory(url=planet.url("/other")))
    assert second.same_as == first
    assert Feed.objects.get(pk=first.pk).same_as is None


def test_a_silent_feed_is_marked(planet: Planet) -> None:
    quiet = Blog(1, [Post("1", "http://e.org/1", "T", "x", datetime(2020, 1, 1, tzinfo=UTC))])
    feed = visit(subscribe(planet, quiet))
    assert feed.silent_since == datetime(2020, 6, 29, tzinfo=UTC)
    assert Document.objects.get(kind="feed")
    quiet.add("Back", datetime.now(UTC))
    planet.blog("/1.xml", quiet)
    assert visit(feed).silent_since is None


# Poison


def test_three_crashes_quarantine_a_feed_with_the_reason(planet: Planet) -> None:
    feed, healthy = subscribe(planet, blog(1, 2)), subscribe(planet, blog(2, 2))
    parse = parsing.parse

    def fails_at_one(data: bytes, **options: Any) -> Any:
        if b"Blog 1<" in data:
            raise ZeroDivisionError
        return parse(data, **options)

    with mock.patch.object(visiting, "parse", fails_at_one):
        for _ in range(3):
            refreshing.refresh_now(Feed.objects.active())
    feed.refresh_from_db()
    assert feed.status == Feed.Status.QUARANTINED
    assert "ZeroDivisionError" in feed.status_reason
    assert "3 times" in feed.status_reason
    assert Entry.objects.filter(feed=healthy).count() == 2


def test_what_fails_while_being_stored_does_not_take_the_others_along(planet: Planet) -> None:
    feed, healthy = subscribe(planet, blog(1, 2)), subscribe(planet, blog(2, 2))
    made = ingesting._Batch._made

    def fails_at_one(self: Any, of_feed: Feed, *rest: Any) -> Entry:
        if of_feed.pk == feed.pk:
            raise ValueError("poison")
        return made(self, of_feed, *rest)

    with mock.patch.object(ingesting._Batch, "_made", fails_at_one):
        refreshing.refresh_now(Feed.objects.all())
    assert last(feed).outcome == Fetch.Outcome.CRASHED
    assert Entry.objects.filter(feed=healthy).count() == 2


@pytest.mark.parametrize("was_in_hand", [False, True])
def test_who_comes_second_leaves_no_suspicion_on_a_feed(planet: Planet, was_in_hand: bool) -> None:
    feed = subscribe(planet, blog(1, 2), in_hand=was_in_hand)
    second = Feed.objects.get(pk=feed.pk)
    visit(feed)
    refreshing.refresh_now([second])
    feed.refresh_from_db()
    assert (feed.in_hand, feed.crashes) == (False, 0)


def test_a_worker_that_died_makes_suspects_and_only_the_killer_is_quarantined(
    planet: Planet,
) -> None:
    """A process that is killed cannot say why: here it raises what nothing catches."""
    feeds = [subscribe(planet, blog(number, 1)) for number in (1, 2, 3)]
    killer = feeds[1]
    parse = parsing.parse

    def dies(data: bytes, **options: Any) -> Any:
        if b"Blog 2<" in data:
            raise SystemExit
        return parse(data, **options)

    with mock.patch.object(visiting, "parse", dies):
        for _ in range(6):
            Feed.objects.update(next_at=timezone.now(), leased_until=None)
            with suppress(SystemExit):
                refreshing.refresh([feed.pk for feed in feeds])
    statuses = dict(Feed.objects.values_list("pk", "status"))
    assert statuses[killer.pk] == Feed.Status.QUARANTINED
    assert list(statuses.values()).count(Feed.Status.ACTIVE) == 2
    assert Entry.objects.values("feed").distinct().count() == 2
    assert not list(differences())


# Twice


def test_a_visit_that_another_worker_made_is_not_stored_again(planet: Planet) -> None:
    feed = subscribe(planet, blog(1, 2))
    one, two = Feed.objects.get(pk=feed.pk), Feed.objects.get(pk=feed.pk)
    assert refreshing.refresh_now([one]) == 1
    assert refreshing.refresh_now([two]) == 0
    assert Fetch.objects.filter(feed=feed).count() == 1


def test_what_a_hub_sends_is_stored_as_if_it_had_been_fetched(planet: Planet) -> None:
    feed = visit(subscribe(planet, blog(1, 2)))
    of_blog = blog(1, 2)
    of_blog.add("Pushed", datetime.now(UTC))
    assert refreshing.receive(feed, of_blog.feed(), "application/rss+xml")
    feed.refresh_from_db()
    assert titles()[0] == "Pushed"
    assert feed.etag == planet.pages["/1.xml"].etag


# What the catalog is told


def test_entries_are_published_without_being_read_back(planet: Planet) -> None:
    feed = visit(subscribe(planet, blog(1, 20)))
    written = blog(1, 20)
    written.add("Fresh", timezone.now())
    planet.blog("/1.xml", written)
    with CaptureQueriesContext(connection) as queries:
        visit(feed)
    assert Document.objects.filter(kind="entry", title="Fresh").exists()
    read = [each["sql"] for each in queries if '"feeds_entry"."content"' in each["sql"]]
    assert not read, "a river of entries would pass through memory twice"
    assert not list(differences())


def test_entries_show_the_title_that_their_feed_gives_itself_later(planet: Planet) -> None:
    untitled = blog(1, 2).feed().replace(b"<title>Blog 1</title>", b"", 1)
    feed = served(planet, body=untitled)
    Feed.objects.update(title="")
    visit(feed)
    planet.pages["/feed"].body = blog(1, 2).feed()
    visit(feed)
    cards = Document.objects.filter(kind="entry").values_list("card", flat=True)
    assert ['"title":"Blog 1"' in card for card in cards] == [True, True]
    assert not list(differences())


def test_what_is_made_of_a_row_in_memory_is_what_would_be_read(planet: Planet) -> None:
    """Its author too, who was made out before others had to wait."""
    author = make.PersonFactory(name="Ada Quipu")
    dated = blog(1, 1).posts[0]
    item = dated.item().replace("<item>", "<item><author>Ada Quipu</author>")
    body = f'<rss version="2.0"><channel><title>B</title>{item}</channel></rss>'
    visit(served(planet, body=body.encode()))
    entry = Entry.objects.get()
    assert entry.author == author
    assert "author:ada-quipu" in Document.objects.get(kind="entry").people
    assert not list(differences())


# Hubs


@pytest.mark.parametrize(
    ("link", "hub", "topic"),
    [
        (
            '<https://hub.example.org/>; rel="hub", <https://blog.example.org/feed>; rel="self"',
            "https://hub.example.org/",
            "https://blog.example.org/feed",
        ),
        ("</hub>;rel=hub;title=\"a, b\",</feed>; title=x; REL='self'", "{here}/hub", ""),
        ('<https://a.example/>; rel="next hub", <https://b.example/>; rel=hub',
         "https://a.example/", ""),
        ("<javascript:alert(1)>; rel=hub", "https://written.example/", ""),
        ("<" * 5000 + '"' * 5000, "https://written.example/", ""),
        ("", "https://written.example/", ""),
    ],
)  # fmt: skip
def test_a_hub_is_found_in_the_header_first(
    planet: Planet, link: str, hub: str, topic: str
) -> None:
    """https://www.w3.org/TR/websub/#discovery"""
    written = blog(1, 1)
    written.extra = (
        '<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="https://written.example/"/>'
    )
    feed = visit(served(planet, body=written.feed(), headers={"Link": link} if link else {}))
    here = planet.url("")
    assert (feed.hub_url, feed.topic_url) == (hub.format(here=here), topic)
