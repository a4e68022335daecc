"""A planet on the loopback, and feeds of the site that read it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from apps.feeds import fetching
from apps.feeds.models import Feed
from tests.factories.feeds import FeedFactory
from tests.feeds.generated import Blog
from tests.feeds.planet_server import Planet, serving


@pytest.fixture
def planet(settings: Settings) -> Iterator[Planet]:
    """One host, which the site may ask although it is this machine."""
    with serving() as planet:
        allow(settings, planet)
        yield planet
    fetching._client.cache_clear()


def allow(settings: Settings, planet: Planet) -> None:
    settings.FEEDS_NETWORKS = ["127.0.0.0/16"]
    settings.FEEDS_PORTS = [planet.port]
    settings.FEEDS_HOST_PAUSE = 0
    fetching._client.cache_clear()


def subscribe(planet: Planet, blog: Blog, **fields: object) -> Feed:
    """Serve the blog, and have the site read it."""
    path = f"/{blog.number}.xml"
    planet.blog(path, blog)
    return FeedFactory(title=f"Blog {blog.number}", url=planet.url(path), **fields)
