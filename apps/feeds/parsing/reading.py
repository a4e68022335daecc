"""Trees of RSS and Atom, of every version, as feeds.

One reader for all: versions differ in what elements are called, and real feeds mix them.
RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 (https://web.resource.org/rss/1.0/),
Atom (RFC 4287).
"""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from apps.feeds.errors import NotAFeed
from apps.feeds.parsing.dates import moment
from apps.feeds.parsing.documents import (
    MOST_BESIDE,
    MOST_ENTRIES,
    Enclosure,
    ParsedEntry,
    ParsedFeed,
    Wishes,
)
from apps.feeds.parsing.texts import language_tag, one_line, person_name, whole_number
from apps.feeds.parsing.tree import ENTRIES
from apps.feeds.parsing.wording import html_of, words_of

ROOTS: Final = {"rss", "feed", "rdf:rdf", "rdf"}
PUBLISHED: Final = (
    "published",
    "pubdate",
    "issued",
    "dcterms:issued",
    "dc:date",
    "created",
    "dcterms:created",
)
UPDATED: Final = ("updated", "modified", "dcterms:modified", "lastbuilddate")
CONTENT: Final = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
SUMMARY: Final = ("description", "summary", "itunes:summary", "media:description", "dc:description")
AUTHORS: Final = ("author", "dc:creator", "itunes:author", "creator", "dc:author", "managingeditor")
KEYWORDS: Final = ("keywords", "itunes:keywords", "media:keywords")
TAGS: Final = ("category", "dc:subject", "itunes:category", "media:category", *KEYWORDS)
#: Nothing plays these any more; YouTube still names one for each film.
FLASH: Final = "application/x-shockwave-flash"
PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: What relations are called in full (RFC 4287, 4.2.7.2)
REGISTRY: Final = "http://www.iana.org/assignments/relation/"
#: Addresses that joining leaves as they are
ABSOLUTE: Final = re.compile(r"https?://[a-z0-9.:-]+/[\w/-]*", re.ASCII)


def feed_of(root: Element, url: str) -> ParsedFeed:
    """The feed that a tree means. Raises NotAFeed."""
    if root.tag not in ROOTS:
        raise NotAFeed(f"This is not a feed: its first element is {root.tag[:40]!r}")
    channel = root if root.tag == "feed" else _first(root, "channel")
    if channel is None:
        channel = root
    base = _base(channel, _base(root, url))
    items = _looked_at([*_items(root), *(_items(channel) if channel is not root else ())])
    link = _link(channel, base)
    language = _language(channel) or _language(root)
    authors = _authors(channel)
    heirs = authors if root.tag == "feed" else ()  # RSS says nothing of who wrote its entries
    return ParsedFeed(
        title=_title(channel),
        link=link,
        subtitle=_plain(
            channel, "description", "subtitle", "tagline", "itunes:summary", "itunes:subtitle"
        ),
        language=language,
        authors=authors,
        entries=tuple(_entry(item, base, language, heirs) for item in items),
        self_url=_related(channel, "self", base),
        hub_url=_related(channel, "hub", base),
        wishes=_wishes(channel),
    )


def _items(parent: Element) -> Iterator[Element]:
    return (child for child in parent if child.tag in ENTRIES)


def _looked_at(items: list[Element]) -> list[Element]:
    """The first of too many, or the last where the feed begins with the oldest."""
    if len(items) <= MOST_ENTRIES:
        return items
    dates = [_moment(item, (*PUBLISHED, *UPDATED)) for item in (items[0], items[-1])]
    is_upside_down = dates[0] and dates[1] and dates[0] < dates[1]
    return items[-MOST_ENTRIES:] if is_upside_down else items[:MOST_ENTRIES]


def _entry(item: Element, base: str, language: str, heirs: tuple[str, ...]) -> ParsedEntry:
    base = _base(item, base)
    guid = _text(item, "guid", "id") or item.get("rdf:about", "").strip()
    link = _link(item, base) or _permalink(item, guid, base)
    body, summary = _named(item, CONTENT), _named(item, SUMMARY)
    if summary is None:
        summary = _of_group(item)
    authors, source = _authors(item), _first(item, "source")
    # Whoever collects entries of others did not write them (RFC 4287, 4.2.1).
    inherited = heirs if source is None else _authors(source)
    raw_summary, raw_body = html_of(summary), html_of(body)
    return ParsedEntry(
        guid=guid,
        link=link,
        title=_title(item),
        raw_content=raw_body or raw_summary,
        raw_summary=raw_summary,
        base=_base(body if raw_body else summary, base) or link,
        authors=authors or inherited,
        is_by_feed=bool(not authors and inherited and source is None),
        tags=_tags(item),
        published=_moment(item, PUBLISHED),
        updated=_moment(item, UPDATED),
        language=_spoken(body, summary, _first(item, "title")) or _language(item) or language,
        enclosures=tuple(islice(_enclosures(item, base), MOST_BESIDE)),
    )


def _first(parent: Element, *names: str) -> Element | None:
    for name in names:
        for child in parent:
            if child.tag == name:
                return child
    return None


def _named(parent: Element, names: tuple[str, ...]) -> Element | None:
    """The first of these that says something."""
    for name in names:
        for child in parent:
            if child.tag == name and (len(child) or (child.text and child.text.strip())):
                return child
    return None


def _of_group(item: Element) -> Element | None:
    """What a film is about: YouTube says it beside the film's files alone."""
    group = _first(item, "media:group")
    return None if group is None else _named(group, SUMMARY)


def _text(parent: Element, *names: str) -> str:
    found = _named(parent, names)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _moment(item: Element, names: tuple[str, ...]) -> datetime | None:
    for name in names:
        for child in item:
            if child.tag == name and child.text and (found := moment(child.text)):
                return found
    return None


def _title(parent: Element) -> str:
    return _plain(parent, "title", "dc:title", "media:title", "itunes:title")


def _plain(parent: Element, *names: str) -> str:
    return words_of(_named(parent, names))


def _base(element: Element | None, base: str) -> str:
    own = element.get("xml:base") if element is not None else None
    return joined(base, own) or base if own else base


def joined(base: str, address: str) -> str:
    """An absolute address where that is possible; http and https alone."""
    if ABSOLUTE.fullmatch(address):
        return address  # most are, and urljoin is slow
    if not address.strip():
        return ""  # urljoin would take the base for it
    address = "".join(map(str.strip, address.splitlines())).strip()
    try:
        whole = urljoin(base, address)
        parts = urlsplit(whole)
    except ValueError:
        return ""
    is_place = parts.scheme in ("http", "https") and parts.netloc
    return whole if is_place or not parts.scheme else ""


def _language(element: Element) -> str:
    """As RFC 5646 writes it, where it says one."""
    said = _text(element, "language", "dc:language") or element.get("xml:lang", "").strip()
    return language_tag(said)


def _spoken(*elements: Element | None) -> str:
    """The language of the first of these that says one."""
    said = (language_tag(e.get("xml:lang", "")) for e in elements if e is not None)
    return next(filter(None, said), "")


def _link(parent: Element, base: str) -> str:
    """Where readers go: RSS writes it as text, Atom as an attribute, some feeds both."""
    original = _first(parent, "feedburner:origlink")
    if original is not None and original.text:
        return joined(base, original.text)
    fallback = ""
    for child in parent:
        address = (child.get("href") or child.text or "").strip() if child.tag == "link" else ""
        if address and _relation(child) == "alternate":
            address = joined(_base(child, base), address)
            kind = child.get("type", "text/html").partition(";")[0].strip()
            if kind in ("text/html", "application/xhtml+xml"):
                return address
            fallback = fallback or address
    return fallback


def _relation(link: Element) -> str:
    return link.get("rel", "alternate").strip().lower().removeprefix(REGISTRY)


def _related(channel: Element, relation: str, base: str) -> str:
    for child in channel:
        if child.tag == "link" and _relation(child) == relation and child.get("href"):
            return joined(base, child.get("href", ""))
    return ""


def _permalink(item: Element, guid: str, base: str) -> str:
    """The guid, where it is an address that can be visited."""
    found = _first(item, "guid")
    is_link = found is None or found.get("ispermalink", "true").lower() != "false"
    return joined(base, guid) if is_link and guid.lower().startswith(("http:", "https:")) else ""


def _authors(parent: Element) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for tag in AUTHORS:
        for child in parent:
            if child.tag == tag and (name := _author(child)):
                names[name] = None
        if names:
            break
    return tuple(names)[:MOST_BESIDE]


def _author(element: Element) -> str:
    return person_name(
        html.unescape(_text(element, "name") if len(element) else element.text or "")
    )


def _tags(item: Element) -> tuple[str, ...]:
    tags: dict[str, None] = {}
    for child in item:
        if child.tag in TAGS:
            text = child.get("label") or child.get("term") or child.get("text") or child.text or ""
            for word in text.split(",") if child.tag in KEYWORDS else [text]:
                if word := one_line(html.unescape(word))[:100]:
                    tags[word] = None
    return tuple(tags)[:MOST_BESIDE]


def _enclosures(item: Element, base: str) -> Iterator[Enclosure]:
    own = (each for child in item if child.tag != "source" for each in child.iter())
    for child in own:
        is_link = child.tag == "link" and _relation(child) == "enclosure"
        if is_link or child.tag in ("enclosure", "media:content"):
            address = joined(base, child.get("href") or child.get("url") or "")
            if address and child.get("type") != FLASH:
                size = child.get("length") or child.get("filesize") or ""
                yield Enclosure(address, child.get("type", "")[:100], whole_number(size, 15))


def _wishes(channel: Element) -> Wishes:
    numbers = [whole_number(text, 2) for text in _listed(channel, "skiphours", "hour")]
    hours = {number % 24 for number in numbers if number is not None}
    days = {DAYS.index(d) for d in map(str.lower, _listed(channel, "skipdays", "day")) if d in DAYS}
    return Wishes(_every(channel), frozenset(hours), frozenset(days))


def _listed(channel: Element, outer: str, inner: str) -> list[str]:
    found = _first(channel, outer)
    return [(child.text or "").strip() for child in found or () if child.tag == inner]


def _every(channel: Element) -> timedelta | None:
    """The longer of ``ttl`` (minutes) and what mod_syndication says."""
    waits = []
    if ttl := whole_number(_text(channel, "ttl"), 6):
        waits.append(timedelta(minutes=ttl))
    if hours := PERIODS.get(_text(channel, "sy:updateperiod").lower()):
        times = whole_number(_text(channel, "sy:updatefrequency"), 4) or 1
        waits.append(timedelta(hours=hours) / times)
    return max(waits, default=None)
