"""The planet: what readers see of feeds and entries, and of how feeds are doing."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.catalog.freshness import finished
from apps.catalog.publishing import publish
from apps.feeds import health, river
from apps.feeds.models import Entry, Feed, Fetch
from tests import factories as make
from tests.factories import feeds as feed_make
from tests.pages import atom_rules as rules
from tests.pages.conftest import Archive
from tests.pages.reading import Page

NOON = datetime.datetime(2026, 3, 5, 12, tzinfo=datetime.UTC)
HARM = (
    '<p id="content">Words</p><script>document.title="owned"</script>'
    '<img src="https://elsewhere.example.org/track.gif" onerror="alert(1)" alt="A &quot;cat&quot;">'
    '<a href="https://example.org/"><img src="https://elsewhere.example.org/2.png" alt="dog"></a>'
    '<a href="javascript:alert(1)">press</a><iframe src="https://elsewhere.example.org/"></iframe>'
)


@dataclass
class Planet:
    feed: Feed
    quiet: Feed
    entry: Entry
    aside: Entry
    archive: Archive


@pytest.fixture
def planet(archive: Archive) -> Planet:
    """Two feeds: one with an entry on the river and one off it, one that fails."""
    finished.clear()
    feed = feed_make.FeedFactory(
        title="Mo writes",
        owner=archive.moderator,
        language="en",
        last_success_at=NOON,
        next_at=NOON + datetime.timedelta(hours=1),
    )
    quiet = feed_make.FeedFactory(
        title="Broken & gone", failures=3, last_error="The host does not answer."
    )
    entry = feed_make.EntryFactory(
        feed=feed,
        title="What the panel said",
        content=HARM,
        author=archive.moderator,
        authors=["Mo Derator"],
        topics=["Django"],
        language="en",
        written_at=NOON,
        edited_at=NOON + datetime.timedelta(days=1),
        enclosures=[{"url": "https://e.example.org/1.mp3", "type": "audio/mpeg", "length": 2048}],
    )
    aside = feed_make.EntryFactory(feed=feed, title="One too many", on_river=False, written_at=NOON)
    feed_make.MentionFactory(entry=entry, session=archive.panel)
    feed_make.MentionFactory(entry=entry, event=archive.event)
    feed_make.MentionFactory(entry=entry, person=archive.panelist, how="name")
    feed_make.MentionFactory(entry=entry, package=make.PackageFactory(name="django-taggit"))
    feed_make.FetchFactory(feed=feed, outcome=Fetch.Outcome.NEW, status=200, added=2)
    publish(feed, quiet, entry, aside)
    return Planet(feed, quiet, entry, aside, archive)


PAGES = ["/planet/", "/planet/?topic=django", "/feeds/", "/feeds/?state=failing&order=trouble"]


def pages_of(planet: Planet) -> list[str]:
    return [
        *PAGES,
        planet.entry.get_absolute_url(),
        planet.feed.get_absolute_url(),
        "/feeds/broken-gone/",
    ]


def test_markup_is_sound_and_readers_are_left_alone(planet: Planet, client: Client) -> None:
    for path in pages_of(planet):
        response = client.get(path)
        page = Page(response)
        assert response.status_code == 200, path
        assert page.faults == [], path
        assert page.one("h1").text
        assert not response.cookies
        assert [each for each in page.fetched if not each.startswith("/static/")] == []
        assert [element.tag for element in page.elements if "style" in element.attributes] == []
        again = client.get(path, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_every_link_leads_somewhere(planet: Planet, client: Client) -> None:
    for path in pages_of(planet):
        page = Page(client.get(path))
        own = path.partition("?")[0]
        for a in [*page.all("a"), *page.all("link", rel="alternate")]:
            href = a.get("href").partition("#")[0]
            if href.startswith(("/", "?")):
                target = own + href if href.startswith("?") else href
                assert client.get(target).status_code == 200, f"{target} on {path}"


def test_the_river_has_what_is_on_it_by_day(planet: Planet, client: Client) -> None:
    page = Page(client.get("/planet/"))

    assert page.names == ["What the panel said"]
    assert "5 March 2026" in [heading.text for heading in page.all("h2")]
    assert "Mo Derator in Mo writes" in page.main
    assert "edited" in page.main
    assert "One too many" not in page.main


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("topic=django", ["What the panel said"]),
        ("topic=flask", []),
        ("author=mo-derator", ["What the panel said"]),
        ("author=pan", []),
        ("language=en", ["What the panel said"]),
        ("language=he", []),
        ("shown=aside", ["What the panel said"]),
    ],
)
def test_the_river_can_be_narrowed(
    query: str, names: list[str], planet: Planet, client: Client
) -> None:
    page = Page(client.get(f"/planet/?{query}"))

    assert page.names == names
    atom = client.get(f"/planet/feed.atom?{query}").content
    assert [rules.text(each, "title") for each in rules.entries(atom)] == names


def test_what_there_is_to_narrow_by_is_offered_by_name(planet: Planet, client: Client) -> None:
    publish(feed_make.EntryFactory(feed=planet.feed, title="Ein Beitrag", language="de"))
    page = Page(client.get("/planet/"))
    offered = {a.get("href"): a.text for a in page.all("a")}
    assert offered["/planet/?author=mo-derator"] == "Mo Derator"
    assert offered["/planet/?topic=django"] == "Django"
    assert offered["/planet/?language=de"] == "German"

    narrowed = Page(client.get("/planet/?author=mo-derator"))
    assert "author Mo Derator" in narrowed.main
    assert narrowed.link("author Mo Derator × take this filter off") == "/planet/"


def test_what_comes_in_shifts_no_page(
    planet: Planet, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(river, "SIZE", 3)
    older = [
        feed_make.EntryFactory(feed=planet.feed, written_at=NOON - datetime.timedelta(days=n))
        for n in range(1, 8)
    ]
    publish(*older)
    first = Page(client.get("/planet/"))
    second = Page(client.get(first.link("Older →")))
    publish(feed_make.EntryFactory(feed=planet.feed, title="Just in"))

    again = Page(client.get(first.link("Older →")))
    assert again.names == second.names
    assert not set(again.names) & set(first.names)
    assert Page(client.get("/planet/")).names[0] == "Just in"
    assert Page(client.get(again.link("← Newer"))).names == first.names


def test_an_empty_river_says_so(db: None, client: Client) -> None:
    finished.clear()
    assert "Nothing has come in yet" in Page(client.get("/planet/")).main
    assert "No feed is read yet" in Page(client.get("/feeds/")).main


@pytest.mark.parametrize("link", ["http://256.1.1.1/x", "http://h:99999/", "http://exa mple/"])
def test_a_feed_whose_links_no_browser_can_read_does_not_spoil_the_outgoing_ones(
    planet: Planet, client: Client, link: str
) -> None:
    planet.entry.link = link
    planet.entry.content = (
        '<p><a href="/more">More</a> of <a href="https://e.example.org/">it</a></p>'
    )
    planet.entry.save()
    publish(planet.entry)

    for path in (
        "/planet/feed.atom",
        planet.entry.get_absolute_url(),
        "/planet/",
        "/api/v1/entries/",
    ):
        response = client.get(path)
        assert response.status_code == 200
    feed = client.get("/planet/feed.atom").content.decode()
    assert "https://e.example.org/" in feed
    assert "/more" not in feed


def test_an_entry_shows_whose_it_is_and_what_it_mentions(planet: Planet, client: Client) -> None:
    page = Page(client.get(planet.entry.get_absolute_url()))

    assert page.link("Read it where it was published") == planet.entry.link
    assert page.link("Core developer panel") == planet.archive.panel.get_absolute_url()
    assert page.link("DjangoCon Nowhere 2013") == planet.archive.event.get_absolute_url()
    assert page.link("Пан Элист") == planet.archive.panelist.get_absolute_url()
    assert "django-taggit" in page.main
    assert "a change was seen on 6 March 2026" in page.main
    assert "All rights stay there" in page.main
    assert "2.0\xa0KB" in page.main or "2.0 KB" in page.main


def test_what_is_mentioned_says_so(planet: Planet, client: Client) -> None:
    archive = planet.archive
    for row in (archive.panel, archive.event, archive.panelist):
        page = Page(client.get(row.get_absolute_url()))
        assert page.faults == []
        assert "Mentioned in" in page.main
        assert page.link("What the panel said") == planet.entry.get_absolute_url()
    assert "Mentioned in" not in Page(client.get(archive.talk.get_absolute_url())).main
    assert "Written elsewhere" in Page(client.get(archive.moderator.get_absolute_url())).main
    assert "What the panel said" in Page(client.get("/topics/django/")).names


def test_what_is_no_longer_public_is_not_mentioned(planet: Planet, client: Client) -> None:
    planet.archive.event.state = "withdrawn"
    planet.archive.event.save()
    publish(planet.archive.event)
    page = Page(client.get(planet.entry.get_absolute_url()))

    assert "Core developer panel" not in page.main
    assert "DjangoCon Nowhere 2013" not in page.main


def test_what_means_harm_does_nothing_and_pictures_are_links(
    planet: Planet, client: Client
) -> None:
    page = Page(client.get(planet.entry.get_absolute_url()))

    assert page.all("img") == []
    assert page.all("iframe") == []
    assert {script.get("type") for script in page.scripts} <= {"application/ld+json"}
    assert page.link('[Picture: A "cat"]') == "https://elsewhere.example.org/track.gif"
    assert "[Picture: dog]" in page.main
    assert not [a for a in page.all("a") if a.get("href").startswith("javascript")]
    assert len([element for element in page.elements if element.get("id") == "content"]) == 1


def test_health_is_public_and_in_plain_words(planet: Planet, client: Client) -> None:
    page = Page(client.get("/feeds/"))

    assert page.names == ["Broken & gone", "Mo writes"]
    assert "The host does not answer. 3 times in a row" in page.main
    assert Page(client.get("/feeds/?state=failing")).names == ["Broken & gone"]
    assert Page(client.get("/feeds/?state=well")).names == ["Mo writes"]
    assert Page(client.get("/feeds/?order=newest")).names
    assert Page(client.get("/feeds/?order=trouble")).names[0] == "Broken & gone"


def test_a_feed_shows_everything_it_gave_and_its_last_visits(
    planet: Planet, client: Client
) -> None:
    page = Page(client.get(planet.feed.get_absolute_url()))

    assert sorted(page.names) == ["One too many", "What the panel said"]
    assert "kept off the river" in page.main
    assert "new entries 200" in page.main
    atom = client.get(f"{planet.feed.get_absolute_url()}feed.atom").content
    assert rules.faults(atom) == []
    assert len(rules.entries(atom)) == 2


def test_atom_of_the_river_names_author_original_and_file(planet: Planet, client: Client) -> None:
    response = client.get("/planet/feed.atom")
    (entry,) = rules.entries(response.content)

    assert rules.faults(response.content) == []
    assert rules.links(entry, "via") == [planet.entry.link]
    assert rules.links(entry, "enclosure") == ["https://e.example.org/1.mp3"]
    assert "<script" not in rules.text(entry, "content")
    assert Page(client.get("/planet/?topic=django")).link("This list as Atom") == (
        "/planet/feed.atom?topic=django"
    )


def test_what_is_withdrawn_is_gone_from_everywhere(planet: Planet, client: Client) -> None:
    planet.feed.state = Feed.State.WITHDRAWN
    planet.feed.save()
    publish(planet.feed)

    assert client.get(planet.entry.get_absolute_url()).status_code == 410
    assert client.get(planet.feed.get_absolute_url()).status_code == 410
    assert Page(client.get("/planet/")).names == []
    assert "Mo writes" not in Page(client.get("/feeds/")).main
    assert rules.entries(client.get("/planet/feed.atom").content) == []


def test_suggested_feeds_are_nowhere(planet: Planet, client: Client) -> None:
    suggestion = feed_make.SuggestionFactory(feed__title="Not yet")
    publish(suggestion.feed)

    assert "Not yet" not in Page(client.get("/feeds/")).main
    assert client.get(suggestion.feed.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/planet/?cursor=x", 400),
        ("/planet/?year=never", 400),
        ("/planet/999999/", 404),
        ("/feeds/?state=odd", 400),
        ("/feeds/?order=odd", 400),
        ("/feeds/?page=0", 400),
        ("/feeds/nothing/", 404),
        ("/feeds/nothing/feed.atom", 404),
    ],
)
def test_what_cannot_be_is_refused(path: str, status: int, planet: Planet, client: Client) -> None:
    assert client.get(path).status_code == status


def test_pages_cost_a_fixed_number_of_queries(
    planet: Planet, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def cost() -> None:
        finished.clear()
        for path, queries in COSTS.items():
            with django_assert_num_queries(queries):
                client.get(path.format(planet.entry.pk))

    cost()
    for _ in range(4):
        entry = feed_make.EntryFactory(feed=planet.feed, topics=["Django"])
        feed_make.MentionFactory(entry=planet.entry, session=make.SessionFactory())
        publish(entry, feed_make.FeedFactory(owner=make.PersonFactory()))
    cost()


COSTS = {
    "/planet/": 4,  # version, page, what to filter by, its names
    "/planet/{}/": 5,  # row, topics, mentions, what is related, its picture
    "/feeds/": 3,  # page, count, states
    "/feeds/mo-writes/": 5,  # row, count, page, visits, its picture
}


def state(**fields: Any) -> str:
    feed = feed_make.FeedFactory(**fields)
    (name,) = (
        name
        for name, each in health.STATES.items()
        if Feed.objects.filter(each.condition, pk=feed.pk).exists()
    )
    assert health.state_of(feed) == name
    return name


@pytest.mark.django_db
def test_every_feed_is_in_one_state() -> None:
    now = timezone.now()
    assert state() == "waiting"
    assert state(last_success_at=now) == "well"
    assert state(last_success_at=now, silent_since=now) == "silent"
    assert state(silent_since=now) == "silent"
    assert state(last_success_at=now, silent_since=now, failures=1) == "failing"
    assert state(status="retired", failures=9) == "retired"
    assert state(status="quarantined", silent_since=now) == "quarantined"
