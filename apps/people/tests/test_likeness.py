"""Who may be one person, with the reason; and who is certainly not."""

import time
from typing import Any

import pytest

from apps.core.naming import person_key
from apps.people.likeness import Known, alike, everybody
from apps.people.models import Person
from tests import factories as make


def known(*people: tuple[str, dict[str, Any]] | str) -> list[Known]:
    """People by name, with what else is known of them."""
    given = [(each, {}) if isinstance(each, str) else each for each in people]
    return [
        Known(pk=n, name=name, keys=(person_key(name),), **more)
        for n, (name, more) in enumerate(given, 1)
    ]


def found(*people: tuple[str, dict[str, Any]] | str) -> list[tuple[str, ...]]:
    return [each.reasons for each in alike(known(*people))]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("José Núñez", "Jose Nunez", "the same name but for accents or signs"),
        ("Ada Lovelace", "ADA LOVELACE", "the same name but for capitals"),
        ("Ada Lovelace", "Ada Lovelace", "the same name"),
        ("Jacob Kaplan-Moss", "Jacob KaplanMoss", "the same name but for spaces or hyphens"),
        ("Andreas Müller", "Andreas Mueller", "the same name but for how accents are written"),
        ("Yuki Nakamura", "Nakamura Yuki", "the same words in another order"),
        ("Seth Larson", "Seth M. Larson", "first and last name alike, one with more between"),
        (
            "Seth M Larson",
            "Seth Michael Larson",
            "first and last name alike, one with more between",
        ),
        ("Mike Bayer", "Michael Bayer", "a short form of the first name"),
        ("Kate Bell", "Cathy Bell", "a short form of the first name"),
        ("J. Kaplan-Moss", "Jacob Kaplan-Moss", "initial and surname alike"),
        ("Matthias Bussonnier", "Matthias Bussonier", "one letter apart"),
        ("Karen Wiegel", "Karen Weigel", "one letter apart"),
    ],
)
def test_spellings_of_one_name(one: str, other: str, reason: str) -> None:
    assert found(one, other) == [(reason,)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Ji-hoon", "Kim Du-hoon"),
        ("Jesús Espino García", "Jesús Armando López García"),
        ("Maria Rossi", "Mario Rossi"),
        ("Daniel Smith", "Daniela Smith"),
        ("Peter", "Peter"),
        ("Anand S", "Anand S"),
        ("Tim Golden", "Tim Couper"),
        ("Speaker 11 Person", "Speaker 12 Person"),
        ("", "?"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert found(one, other) == []


def test_two_who_were_in_one_session_are_two() -> None:
    both = {"sessions": frozenset([7])}
    assert found(("Jon Doe", both), ("Jonathan Doe", both)) == []


def test_what_speaks_for_them_is_said_and_counted() -> None:
    there = {"events": frozenset(["DjangoCon 2013"]), "firms": frozenset(["Mozilla"])}
    (alone,) = alike(known("J. Doeington", "Jane Doeington"))
    (pair,) = alike(known(("J. Doeington", there), ("Jane Doeington", there)))
    assert pair.reasons[1:] == ("both at DjangoCon 2013", "both of Mozilla")
    assert pair.score > alone.score


def test_one_website_joins_names_that_are_alike_in_part() -> None:
    site = {"site": "jane.example.org"}
    assert found(("Jane Doe", site), ("Jane Doe-Miller", site)) == [
        ("names alike in part", "the same website")
    ]
    assert found(("Jane Doe", site), ("Peter Pan", site)) == [], "a site of several people"


def test_a_nickname_leads_to_a_handle() -> None:
    named = {"nicknames": frozenset(["freakboy3742"])}
    (reasons,) = found(("Russell Keith-Magee", named), "freakboy3742")
    assert reasons == ("one is known by the other's name",)


def test_a_surname_of_many_says_nothing() -> None:
    many = [f"{first} Smith" for first in ("Ann", "Bob", "Carl", "Dora", "Eve", "Fay", "Gus")]
    assert found(*many, "A Smith") == []


def test_ten_thousand_people_take_seconds() -> None:
    people = known(*(f"First{n % 997} Last{n // 3}x{n % 7}" for n in range(10_000)))
    start = time.process_time()
    list(alike(people))
    assert time.process_time() - start < 10


@pytest.mark.django_db
def test_everybody_in_few_queries(django_assert_num_queries: Any) -> None:
    person = make.PersonFactory(name="Ada Lovelace", url="https://www.Ada.example.org/")
    make.PersonNameFactory(person=person, name="A. Lovelace")
    event = make.EventFactory(series=make.SeriesFactory(name="PyCon"), title="PyCon 2013")
    session = make.SessionFactory(event=event)
    make.AppearanceFactory(
        session=session, person=person, nickname="Countess", affiliations=["Engines"]
    )
    with django_assert_num_queries(3):
        (ada,) = everybody()
    assert ada == Known(
        pk=Person.objects.get().pk,
        name="Ada Lovelace",
        keys=("ada lovelace", "a lovelace"),
        site="ada.example.org",
        sessions=frozenset([session.pk]),
        events=frozenset(["PyCon 2013"]),
        series=frozenset(["PyCon"]),
        firms=frozenset(["Engines"]),
        nicknames=frozenset(["countess"]),
    )
