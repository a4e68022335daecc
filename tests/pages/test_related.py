"""What is shown as related to a record, and what is not."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog.publishing import publish
from apps.catalog.related import COMMON, related
from tests import factories as make
from tests.factories import guides, reviews
from tests.pages.reading import Page


def names(row: Any, kind: str = "talk") -> dict[str, list[str]]:
    """What is related to a row, and why."""
    return {each.card["title"]: each.shared for each in related(kind, row.pk, row.title)}


def test_a_rare_topic_relates_across_kinds_and_says_so(db: None, client: Client) -> None:
    talk = make.SessionFactory(title="Opening", topics=["Migrations"])
    note = guides.NoteFactory(title="On ropes", topics=["migrations"])
    review = reviews.ReviewFactory(title="A first look", topics=["migrations"])
    publish(talk, note, review)

    page = Page(client.get(talk.get_absolute_url()))
    (section,) = page.all("section", class_="related")

    assert "On ropes note also on Migrations" in section.text
    assert "A first look review also on Migrations" in section.text
    for other in (note, review):
        shown = Page(client.get(other.get_absolute_url())).one("section", class_="related")
        assert "Opening" in shown.text


def test_what_shares_more_and_rarer_things_comes_first(db: None) -> None:
    talk = make.SessionFactory(title="Here", topics=["Python", "taggit", "haystack"])
    both = make.SessionFactory(title="Both", topics=["taggit", "haystack"])
    one = make.SessionFactory(title="One", topics=["haystack"])
    common = [make.SessionFactory(title=f"T{n}", topics=["Python"]) for n in range(60)]
    publish(talk, both, one, *common)

    assert list(names(talk).items()) == [("Both", ["taggit", "haystack"]), ("One", ["haystack"])]


def test_words_of_the_title_relate_if_two_of_them_are_shared(db: None) -> None:
    talk = make.SessionFactory(title="Steering the council of Python")
    two = make.SessionFactory(title="How a council is steering")
    told = make.SessionFactory(
        title="Elsewhere", summary="The councils, and who steers", language="en"
    )
    one = make.SessionFactory(title="A council")
    publish(talk, two, told, one)

    assert names(talk) == {"How a council is steering": ["council", "steering"]}
    talk.language = "en"
    talk.save()
    publish(talk)
    assert names(talk) == {
        "How a council is steering": ["council", "steering"],
        "Elsewhere": ["council", "steering"],
    }, "in a language that is known, forms of a word are that word"


def test_nothing_is_filled_up(db: None, client: Client) -> None:
    lonely = make.SessionFactory(title="Knots", topics=["knots"])
    publish(lonely, *(make.SessionFactory() for _ in range(3)))

    assert names(lonely) == {}
    assert Page(client.get(lonely.get_absolute_url())).all("section", class_="related") == []


def test_the_mark_of_one_event_relates_nothing(db: None) -> None:
    event, other = make.EventFactory(), make.EventFactory()
    talks = [make.SessionFactory(event=event, title=f"T{n}", topics=["con13"]) for n in range(5)]
    publish(*talks)
    assert names(talks[0]) == {}

    publish(make.SessionFactory(event=other, title="Abroad", topics=["con13"]))
    assert "Abroad" in names(talks[0])


def test_topics_of_too_many_records_say_nothing_even_together(db: None) -> None:
    talks = [make.SessionFactory(title=f"T{n}", topics=["all", "every"]) for n in range(4)]
    publish(*talks)
    assert len(names(talks[0])) == 3
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_document SET weight = %s WHERE kind = 'topic'", [COMMON + 1])
    assert names(talks[0]) == {}


def test_words_that_the_statistics_call_common_say_nothing_even_together(db: None) -> None:
    talk = make.SessionFactory(title="Steering a council together")
    publish(
        talk, *(make.SessionFactory(title=f"Steering a council together {n}") for n in range(120))
    )
    assert len(names(talk)) == 5
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_document")
    assert names(talk) == {}


def test_words_that_are_only_forms_of_common_ones_say_nothing(db: None) -> None:
    talk = make.SessionFactory(title="Getting started with ropes", language="en")
    other = make.SessionFactory(title="Getting started with ladders", language="en")
    texts = ("One gets it where it starts" if n % 4 else "" for n in range(120))
    publish(talk, other, *(make.SessionFactory(language="en", summary=text) for text in texts))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_document")
    assert names(talk) == {}


def test_a_topic_called_what_all_say_says_nothing(db: None) -> None:
    talk = make.SessionFactory(title="Here", topics=["Snakes"])
    publish(talk, make.SessionFactory(title="There", topics=["snakes"]))
    assert list(names(talk)) == ["There"]
    publish(*(make.SessionFactory(title=f"Snakes {n}") for n in range(30)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_document")
    assert names(talk) == {}


def test_accents_in_titles_relate(db: None) -> None:
    talk = make.SessionFactory(title="Développer à Liège", language="fr")
    publish(talk, make.SessionFactory(title="Liège : développer", language="fr"))
    assert names(talk) == {"Liège : développer": ["développer", "liège"]}


def test_what_is_withdrawn_is_related_to_nothing(db: None) -> None:
    talk = make.SessionFactory(title="Here", topics=["ropes"])
    other = make.SessionFactory(title="There", topics=["ropes"])
    publish(talk, other)
    assert list(names(talk)) == ["There"]
    other.state = "withdrawn"
    other.save()
    publish(other)

    assert names(talk) == {}


def test_talks_of_the_same_people_are_not_told_twice(db: None, client: Client) -> None:
    ada = make.PersonFactory(name="Ada")
    talk, again = (
        make.SessionFactory(title=title, topics=["ropes"], speakers=[ada]) for title in ("A", "B")
    )
    publish(talk, again)

    assert Page(client.get(talk.get_absolute_url())).names == ["B"]


@pytest.mark.parametrize(
    "title",
    ["", "!!", "a:b & c | !d <-> (", "it's 'quoted' \\ back", "日本語の題名", "x_y__z", "%s"],
)
def test_odd_titles_break_nothing(title: str, db: None) -> None:
    talk = make.SessionFactory(title=title, slug="odd")
    publish(talk)

    assert names(talk) == {}


def test_costs_one_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    talks = [make.SessionFactory(title=f"Ropes and ladders {n}", topics=["a", "b"]) for n in "xyz"]
    publish(*talks)

    with django_assert_num_queries(1):
        assert len(related("talk", talks[0].pk, talks[0].title)) == 2
