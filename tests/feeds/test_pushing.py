"""WebSub: hubs are asked to call, ask back, send what is new; and what strangers get."""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import mock
import pytest
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

import pycommunity.celery  # noqa: F401 else the first push loads it, and tasks become another app's
from apps.feeds import fetching, push_pages, pushing, refreshing, tasks
from apps.feeds.models import Entry, Feed
from tests.factories.feeds import FeedFactory
from tests.feeds.conftest import subscribe
from tests.feeds.generated import blog
from tests.feeds.hub import CHALLENGE, Hub, hub
from tests.feeds.planet_server import Planet

pytestmark = pytest.mark.django_db

TOPIC = "https://blog.example.org/feed.xml"
QUESTION = {
    "hub.mode": "subscribe",
    "hub.topic": TOPIC,
    "hub.challenge": CHALLENGE,
    "hub.lease_seconds": "864000",
}


@pytest.fixture
def feed() -> Feed:
    """A feed whose hub was asked by https."""
    return FeedFactory(
        url=TOPIC,
        hub_url="https://hub.example.org/",
        push_secret="s" * 64,
        push_asked_at=timezone.now(),
        next_at=timezone.now() + timedelta(hours=5),
    )


@pytest.fixture
def loopback(settings: Any, live_server: Any) -> Iterator[Hub]:
    """A hub that the site may ask, and the site where it can be called."""
    with hub() as running:
        settings.FEEDS_NETWORKS = ["127.0.0.0/16"]
        settings.FEEDS_PORTS = [int(running.url.rstrip("/").rpartition(":")[2])]
        settings.FETCH_FEEDS, settings.IS_LOCAL = True, False
        settings.SITE_URL = live_server.url
        fetching._client.cache_clear()
        with mock.patch.object(tasks.subscribe_to_hub, "delay", tasks.subscribe_to_hub):
            yield running
    fetching._client.cache_clear()


def send(client: Client, feed: Feed, body: bytes, method: str = "sha256", secret: str = "") -> int:
    digest = hmac.new((secret or feed.push_secret).encode(), body, method).hexdigest()
    answer = client.post(
        pushing.callback_of(feed),
        body,
        content_type="application/rss+xml",
        headers={"X-Hub-Signature": f"{method}={digest}"},
    )
    return answer.status_code


def pushes() -> Any:
    return mock.patch.object(tasks.receive, "delay")


def carried() -> Any:
    return mock.patch.object(tasks.receive, "delay", tasks.receive)


# Asking


def test_a_subscription_is_asked_for_confirmed_and_brings_entries(loopback: Hub) -> None:
    feed = FeedFactory(url=TOPIC, hub_url=loopback.url)

    with mock.patch.object(pushing, "signs", return_value=True), carried():
        tasks.subscribe_to_hubs()
        feed.refresh_from_db()
        assert loopback.answers == [(200, "text/plain; charset=utf-8", CHALLENGE)]
        assert feed.is_pushed()
        assert loopback.send(blog(1, 3).feed()) == 202
        assert Entry.objects.filter(feed=feed).count() == 3
        assert loopback.send(blog(1, 4).feed()) == 202

    assert Entry.objects.filter(feed=feed).count() == 4
    feed.refresh_from_db()
    assert feed.next_at > timezone.now() + timedelta(hours=20), "visits are rare meanwhile"


def test_a_secret_is_not_sent_in_the_open_and_a_call_is_then_a_hint(loopback: Hub) -> None:
    feed = FeedFactory(url=TOPIC, hub_url=loopback.url)
    tasks.subscribe_to_hubs()
    Feed.objects.update(next_at=timezone.now() + timedelta(hours=5))

    assert "hub.secret" not in loopback.forms[0]
    with pushes() as taken:
        assert loopback.send(blog(1, 3).feed()) == 202
    assert not taken.called
    assert Feed.objects.due(timezone.now()).get() == feed


def test_a_subscription_is_renewed_before_it_ends_with_the_same_callback(loopback: Hub) -> None:
    feed = FeedFactory(url=TOPIC, hub_url=loopback.url)
    tasks.subscribe_to_hubs()
    tasks.subscribe_to_hubs()
    assert len(loopback.forms) == 1, "it was confirmed, and lasts"

    Feed.objects.update(
        push_asked_at=timezone.now() - timedelta(days=8),
        push_until=timezone.now() + timedelta(days=1),
    )
    tasks.subscribe_to_hubs()
    assert loopback.forms[0] == loopback.forms[1]
    feed.refresh_from_db()
    assert feed.push_until
    assert feed.push_until > timezone.now() + timedelta(days=9)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_hub_that_says_no_is_left_alone_for_a_day(loopback: Hub, status: int) -> None:
    feed = FeedFactory(url=TOPIC, hub_url=loopback.url)
    loopback.status = status
    tasks.subscribe_to_hubs()
    tasks.subscribe_to_hubs()
    assert len(loopback.forms) == 1
    feed.refresh_from_db()
    assert not feed.is_pushed()

    Feed.objects.update(push_asked_at=timezone.now() - timedelta(days=1, seconds=1))
    tasks.subscribe_to_hubs()
    assert len(loopback.forms) == 2


@pytest.mark.parametrize(("fetches", "is_local"), [(False, False), (True, True)])
def test_nobody_is_asked_unless_the_site_says_so_and_can_be_called(
    settings: Any, loopback: Hub, fetches: bool, is_local: bool
) -> None:
    FeedFactory(url=TOPIC, hub_url=loopback.url)
    settings.FETCH_FEEDS, settings.IS_LOCAL = fetches, is_local
    tasks.subscribe_to_hubs()
    assert loopback.forms == []


def test_feeds_without_a_hub_or_that_are_not_read_are_left_out(loopback: Hub) -> None:
    FeedFactory()
    FeedFactory(hub_url=loopback.url, status=Feed.Status.RETIRED)
    FeedFactory(hub_url=loopback.url, state=Feed.State.WITHDRAWN)
    tasks.subscribe_to_hubs()
    assert loopback.forms == []


def test_another_hub_begins_another_subscription(planet: Planet) -> None:
    feed = subscribe(planet, blog(1, 3), hub_url="https://old.example.org/", push_secret="old")
    feed.push_until = timezone.now() + timedelta(days=3)
    feed.save()
    refreshing.refresh_now([feed])
    feed.refresh_from_db()
    assert (feed.push_secret, feed.push_until, feed.hub_url) == ("", None, "")


# Asking back


def test_the_challenge_comes_back_as_plain_text(client: Client, feed: Feed) -> None:
    answer = client.get(pushing.callback_of(feed), QUESTION)
    assert answer.status_code == 200
    assert answer.content.decode() == CHALLENGE
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"
    feed.refresh_from_db()
    assert feed.push_until
    assert timedelta(days=9) < feed.push_until - timezone.now() < timedelta(days=11)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"hub.topic": "https://other.example.org/"}, 404),
        ({"hub.mode": "unsubscribe"}, 404),
        ({"hub.mode": ""}, 404),
        ({"hub.challenge": ""}, 404),
        ({"hub.lease_seconds": ""}, 400),
        ({"hub.lease_seconds": "-1"}, 400),
        ({"hub.lease_seconds": "0"}, 400),
        ({"hub.lease_seconds": "²"}, 400),
    ],
)
def test_what_nobody_asked_for_is_not_confirmed(
    client: Client, feed: Feed, changed: dict[str, str], status: int
) -> None:
    answer = client.get(pushing.callback_of(feed), QUESTION | changed)
    assert answer.status_code == status
    feed.refresh_from_db()
    assert feed.push_until is None


def test_strangers_and_feeds_that_are_not_read_any_more_are_not_found(
    client: Client, feed: Feed
) -> None:
    path = pushing.callback_of(feed)
    assert client.get(path[:-3] + "x/", QUESTION).status_code == 404
    assert client.get(f"/feeds/push/{feed.pk}-/", QUESTION).status_code == 404
    Feed.objects.update(status=Feed.Status.RETIRED)
    assert client.get(path, QUESTION).status_code == 404
    assert client.post(path, b"x", content_type="text/xml").status_code == 404


def test_a_lease_without_end_is_cut(client: Client, feed: Feed) -> None:
    client.get(pushing.callback_of(feed), QUESTION | {"hub.lease_seconds": "9" * 40})
    feed.refresh_from_db()
    assert feed.push_until
    assert feed.push_until < timezone.now() + timedelta(days=91)


def test_after_a_denial_visits_go_on_as_before(client: Client, feed: Feed) -> None:
    Feed.objects.update(
        push_until=timezone.now() + timedelta(days=5), next_at=timezone.now() + timedelta(days=1)
    )
    said = {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "no\nmore"}
    assert client.get(pushing.callback_of(feed), said).status_code == 200
    feed.refresh_from_db()
    assert not feed.is_pushed()
    assert feed.next_at <= timezone.now() + feed.interval


# Being sent something


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_is_signed_goes_to_a_worker(feed: Feed, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    with pushes() as taken:
        assert send(client, feed, b"<rss/>", method) == 202
    assert [call.args[0] for call in taken.call_args_list] == [feed.pk]


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha256=00", "md5=00", "sha256", "=", "sha256=é", "shake_128=00"]
)
def test_what_is_not_signed_is_ignored_and_nobody_is_told(
    client: Client, feed: Feed, header: str
) -> None:
    with pushes() as taken:
        answer = client.post(
            pushing.callback_of(feed),
            b"<rss/>",
            content_type="text/xml",
            headers={"X-Hub-Signature": header},
        )
        assert send(client, feed, b"<rss/>", secret="guessed") == 202
    assert answer.status_code == 202
    assert not taken.called
    assert not Feed.objects.due(timezone.now()).exists()


def test_too_much_is_refused(client: Client, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "LARGEST_PUSH", 100)
    with pushes() as taken:
        assert send(client, feed, b"x" * 101) == 413
        assert send(client, feed, b"x" * 100) == 202
    assert taken.call_count == 1


def test_what_is_too_much_to_carry_is_fetched_instead(
    client: Client, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_pages, "CARRIED", 100)
    with pushes() as taken:
        assert send(client, feed, b"x" * 101) == 202
    assert not taken.called
    assert Feed.objects.due(timezone.now()).get() == feed


def test_without_a_broker_the_feed_is_fetched_instead(client: Client, feed: Feed) -> None:
    with pushes() as taken:
        taken.side_effect = OperationalError("gone")
        assert send(client, feed, b"<rss/>") == 202
    assert Feed.objects.due(timezone.now()).get() == feed


def test_what_is_no_feed_is_noted_and_breaks_nothing(client: Client, feed: Feed) -> None:
    with carried():
        assert send(client, feed, b"\xff\x00 no feed") == 202
    feed.refresh_from_db()
    assert feed.failures == 1
    assert feed.status == Feed.Status.ACTIVE
