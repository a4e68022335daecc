"""What follows from what a feed says: pure functions. Nothing is asked or stored here.

An entry's place on the river is decided once, when it is first seen. Whatever a feed does later
(new dates, new guids, a new home, all its old posts again) moves nothing that has a place.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from apps.feeds.parsing import ParsedEntry
from apps.feeds.parsing.documents import digest

#: What says that it was written later than in a day has no date.
AHEAD: Final = timedelta(days=1)
#: What was written earlier is filed under its date when it is found, and not news.
NEWS: Final = timedelta(days=2)
#: All entries of a feed replaced, and all dated within so little: the same ones, issued again.
AT_A_STROKE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A stored entry, as far as it takes to recognise it."""

    pk: int
    key: str
    guid: str
    link_key: str
    text_key: str
    hash: str
    title: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a document, and the stored one that it is."""

    entry: ParsedEntry
    key: str
    known: Known | None = None

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def is_changed(self) -> bool:
        return self.known is not None and self.known.hash != self.entry.hash

    @property
    def is_edited(self) -> bool:
        """Whether readers see another text than before."""
        return self.known is not None and self.known.text_key != self.entry.text_key


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry belongs: on the river at ``at``, or on its feed's page alone."""

    at: datetime
    on_river: bool = True


def link_key(link: str) -> str:
    """The digest by which links are compared: http or https, with a final slash or without."""
    return digest(re.sub(r"^https?://", "", link).rstrip("/")) if link else ""


# Which entry is which


def identified(entries: Sequence[ParsedEntry]) -> list[tuple[str, ParsedEntry]]:
    """The entries of a document by key: guid, else link, else title and content.

    What several entries have in common tells none of them from the others.
    """
    guids = Counter(entry.guid for entry in entries)
    links = Counter(entry.link for entry in entries if not entry.guid)
    keyed: dict[str, ParsedEntry] = {}
    for entry in entries:
        if entry.guid:
            parts = (entry.guid,) if guids[entry.guid] == 1 else (entry.guid, entry.link)
            key = digest("guid", *parts)
            if key in keyed and keyed[key].text_key != entry.text_key:
                key = digest("guid", *parts, entry.text_key)
        elif entry.link and links[entry.link] == 1:
            key = digest("link", link_key(entry.link))
        else:
            key = digest("text", entry.text_key)
        keyed.setdefault(key, entry)
    return list(keyed.items())


def matched(
    entries: Sequence[ParsedEntry], known: Collection[Known], site_url: str = ""
) -> list[Found]:
    """Recognise the entries of a document among those that are stored. Each is found once."""
    return _Matching(identified(entries), known, site_url).found()


Marks = Callable[[ParsedEntry], object]


class _Matching:
    """Ways of recognising, the surest first; each is tried on all entries before the next."""

    def __init__(
        self, keyed: list[tuple[str, ParsedEntry]], known: Collection[Known], site_url: str
    ) -> None:
        self._keyed = keyed
        self._known = known
        self._home = link_key(site_url)
        self._of: dict[str, Known] = {}
        self._taken: set[int] = set()

    def found(self) -> list[Found]:
        by_key = {known.key: known for known in self._known}
        for key, _ in self._keyed:
            if known := by_key.get(key):
                self._take(key, known)
        if len(self._of) < min(len(self._keyed), len(self._known)):
            self._same(lambda e: (e.guid, link_key(e.link)), lambda k: (k.guid, k.link_key))
            self._same(lambda e: (e.guid, e.text_key), lambda k: (k.guid, k.text_key))
            self._same(lambda e: e.guid, lambda k: k.guid)
            self._same(lambda e: self._not_home(link_key(e.link)), lambda k: k.link_key)
            self._same(lambda e: e.text_key, lambda k: k.text_key)
            self._same(
                lambda e: e.title and e.published and (e.title[:300], e.published),
                lambda k: k.published and (k.title, k.published),
            )
        return [Found(entry, key, self._of.get(key)) for key, entry in self._keyed]

    def _take(self, key: str, known: Known) -> None:
        self._of[key] = known
        self._taken.add(known.pk)

    def _not_home(self, key: str) -> str:
        """Some feeds let every entry lead to the front page."""
        return key if key != self._home else ""

    def _same(self, of_entry: Marks, of_known: Callable[[Known], object]) -> None:
        """Match what has the same mark, where one entry and one stored entry have it."""
        stored: dict[object, list[Known]] = defaultdict(list)
        for known in self._known:
            stored[of_known(known)].append(known)
        here: dict[object, list[str]] = defaultdict(list)
        for key, entry in self._keyed:
            here[of_entry(entry)].append(key)
        for mark, keys in here.items():
            alike = stored.get(mark, ())
            says_something = mark and (mark[0] if isinstance(mark, tuple) else mark)
            if says_something and len(keys) == 1 == len(alike):
                key, known = keys[0], alike[0]
                if key not in self._of and known.pk not in self._taken:
                    self._take(key, known)


# Where new entries go


def said(entry: ParsedEntry, now: datetime) -> datetime | None:
    """When it was written, by its own account; None where that cannot be."""
    moment = entry.published or entry.updated
    return min(moment, now) if moment and moment <= now + AHEAD else None


def placed(found: Sequence[Found], now: datetime, *, is_first: bool) -> dict[str, Place]:
    """The places of the new entries of a document, by key.

    The first time a feed is read, entries are filed under their own dates. Later, news is what is
    dated in the last two days, or stands undated above what was there: it goes to the top.
    Everything else is filed under its date, or, undated, not on the river at all.
    """
    known = [place for place, each in enumerate(found) if not each.is_new]
    top = min(known, default=0)
    again = bool(not is_first and not known and _at_a_stroke(found, now))
    dates = _neighbours([said(each.entry, now) for each in found], now)
    places: dict[str, Place] = {}
    for index, each in enumerate(found):
        if not each.is_new:
            continue
        written = said(each.entry, now)
        if again:
            places[each.key] = Place(dates[index], on_river=False)
        elif written is None:
            is_news = index < top
            places[each.key] = Place(now if is_news else dates[index], on_river=is_news)
        elif not is_first and written >= now - NEWS:
            places[each.key] = Place(now)
        else:
            places[each.key] = Place(written)
    return places


def _at_a_stroke(found: Sequence[Found], now: datetime) -> bool:
    """Whether many entries claim to have been written at once: a site that moved."""
    dates = [written for each in found if (written := said(each.entry, now))]
    return len(found) > 2 and (not dates or max(dates) - min(dates) < AT_A_STROKE)


def _neighbours(dates: Sequence[datetime | None], now: datetime) -> list[datetime]:
    """A date for each: its own, or that of the next dated one below, or above, or now."""
    below: list[datetime | None] = []
    last = None
    for moment in reversed(dates):
        last = moment or last
        below.append(last)
    below.reverse()
    filled: list[datetime] = []
    for moment in below:
        filled.append(moment or (filled[-1] if filled else now))
    return filled


def rationed(
    places: Mapping[str, Place], taken: Mapping[date, int], limit: int
) -> dict[str, Place]:
    """At most ``limit`` entries of a feed on each day of the river; the rest stays beside it.

    ``places`` come in the order of the document, and ``taken`` are those each day has already.
    """
    counts = Counter(taken)
    rationed = {}
    for key, place in places.items():
        if place.on_river:
            counts[place.at.date()] += 1
            place = replace(place, on_river=counts[place.at.date()] <= limit)
        rationed[key] = place
    return rationed


def silent_since(newest: datetime | None, now: datetime, after: timedelta) -> datetime | None:
    """Since when a feed is called silent."""
    return newest + after if newest and newest + after <= now else None


# What the planet takes of a feed


@dataclass(frozen=True, slots=True)
class Filter:
    """Tags and words of which an entry needs one, and words that it must not have."""

    tags: Collection[str] = ()
    words: Collection[str] = ()
    unwanted: Collection[str] = ()

    def takes(self, entry: ParsedEntry) -> bool:
        if not (self.tags or self.words or self.unwanted):
            return True
        text = f"{entry.title}\n{re.sub('<[^<>]*>', ' ', entry.raw_content)}".casefold()
        if _has(text, self.unwanted):
            return False
        if not (self.tags or self.words):
            return True
        tags = {tag.casefold() for tag in entry.tags}
        return not tags.isdisjoint(map(str.casefold, self.tags)) or _has(text, self.words)


def _has(text: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) for word in words)
