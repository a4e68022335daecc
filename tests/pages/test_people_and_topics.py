"""Pages of people and topics, and the home page."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog.publishing import publish
from tests import factories as make
from tests.pages.conftest import Archive
from tests.pages.reading import Page


def listed(page: Page) -> list[str]:
    (index,) = page.all("ul", class_="index")
    return [a.text for a in page.all("a", dir="auto") if a.text in index.text]


def test_a_person_with_everything_they_did(archive: Archive, client: Client) -> None:
    page = Page(client.get("/people/mo-derator/"))
    panel, organised, *told = page.all("li", class_="knot")

    assert page.one("aside").text == (
        "Talks moderator 1"
        " Also here Behind the scenes 1 Statuses 1 Packages 1 Porting notes 1 Case studies 1"
    )
    assert [each.text for each in told] == [
        "South: does not work on Python 3 status",
        "South package",
        "One source porting note",
        "Porting a site case study",
    ]
    assert panel.text.startswith("Core developer panel recorded with Пан Элист panelist")
    assert "moderator" in panel.text
    assert "DjangoCon Nowhere 2013" in organised.text
    assert "organiser" in organised.text
    assert "2013" in [heading.text for heading in page.all("h3")]


def test_other_spellings_are_shown(archive: Archive, client: Client) -> None:
    assert "Pan Elist" in Page(client.get("/people/pan/")).one("aside").text


def test_a_person_is_one_page_of_queries(
    archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(10):
        client.get("/people/pan/")


def test_a_withdrawn_person_is_gone(archive: Archive, client: Client) -> None:
    archive.panelist.appearances.all().delete()
    publish(archive.panelist, archive.panel, archive.talk)

    assert client.get("/people/pan/").status_code == 410


def test_people_by_letter_in_any_script(archive: Archive, client: Client) -> None:
    names = ["Émile Zola", "Eve Adams", "김철수", "加藤", "ёлка", "Zoe Z"]
    people = [make.PersonFactory(name=name, slug=f"p{n}") for n, name in enumerate(names)]
    publish(make.SessionFactory(speakers=people))

    assert listed(Page(client.get("/people/?letter=e"))) == ["Émile Zola", "Eve Adams"]
    assert listed(Page(client.get("/people/?letter=E"))) == ["Émile Zola", "Eve Adams"]
    assert listed(Page(client.get("/people/?letter=hangul"))) == ["김철수"]
    assert listed(Page(client.get("/people/?letter=han"))) == ["加藤"]
    assert listed(Page(client.get("/people/?letter=cyrillic"))) == ["ёлка", "Пан Элист"]
    assert listed(Page(client.get("/people/?letter=q"))) == []
    assert listed(Page(client.get("/people/")))[0] == "Пан Элист", "two talks come first"


@pytest.mark.parametrize("path", ["/people/?letter=ж", "/people/?letter=%00", "/topics/?order=x"])
def test_a_letter_or_order_that_is_none(path: str, archive: Archive, client: Client) -> None:
    assert client.get(path).status_code == 400


def test_topics_by_use_and_by_name(archive: Archive, client: Client) -> None:
    publish(make.SessionFactory(topics=["asyncio"]))

    assert listed(Page(client.get("/topics/"))) == ["Django", "asyncio", "Python 3"]
    assert listed(Page(client.get("/topics/?order=name"))) == ["asyncio", "Django", "Python 3"]


def test_a_topic_with_talks_and_events(archive: Archive, client: Client) -> None:
    page = Page(client.get("/topics/django/"))

    assert sorted(page.names) == ["Core developer panel", "DjangoCon Nowhere 2013", "Opening"]
    assert page.link("Filter the talks") == "/talks/?topic=django"


def test_home_says_how_much_there_is(
    archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(11):
        page = Page(client.get("/"))

    assert page.one("ul", class_="numbers").text == "2 events 2 talks 2 people 2 topics"
    assert "Core developer panel" in page.names
    assert "DjangoCon Nowhere 2013" in page.names


def test_home_of_an_empty_archive_says_so(db: None, client: Client) -> None:
    assert "Nothing is kept here yet" in Page(client.get("/")).main
