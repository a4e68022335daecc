"""A whole planet of 567 feeds on the loopback: read, read again, read without validators."""

import pytest
from pytest_django import Settings

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.feeds import fetching
from apps.feeds.models import Entry, Feed, Fetch
from apps.feeds.refreshing import refresh_now
from tests.factories.feeds import FeedFactory
from tests.feeds.conftest import allow
from tests.feeds.generated import blog
from tests.feeds.planet_server import serving

FEEDS, POSTS = 567, 4

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def rows() -> list[tuple[object, ...]]:
    """All that is stored of entries, down to the version of each row."""
    return list(Entry.objects.extra(select={"xmin": "xmin::text"}).order_by("pk").values_list())


def test_a_planet_stays_put(settings: Settings) -> None:
    with serving(hosts=60) as planet:
        allow(settings, planet)
        for number in range(FEEDS):
            planet.blog(f"/{number}.xml", blog(number, POSTS))
            FeedFactory(title=f"Blog {number}", url=planet.url(f"/{number}.xml", number))

        assert refresh_now(Feed.objects.all()) == FEEDS
        assert Entry.objects.count() == FEEDS * POSTS
        assert Document.objects.filter(kind="entry").count() == FEEDS * POSTS
        assert not any(request.is_conditional for request in planet.requests)
        assert not list(differences())
        before = rows()
        sequence = Document.objects.latest_sequence()

        planet.requests.clear()
        assert refresh_now(Feed.objects.all()) == FEEDS
        assert sum(request.is_conditional for request in planet.requests) == FEEDS
        assert Fetch.objects.filter(outcome="not modified").count() == FEEDS
        assert rows() == before

        Feed.objects.update(etag="", last_modified="", body_hash="")
        assert refresh_now(Feed.objects.all()) == FEEDS
        assert Fetch.objects.filter(outcome="same").count() == FEEDS
        assert rows() == before
        assert Document.objects.latest_sequence() == sequence
    fetching._client.cache_clear()
