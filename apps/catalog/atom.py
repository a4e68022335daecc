"""Records as Atom 1.0 (RFC 4287), made from the finished JSON of the catalog. Nothing is read here.

One way for every kind: what a record is called, when it changed, whose it is and what it says is
found by the names that all serializers share (``catalog.serializers``). Django's own generator
writes the XML; what it has no words for (several authors, content, paging) is added.
"""

import datetime
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from apps.core import markup
from apps.core.addressing import parts_of

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
#: Of longer texts a feed gives the summary: an entry is to be read within a reader, not a book.
LONGEST_BODY = 20_000
#: The day from which ``tag:`` addresses are counted (RFC 4151). It must never change.
TAGGED_SINCE = "2026"
#: Where records name people, most specific first
CREDITED = ("authors", "speakers", "organisers")
#: When a record came to be, most specific first
DATED = ("published_at", "date", "starts_on")
BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A page of a list. ``links`` has its relations (self, next, hub) with whole addresses."""

    title: str
    site: str
    author: str
    page: str
    key: str
    updated: datetime.datetime
    links: Mapping[str, str] = field(default_factory=dict)


def write(feed: Feed, records: list[Record]) -> bytes:
    """The XML of a feed. ``records`` are details with whole addresses."""
    xml = _Atom(
        title=writable(feed.title),
        link=feed.page,
        description="",
        author_name=writable(feed.author),
        author_link=feed.site,
        feed_guid=tag(feed.site, feed.key),
        relations=feed.links,
        changed=feed.updated,
        site=feed.site,
    )
    for record in records:
        xml.add_item(**_item(feed.site, record))
    text: str = xml.writeString("utf-8")
    return text.encode()


def tag(site: str, key: str) -> str:
    """The name of something on this site that no move or renaming changes (RFC 4151)."""
    host = urlsplit(site).hostname or "localhost"
    return f"tag:{'localhost' if ':' in host else host},{TAGGED_SINCE}:{key}"


def _item(site: str, record: Record) -> dict[str, Any]:
    updated = _moment(record.get("updated_at")) or datetime.datetime(
        1970, 1, 1, tzinfo=datetime.UTC
    )
    published = next((when for name in DATED if (when := _moment(record.get(name)))), None)
    return {
        "title": writable(record.get("title") or record.get("name") or record["slug"]),
        "link": record["html_url"],
        "description": None,
        "unique_id": tag(site, f"{record['kind']}/{record['id']}"),
        "updateddate": updated,
        # What is announced for next month was not written next month: readers would pin it.
        "pubdate": published if published and published <= updated else None,
        "record": record,
    }


def _moment(value: Any) -> datetime.datetime | None:
    """A time, from the ISO form of one or of a day."""
    if not isinstance(value, str):
        return None
    if day := parse_date(value):
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return parse_datetime(value)


def writable(text: str) -> str:
    """The text without the characters that XML 1.0 has no place for."""
    return _NOT_IN_XML.sub("", text)


class _Atom(Atom1Feed):
    """Django's generator, and what it leaves out."""

    def latest_post_date(self) -> datetime.datetime:
        """When the list changed: Django would say now of an empty one, and so never say 304."""
        changed: datetime.datetime = self.feed["changed"]
        return changed

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["relations"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def item_attributes(self, item: Mapping[str, Any]) -> dict[str, str]:
        language = item["record"].get("language")
        return {"xml:lang": language} if language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        record = item["record"]
        for name in _authors(record):
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        for topic in record.get("topics") or []:
            terms = {"term": topic["slug"], "label": writable(topic["name"])}
            handler.addQuickElement("category", "", terms)
        for attributes in _related(record):
            handler.addQuickElement("link", "", attributes)
        if licence := (record.get("source") or {}).get("licence"):
            handler.addQuickElement("rights", writable(licence))
        for element, text, kind in _texts(record):
            handler.addQuickElement(element, writable(text), {"type": kind})


def _authors(record: Record) -> list[str]:
    """Who made it, each once. Those who only listened did not."""
    people: list[Any] = next((record[name] for name in CREDITED if record.get(name)), [])
    names = [each if isinstance(each, str) else _name(each) for each in people]
    if feed := record.get("feed"):
        names = names or [feed["title"]]  # what another feed said is not this site's
    return list(dict.fromkeys(writable(name) for name in names if name))


def _name(person: Mapping[str, Any]) -> str:
    return "" if person.get("role") == "audience" else str(person.get("name") or "")


def _related(record: Record) -> Iterator[dict[str, str]]:
    """Files, enclosed; pages to watch or read it on, which are only related."""
    if original := record.get("link"):
        yield {"rel": "via", "href": original}
    for each in record.get("enclosures") or []:
        if each["url"]:
            yield {"rel": "enclosure", "href": each["url"], **_described(each)}
    for recording in record.get("recordings") or []:
        if recording["available"] is False or not recording["url"]:
            continue
        kind = mimetypes.guess_type(parts_of(recording["url"]).path)[0] or ""
        if kind.startswith(("video/", "audio/")):
            yield {"rel": "enclosure", "type": kind, "href": recording["url"]}
        else:
            yield {"rel": "related", "title": "Recording", "href": recording["url"]}


def _described(enclosure: Record) -> dict[str, str]:
    """Type and length of a file, as far as they are known."""
    known = {"type": enclosure.get("type"), "length": enclosure.get("length")}
    return {name: str(value) for name, value in known.items() if value}


def _texts(record: Record) -> Iterator[tuple[str, str, str]]:
    """Summary and content as (element, text, type); HTML is safe, and its links lead somewhere."""
    summary, body = record.get("summary") or "", record.get("body") or ""
    if summary.strip() and summary.strip() != body.strip():
        yield "summary", markup.plain(summary, record.get("markup", "plain")), "text"
    if body.strip() and len(body) <= LONGEST_BODY and record.get("markup"):
        html = markup.render(body, record["markup"])
        yield "content", markup.absolute(html, record["html_url"]), "html"
    elif (content := record.get("content")) and len(content) <= LONGEST_BODY:  # safe HTML already
        yield "content", markup.absolute(content, record.get("link") or record["html_url"]), "html"
