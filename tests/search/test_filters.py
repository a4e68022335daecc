"""Filters in the line and in the address; facets; what is said about those that mean nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.catalog.publishing import publish
from tests.factories import SessionFactory
from tests.pages.reading import Page
from tests.search.conftest import TALKS, Finder


@pytest.mark.parametrize(
    ("line", "parameter", "value"),
    [
        ("kind:talk", "kind", "talk"),
        ("Kind:Talks", "kind", "talks"),
        ('speaker:"Jacob Kaplan-Moss"', "speaker", "jacob-kaplan-moss"),
        ("speaker:jacob", "speaker", "jacob"),
        ("event:pycon-nowhere-2015", "event", "pycon-nowhere-2015"),
        ('event:"nowhere 2015"', "event", "nowhere 2015"),
        ("topic:django", "topic", "django"),
        ("year:2015", "year", "2015"),
        ("year:2014-2016", "year", "2014-2016"),
        ("year:2014-", "year", "2014-"),
        ("year:>2013", "year", "2014-"),
        ("date:<=2013", "year", "-2013"),
        ("type:talk", "kind", "talk"),
        ("by:jacob", "speaker", "jacob"),
        ("tag:django", "topic", "django"),
        ("lang:de", "language", "de"),
        ("language:German", "language", "de"),
    ],
)
def test_a_filter_may_be_typed_or_chosen(
    line: str, parameter: str, value: str, titles: Finder
) -> None:
    typed = titles(line)
    assert typed
    assert typed == titles(**{parameter: value})
    assert len(typed) < len(titles("kind:talk OR x", year="2000-2030")) + 99


def test_filters_narrow_what_words_find(titles: Finder) -> None:
    assert titles('moss speaker:"Łukasz O’Brien"') == ["Kaplan-Moss on moss"]
    assert titles("moss year:2015") == ["Keynote"]
    assert titles("moss topic:community event:pycon-nowhere-2013") == ["Kaplan-Moss on moss"]
    assert titles("moss", kind="person") == ["Jacob Kaplan-Moss"]


def test_a_filter_with_a_minus_takes_away(search: Callable[..., Any], titles: Finder) -> None:
    assert titles("moss -kind:person") == ["Kaplan-Moss on moss", "Keynote"]
    assert titles("moss -topic:django -kind:person") == ["Kaplan-Moss on moss"]
    assert titles('moss -event:"nowhere 2013"') == ["Jacob Kaplan-Moss", "Keynote"]
    assert "Keynote" not in titles("-year:2015")
    answer = search("moss -kind:person", year="2015")
    assert (answer["count"], answer["filters"], answer["notes"]) == (1, {"year": "2015"}, [])


def test_a_filter_with_a_minus_stays_when_another_is_chosen(world: Any, client: Client) -> None:
    page = Page(client.get("/search/", {"q": "moss -kind:person"}))
    (topic,) = (a for a in page.all("a") if a.get("href").endswith("&topic=django"))
    assert Page(client.get(f"/search/{topic.get('href')}")).names == ["Keynote"]


@pytest.mark.parametrize("value", ["panel", "Panels"])
def test_a_kind_of_talk_is_a_kind(value: str, world: dict[str, Any], titles: Finder) -> None:
    publish(SessionFactory(title="Four on snakes", kind="panel", event=world["event"]))
    assert titles(f"snakes kind:{value}") == ["Four on snakes"]
    assert len(titles("snakes kind:talk")) == 2


def test_without_words_the_newest_come_first(titles: Finder) -> None:
    found = titles("kind:talk")
    assert found[0] == "Keynote"
    assert len(found) == len(TALKS) + 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("foo:bar", "There is no filter “foo:”"),
        ("kind:tlak", "“kind:tlak” was left out: it must be one of"),
        ("year:never", "“year:never” was left out: it must be a year"),
        ("year:0000", "it must be a year"),
        ("language:klingonese", "it must be a code or a name of a language"),
        ("speaker:nobody", "Nobody here is called “nobody”."),
        ("event:nowhen", "No event here is called “nowhen”."),
        ("topic:nothing", "There is no topic “nothing”."),
        ("-kind:tlak", "“-kind:tlak” was left out: it must be one of"),
        ("-speaker:nobody", "Nobody here is called “nobody”."),
        ("-year:1 " * 9, "there are enough filters with a minus"),
        ('kind:""', "it needs a value"),
        ("kind:talk kind:event", "“kind:” can be given once"),
        ("!!! ???", "no letter or digit"),
        ("word " * 30, "Only the first 20 words"),
        ("x" * 600, "Only the first 500 characters"),
    ],
)
def test_what_means_nothing_is_explained(
    line: str, said: str, search: Callable[..., Any], client: Client
) -> None:
    notes = " ".join(search(line)["notes"])
    page = client.get("/search/", {"q": line}).content.decode()
    assert said in notes
    assert said in page


@pytest.mark.parametrize("line", ["http://example.org", "std::vector", "TypeError: nothing", "a:"])
def test_a_colon_in_a_word_is_no_filter(line: str, search: Callable[..., Any]) -> None:
    assert search(line)["notes"] == []


def test_a_filter_of_the_address_wins_and_says_so(search: Callable[..., Any]) -> None:
    answer = search("moss kind:talk", kind="person")
    assert answer["filters"] == {"kind": "person"}
    assert "another “kind” is chosen" in answer["notes"][0]


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"kind": "tlak"}, "kind"),
        ({"year": "never"}, "year"),
        ({"year": "2013-"}, ""),
        ({"language": "xx-yy-zz"}, "language"),
        ({"order": "title"}, "order"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"page": "0"}, "page"),
        ({"offset": "-1"}, "offset"),
        ({"speaker": ""}, "speaker"),
        ({"topic": "a\0b"}, "topic"),
        ({"event": "x" * 251}, "event"),
        ({"cursor": "x"}, "cursor"),
        ({"q": ["a", "b"]}, "q"),
    ],
)
def test_a_wrong_parameter_is_named(
    params: dict[str, Any], name: str, world: Any, client: Client
) -> None:
    answer = client.get("/api/v1/search/", params)
    assert answer.status_code == (400 if name else 200)
    if name:
        assert answer["Content-Type"] == "application/problem+json"
        assert [error["name"] for error in answer.json()["errors"]] == [name]


def test_counts_by_kind_add_up(search: Callable[..., Any]) -> None:
    answer = search("moss")
    kinds = {row["value"]: row["count"] for row in answer["facets"]["kind"]}
    assert kinds == {"talk": 2, "person": 1}
    assert answer["count"] == sum(kinds.values()) == len(answer["results"])


def test_a_facet_counts_what_could_be_chosen_instead(search: Callable[..., Any]) -> None:
    answer = search("moss", kind="talk", year="2015")
    facets = {
        name: {row["value"]: row["count"] for row in rows}
        for name, rows in answer["facets"].items()
    }
    assert answer["count"] == 1
    assert facets["kind"] == {"talk": 1}
    assert facets["year"] == {"2013": 1, "2015": 1}
    assert facets["topic"] == {"django": 1, "community": 1}
    assert facets["event"] == {"pycon-nowhere-2015": 1}
    assert answer["facets"]["event"][0]["title"] == "PyCon Nowhere 2015"
    assert {"value": "django", "title": "Django", "count": 1} in answer["facets"]["topic"]
