"""What words find, however they are spelt."""

from typing import Any

import pytest

from apps.catalog.publishing import publish
from tests.factories import SessionFactory
from tests.search.conftest import Finder


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("databases", "Testing databases"),
        ("DATABASE", "Testing databases"),
        ("tested database", "Testing databases"),
        ("test datab", "Testing databases"),
        ("how to test the database", "Testing databases"),
        ("Datenbank", "Datenbanken im Alltag"),
        ("die Datenbank", "Datenbanken im Alltag"),
        ("schonheit", "Datenbanken im Alltag"),
        ("Schönheit", "Datenbanken im Alltag"),
        ("developpement", "Développement d'applications"),
        ("développement", "Développement d'applications"),
        ("bibliothèque", "Développement d'applications"),
        ("机", ""),
        ("機械学習", "機械学習ライブラリの作成"),
        ("学習ライブラリ", "機械学習ライブラリの作成"),
        ("עולם", "שלום עולם"),
        ("тест", "Быстрые тесты"),
        ("C++", "C++ for the rest of us"),
        ("__init__", "What __init__ is for"),
        ("asyncio.gather", "What __init__ is for"),
        ("gather", "What __init__ is for"),
        ("3.12", "What __init__ is for"),
        ("PEP-8", "What __init__ is for"),
        ("pep 8", "What __init__ is for"),
        ("pep8", "What __init__ is for"),
        ("Python3.12", "What __init__ is for"),
        ("<script>alert", "<script>alert(1)</script> & friends"),
        ("the who", "The Who"),
        ("🐍", "Snakes 🐍 everywhere"),
        ('"django taggit"', "Tagging with relations"),
        ("lukasz obrien", "Łukasz O’Brien"),
        ("Łukasz O'Brien", "Łukasz O’Brien"),
    ],
)
def test_found(asked: str, title: str, titles: Finder) -> None:
    found = titles(asked)
    assert title in found if title else found == []


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("C++", "What __init__ is for"),  # has a C, and no C++
        ("3.1 gather", "What __init__ is for"),  # is no beginning of a word: not the last one
        ("pep9", "What __init__ is for"),
        ('"pep8"', "What __init__ is for"),  # a phrase is as it stands
        ('"testing data"', "Testing databases"),  # a phrase is complete
        ('"taggit django"', "Tagging with relations"),
        ("databases -honest", "Testing databases"),
        ("data snakes", "Testing databases"),  # only the last word may be unfinished
        ("test nothing", "Testing databases"),
        ("notes", "Not now"),  # its Portuguese stem is "not"
        ("学械", "機械学習ライブラリの作成"),
    ],
)
def test_not_found(asked: str, title: str, titles: Finder) -> None:
    assert title not in titles(asked)


@pytest.mark.parametrize("asked", ["Jacob Kaplan Moss", "kaplan-moss", "Kaplan Mos", "kaplan MOSS"])
def test_somebody_comes_before_what_names_them(asked: str, titles: Finder) -> None:
    found = titles(asked)
    assert found[0] == "Jacob Kaplan-Moss"
    assert "Keynote" in found[1:]


def test_a_title_in_any_language_comes_first(world: dict[str, Any], titles: Finder) -> None:
    event = world["event"]
    noted = SessionFactory(title="Anderes", language="de", body="Über eine Datenbank.", event=event)
    publish(noted)
    assert titles("Datenbank ") == ["Datenbanken im Alltag", "Anderes"]


def test_small_topics_come_after_talks_but_the_topic_itself_before(
    world: dict[str, Any], titles: Finder
) -> None:
    talk = SessionFactory(
        title="Wombats at work, and at home",
        event=world["event"],
        topics=["Wombat care", "Wombats"],
    )
    publish(talk)
    assert titles("wombats ") == ["Wombats", talk.title, "Wombat care"]


def test_one_of_several_words(titles: Finder) -> None:
    either = titles("snakes OR who")
    assert {"The Who", "Snakes 🐍 everywhere"} == {*either}
    assert titles("snakes | who") == either
    assert titles("snakes OR who -band") == ["Snakes 🐍 everywhere"]


def test_a_package_is_found_with_its_status_and_the_talk_that_shows_it(search: Any) -> None:
    kinds = {row["value"]: row["count"] for row in search("django-taggit")["facets"]["kind"]}
    assert kinds == {
        "talk": 2,  # one in its notes, one that names the package
        "package": 1,
        "status": 2,  # its own, and one that recommends it
    }


def test_what_is_withdrawn_is_not_found(world: dict[str, Any], titles: Finder) -> None:
    talk = world["talks"]["The Who"]
    assert titles("band") == ["The Who"]
    before = titles("kind:talk")
    talk.state = "withdrawn"
    talk.save()
    publish(talk)
    assert titles("band") == []
    assert len(titles("kind:talk")) == len(before) - 1
