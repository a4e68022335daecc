"""What pages may cost: so many questions to the database, however much they show."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.catalog import freshness, publishing
from apps.events.models import Event
from tests.factories import AppearanceFactory, EventFactory, RecordingFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    freshness.finished.clear()


@pytest.fixture
def event() -> Any:
    return EventFactory(slug="pycon-2013")


def held(event: Event, number: int) -> Any:
    """A session with all that its event's page shows of one."""
    talk = SessionFactory(event=event, title=f"Talk {number}", topics=[f"Topic {number}"])
    AppearanceFactory(session=talk)
    RecordingFactory(session=talk)
    publishing.publish(talk)
    return talk


def questions(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_longer_programme_asks_no_more(client: Client, event: Any) -> None:
    held(event, 0)
    short = questions(client, event.get_absolute_url())
    for number in range(1, 8):
        held(event, number)
    assert questions(client, event.get_absolute_url()) == short <= 18


def test_a_talk_asks_no_more_where_there_are_more(client: Client, event: Any) -> None:
    talk = held(event, 0)
    held(event, 1)
    few = questions(client, talk.get_absolute_url())
    for number in range(2, 8):
        held(event, number)
    assert questions(client, talk.get_absolute_url()) == few <= 18


def test_home_is_made_once_for_each_state_of_the_catalog(client: Client, event: Any) -> None:
    held(event, 0)
    assert questions(client, "/") <= 12
    assert questions(client, "/") == 1  # is anything new?
    held(event, 1)
    assert questions(client, "/") > 1
