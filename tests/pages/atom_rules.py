"""What RFC 4287 demands of a feed, as far as a program can tell. Gives a list of what is wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NS = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
#: Element -> how often it may be there (4.1.1, 4.1.2)
OF_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "rights": (0, 1)}
OF_ENTRY = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1),
    "content": (0, 1), "rights": (0, 1), "source": (0, 1),
}  # fmt: skip
FREE = {"author", "contributor", "category", "link", "entry", "generator", "icon", "logo"}
ATTRIBUTES = {
    "feed": {LANG}, "entry": {LANG}, "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"}, "title": {"type"}, "summary": {"type"},
    "content": {"type", "src"}, "rights": {"type"}, "subtitle": {"type"},
}  # fmt: skip


def read(xml: bytes) -> Element:
    """The root of the feed, read by expat."""
    return ElementTree.fromstring(xml)


def entries(xml: bytes) -> list[Element]:
    return read(xml).findall(f"{NS}entry")


def text(element: Element, name: str) -> str:
    return element.findtext(f"{NS}{name}") or ""


def links(element: Element, relation: str) -> list[str]:
    found = element.findall(f"{NS}link")
    return [link.get("href", "") for link in found if link.get("rel", "alternate") == relation]


def faults(xml: bytes) -> list[str]:
    """Everything that is wrong with a feed."""
    feed = read(xml)
    return [*_of_feed(feed), *(fault for each in feed.iter() for fault in _of_element(each))]


def _of_feed(feed: Element) -> Iterator[str]:
    if feed.tag != f"{NS}feed":
        yield f"the root is {feed.tag}"
    yield from _counted(feed, OF_FEED)
    if len(links(feed, "self")) != 1:
        yield "a feed should have one link to itself"
    has_author = feed.find(f"{NS}author") is not None
    ids = Counter(text(entry, "id") for entry in feed.iter(f"{NS}entry"))
    yield from (f"two entries are {each}" for each, n in ids.items() if n > 1)
    for entry in feed.iter(f"{NS}entry"):
        yield from _counted(entry, OF_ENTRY)
        if not (has_author or entry.find(f"{NS}author") is not None):
            yield f"nobody wrote {text(entry, 'id')}"
        if entry.find(f"{NS}content") is None and not links(entry, "alternate"):
            yield f"{text(entry, 'id')} has neither content nor a link"
        if len(links(entry, "alternate")) > 1:
            yield f"{text(entry, 'id')} is at two places"


def _counted(parent: Element, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:
    counts = Counter(child.tag.removeprefix(NS) for child in parent)
    for name, (least, most) in allowed.items():
        if not least <= counts[name] <= most:
            yield f"{counts[name]} {name} in {parent.tag}"
    yield from (f"{name} does not belong there" for name in counts if name not in {*allowed, *FREE})


def _of_element(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(NS)
    yield from (f"{name} has {a}" for a in element.attrib if a not in ATTRIBUTES.get(name, set()))
    if name in ("updated", "published") and not TIME.fullmatch(element.text or ""):
        yield f"{element.text!r} is no time"
    if name == "id" and not re.fullmatch(r"[a-z]+:\S+", element.text or ""):
        yield f"{element.text!r} is no IRI"
    if name in ("author", "contributor") and not (element.findtext(f"{NS}name") or "").strip():
        yield "somebody has no name"
    if name == "category" and not element.get("term"):
        yield "a category without a term"
    if name == "link" and not urlsplit(element.get("href", "")).scheme:
        yield f"a link to {element.get('href')!r}"
    if element.get("type") not in (None, "text", "html") and name != "link":
        yield f"text of type {element.get('type')!r}"
