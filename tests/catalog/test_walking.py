"""Whoever walks a list by cursor meets every record once, whatever is written meanwhile.

Lists read the catalog alone, so that this holds for every kind that is registered.
"""

import datetime
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

import orjson
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog import paging, serving
from apps.catalog.kinds import Kind, kinds
from apps.catalog.making import sort_title
from apps.catalog.models import Document, NextSequence, Version

pytestmark = pytest.mark.django_db

ORDERS = [sign + name for name in paging.ORDERS for sign in ("", "-")]

#: Many that are equal, and those at the ends of what can be
DATES = st.sampled_from([None, "0001-01-01", "2013-07-05", "2013-07-06", "9999-12-31"])
TITLES = st.one_of(
    st.sampled_from(["", "a", "A", "b", "Émile", "\U00010400" * 300, "吉" * 300]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4),
)
RECORDS = st.tuples(DATES, TITLES)
#: What somebody does between two pages: add one, change one, withdraw the last one that was read
MEANWHILE = st.lists(
    st.one_of(
        st.tuples(st.just("add"), RECORDS),
        st.tuples(st.just("edit"), st.integers(1, 9)),
        st.tuples(st.just("withdraw"), st.none()),
    ),
    max_size=3,
)


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    serving.forget()
    yield
    serving.forget()


class List:
    """The documents of a kind, as they would be published."""

    def __init__(self, kind: Kind, records: list[Any]) -> None:
        self.kind = kind
        self.made = 0
        for record in records:
            self.add(record)

    def add(self, record: tuple[str | None, str]) -> None:
        date, title = record
        self.made += 1
        Document.objects.create(
            kind=self.kind.name,
            object_id=self.made,
            slug=f"record-{self.made}",
            title=title,
            sort_title=sort_title(title),
            date=date and datetime.date.fromisoformat(date),
            card=orjson.dumps({"id": self.made, "title": title}).decode(),
        )
        self.changed()

    def edit(self, pk: int) -> None:
        card = orjson.dumps({"id": pk, "title": "edited"}).decode()
        rows = Document.objects.filter(kind=self.kind.name, object_id=pk)
        rows.update(card=card, sequence=NextSequence())
        self.changed()

    def withdraw(self, pk: int) -> None:
        rows = Document.objects.filter(kind=self.kind.name, object_id=pk)
        rows.update(withdrawn_at=timezone.now(), sequence=NextSequence())
        self.changed()

    def changed(self) -> None:
        version, _ = Version.objects.get_or_create(kind=self.kind.name)
        Version.objects.filter(pk=version.pk).update(number=NextSequence())


def read(client: Client, url: str) -> tuple[list[int], str | None, str | None]:
    response = client.get(url)
    assert response.status_code == 200, response.content
    page = response.json()
    return [record["id"] for record in page["results"]], page["next"], page["previous"]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.plural)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    records=st.lists(RECORDS, min_size=1, max_size=9),
    limit=st.integers(1, 3),
    meanwhile=st.lists(MEANWHILE, max_size=5),
)
def test_every_record_once(
    client: Client, kind: Kind, records: list[Any], limit: int, meanwhile: list[Any]
) -> None:
    for order in ORDERS:
        with transaction.atomic():
            documents = List(kind, records)
            there = set(range(1, len(records) + 1))
            walked: list[int] = []
            url: str | None = f"/api/v1/{kind.plural}/?limit={limit}&order={order}"
            for happens in chain(meanwhile, repeat([])):
                ids, url, back = read(client, str(url))
                walked += ids
                if url is None:
                    break
                for what, more in happens:
                    getattr(documents, what)(more or ids[-1])
            assert len(walked) == len(set(walked)), "none twice"
            assert there <= set(walked), "none left out"
            last, walked = set(walked[len(walked) - len(ids) :]), []
            while back:
                ids, _, back = read(client, back)
                walked += ids
            public = Document.objects.public(kind.name).values_list("object_id", flat=True)
            assert sorted({*walked} | last & {*public}) == sorted(public), "nor on the way back"
            assert len(walked) == len(set(walked))
            transaction.set_rollback(True)
