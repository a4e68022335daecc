"""Entries are written out by hand where thousands are published: the fields stay the definition."""

from datetime import UTC, datetime

import pytest
from rest_framework import serializers

from apps.feeds.api import public_entries
from apps.feeds.serializers import EntrySerializer
from tests import factories as make
from tests.factories import feeds as feed_make

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 2, 3, 4, 5, 678, tzinfo=UTC)
FULL = {
    "title": "Ünïcode & <b>",
    "link": "https://blog.example.org/ö?q=a b",
    "authors": ["Grace Example", "Ada"],
    "tags": ["django", "漢字"],
    "language": "de",
    "enclosures": [{"url": "https://example.org/1.mp3", "type": "audio/mpeg", "length": None}],
    "revised_at": MOMENT,
    "edited_at": MOMENT,
    "on_river": False,
}


@pytest.mark.parametrize("fields", [{}, FULL, {"link": "", "title": "", "published_at": None}])
@pytest.mark.parametrize("has_author", [True, False])
def test_an_entry_written_out_by_hand_is_what_its_fields_say(
    fields: dict[str, object], has_author: bool
) -> None:
    author = make.PersonFactory() if has_author else None
    feed_make.EntryFactory(author=author, topics=["Zebra", "Django"] if fields else [], **fields)
    row = public_entries().get()
    serializer = EntrySerializer()

    by_hand = serializer.to_representation(row)

    assert by_hand == serializers.Serializer.to_representation(serializer, row)
    assert list(by_hand) == list(serializer.fields)
