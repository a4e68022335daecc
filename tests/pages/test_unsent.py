"""Signed out while writing: what a form sent is kept, and sent once more after signing in."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from apps.people.models import User
from apps.reviews.models import Review
from tests.admin.forms import fields_of
from tests.factories import reviews as review_rows
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

NEW = "/reviewing/new/"
PASSWORD = "long enough to pass"
BODY = 'First line & "quotes"\n<b>second</b> שלום'


@pytest.fixture
def writer() -> User:
    user: User = User.objects.create_user("writer", password=PASSWORD)
    user.groups.add(Group.objects.get(name="writer"))
    return user


def sign_in(client: Client, **sent: str) -> Any:
    return client.post("/sign-in/", {"username": "writer", "password": PASSWORD, **sent})


def hidden(page: Page) -> dict[str, str]:
    fields = page.all("input", type="hidden")
    return {each.get("name"): each.get("value") for each in fields}


def test_a_review_is_published_in_the_end(writer: User, client: Client) -> None:
    book = review_rows.BookFactory(title="Snakes")
    sign_in(client)
    form = fields_of(client.get(NEW).content.decode())
    written = {"title": "By hand", "body": BODY, "reviewer_name": "Rex Reader"}
    chosen = {"book": str(book.pk), "action": "publish"}
    sent = {name: text for name, text in (form | written | chosen).items() if text is not None}
    client.logout()
    refused = client.post(NEW, sent)
    assert refused["Location"] == f"/sign-in/?next={NEW}"
    assert not Review.objects.exists()

    led = sign_in(client, next=NEW)
    assert led["Location"] == "/account/unsent/"
    page = Page(client.get(led["Location"]))
    assert page.faults == []
    client.post(page.all("form")[-1].get("action"), hidden(page))
    assert Review.objects.get().body.replace("\r", "") == BODY


def test_no_password_and_no_mark_against_forgery_is_kept(writer: User, client: Client) -> None:
    sent = {"csrfmiddlewaretoken": "x", "old_password": "secret", "new_password1": "s"}
    client.post("/account/password/", sent | {"other": "word"})
    sign_in(client)
    page = Page(client.get("/account/unsent/"))
    assert hidden(page).keys() - {"csrfmiddlewaretoken"} == {"other"}
    assert "secret" not in page.text


def test_reading_keeps_nothing_and_costs_no_cookie(writer: User, client: Client) -> None:
    assert not client.get(NEW).cookies
    assert sign_in(client, next=NEW)["Location"] == NEW
    assert client.get("/account/unsent/")["Location"] == "/account/"


def test_a_flood_is_not_kept(writer: User, client: Client) -> None:
    assert not client.post(NEW, {"body": "x" * 200_001}).cookies


def test_nobody_else_gets_it(writer: User, client: Client) -> None:
    client.post(NEW, {"body": "mine"})
    assert client.get("/account/unsent/")["Location"].startswith("/sign-in/")
    sign_in(client)
    client.post("/sign-out/")
    sign_in(client)
    assert client.get("/account/unsent/")["Location"] == "/account/"
