"""What the database itself guarantees of feeds, and what the catalog shows of them."""

import pytest
from django.db import IntegrityError

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.catalog.publishing import publish
from apps.feeds.models import Feed
from tests import factories as make
from tests.factories import feeds as feed_make

pytestmark = pytest.mark.django_db


def test_an_entry_and_its_feed_reach_the_catalog() -> None:
    owner = make.PersonFactory(name="Grace Example")
    feed = feed_make.FeedFactory(title="Grace writes", owner=owner, topics=["Django"])
    entry = feed_make.EntryFactory(feed=feed, author=owner, content="<p>On <b>quipus</b> &amp; c.")

    publish(entry)

    document = Document.objects.get(kind="entry")
    assert document.series == "grace-writes"
    assert document.people == ["author:", "author:grace-example", "grace-example"]
    assert document.text_d.split() == ["On", "quipus", "&", "c."]
    assert Document.objects.get(kind="feed").weight == 1


def test_entries_of_a_feed_that_is_withdrawn_are_gone_from_the_catalog() -> None:
    entry = feed_make.EntryFactory()
    publish(entry)
    entry.feed.state = Feed.State.WITHDRAWN
    entry.feed.save()

    publish(entry.feed)

    assert not Document.objects.filter(withdrawn_at__isnull=True).exists()
    assert not list(differences())


def test_what_is_off_the_river_is_filed_under_its_own_date_or_none() -> None:
    dated = feed_make.EntryFactory(on_river=False)
    undated = feed_make.EntryFactory(
        feed=dated.feed, on_river=False, published_at=None, river_at=dated.river_at
    )
    publish(dated, undated)

    dates = dict(Document.objects.filter(kind="entry").values_list("object_id", "date"))
    assert dates == {dated.pk: dated.river_at.date(), undated.pk: None}


def test_a_suggested_feed_cannot_be_public() -> None:
    with pytest.raises(IntegrityError, match="feed_suggested"):
        feed_make.FeedFactory(status=Feed.Status.SUGGESTED)


def test_a_mention_is_of_one_record() -> None:
    with pytest.raises(IntegrityError, match="mention_of_one_record"):
        feed_make.MentionFactory(
            event=make.EventFactory(), person=make.PersonFactory(), entry=feed_make.EntryFactory()
        )
