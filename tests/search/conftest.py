"""Records of several kinds and languages, each there for one way of asking."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from apps.catalog import freshness, serving
from apps.catalog.publishing import publish
from tests import factories as make
from tests.factories import porting

Finder = Callable[..., list[str]]

#: Title, language, summary, body
TALKS = [
    ("Tagging with relations", "en", "", "He shows django-taggit, and when it is too slow."),
    ("Testing databases", "en", "How to keep a schema honest.", ""),
    ("Datenbanken im Alltag", "de", "Die Schönheit der Relationen.", ""),
    ("Développement d'applications", "fr", "", "Les bibliothèques utiles."),
    ("機械学習ライブラリの作成", "ja", "", ""),
    ("שלום עולם", "he", "", ""),
    ("Быстрые тесты", "ru", "О библиотеках.", ""),
    ("C++ for the rest of us", "en", "", "C is something else."),
    ("What __init__ is for", "en", "", "asyncio.gather in Python 3.12, see PEP-8."),
    ("<script>alert(1)</script> & friends", "en", "Escaping <b>titles</b> safely.", ""),
    ("The Who", "en", "A band, and a stop word.", ""),
    ("Not now", "en", "", ""),
    ("Snakes 🐍 everywhere", "en", "", ""),
    ("Leaving .NET for good", "en", "Safety nets in Python, and SQLAlchemy with C++17.", ""),
    ("Posta", "it", "Come leggere la e-mail.", ""),
    ("Lettera", "it", "Il mail è lento.", ""),
    ("Işık", "tr", "", ""),
]


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    """Tests roll back, so that versions repeat."""
    serving.forget()
    freshness.finished.clear()


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The records, made once for the tests of a module and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_records()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: dict[str, Any], db: None) -> dict[str, Any]:
    return made


def make_records() -> dict[str, Any]:
    event = make.EventFactory(title="PyCon Nowhere 2013", starts_on=datetime.date(2013, 7, 5))
    later = make.EventFactory(title="PyCon Nowhere 2015", starts_on=datetime.date(2015, 7, 5))
    jacob = make.PersonFactory(name="Jacob Kaplan-Moss", slug="jacob-kaplan-moss")
    lukasz = make.PersonFactory(name="Łukasz O’Brien", slug="lukasz-obrien")
    talks = {
        title: make.SessionFactory(
            title=title, language=language, summary=summary, body=body, event=event
        )
        for title, language, summary, body in TALKS
    }
    keynote = make.SessionFactory(
        title="Keynote", event=later, speakers=[jacob], topics=["Django", "Community"]
    )
    interview = make.SessionFactory(
        title="Kaplan-Moss on moss", event=event, speakers=[lukasz], topics=["Community"]
    )
    package = make.PackageFactory(name="django-taggit")
    status = porting.StatusFactory(package=package, reason="It works.", session=keynote)
    older = porting.StatusFactory(
        package=make.PackageFactory(name="tagging"), alternatives=[package], session=keynote
    )
    interview.packages.add(package)
    publish(event, later, keynote, interview, *talks.values(), package, status, older)
    return {"package": package, "event": event, "keynote": keynote, "talks": talks}


@pytest.fixture
def search(world: Any, client: Client) -> Callable[..., Any]:
    """Ask the API; the answer as data."""

    def ask(q: str = "", **params: Any) -> Any:
        answer = client.get("/api/v1/search/", {"q": q, "limit": 100, **params})
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


@pytest.fixture
def titles(search: Callable[..., Any]) -> Finder:
    def found(q: str = "", **params: Any) -> list[str]:
        return [row.get("title") or row["name"] for row in search(q, **params)["results"]]

    return found
