"""Pages of results: by cursor, number, offset; and what is said of more than is counted."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from apps.catalog.publishing import publish
from apps.events.models import Session
from apps.search import counting, finding
from tests.factories import SessionFactory
from tests.search.conftest import Finder
from tests.search.test_page import page_of

Search = Callable[..., Any]


def walked(client: Client, answer: Any, way: str = "next") -> list[list[int]]:
    """Keys of every page from this one on."""
    pages = [[row["id"] for row in answer["results"]]]
    while answer[way]:
        answer = client.get(answer[way]).json()
        pages.append([row["id"] for row in answer["results"]])
    return pages


@pytest.mark.parametrize("order", ["relevance", "-date"])
@pytest.mark.parametrize(
    "q", ["kind:talk", "moss OR the OR snakes", "test OR databases OR kaplan OR c"]
)
def test_cursors_lead_through_all_results_and_back(
    q: str, order: str, search: Search, client: Client
) -> None:
    whole = [row["id"] for row in search(q, order=order)["results"]]
    first = search(q, order=order, limit=2)
    pages = walked(client, first)
    assert len(whole) >= 3
    assert [*chain(*pages)] == whole
    assert all(len(page) == 2 for page in pages[:-1])
    assert first["previous"] is None

    last = first
    while last["next"]:
        last = client.get(last["next"]).json()
    assert walked(client, last, "previous")[::-1] == pages


@pytest.mark.parametrize("place", [{"page": 1}, {"offset": 0}])
def test_numbers_and_offsets_lead_on_in_their_own_way(
    place: dict[str, int], search: Search, client: Client
) -> None:
    whole = [row["id"] for row in search("kind:talk")["results"]]
    first = search("kind:talk", limit=5, **place)
    assert f"{next(iter(place))}=" in first["next"]
    assert [*chain(*walked(client, first))] == whole
    assert search("kind:talk", limit=5, offset=10)["previous"].endswith("offset=5")
    assert client.get("/search/", {"q": "kind:talk", "page": "2"}).status_code == 404


def test_a_result_that_comes_meanwhile_repeats_no_other(
    world: dict[str, Any], search: Search, client: Client
) -> None:
    first = search("snakes OR moss", limit=2)
    seen = [row["id"] for row in first["results"]]
    better = SessionFactory(title="Moss snakes", event=world["event"])
    publish(better)
    rest = [*chain(*walked(client, client.get(first["next"]).json()))]

    assert rest
    assert not {*seen, better.pk} & {*rest}


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "relevance.1.2.n",
        "-date.735054.1.x",
        "-date.0.1.n",
        "title.41.1.n",
        "relevance.3ff.735054.1.n",
        "-date.735054." + "9" * 200 + ".n",
    ],
)
def test_a_cursor_that_no_search_gave_out_is_refused(
    cursor: str, world: Any, client: Client
) -> None:
    answer = client.get("/api/v1/search/", {"q": "moss", "cursor": cursor})
    assert answer.status_code == 400
    assert [error["name"] for error in answer.json()["errors"]] == ["cursor"]


@pytest.mark.parametrize(
    "cursor",
    [
        "relevance.7ff8000000000000.735054.1.n",
        "-date.9999999.1.n",
        "relevance.fff0000000000000.1.1.p",
    ],
)
def test_a_cursor_beyond_everything_is_no_error(cursor: str, world: Any, client: Client) -> None:
    for q in ("moss", "kind:talk"):
        assert client.get("/api/v1/search/", {"q": q, "cursor": cursor}).status_code == 200


@pytest.fixture
def few_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COUNTED", 6)
    monkeypatch.setattr(finding, "RANKED", 4)


def test_of_many_it_says_at_least(few_are_counted: None, search: Search, client: Client) -> None:
    answer = search("kind:talk")
    assert (answer["count"], answer["count_is_exact"]) == (6, False)
    assert search("moss")["count_is_exact"]
    assert "At least 6 results" in page_of(client, q="kind:talk").main


@pytest.mark.parametrize("params", [{}, {"kind": "talk"}, {"year": "2013"}, {"language": "en"}])
def test_counts_of_many_add_up(
    params: dict[str, str], few_are_counted: None, search: Search
) -> None:
    answer = search("moss OR a OR the OR snakes OR what OR testing OR c OR not", **params)
    counted = {name: sum(row["count"] for row in rows) for name, rows in answer["facets"].items()}
    assert answer["count"] > 0
    assert counted["kind"] == answer["count"] or "kind" in params
    assert counted["year"] <= answer["count"] or "year" in params
    assert counted["language"] <= answer["count"] or "language" in params


@pytest.fixture
def okapis(world: dict[str, Any]) -> list[Session]:
    """Nine talks, a year apart, the newest first, also in the base."""
    talks = [
        SessionFactory(title=f"Okapi {year}", event=world["event"], date=f"{year}-05-05")
        for year in range(2009, 2000, -1)
    ]
    publish(*talks)
    return talks


def test_of_many_the_newest_are_ranked(
    okapis: list[Session], few_are_counted: None, titles: Finder, client: Client, search: Search
) -> None:
    assert titles("okapi") == [talk.title for talk in okapis[:4]]
    pages = walked(client, search("okapi", limit=3))
    assert [*chain(*pages)] == [talk.pk for talk in okapis[:4]]


@pytest.mark.parametrize("guess", [1, 2004, 2006, 2009, 2030])
def test_a_wrong_guess_of_where_the_newest_are_changes_nothing(
    guess: int,
    okapis: list[Session],
    few_are_counted: None,
    titles: Finder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting.Counts, "newest_year", lambda self, many: guess)
    assert titles("okapi") == [talk.title for talk in okapis[:4]]


def test_the_year_to_begin_with_is_guessed_from_what_was_counted() -> None:
    years = [("2010", 10), ("2012", 30), ("2013", 60)]
    counts = counting.Counts(100, {"kind": [("talk", 100)], "year": years}, False, 1000)
    assert [counts.newest_year(many) for many in (1, 600, 601, 901, 1001)] == [
        2013,
        2013,
        2012,
        2010,
        1,
    ]
