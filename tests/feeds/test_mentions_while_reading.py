"""What an entry mentions is known as soon as the entry is."""

import pytest
from django.test import Client

from apps.catalog.freshness import finished
from apps.catalog.publishing import publish
from apps.feeds import refreshing
from apps.feeds.models import Feed, Mention
from tests import factories as make
from tests.factories.feeds import FeedFactory
from tests.feeds.planet_server import Page as Served
from tests.feeds.planet_server import Planet
from tests.pages.reading import Page

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>x</id>
<updated>2026-01-01T00:00:00Z</updated><entry><id>1</id><title>On quipus</title>
<link href="https://blog.example.org/1"/><updated>2026-01-01T00:00:00Z</updated>
<content type="html">{}</content></entry></feed>"""
LINK = "&lt;a href='https://youtu.be/quipu123456'&gt;watch&lt;/a&gt;"


@pytest.mark.django_db
def test_a_talk_says_who_wrote_about_it_as_long_as_they_do(planet: Planet, client: Client) -> None:
    finished.clear()
    talk = make.SessionFactory(title="Knots")
    make.RecordingFactory(session=talk, url="https://www.youtube.com/watch?v=quipu123456")
    publish(talk)
    feed = FeedFactory(url=planet.url("/feed"))

    planet.pages["/feed"] = Served(ATOM.format(LINK).encode())
    refreshing.refresh_now([feed])
    page = Page(client.get(talk.get_absolute_url()))
    assert page.link("On quipus").startswith("/planet/")

    planet.pages["/feed"] = Served(ATOM.format("nothing").encode())
    refreshing.refresh_now([Feed.objects.get()])
    assert not Mention.objects.exists()
    assert "Mentioned in" not in Page(client.get(talk.get_absolute_url())).main
