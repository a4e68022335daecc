"""Trees of RSS and Atom, of every version, as feeds.

One reader for all: versions differ in what elements are called, and real feeds mix them.
RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 (https://web.resource.org/rss/1.0/),
Atom (RFC 4287).
"""

import base64
import binascii
import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from apps.feeds.errors import NotAFeed
from apps.feeds.parsing.cleaning import clean, text_of
from apps.feeds.parsing.dates import moment
from apps.feeds.parsing.documents import (
    MOST_BESIDE,
    MOST_ENTRIES,
    Enclosure,
    ParsedEntry,
    ParsedFeed,
    Wishes,
)
from apps.feeds.parsing.texts import fit, language_tag, one_line, person_name, whole_number
from apps.feeds.parsing.tree import ENTRIES

ROOTS: Final = {"rss", "feed", "rdf:rdf", "rdf"}
PUBLISHED: Final = (
    "published",
    "pubdate",
    "issued",
    "dcterms:issued",
    "dc:date",
    "created",
)
UPDATED: Final = ("updated", "modified", "dcterms:modified", "lastbuilddate")
CONTENT: Final = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
SUMMARY: Final = ("description", "summary", "itunes:summary", "media:description", "dc:description")
AUTHORS: Final = ("author", "dc:creator", "itunes:author", "creator", "dc:author", "managingeditor")
TAGS: Final = ("category", "dc:subject", "keywords", "itunes:category", "media:category")
PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MARKUP: Final = re.compile(r"<[a-zA-Z/!]")
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
    return ParsedFeed(
        title=_title(channel),
        link=link,
        subtitle=_plain(channel, "description", "subtitle", "tagline"),
        language=language,
        authors=_authors(channel),
        entries=tuple(_entry(item, base, language) for item in items),
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


def _entry(item: Element, base: str, language: str) -> ParsedEntry:
    base = _base(item, base)
    guid = _text(item, "guid", "id") or item.get("rdf:about", "").strip()
    link = _link(item, base) or _permalink(item, guid, base)
    body, summary = _named(item, CONTENT), _named(item, SUMMARY)
    if summary is None:
        summary = _of_group(item)
    raw_summary, raw_body = _html(summary), _html(body)
    return ParsedEntry(
        guid=guid,
        link=link,
        title=_title(item),
        raw_content=raw_body or raw_summary,
        raw_summary=raw_summary,
        base=_base(body if raw_body else summary, base) or link,
        authors=_authors(item),
        tags=_tags(item),
        published=_moment(item, PUBLISHED),
        updated=_moment(item, UPDATED),
        language=_language(item) or language,
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
    """Text of an element that may hold markup, as words."""
    found = _named(parent, names)
    if found is None:
        return ""
    if found.get("type") in ("text", "text/plain") and found.get("mode") != "escaped":
        return one_line(found.text or "")
    text = _html(found)
    return one_line(text_of(clean(text)) if MARKUP.search(text) else html.unescape(text))


def _html(element: Element | None) -> str:
    """What an element holds, as HTML that is not safe yet."""
    if element is None:
        return ""
    if element.get("mode") == "base64" or element.get("type") == "application/octet-stream":
        return _decoded(element.text or "")
    if len(element):
        return _serialised(element)
    text = (element.text or "").strip()
    if element.get("type") in ("text", "text/plain") and element.get("mode") != "escaped":
        return html.escape(text, quote=False)
    return text


def _decoded(text: str) -> str:
    try:
        return fit(base64.b64decode(text).decode(errors="replace"))
    except (binascii.Error, ValueError):
        return ""


def _serialised(element: Element) -> str:
    """The inside of an element as HTML."""
    pieces = [html.escape(element.text or "", quote=False)]
    for child in element:
        tag = child.tag.rpartition(":")[2]
        attributes = "".join(
            f' {name}="{html.escape(value)}"'
            for name, value in child.attrib.items()
            if ":" not in name
        )
        pieces.append(f"<{tag}{attributes}>")
        if tag not in ("br", "img", "hr", "wbr"):
            pieces += [_serialised(child), f"</{tag}>"]
        pieces.append(html.escape(child.tail or "", quote=False))
    return "".join(pieces).strip()


def _base(element: Element | None, base: str) -> str:
    own = element.get("xml:base") if element is not None else None
    return joined(base, own) or base if own else base


def joined(base: str, address: str) -> str:
    """An absolute address where that is possible; http and https alone."""
    if ABSOLUTE.fullmatch(address):
        return address  # most are, and urljoin is slow
    if not address.strip():
        return ""  # urljoin would take the base for it
    address = "".join(address.split()) if "\n" in address else address.strip()
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


def _link(parent: Element, base: str) -> str:
    """Where readers go: RSS writes it as text, Atom as an attribute, some feeds both."""
    fallback = ""
    for child in parent:
        if child.tag == "feedburner:origlink" and child.text:
            return joined(base, child.text)
        if child.tag != "link":
            continue
        address = child.get("href") or child.text or ""
        if not address.strip():
            continue
        if child.get("rel", "alternate") == "alternate":
            kind = child.get("type", "text/html")
            if kind in ("text/html", "application/xhtml+xml"):
                return joined(_base(child, base), address)
            fallback = fallback or joined(_base(child, base), address)
    return fallback


def _related(channel: Element, relation: str, base: str) -> str:
    for child in channel:
        if child.tag == "link" and child.get("rel") == relation and child.get("href"):
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
    return person_name(_text(element, "name") if len(element) else element.text or "")


def _tags(item: Element) -> tuple[str, ...]:
    tags: dict[str, None] = {}
    for child in item:
        if child.tag in TAGS:
            text = child.get("label") or child.get("term") or child.get("text") or child.text or ""
            words = text.split(",") if child.tag == "keywords" else [text]
            for word in words:
                if word := one_line(word)[:100]:
                    tags[word] = None
    return tuple(tags)[:MOST_BESIDE]


def _enclosures(item: Element, base: str) -> Iterator[Enclosure]:
    own = (each for child in item if child.tag != "source" for each in child.iter())
    for child in own:
        is_link = child.tag == "link" and child.get("rel") == "enclosure"
        if is_link or child.tag in ("enclosure", "media:content"):
            address = joined(base, child.get("href") or child.get("url") or "")
            if address:
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
