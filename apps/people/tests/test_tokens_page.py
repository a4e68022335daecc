"""The page of somebody's keys: made, shown once, working, ended and revoked."""

import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client

from apps.people.keys import MOST_TOKENS
from apps.people.models import ApiToken, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/account/tokens/"
REVOKE = "/account/tokens/revoke/"
NEW = {"name": "import", "scopes": ["notes"], "days": "30"}
NOTE = {"title": "On ropes", "author_name": "Ada", "body": "Coil them."}


@pytest.fixture
def wren() -> User:
    wren: User = UserFactory(username="wren")
    wren.groups.add(Group.objects.get(name="writer"))
    return wren


@pytest.fixture
def client(client: Client, wren: User) -> Client:
    client.force_login(wren)
    return client


def make(client: Client, **change: Any) -> str:
    """The secret of a new key, as the page shows it."""
    response = client.post(PAGE, {**NEW, **change})
    assert response.status_code == 200, response.content
    (secret,) = re.findall(r"pyc_[0-9a-f]{30,}", response.content.decode())
    return str(secret)


def write(secret: str, plural: str = "notes", data: Any = NOTE) -> int:
    sent = Client().post(
        f"/api/v1/{plural}/",
        data,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    return int(sent.status_code)


def test_strangers_sign_in_first(client: Client) -> None:
    for path in (PAGE, REVOKE):
        assert Client().post(path, NEW).status_code == 302
    assert Client().get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"
    assert not ApiToken.objects.exists()


def test_the_account_leads_there(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/account/").content.decode()


def test_a_key_works_and_is_shown_once(client: Client) -> None:
    secret = make(client)
    assert write(secret) == 201
    listed = client.get(PAGE).content.decode()
    assert "Revoke import" in listed
    assert secret not in listed
    assert secret[12:] not in listed


def test_it_writes_what_was_chosen(client: Client) -> None:
    secret = make(client, scopes=["talks", "reviews"])
    assert ApiToken.objects.get().scopes == ["talks", "reviews"]
    assert write(secret) == 403


def test_it_ends_when_it_was_to(client: Client) -> None:
    with time_machine.travel("2013-07-05"):
        client.force_login(User.objects.get())
        secret = make(client, days="7")
    with time_machine.travel("2013-07-11"):
        assert write(secret) == 201
    with time_machine.travel("2013-07-13"):
        assert write(secret) == 401


def test_a_revoked_key_is_over(client: Client) -> None:
    secret = make(client)
    response = client.post(REVOKE, {"token": ApiToken.objects.get().pk}, follow=True)
    assert "is revoked" in response.content.decode()
    assert write(secret) == 401


def test_nobody_revokes_or_sees_somebody_elses(client: Client) -> None:
    secret = make(client)
    other = Client()
    other.force_login(UserFactory(username="olga"))
    token = ApiToken.objects.get()
    assert "Revoke import" not in other.get(PAGE).content.decode()
    for name in (token.pk, "nothing", "", "\0"):
        assert other.post(REVOKE, {"token": name}).status_code == 404
    assert write(secret) == 201


def test_a_link_revokes_nothing(client: Client, wren: User) -> None:
    make(client)
    token = ApiToken.objects.get().pk
    assert client.get(REVOKE, {"token": token}).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(wren)
    assert strict.post(REVOKE, {"token": token}).status_code == 403
    assert ApiToken.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\0b"},
        {"scopes": []},
        {"scopes": ["topics"]},
        {"days": "0"},
        {"days": "36500"},
        {"days": "x"},
    ],
)
def test_what_is_wrong_is_said(client: Client, change: dict[str, Any]) -> None:
    response = client.post(PAGE, {**NEW, **change})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not ApiToken.objects.exists()


def test_there_are_only_so_many(client: Client, wren: User) -> None:
    for number in range(MOST_TOKENS):
        ApiToken.objects.create(user=wren, name=str(number))
    assert client.post(PAGE, NEW).status_code == 422
    assert ApiToken.objects.count() == MOST_TOKENS


def test_no_cache_keeps_the_page(client: Client) -> None:
    for response in (client.get(PAGE), client.post(PAGE, NEW)):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
