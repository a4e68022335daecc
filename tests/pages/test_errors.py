"""Error pages: they say what happened, show no traceback, and need no database."""

from typing import Any
from unittest import mock
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog.querysets import DocumentQuerySet
from tests.pages.conftest import Archive
from tests.pages.reading import Page


@pytest.fixture
def visitor() -> Client:
    """A client that gets the error page, as a reader would."""
    return Client(raise_request_exception=False)


def failing(error: Exception) -> Any:
    return mock.patch.object(DocumentQuerySet, "latest_sequence", side_effect=error)


@pytest.mark.django_db
def test_not_found_needs_no_database(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = visitor.get("/nothing-here/")

    assert response.status_code == 404
    assert "Nothing is kept at this address" in Page(response).main


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/events/django-con_2014/", "django con 2014"),
        ("/people/%3Cb%3Eżółw%26/", "b żółw"),
        ("/x/" + "long-" * 99, "long " * 15 + "long"),
    ],
)
def test_what_is_not_there_can_be_searched_for(path: str, asked: str, visitor: Client) -> None:
    page = Page(visitor.get(path))

    assert page.link(f"Search for “{asked}”") == f"/search/?q={quote(asked)}"


def test_a_database_that_does_not_answer_is_503(visitor: Client) -> None:
    with failing(OperationalError("connection refused by 10.0.0.1")):
        response = visitor.get("/")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "does not answer" in Page(response).main
    assert "10.0.0.1" not in response.content.decode()


def test_a_bug_is_500_without_a_traceback(visitor: Client) -> None:
    with failing(RuntimeError("a secret of the machine")):
        response = visitor.get("/")

    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert "Traceback" not in response.content.decode()
    assert Page(response).faults == []


def test_an_error_of_the_error_page_is_still_an_answer(visitor: Client) -> None:
    with (
        failing(RuntimeError("first")),
        mock.patch("apps.core.error_pages.render", side_effect=ValueError("no static files")),
    ):
        response = visitor.get("/")

    assert response.status_code == 500
    assert b"Sorry" in response.content


def test_what_can_only_be_read_says_so(visitor: Client) -> None:
    response = visitor.post("/about/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert Page(response).link("Read what is here") == "/about/"
    assert visitor.post("/api/v1/talks/")["Content-Type"] == "application/problem+json"


def test_too_much_at_once_is_told_apart_from_what_makes_no_sense(
    visitor: Client, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = visitor.post("/porting/check/", {"requirements": "django\n" * 100})

    assert response.status_code == 413
    assert "nothing of it was stored" in Page(response).main


def test_the_api_answers_in_its_own_form(visitor: Client) -> None:
    response = visitor.get("/api/v1/nothing/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained(archive: Archive) -> None:
    visitor = Client(enforce_csrf_checks=True)
    response = visitor.post("/admin/login/", {"username": "x", "password": "y"})

    assert response.status_code == 403
    assert "The form was not accepted" in Page(response).main
