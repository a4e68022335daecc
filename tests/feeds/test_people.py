"""Whoever has a feed, or wrote an entry, has a page that says so."""

import pytest
from django.test import Client

from apps.catalog.checking import differences
from apps.catalog.freshness import finished
from apps.catalog.publishing import publish
from apps.feeds.models import Entry
from tests import factories as make
from tests.factories.feeds import EntryFactory, FeedFactory, MentionFactory
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    finished.clear()


def test_who_has_a_feed_is_public_with_it(client: Client) -> None:
    owner = make.PersonFactory(name="Ada Quipu")
    feed = FeedFactory(owner=owner, title="Knots of Ada")
    publish(feed)

    page = Page(client.get(owner.get_absolute_url()))
    assert page.link("Knots of Ada") == feed.get_absolute_url()
    found = client.get("/api/v1/people/?role=owner").json()["results"]
    assert [(each["name"], each["roles"]) for each in found] == [("Ada Quipu", ["owner"])]
    assert list(differences()) == []


def test_who_wrote_an_entry_is_public_as_long_as_it_is(client: Client) -> None:
    writer = make.PersonFactory(name="Ada Quipu")
    entry = EntryFactory(author=writer, title="On knots")
    publish(entry)

    page = Page(client.get(writer.get_absolute_url()))
    assert page.link("On knots") == entry.get_absolute_url()
    assert page.main.count("On knots") == 1, "shown once"
    Entry.objects.update(state=Entry.State.WITHDRAWN)
    publish(entry)
    assert client.get(writer.get_absolute_url()).status_code == 410
    assert list(differences()) == []


def test_a_package_says_who_mentions_it(client: Client) -> None:
    package = make.PackageFactory(name="django-quipu")
    publish(package)
    entry = EntryFactory(title="On knots")
    MentionFactory(entry=entry, package=package)
    publish(entry)

    page = Page(client.get(package.get_absolute_url()))
    assert "Mentioned in" in page.main
    assert page.link("On knots") == entry.get_absolute_url()
