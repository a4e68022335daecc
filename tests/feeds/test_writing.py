"""Rows written many at once come back as they were."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.core.writing import insert
from apps.feeds.models import Entry
from tests.factories.feeds import FeedFactory

MOMENT = datetime(2026, 2, 3, 4, 5, 6, 789, UTC)
#: What COPY and array literals have a meaning for, among ordinary letters
TEXT = st.text(
    st.one_of(
        st.sampled_from('\\\n\r\t"{},NULné N.'),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=30,
)


def entry(**fields: Any) -> Entry:
    return Entry(feed=FeedFactory(), river_at=MOMENT, first_seen_at=MOMENT, **fields)


class TestRows(TestCase):
    @given(title=TEXT, content=TEXT, tags=st.lists(TEXT, max_size=3), url=TEXT, empty=st.booleans())
    def test_any_text_comes_back(
        self, title: str, content: str, tags: list[str], url: str, empty: bool
    ) -> None:
        made = entry(title=title, content=content, tags=tags, enclosures=[{"url": url}])
        made.published_at = None if empty else MOMENT
        insert([made])
        there = Entry.objects.get(pk=made.pk)
        for field in Entry._meta.concrete_fields:
            assert getattr(there, field.attname) == getattr(made, field.attname), field.name


@pytest.mark.django_db
def test_each_row_gets_a_key_of_its_own() -> None:
    rows = [entry(key=str(number)) for number in range(3)]
    insert(rows)
    stored = dict(Entry.objects.values_list("key", "pk"))
    assert stored == {row.key: row.pk for row in rows}
    assert len(set(stored.values())) == 3


@pytest.mark.django_db
def test_what_no_text_can_hold_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ValueError, match="NUL"):
        insert([entry(title="a\0b")])
    assert not Entry.objects.exists()
