"""Calendars, as a calendar reads them (RFC 5545)."""

import datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from apps.catalog.publishing import publish
from apps.events.calendars import days_of, write
from apps.events.models import Event
from tests import factories as make
from tests.pages.conftest import Archive

DAY = datetime.date
TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


def read(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def entries(calendar: Any) -> dict[str, Any]:
    return {str(each["SUMMARY"]): each for each in calendar.walk("VEVENT")}


def test_an_event_lasts_whole_days_the_last_one_included(archive: Archive, client: Client) -> None:
    archive.event.ends_on = DAY(2013, 7, 7)
    archive.event.save()
    publish(archive.event)
    calendar = read(client, f"/events/{archive.event.slug}.ics")
    entry = entries(calendar)[archive.event.title]

    assert (calendar["VERSION"], str(calendar["X-WR-CALNAME"])) == ("2.0", archive.event.title)
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (DAY(2013, 7, 5), DAY(2013, 7, 8))
    assert str(entry["LOCATION"]) == "Town Hall, Hobart, Australia"
    assert str(entry["URL"]) == f"http://127.0.0.1:8000{archive.event.get_absolute_url()}"
    assert entry["DTSTAMP"].dt.tzinfo is not None


def test_an_event_of_one_day_ends_the_day_after(archive: Archive, client: Client) -> None:
    entry = entries(read(client, "/events.ics"))[archive.before.title]
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (DAY(2012, 7, 6), DAY(2012, 7, 7))


def test_a_talk_has_its_hour_where_that_is_known(archive: Archive, client: Client) -> None:
    hobart = datetime.timezone(datetime.timedelta(hours=10))
    archive.panel.starts_at = datetime.datetime(2013, 7, 5, 16, 30, tzinfo=hobart)
    archive.panel.room = "Main, hall; left"
    archive.panel.save()
    publish(archive.panel)
    found = entries(read(client, f"/events/{archive.event.slug}.ics"))
    entry = found[archive.panel.title]

    assert set(found) == {archive.event.title, archive.panel.title}
    assert entry["DTSTART"].dt == datetime.datetime(2013, 7, 5, 6, 30, tzinfo=datetime.UTC)
    assert entry["DURATION"].dt == datetime.timedelta(seconds=2520)
    assert str(entry["LOCATION"]) == "Main, hall; left"
    assert "Mo Derator" in str(entry["DESCRIPTION"])


def test_the_identity_outlives_a_new_title_date_and_address(
    archive: Archive, client: Client
) -> None:
    before = {str(each["UID"]) for each in read(client, "/events.ics").walk("VEVENT")}
    archive.event.title, archive.event.slug = "Renamed", "renamed"
    archive.event.starts_on = DAY(2014, 1, 1)
    archive.event.save()
    publish(archive.event)
    after = read(client, "/events.ics")

    assert {str(each["UID"]) for each in after.walk("VEVENT")} == before
    assert len(before) == 2
    assert "Renamed" in entries(after)


def test_lists_are_narrowed_as_on_the_page(archive: Archive, client: Client) -> None:
    undated = make.EventFactory(title="Some day", starts_on=None, ends_on=None)
    other = make.EventFactory(title="Elsewhere", starts_on=DAY(2013, 1, 1))
    publish(undated, other)

    assert set(entries(read(client, "/events.ics?year=2013"))) == {archive.event.title, "Elsewhere"}
    assert set(entries(read(client, "/events.ics?series=djangocon-nowhere"))) == {
        archive.event.title,
        archive.before.title,
    }
    assert client.get("/events.ics?year=never").status_code == 400


@pytest.mark.parametrize("state", [Event.State.DRAFT, Event.State.WITHDRAWN])
def test_what_is_not_public_is_in_none(state: str, archive: Archive, client: Client) -> None:
    archive.event.state = state
    archive.event.save()
    publish(archive.event)

    assert archive.event.title not in entries(read(client, "/events.ics"))
    gone = client.get(f"/events/{archive.event.slug}.ics").status_code
    assert gone == 410
    assert client.get("/events/nothing.ics").status_code == 404


def test_it_is_asked_for_again_without_being_sent(
    archive: Archive, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        first = client.get("/events.ics")
    with django_assert_num_queries(1):
        again = client.get("/events.ics", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    with django_assert_num_queries(4):
        client.get(f"/events/{archive.event.slug}.ics")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(title=TEXT, summary=TEXT, city=TEXT)
def test_no_text_breaks_the_format(title: str, summary: str, city: str) -> None:
    """Lines of 75 octets at most, each ended by CRLF, none that a text could have put there."""
    card = {
        "id": 7, "title": title, "summary": summary, "starts_on": "2013-07-05", "ends_on": None,
        "venue": {"name": "", "city": city, "country": ""}, "updated_at": "2026-01-01T00:00:00Z",
        "html_url": "https://example.org/events/x/", "topics": [],
    }  # fmt: skip
    text = write(title, "https://example.org/events.ics", days_of([card]))
    lines = text.split(b"\r\n")

    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    assert set(entry) >= {"UID", "DTSTAMP", "DTSTART", "SUMMARY"}
    assert str(entry["UID"]) == "event-7@127.0.0.1"
