"""A WebSub hub is told of what changed: once, and again until it listens."""

from urllib.parse import parse_qsl

import pytest
from django.test import Client
from pytest_django import Settings
from urllib3 import HTTPHeaderDict

from apps.catalog import announcing
from apps.catalog.freshness import finished
from apps.catalog.publishing import publish
from apps.core.outbound import Response, Unreachable
from tests import factories as make
from tests.pages import atom_rules as rules

pytestmark = pytest.mark.django_db

HUB = "https://hub.example.org/"
SITE = "http://127.0.0.1:8000"


class Hub:
    """A hub that writes down what it is told, and answers with ``status`` (0: not at all)."""

    def __init__(self) -> None:
        self.status = 204
        self.told: list[list[tuple[str, str]]] = []

    def fetch(self, url: str, *, method: str, headers: object, data: bytes) -> Response:
        assert (url, method) == (HUB, "POST")
        self.told.append(parse_qsl(data.decode()))
        if not self.status:
            raise Unreachable("No such host")
        return Response(self.status, url, HTTPHeaderDict(), b"", ())


@pytest.fixture
def hub(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Hub:
    finished.clear()
    settings.WEBSUB_HUB = HUB
    hub = Hub()
    monkeypatch.setattr(announcing, "_client", lambda: hub)
    return hub


def test_changes_are_one_announcement(hub: Hub) -> None:
    publish(make.SessionFactory(event__title="Conference"))
    publish(make.SessionFactory(event=make.EventFactory()))

    assert announcing.announce() == [f"{SITE}/talks/feed.atom", f"{SITE}/events/feed.atom"]
    assert announcing.announce() == []
    (told,) = hub.told
    assert told == [
        ("hub.mode", "publish"),
        ("hub.url", f"{SITE}/talks/feed.atom"),
        ("hub.url", f"{SITE}/events/feed.atom"),
    ]
    publish(make.EventFactory())
    assert announcing.announce() == [f"{SITE}/events/feed.atom"]


@pytest.mark.parametrize("status", [0, 302, 404, 500, 503])
def test_a_hub_that_did_not_listen_is_told_again(status: int, hub: Hub) -> None:
    publish(make.EventFactory())
    hub.status = status

    assert announcing.announce() == []
    hub.status = 202
    assert announcing.announce() == [f"{SITE}/events/feed.atom"]
    assert len(hub.told) == 2


def test_without_a_hub_nobody_is_told_nor_named(settings: Settings, client: Client) -> None:
    finished.clear()
    settings.WEBSUB_HUB = ""
    publish(make.EventFactory())

    assert announcing.announce() == []
    assert rules.links(rules.read(client.get("/events/feed.atom").content), "hub") == []


def test_feeds_of_whole_lists_name_the_hub(hub: Hub, client: Client) -> None:
    publish(make.EventFactory())
    whole = client.get("/events/feed.atom").content

    assert rules.links(rules.read(whole), "hub") == [HUB]
    assert rules.faults(whole) == []
    narrowed = client.get("/events/feed.atom?year=2013").content
    assert rules.links(rules.read(narrowed), "hub") == []
