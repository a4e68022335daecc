"""The page of an event, and of a series."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog.publishing import publish
from apps.events.models import Event, Session
from tests import factories as make
from tests.pages.conftest import Archive
from tests.pages.reading import Page


def test_says_when_where_who_and_how_many(archive: Archive, client: Client) -> None:
    page = Page(client.get(archive.event.get_absolute_url()))
    facts = page.one("aside").text

    assert page.one("h1").text == "DjangoCon Nowhere 2013"
    assert "5 July 2013, Town Hall, Hobart, Australia" in page.main
    assert "≈50" in facts
    assert "Mo Derator organiser" in facts
    assert "Sponsor & Sons" in facts
    assert "Notes of the day." in page.main
    assert "From notes.example.org" not in page.main
    assert "From Notes of a listener by Lin Listener, CC BY 4.0" in page.main


def test_lists_its_sessions_in_the_order_they_were_held(archive: Archive, client: Client) -> None:
    page = Page(client.get(archive.event.get_absolute_url()))
    opening, panel = page.all("li", class_="knot")

    assert page.names == ["Opening", "Core developer panel"]
    assert "Mo Derator moderator, Пан Элист panelist (Foundation)" in panel.text
    assert "recorded" in panel.text
    assert "recorded" not in opening.text


def test_leads_to_the_year_before_and_after(archive: Archive, client: Client) -> None:
    later = Page(client.get(archive.event.get_absolute_url())).one("nav", class_="neighbours")
    earlier = Page(client.get(archive.before.get_absolute_url())).one("nav", class_="neighbours")

    assert later.text == "The year before DjangoCon Nowhere 2012"
    assert earlier.text == "The year after DjangoCon Nowhere 2013"


def test_sessions_are_grouped_by_day(db: None, client: Client) -> None:
    event = make.EventFactory(ends_on=datetime.date(2013, 7, 6))
    for day in (5, 6):
        make.SessionFactory(event=event, date=datetime.date(2013, 7, day))

    headings = [each.text for each in Page(client.get(event.get_absolute_url())).all("h3")]

    assert headings == ["Friday 5 July 2013", "Saturday 6 July 2013"]


def test_a_large_conference_is_paged(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make.EventFactory()
    for _ in range(2):
        make.SessionFactory(event=event, position=1, speakers=[make.PersonFactory()])
    client.get(event.get_absolute_url())  # Django asks once for what it then remembers
    with django_assert_num_queries(17):
        client.get(event.get_absolute_url())
    talks = [Session(event=event, title=f"T{n}", slug=f"t{n}", position=n) for n in range(9, 509)]
    Session.objects.bulk_create(talks)

    with django_assert_num_queries(17):
        page = Page(client.get(event.get_absolute_url()))
    last = Page(client.get(event.get_absolute_url() + "?page=4"))

    assert len(page.names) == 150
    assert "Page 1 of 4" in page.main
    assert last.names[-1] == "T508"


@pytest.mark.parametrize("state", [Event.State.WITHDRAWN, Event.State.DRAFT])
def test_withdrawn_after_it_was_public_is_gone(
    state: Event.State, archive: Archive, client: Client
) -> None:
    archive.event.state = state
    archive.event.save()
    publish(archive.event)

    for row in (archive.event, archive.panel):
        response = client.get(row.get_absolute_url())
        assert response.status_code == 410
        assert "was withdrawn" in Page(response).main


@pytest.mark.parametrize("slug", ["panel", "패널"])
def test_deleted_after_it_was_public_is_gone(slug: str, db: None, client: Client) -> None:
    talk = make.SessionFactory(slug=slug)
    other = make.SessionFactory(slug=slug)
    publish(talk, other)
    address, key = talk.get_absolute_url(), talk.pk
    talk.delete()
    talk.pk = key
    publish(talk)

    assert client.get(address).status_code == 410
    assert client.get(other.get_absolute_url()).status_code == 200
    assert client.get(f"/events/elsewhere/{slug}/").status_code == 404


def test_markup_in_titles_stays_text(db: None, client: Client) -> None:
    event = make.EventFactory(
        title="<script>alert(1)</script> & Co", slug="odd", sponsors=["<b>Bold</b>"]
    )
    talk = make.SessionFactory(
        event=event, title='"><img src=x onerror=alert(2)>', slug="odder", topics=["<i>"]
    )
    publish(event, talk)

    for path in ("/", "/events/", "/talks/", "/topics/", "/events/odd/", "/events/odd/odder/"):
        page = Page(client.get(path))
        assert page.faults == []
        assert {script.get("type") for script in page.scripts} <= {"application/ld+json"}
        assert page.all("img") == []
        assert page.all("b", class_="Bold") == []
    assert Page(client.get("/events/odd/")).one("h1").text == "<script>alert(1)</script> & Co"


def test_a_series_has_its_years_side_by_side(archive: Archive, client: Client) -> None:
    page = Page(client.get("/series/djangocon-nowhere/"))
    rows = [row.text for row in page.all("tr")]

    assert rows == [
        "Event Talks People Back from an earlier year Noted: talks of which there are notes Topics",
        "DjangoCon Nowhere 2013 5 July 2013, Hobart, Australia"
        " 2 talks of DjangoCon Nowhere 2013 2 0 0 2",
        "DjangoCon Nowhere 2012 6 July 2012 0 0 – 0 0",
    ]


@pytest.mark.parametrize("path", ["/series/nothing/", "/events/nothing/", "/events/no/thing/"])
def test_what_never_was_is_not_found(path: str, archive: Archive, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("folder", ["events", "people", "topics", "series", "events/a"])
def test_odd_addresses_are_not_found(folder: str, db: None, client: Client) -> None:
    for slug in ("%00", "%ED%A0%80", "x" * 300, "%25", "..%2F.."):
        assert client.get(f"/{folder}/{slug}/").status_code == 404


def test_shows_notes_figures_incidents_and_caveat(archive: Archive, client: Client) -> None:
    archive.event.caveat = "Typed in haste."
    archive.event.save()
    make.PassageFactory(session=None, event=archive.event, text="It rained.", anchor="n-rain")
    make.PassageFactory(session=archive.panel, text="They agreed.")
    make.FigureFactory(session=None, event=archive.event, what="Umbrellas", unit="")
    make.IncidentFactory(event=archive.event, suspected_cause="Cheap radio", mend="None")
    page = Page(client.get(archive.event.get_absolute_url()))

    assert "Typed in haste." in page.one("p", class_="caveat").text
    assert "It rained." in page.main
    assert "Umbrellas ≈50" in page.main
    assert "Netbook Symptom No wireless network Suspected cause Cheap radio" in page.main
    section = page.one("section", class_="noted").text
    assert section.startswith("Core developer panel")
    assert "They agreed." in section
    assert f"#s-{archive.panel.slug}" in [a.get("href") for a in page.all("a")]
    assert "What changed" in page.main
    assert page.faults == []
