"""The table of readiness on any day, its totals, and what a spreadsheet gets of it."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.porting.models import Status
from apps.porting.table import Asked, table
from apps.porting.tests.conftest import TALK_DAY, World
from tests.factories import PackageFactory
from tests.factories.porting import StatusFactory
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def rows_of(client: Any, **query: str) -> list[dict[str, str]]:
    text = client.get("/porting/", query | {"format": "csv"}).content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def named(**query: str) -> list[str]:
    return [row.name for row in table(Asked.of(query)).rows]


def test_the_table_on_three_days(client: Any, world: World) -> None:
    assert rows_of(client, as_of="2013-01-01") == []
    said = {row["package"]: row["verdict"] for row in rows_of(client, as_of="2013-07-05")}
    assert said == {"django-compressor": "does-not", "south": "works"}
    assert {row["verdict"] for row in rows_of(client)} == {"works"}
    page = Page(client.get("/porting/?as_of=2013-07-05"))
    assert page.faults == []
    assert "Not ported. Instead: django-pipeline" in page.main
    assert page.link("django-compressor") == "/packages/django-compressor/?as_of=2013-07-05"


def test_it_is_narrowed_and_ordered(world: World) -> None:
    StatusFactory(package=world.pipeline, target="PyPy", as_of=datetime.date(2015, 1, 1))
    assert named() == ["django-compressor", "django-pipeline", "South"]
    assert named(order="date") == ["django-pipeline", "django-compressor", "South"]
    assert named(order="verdict") == ["django-pipeline", "django-compressor", "South"]
    assert named(verdict="works") == ["django-compressor", "South"]
    assert named(target="pypy") == ["django-pipeline"]
    assert named(name="Django_C") == ["django-compressor"]
    assert named(name="sOu") == ["South"]


def test_totals_are_honest(world: World) -> None:
    gunicorn = PackageFactory(name="gunicorn")
    StatusFactory(package=gunicorn, verdict="works", condition="sync")
    StatusFactory(package=gunicorn, verdict="problematic", condition="async")
    found = table(Asked.of({"verdict": "problematic"}))
    assert [row.name for row in found.rows] == ["gunicorn"]
    assert found.counts == {"works": 3, "problematic": 1, "does-not": 0, "unknown": 0}
    assert (found.total, found.several) == (3, 1)
    assert sum(found.counts.values()) == found.total + found.several


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"as_of": "2013"}, "as_of"),
        ({"as_of": "2013-02-30"}, "as_of"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"order": "size"}, "order"),
        ({"name": "x" * 101}, "name"),
        ({"target": "\0"}, "target"),
        ({"page": "0"}, "page"),
    ],
)
def test_a_parameter_that_cannot_be_is_named_on_a_page(
    client: Any, db: None, query: dict[str, str], name: str
) -> None:
    response = client.get("/porting/", query)
    assert response.status_code == 400
    assert f"The parameter {name} " in Page(response).main
    assert client.get("/porting/", {"page": "2"}).status_code == 404


def test_no_cell_runs_in_a_spreadsheet(client: Any, world: World) -> None:
    for start in "=+-@＝":
        StatusFactory(reason=f"{start}1+1", as_of=TALK_DAY)
    reasons = {row["reason"] for row in rows_of(client)} - {"", "Release 1.4."}
    assert reasons == {f"'{start}1+1" for start in "=+-@＝"}


def test_csv_has_every_row_whatever_the_page(client: Any, world: World) -> None:
    for _ in range(105):
        StatusFactory()
    assert len(rows_of(client)) == 107
    page = Page(client.get("/porting/"))
    assert "Page 1 of 2" in page.main
    assert len(page.all("th", scope="rowgroup")) == 100
    assert len(Page(client.get("/porting/?page=2")).all("th", scope="rowgroup")) == 7


def test_queries_do_not_grow_with_the_table(client: Any, world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/porting/?as_of=2013-07-05").status_code == 200
        return len(queries)

    few = cost()
    for _ in range(20):
        StatusFactory(alternatives=[world.south, world.pipeline], person=world.speaker)
    assert cost() == few <= 8


def test_an_empty_table_says_so(client: Any, db: None) -> None:
    assert Status.objects.count() == 0
    assert "Nothing fits." in Page(client.get("/porting/")).main
    assert (
        "Nothing is known to have been said by then."
        in Page(client.get("/porting/?as_of=1999-01-01")).main
    )
