"""What words find, however they are spelt."""

from typing import Any

import pytest

from apps.catalog.publishing import publish
from tests.factories import PersonFactory, SessionFactory
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
        (".NET", "Leaving .NET for good"),
        ("C++", "Leaving .NET for good"),
        ('"in Python"', "Leaving .NET for good"),
        ('"in Python"', "What __init__ is for"),  # in the body
        ("SQL Alchemy", "Leaving .NET for good"),
        ("sql-alchemy", "Leaving .NET for good"),
        ("e-mail", "Posta"),
        ("isik", "Işık"),
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
        ('"for Python"', "Leaving .NET for good"),  # has both words, apart
        ('"nets with Python"', "Leaving .NET for good"),
        ("e-mail", "Lettera"),  # "e" is a common word in Italian
        ("nets ", "Testing databases"),
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


def test_a_sign_ends_a_word(world: dict[str, Any], titles: Finder) -> None:
    publish(SessionFactory(title="Initial thoughts", event=world["event"]))
    assert "Initial thoughts" in titles("init")
    assert titles("__init__") == ["What __init__ is for"]
    assert "Testing databases" not in titles(".NET"), "which is no beginning of a word either"


def test_words_side_by_side_are_worth_more(world: dict[str, Any], titles: Finder) -> None:
    for title in ("Injection of snakes into SQL", "SQL injection of snakes", "SQL and injection"):
        publish(SessionFactory(title=title, event=world["event"]))
    assert titles("sql injection ")[0] == "SQL injection of snakes"


def test_who_is_named_like_a_topic_comes_after_what_is_about_it(
    world: dict[str, Any], titles: Finder
) -> None:
    talk = SessionFactory(title="Snakes and rust", event=world["event"], topics=["Rust"])
    other = SessionFactory(
        title="Else", event=world["event"], speakers=[PersonFactory(name="A Rust")]
    )
    publish(talk, other)
    assert titles("rust ")[:2] == ["Rust", talk.title]
    assert titles("a rust ")[0] == "A Rust"


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
