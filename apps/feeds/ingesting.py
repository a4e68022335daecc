"""Storing what visits brought: a batch is one transaction, and publishing is part of it.

Two workers with the same visit: the second finds it made, and stores nothing. Everything that
must be known about a feed is read under a lock on its row.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apps.catalog.publishing import publish_ids
from apps.core.writing import insert, insert_missing, update
from apps.feeds import outcomes
from apps.feeds.crediting import Credits
from apps.feeds.deciding import (
    Filter,
    Found,
    Known,
    Place,
    link_key,
    matched,
    placed,
    rationed,
    said,
)
from apps.feeds.editing import MARKS, told_apart
from apps.feeds.mentioning import mention
from apps.feeds.models import Entry, Feed, Fetch
from apps.feeds.parsing import ParsedEntry
from apps.feeds.parsing.cleaning import beginning_of
from apps.feeds.parsing.texts import one_line
from apps.feeds.visiting import Outcome, Visit

#: What an edit changes of an entry; its place, its date and when it was first seen are not here.
EDITED: Final = [
    "key", "guid", "link", "link_key", "text_key", "hash", "title", "content", "summary",
    "authors", "author_id", "tags", "language", "enclosures", "revised_at", "edited_at",
    "updated_at",
]  # fmt: skip
LONGEST_SUMMARY: Final = 400
LONGEST_NAME: Final = 80

#: Of the new entries of a feed, by key
Places = Mapping[str, Place]


def store(visits: Iterable[Visit], now: datetime | None = None) -> list[Visit]:
    """Write what these visits brought, and publish it; return those that nobody made before."""
    by_feed = {visit.feed.pk: visit for visit in visits}
    with transaction.atomic():
        rows = Feed.objects.select_for_update().filter(pk__in=by_feed).order_by("pk")
        mine = [(feed, by_feed[feed.pk]) for feed in rows if _is_free(feed, by_feed[feed.pk].feed)]
        if mine:
            _Batch(mine, now or timezone.now()).store()
    return [visit for _, visit in mine]


def _is_free(locked: Feed, asked: Feed) -> bool:
    """Whether nobody has made this visit meanwhile, nor changed what is asked for."""
    return locked.next_at == asked.next_at and locked.url == asked.url


class _Batch:
    """Visits of feeds whose rows are locked."""

    def __init__(self, mine: Sequence[tuple[Feed, Visit]], now: datetime) -> None:
        self.now = now
        self.mine = mine
        self.read = [(feed, visit) for feed, visit in mine if visit.parsed]
        self.new: list[Entry] = []
        self.edited: list[Entry] = []
        self.unseen: list[Entry] = []

    def store(self) -> None:
        before = {feed.pk: _kept(feed) for feed, _ in self.mine}
        if self.read:
            self._decide()
            self._write_entries()
        others = self._others()
        for feed, visit in self.mine:
            self._note(feed, visit, [other.url for other in others if other.pk != feed.pk])
            self._compare(feed, visit, others)
        changed = {feed.pk: _changed(before[feed.pk], feed) for feed, _ in self.mine}
        update([feed for feed, _ in self.mine], sorted(set().union(*changed.values())))
        self._write_fetches({pk: fields["next_at"] for pk, fields in before.items()})
        self._publish(changed)

    def _publish(self, changed: Mapping[int, set[str]]) -> None:
        """Put into the catalog what readers see otherwise than before.

        Entries show their feed's title. Of what else a visit changes of it nothing shows a part.
        """
        shown = [pk for pk, names in changed.items() if not names.isdisjoint(outcomes.PUBLIC)]
        titled = [pk for pk in shown if "title" in changed[pk]]
        entries = [entry.pk for entry in (*self.new, *self.edited)]
        if shown or entries:
            ids = {"feed": titled, "entry": entries}
            publish_ids(ids, alone={"feed": shown}, made={"entry": self.new})

    def _decide(self) -> None:
        """Make rows, not saved yet, of what is new or edited."""
        known = self._known()
        self.credits = Credits(entry for _, visit in self.read for entry in _entries(visit))
        found = {feed.pk: self._found(feed, visit, known[feed.pk]) for feed, visit in self.read}
        places = {feed.pk: self._placed(feed, found[feed.pk]) for feed, _ in self.read}
        filed = self._filed(places)
        for feed, visit in self.read:
            rations = rationed(places[feed.pk], filed[feed.pk], feed.daily_limit)
            self._make(feed, visit, found[feed.pk], rations)
        self.edited, self.unseen = told_apart(self.edited)
        edited = Counter(entry.feed_id for entry in self.edited)
        for feed, visit in self.read:
            visit.edited = edited[feed.pk]
            if visit.added or visit.edited:
                visit.outcome = Outcome.NEW

    def _found(self, feed: Feed, visit: Visit, known: list[Known]) -> list[Found]:
        wanted = Filter(feed.tags_wanted, feed.words_wanted, feed.words_unwanted)
        entries = [e for e in _entries(visit) if wanted.takes(e) and self.credits.may(feed, e)]
        return matched(entries, known, feed.site_url)

    def _placed(self, feed: Feed, found: list[Found]) -> Places:
        if not any(each.is_new for each in found):
            return {}
        return placed(found, self.now, is_first=feed.last_success_at is None)

    def _make(self, feed: Feed, visit: Visit, found: list[Found], places: Places) -> None:
        self.edited += [self._edited(feed, each) for each in found if each.is_changed]
        # Last in the document first: what is made later is shown before what is as old.
        added = [self._made(feed, e, places[e.key]) for e in reversed(found) if e.is_new]
        self.new += added
        visit.added = len(added)

    def _known(self) -> dict[int, list[Known]]:
        """The stored entries of the feeds in this batch: one query."""
        rows = Entry.objects.filter(feed__in=[feed.pk for feed, _ in self.read]).values_list(
            "feed_id", "pk", "key", "guid", "link_key", "text_key", "hash", "title", "published_at"
        )
        known: dict[int, list[Known]] = defaultdict(list)
        for feed, *fields in rows.order_by():
            known[feed].append(Known(*fields))  # type: ignore[arg-type]
        return known

    def _filed(self, places: Mapping[int, Places]) -> "dict[int, Counter[date]]":
        """How many entries of each feed the days of new ones have already: one query, or none."""
        again = [feed.pk for feed, _ in self.read if feed.last_success_at and places[feed.pk]]
        filed: dict[int, Counter[date]] = defaultdict(Counter)
        if again:
            days = {place.at.date() for pk in again for place in places[pk].values()}
            stored = Entry.objects.filter(feed__in=again, on_river=True, river_at__date__in=days)
            for pk, moment in stored.order_by().values_list("feed", "river_at"):
                filed[pk][moment.date()] += 1
        return filed

    def _made(self, feed: Feed, found: Found, place: Place) -> Entry:
        return Entry(
            feed=feed,
            published_at=said(found.entry, self.now) and found.entry.published,
            first_seen_at=self.now,
            river_at=place.at,
            on_river=place.on_river,
            **self._fields(feed, found),
        )

    def _edited(self, feed: Feed, found: Found) -> Entry:
        assert found.known
        fields = self._fields(feed, found)
        if found.is_edited:
            fields["edited_at"] = self.now
        return Entry(pk=found.known.pk, feed=feed, river_at=self.now, **fields)

    def _fields(self, feed: Feed, found: Found) -> dict[str, Any]:
        entry = found.entry
        return {
            "key": found.key,
            "guid": entry.guid[:2000],
            "link": entry.link[:2000],
            "link_key": link_key(entry.link),
            "text_key": entry.text_key,
            "hash": entry.hash,
            "title": entry.title[:300] or _named_by(entry),
            "content": entry.content,
            "summary": _shortened(beginning_of(entry.summary, LONGEST_SUMMARY), LONGEST_SUMMARY),
            "authors": [name[:200] for name in entry.authors],
            "author_id": self.credits.author(feed, entry),
            "tags": [tag[:100] for tag in entry.tags],
            "language": (entry.language or feed.language)[:10],
            "enclosures": [asdict(each) for each in entry.enclosures],
            "revised_at": entry.updated,
            "updated_at": self.now,
        }

    def _write_entries(self) -> None:
        if self.edited:
            update(self.edited, EDITED)
        if self.unseen:
            update(self.unseen, MARKS)
        insert(self.new)
        self.credits.link_topics([*self.new, *self.edited])
        mention([*self.new, *self.edited])

    def _others(self) -> list[Feed]:
        """Feeds at the addresses where these ended, or with the same bytes."""
        ends = {url for _, visit in self.mine for url in _ends(visit)}
        hashes = {visit.body_hash for _, visit in self.read}
        if not ends and not hashes:
            return []
        alike = Q(url__in=ends) | Q(body_hash__in=hashes)
        return list(Feed.objects.filter(alike).only("pk", "url", "body_hash").order_by("pk"))

    def _compare(self, feed: Feed, visit: Visit, others: list[Feed]) -> None:
        """Report what is another subscription under two addresses: the elder is kept."""
        for other in others:
            is_there = other.url in _ends(visit)
            is_alike = bool(visit.body_hash) and other.body_hash == visit.body_hash
            if other.pk != feed.pk and (is_there or (is_alike and other.pk < feed.pk)):
                feed.same_as_id = other.pk
                return

    def _note(self, feed: Feed, visit: Visit, taken: list[str]) -> None:
        dates = [moment for e in _entries(visit) if (moment := said(e, self.now))]
        if visit.added and not dates and feed.last_success_at:
            dates = [self.now]  # undated, but we saw them come
        jitter = random.random()  # noqa: S311 spreads visits, guards nothing
        outcomes.note(feed, visit, self.now, dates=dates, taken=taken, jitter=jitter)

    def _write_fetches(self, slots: dict[int, datetime]) -> None:
        insert_missing(
            [
                Fetch(
                    feed=feed,
                    slot=slots[feed.pk],
                    at=self.now,
                    outcome=visit.outcome,
                    message=visit.message,
                    status=visit.answer.status,
                    bytes=len(visit.answer.body),
                    seen=visit.seen,
                    added=visit.added,
                    edited=visit.edited,
                    milliseconds=visit.answer.milliseconds,
                )
                for feed, visit in self.mine
            ]
        )


def _kept(feed: Feed) -> dict[str, Any]:
    """What a visit may change of a feed."""
    return {name: feed.__dict__[name] for name in outcomes.KEPT}


def _changed(before: dict[str, Any], feed: Feed) -> set[str]:
    return {name for name, value in before.items() if feed.__dict__[name] != value}


def _entries(visit: Visit) -> tuple[ParsedEntry, ...]:
    return visit.parsed.entries if visit.parsed else ()


def _ends(visit: Visit) -> set[str]:
    """Where redirects led, if there were any and a feed was there."""
    return (
        {visit.answer.url, visit.answer.moved_to} - {"", visit.feed.url} if visit.is_good else set()
    )


def _named_by(entry: ParsedEntry) -> str:
    """What stands for the title of an entry that has none, as short notes do: its first words, else
    where it is.
    """
    words = beginning_of(entry.summary, LONGEST_NAME) or beginning_of(entry.content, LONGEST_NAME)
    place = re.sub(r"^https?://(www\.)?|/$", "", entry.link)
    return one_line(_shortened(words, LONGEST_NAME)) or place[:LONGEST_NAME] or "Untitled"


def _shortened(text: str, longest: int) -> str:
    """The beginning of a text, whole words."""
    if len(text) <= longest:
        return text
    return (text[:longest].rpartition(" ")[0] or text[:longest]) + " …"
