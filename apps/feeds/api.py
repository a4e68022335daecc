"""Feeds and entries as records of the catalog: what is public, what is found, what shows what."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Q

from apps.catalog import filters, kinds
from apps.catalog.serializers import loaded_topics
from apps.core.querysets import among
from apps.feeds.models import Entry, Feed
from apps.feeds.serializers import (
    EntryCardSerializer,
    EntrySerializer,
    FeedCardSerializer,
    FeedSerializer,
)

ON_RIVER, ASIDE = "river", "aside"


def public_feeds() -> models.QuerySet[Feed]:
    """Published feeds with all that their documents show."""
    entries = Count("entries", filter=Q(entries__state="published"))
    return (
        Feed.objects.published()
        .select_related("owner")
        .prefetch_related(loaded_topics())
        .annotate(entry_count=entries)
    )


def feed_entry(feed: Any) -> kinds.Entry:
    topics = [link.tag for link in feed.loaded_topic_links]
    owner = feed.owner
    return kinds.Entry(
        slug=feed.slug,
        title=feed.title,
        summary=feed.summary,
        weight=feed.entry_count,
        form=feed.status,
        language=feed.language,
        people=[(owner.slug, "owner")] if owner else [],
        topics=[topic.slug for topic in topics],
        texts=(
            feed.title,
            " ".join([owner.name if owner else "", *map(str, topics)]),
            feed.summary,
            "",
        ),
    )


def what_shows_feeds(ids: Iterable[int]) -> kinds.Touched:
    """Their entries, which name them, their owners and topics."""
    feeds = Feed.objects.filter(pk__in=list(ids))
    return {
        "entry": set(feeds.values_list("entries", flat=True)) - {None},
        "person": set(feeds.values_list("owner", flat=True)) - {None},
        "topic": set(feeds.values_list("topics", flat=True)) - {None},
    }


def public_entries() -> models.QuerySet[Entry]:
    """Published entries of published feeds with all that their documents show."""
    return Entry.objects.published().prefetch_related("feed", "author", loaded_topics())


def entry_entry(entry: Any) -> kinds.Entry:
    topics = [link.tag for link in entry.loaded_topic_links]
    shown = entry.river_at if entry.on_river else entry.published_at
    return kinds.Entry(
        slug=entry.slug,
        title=str(entry),
        summary=entry.summary,
        form=ON_RIVER if entry.on_river else ASIDE,
        language=entry.language,
        date=shown.date() if shown else None,
        series=entry.feed.slug,
        people=[(entry.author.slug, "author")] if entry.author else [],
        topics=[topic.slug for topic in topics],
        texts=(
            entry.title,
            " ".join([*entry.authors, entry.feed.title, *entry.tags]),
            "",
            entry.words,
        ),
    )


def what_shows_entries(ids: Iterable[int]) -> kinds.Touched:
    """The feeds and topics that count them, and who wrote them."""
    entries = Entry.objects.filter(among("pk", ids))
    return {
        "feed": set(entries.values_list("feed", flat=True)),
        "person": set(entries.values_list("author", flat=True)) - {None},
        "topic": set(entries.values_list("topics", flat=True)) - {None},
    }


LANGUAGE = filters.equals("language", "Language code (BCP 47), such as en")

kinds.register(
    kinds.Kind(
        name="feed",
        plural="feeds",
        model=Feed,
        rows=public_feeds,
        card=FeedCardSerializer,
        detail=FeedSerializer,
        entry=feed_entry,
        touches=what_shows_feeds,
        filters={
            "topic": filters.topic(),
            "language": LANGUAGE,
            "status": filters.one_of("form", Feed.Status.values, "How it is doing"),
        },
        order="title",
    )
)
kinds.register(
    kinds.Kind(
        name="entry",
        plural="entries",
        model=Entry,
        rows=public_entries,
        card=EntryCardSerializer,
        detail=EntrySerializer,
        entry=entry_entry,
        touches=what_shows_entries,
        filters={
            "feed": filters.equals("series", "Slug of a feed"),
            "author": filters.person("role", "Slug of a person who wrote it"),
            "topic": filters.topic(),
            "year": filters.year("Year of its place on the river"),
            "language": LANGUAGE,
            "shown": filters.one_of(
                "form", [ON_RIVER, ASIDE], "On the river, or on its feed's page alone"
            ),
        },
        lookup="id",
        counted=True,
        beside=True,
        page="/planet/",
    )
)
