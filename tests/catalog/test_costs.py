"""What answers may cost: so many questions to the database, however much there is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.catalog import paging, publishing, serving
from apps.catalog.models import Document
from tests.factories import AppearanceFactory, SessionFactory

pytestmark = pytest.mark.django_db

TALKS = "/api/v1/talks/"


@pytest.fixture(autouse=True)
def _talks() -> None:
    serving.forget()
    publishing.publish(
        *(AppearanceFactory(session__date=f"2013-07-0{day}").session for day in range(1, 9)),
        SessionFactory(topics=["Testing"]),
    )


def questions(client: Client, url: str, **headers: str) -> int:
    """How often answering asks the database, transactions apart."""
    with CaptureQueriesContext(connection) as asked:
        response: Any = client.get(url, headers=headers)
        if response.streaming:
            assert b"".join(response)
    return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("url", "many"),
    [
        (f"{TALKS}?limit=2", 2),  # page with its version, count
        (f"{TALKS}?format=csv&limit=2", 1),
        (f"{TALKS}?format=csv", 2),
        (f"{TALKS}?format=ndjson", 2),
        (f"{TALKS}?format=csv&fields=title,event(title)", 2),
        ("/api/v1/dumps/talks.csv", 2),  # sequence, records
        ("/api/v1/dumps/all.csv", 2),
        ("/api/v1/dumps/all.ndjson", 2),
    ],
)
def test_an_answer_asks_once_for_each_thing(client: Client, url: str, many: int) -> None:
    assert questions(client, url) == many


def test_a_deep_page_costs_what_any_other_does(client: Client) -> None:
    first = client.get(f"{TALKS}?limit=2").json()
    deep = client.get(client.get(first["next"]).json()["next"]).json()["next"]
    assert questions(client, deep) == 1  # page with its version
    assert questions(client, deep) == 1  # version: the page is kept


def test_nothing_new_costs_one_question(client: Client) -> None:
    url = f"{TALKS}?limit=2"
    known = client.get(url)["ETag"]
    assert questions(client, url, **{"If-None-Match": known}) == 1
    one = f"{TALKS}{Document.objects.filter(kind='talk').values_list('object_id')[0][0]}/"
    assert questions(client, one) == 1
    assert questions(client, one, **{"If-None-Match": client.get(one)["ETag"]}) == 1


def test_a_page_of_what_cannot_be_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        page = paging.parse({}, "-date").slice(Document.objects.of_kinds([]))
    assert (page.cards, page.next, page.previous) == ([], None, None)


@pytest.mark.parametrize("index", ["document_topics", "document_people"])
def test_what_is_new_waits_in_no_queue_that_every_list_would_read(index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        assert cursor.fetchone() == (0,)
