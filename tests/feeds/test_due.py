"""What is due is handed out once, by host; and the command that asks without a worker."""

from datetime import timedelta
from typing import Any

import mock
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.feeds import scheduling, tasks
from apps.feeds.models import Feed, Fetch
from tests.factories.feeds import FeedFactory, FetchFactory
from tests.feeds.conftest import subscribe
from tests.feeds.generated import blog
from tests.feeds.planet_server import Page, Planet

pytestmark = pytest.mark.django_db


def test_what_is_handed_out_is_not_handed_out_again_until_the_lease_is_over() -> None:
    feed = FeedFactory()
    FeedFactory(next_at=timezone.now() + timedelta(hours=1))
    FeedFactory(status=Feed.Status.RETIRED)
    FeedFactory(state=Feed.State.WITHDRAWN)
    assert scheduling.due() == [[feed.pk]]
    assert scheduling.due() == []
    Feed.objects.update(leased_until=timezone.now())
    assert scheduling.due() == [[feed.pk]]


def test_a_host_is_in_one_chunk_and_takes_a_bounded_part_of_it() -> None:
    feeds = [(n, f"https://host{n % 4}.example.org/{n}") for n in range(100)]
    feeds += [(n, "https://busy.example.org/") for n in range(100, 200)]
    chunks = scheduling.chunked(feeds)
    assert max(map(len, chunks)) <= scheduling.CHUNK
    assert sum(pk >= 100 for chunk in chunks for pk in chunk) == scheduling.PER_HOST
    hosts = [{dict(feeds)[pk].split("/")[2] for pk in chunk} for chunk in chunks]
    assert sum(map(len, hosts)) == len(set().union(*hosts))


@pytest.mark.parametrize("is_on", [True, False])
def test_nothing_is_asked_unless_the_site_says_so(settings: Any, is_on: bool) -> None:
    settings.FETCH_FEEDS = is_on
    feed = FeedFactory()
    with mock.patch.object(tasks.refresh, "delay") as sent:
        tasks.fetch_due()
    assert [call.args for call in sent.call_args_list] == ([([feed.pk],)] if is_on else [])


def test_visits_of_long_ago_are_forgotten() -> None:
    old = FetchFactory(at=timezone.now() - timedelta(days=61))
    new = FetchFactory(at=timezone.now())
    tasks.prune_fetches()
    assert list(Fetch.objects.all()) == [new]
    assert old.pk != new.pk


def test_the_command_asks_and_says_what_came(
    planet: Planet, capsys: pytest.CaptureFixture[str]
) -> None:
    subscribe(planet, blog(1, 3))
    planet.pages["/bad"] = Page(status=404)
    FeedFactory(title="Bad", url=planet.url("/bad"))
    call_command("fetch_feeds", "--all")
    out = capsys.readouterr().out
    assert "new entries" in out
    assert "bad: There is nothing at its address (404)" in out
    call_command("fetch_feeds", "--due")
    assert "404" not in capsys.readouterr().out


def test_a_feed_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match="No feed is called 'nobody'"):
        call_command("fetch_feeds", "--feed", "nobody")
