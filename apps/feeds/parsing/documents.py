"""What a feed says, whatever it is written in."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from apps.feeds.parsing.cleaning import clean

#: Entries of one document that are looked at, first ones first
MOST_ENTRIES = 1000
#: Authors, tags and files of one entry
MOST_BESIDE = 100
#: Characters of one entry's HTML; what follows is left out
LONGEST_CONTENT = 500_000


def digest(*parts: object) -> str:
    """A short digest of some texts."""
    joined = "\0".join(map(str, parts)).encode(errors="surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry; ``length`` in bytes where it is said."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True)
class ParsedEntry:
    """One entry. ``content`` and ``summary`` are safe HTML, made when they are first asked for;
    what is not summed up has its content for a summary.

    ``is_by_feed``: its authors are those of the feed, since it names none.
    Times are aware, in UTC. ``link`` and the addresses of enclosures are absolute.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    raw_content: str = field(default="", repr=False)
    raw_summary: str = field(default="", repr=False)
    base: str = ""
    authors: tuple[str, ...] = ()
    is_by_feed: bool = False
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    enclosures: tuple[Enclosure, ...] = ()

    @cached_property
    def content(self) -> str:
        return clean(self.raw_content[:LONGEST_CONTENT], self.base, self.link)

    @cached_property
    def summary(self) -> str:
        if self.raw_summary in ("", self.raw_content):
            return self.content
        return clean(self.raw_summary[:LONGEST_CONTENT], self.base, self.link)

    @cached_property
    def text_key(self) -> str:
        """Digest of title and content, as they were received."""
        return digest(self.title, self.raw_content)

    @cached_property
    def hash(self) -> str:
        """Digest of everything, as it was received. Bodies are long: none is digested twice."""
        summary = (self.raw_summary == self.raw_content) or self.raw_summary
        return digest(
            self.guid, self.link, self.text_key, summary, self.authors, self.tags, self.published,
            self.updated, self.language, self.enclosures,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wishes:
    """When the feed would like to be asked (RSS's ``ttl`` and the like, mod_syndication).

    Hours are of UTC, days 0 (Monday) to 6.
    """

    every: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ParsedFeed:
    """A feed and its entries in the order of the document."""

    title: str = ""
    link: str = ""
    subtitle: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    entries: tuple[ParsedEntry, ...] = ()
    self_url: str = ""
    hub_url: str = ""
    wishes: Wishes = Wishes()
