"""Values that a plain form would change without being asked."""

import pytest

from apps.core.estimates import Estimate, Precision
from apps.events.models import Appearance, Event, HeadCount
from tests.admin.conftest import Admin
from tests.factories import AppearanceFactory, EventFactory, HeadCountFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", [None, "", "We should."])
def test_an_empty_statement_is_not_a_missing_one(editor: Admin, statement: str | None) -> None:
    appearance: Appearance = AppearanceFactory(statement=statement)
    editor.change(appearance.session, **{"appearances-0-nickname": "FLUFL"})
    appearance.refresh_from_db()
    assert (appearance.nickname, appearance.statement) == ("FLUFL", statement)


def test_a_statement_that_is_cleared_is_empty(editor: Admin) -> None:
    appearance: Appearance = AppearanceFactory(statement="We should.")
    editor.change(appearance.session, **{"appearances-0-statement": ""})
    appearance.refresh_from_db()
    assert appearance.statement == ""


def test_affiliations_are_one_a_line_and_keep_their_commas(editor: Admin) -> None:
    appearance: Appearance = AppearanceFactory(affiliations=["Example, Inc.", "Django"])
    editor.change(appearance.session, **{"appearances-0-nickname": "x"})
    appearance.refresh_from_db()
    assert appearance.affiliations == ["Example, Inc.", "Django"]
    editor.change(appearance.session, **{"appearances-0-affiliations": "A, B\r\n\r\n C \r\n"})
    appearance.refresh_from_db()
    assert appearance.affiliations == ["A, B", "C"]


def test_topics_survive_a_save_that_is_about_something_else(editor: Admin) -> None:
    event: Event = EventFactory(topics=["machine learning", "C++", "a, b"])
    editor.change(event, title="Renamed")
    assert set(event.topics.names()) == {"machine learning", "C++", "a, b"}


def test_a_topic_of_two_words_is_one(editor: Admin) -> None:
    event: Event = EventFactory()
    editor.change(event, topics="machine learning")
    assert set(event.topics.names()) == {"machine learning"}
    editor.change(event, topics='Django, "Paris, France", ,')
    assert set(event.topics.names()) == {"Django", "Paris, France"}
    editor.change(event, topics="")
    assert not event.topics.exists()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("~50", Estimate.of(Precision.ROUGH, 50, raw="~50")),
        ("about 50", Estimate.of(Precision.ROUGH, 50, raw="about 50")),
        ("12-15", Estimate.between(12, 15, raw="12-15")),
        ("h", Estimate.of(Precision.HANDFUL, raw="h")),
        ("", Estimate.of(Precision.UNKNOWN)),
    ],
)
def test_a_head_count_is_typed_as_it_was_said(
    editor: Admin, typed: str, expected: Estimate
) -> None:
    count: HeadCount = HeadCountFactory(estimate=Estimate.of(Precision.EXACT, 7))
    assert editor.change(count.event, **{"head_counts-0-count": typed}).status_code == 302
    count.refresh_from_db()
    assert count.estimate == expected


def test_a_head_count_that_is_not_retyped_keeps_its_words(editor: Admin) -> None:
    said = Estimate.of(Precision.ROUGH, 50, raw="fifty or so, they said")
    count: HeadCount = HeadCountFactory(estimate=said)
    editor.change(count.event, **{"head_counts-0-room": "Hall"})
    count.refresh_from_db()
    assert (count.room, count.estimate) == ("Hall", said)


@pytest.mark.parametrize("typed", ["many", "-3", "15-12", "3000000000", "9" * 101])
def test_what_is_no_count_is_refused_beside_its_field(editor: Admin, typed: str) -> None:
    count: HeadCount = HeadCountFactory()
    response = editor.change(count.event, **{"head_counts-0-count": typed})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    count.refresh_from_db()
    assert count.raw == "about 50"
