"""The planet of the demo: worth reading, with a feed in every state, and marked as made up."""

import pytest
from django.core.management import call_command

from apps.catalog.checking import differences, rebuild
from apps.feeds import health
from apps.feeds.mentioning import mention
from apps.feeds.models import Entry, Feed, Mention
from apps.mirror import demo


@pytest.mark.django_db
def test_the_demo_planet_is_what_the_site_would_have_made() -> None:
    call_command("loaddata", *demo.fixtures(), verbosity=0)
    rebuild()

    states = {health.state_of(feed) for feed in Feed.objects.published()}
    assert states == health.STATES.keys()
    assert {feed.summary for feed in Feed.objects.all()} == {"A made-up feed of the demo."}
    assert all(".example.org/" in feed.url for feed in Feed.objects.all())
    assert mention(Entry.objects.all()) == 0, "its mentions are not those that would be found"
    assert Mention.objects.filter(session__isnull=False).count() >= 5
    assert list(differences()) == []
