"""OPML 1.0 and 2.0 (https://opml.org/spec2.opml): read with care, written as 2.0.

Outlines may be nested; a folder's name becomes a topic of the feeds in it. The reader is expat
behind a gate: no entities, an end to depth and number, nothing loaded from elsewhere.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from io import StringIO
from typing import Any, Final
from xml.parsers import expat
from xml.sax.xmlreader import AttributesImpl

from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator

from apps.catalog.atom import writable
from apps.feeds.subscriptions.listing import (
    Listing,
    ListingError,
    Problem,
    Subscription,
    decoded,
    gathered,
    tidied,
)

CONTENT_TYPE: Final = "text/x-opml; charset=utf-8"
DEEPEST: Final = 50
#: What the planet takes of a feed has no words in OPML: attributes of our own, as 2.0 allows.
SPACE: Final = "tag:pycommunity,2026:planet"
OWN: Final = {
    "planet:topics": "topics",
    "planet:tags": "tags_wanted",
    "planet:words": "words_wanted",
    "planet:unwanted": "words_unwanted",
}


def read(data: bytes) -> Listing:
    """The subscriptions of a document. Raises ListingError if it is not OPML that can be read."""
    decoded(data)  # too large, empty or no text
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ListingError(
            f"The XML is broken in line {error.lineno}: {expat.ErrorString(error.code)}. "
            "Nothing was taken from it."
        ) from error
    if not reader.is_opml:
        raise ListingError("This is XML, but no OPML: its root is not <opml>.")
    return gathered(reader.found, reader.problems)


class _Reader:
    """Outlines as they come."""

    def __init__(self) -> None:
        self.is_opml = False
        self.found: list[Subscription] = []
        self.problems: list[Problem] = []
        self._folders: list[str] = []
        self._depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity

    def _entity(self, *declared: object) -> None:
        raise ListingError("It declares entities of its own, which no list of feeds needs.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ListingError(f"Its outlines are nested more than {DEEPEST} deep.")
        if self._depth == 1:
            self.is_opml = name.lower() == "opml"
        if name.lower() == "outline":
            lower = {key.lower(): value.strip() for key, value in attributes.items()}
            self._folders.append("" if self._outline(lower) else _text(lower))

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name.lower() == "outline":
            self._folders.pop()

    def _outline(self, attributes: Mapping[str, str]) -> bool:
        """Take one outline; whether it is a feed."""
        line = self.parser.CurrentLineNumber
        url = attributes.get("xmlurl") or (
            attributes.get("url", "") if attributes.get("type", "").lower() == "rss" else ""
        )
        if not url:
            if attributes.get("type", "").lower() in ("rss", "atom"):
                message = f"A feed without xmlUrl: {_text(attributes)[:80] or 'without a name'}"
                self.problems.append(Problem(line, message))
                return True
            return False
        lists = {field: _split(attributes.get(name, ""), "|") for name, field in OWN.items()}
        # A category may mean a path, a topic with a slash in its name does not.
        lists["topics"] = lists["topics"] or self._topics(attributes.get("category", ""))
        self.found.append(
            Subscription(
                url=tidied(url),
                title=_text(attributes),
                site_url=attributes.get("htmlurl", ""),
                summary=attributes.get("description", ""),
                language=_language(attributes.get("language", "")),
                line=line,
                **lists,
            )
        )
        return True

    def _topics(self, category: str) -> tuple[str, ...]:
        """The folders around it, and its own categories: "/Boston/Weather,news"."""
        own = (part for each in category.split(",") for part in each.split("/"))
        names = (name.strip() for name in (*self._folders, *own))
        return tuple(sorted({name[:100] for name in names if name}, key=str.casefold))


def _text(attributes: Mapping[str, str]) -> str:
    return attributes.get("title") or attributes.get("text") or ""


def _language(code: str) -> str:
    return "" if code.lower() == "unknown" else code[:10]


def _split(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(sign) if part.strip())


def write(subscriptions: Iterable[Subscription], *, title: str, changed: datetime) -> str:
    """The document, in OPML 2.0. What ``read`` makes of it is what was given."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("opml", AttributesImpl({"version": "2.0", "xmlns:planet": SPACE}))
    xml.startElement("head", AttributesImpl({}))
    xml.addQuickElement("title", writable(title))
    xml.addQuickElement("dateModified", http_date(changed.timestamp()))
    xml.endElement("head")
    xml.startElement("body", AttributesImpl({}))
    for each in subscriptions:
        xml.addQuickElement("outline", "", _attributes(each))
    xml.endElement("body")
    xml.endElement("opml")
    return out.getvalue() + "\n"


def _attributes(each: Subscription) -> dict[str, Any]:
    optional = {
        "htmlUrl": each.site_url,
        "description": each.summary,
        "language": each.language,
        "category": ",".join(each.topics),
        **{name: "|".join(getattr(each, field)) for name, field in OWN.items()},
    }
    named = {"type": "rss", "text": each.title, "title": each.title, "xmlUrl": each.url}
    kept = named | {name: value for name, value in optional.items() if value}
    return {name: writable(value) for name, value in kept.items()}
