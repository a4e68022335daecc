"""One client cannot ask for everything at once; everybody is told what is left."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"


@pytest.fixture(autouse=True)
def _three_a_minute(settings: Any) -> Iterator[None]:
    settings.API_RATE_LIMIT = 3
    cache.clear()
    with time_machine.travel("2013-07-05T10:00:20Z", tick=False):
        yield
    cache.clear()


def left(response: Any) -> str:
    return str(response["RateLimit"])


def test_each_answer_says_what_is_left(client: Client) -> None:
    response = client.get(TALKS)
    assert response["RateLimit-Policy"] == '"client";q=3;w=60'
    assert left(response) == '"client";r=2;t=40'
    assert left(client.get(TALKS)) == '"client";r=1;t=40'


def test_too_many_are_refused_until_the_minute_ends(client: Client) -> None:
    for _ in range(3):
        assert client.get(TALKS).status_code == 200
    refused = client.get(TALKS)
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Retry-After"] == "40"
    assert "in 40 s" in refused.json()["detail"]
    with time_machine.travel("2013-07-05T10:01:00Z", tick=False):
        assert client.get(TALKS).status_code == 200


def test_unchanged_costs_nothing(client: Client) -> None:
    first = client.get(TALKS)
    for _ in range(5):
        again = client.get(TALKS, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
    assert left(again) == '"client";r=2;t=40'


def test_errors_cost_like_answers(client: Client) -> None:
    for _ in range(3):
        assert client.get(f"{TALKS}?nothing=1").status_code == 400
    assert client.get(TALKS).status_code == 429


def test_others_are_not_affected(client: Client) -> None:
    for _ in range(4):
        client.get(TALKS, REMOTE_ADDR="192.0.2.1")
    assert client.get(TALKS, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get(TALKS, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_addresses_of_one_ipv6_subscriber_are_one_client(client: Client) -> None:
    for host in range(3):
        client.get(TALKS, REMOTE_ADDR=f"2001:db8:1:2::{host}")
    assert client.get(TALKS, REMOTE_ADDR="2001:db8:1:2::99").status_code == 429
    assert client.get(TALKS, REMOTE_ADDR="2001:db8:1:3::99").status_code == 200


@pytest.mark.parametrize(
    ("behind", "header", "codes"),
    [
        (False, "192.0.2.{n}", [200, 200, 200, 429]),  # anybody can write that
        (True, "192.0.2.{n}", [200, 200, 200, 200]),
        (True, "192.0.2.{n}, 198.51.100.7", [200, 200, 200, 429]),  # the last is the proxy's own
    ],
)
def test_whom_a_proxy_names(
    client: Client, settings: Any, behind: bool, header: str, codes: list[int]
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"] if behind else []
    found = [
        client.get(TALKS, headers={"X-Forwarded-For": header.format(n=n)}).status_code
        for n in range(4)
    ]
    assert found == codes


def test_pages_are_not_counted(client: Client) -> None:
    for _ in range(5):
        assert "RateLimit" not in client.get("/healthz")
    assert left(client.get(TALKS)) == '"client";r=2;t=40'


def test_no_limit(client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT = 0
    for _ in range(5):
        response = client.get(TALKS)
    assert response.status_code == 200
    assert "RateLimit" not in response
