"""JSON Feed, 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import html
import json
from collections.abc import Iterator
from typing import Any

import orjson

from apps.feeds.errors import BrokenDocument, NotAFeed
from apps.feeds.parsing.dates import moment
from apps.feeds.parsing.documents import (
    MOST_BESIDE,
    MOST_ENTRIES,
    Enclosure,
    ParsedEntry,
    ParsedFeed,
)
from apps.feeds.parsing.reading import joined
from apps.feeds.parsing.texts import fit_all, language_tag, one_line, person_name
from apps.feeds.parsing.wording import paragraphs, words_in


def feed_of(text: str, url: str) -> ParsedFeed:
    """The feed that a JSON text means. Raises NotAFeed, BrokenDocument."""
    data = fit_all(_loaded(text))
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("This is JSON, but not a JSON Feed: it has no items")
    link = joined(url, _text(data, "home_page_url"))
    language = language_tag(_text(data, "language"))
    authors = _authors(data)
    entries = [_entry(item, url, language, authors) for item in items[:MOST_ENTRIES] if _is(item)]
    return ParsedFeed(
        title=words_in(_text(data, "title")),
        link=link,
        subtitle=_text(data, "description"),
        language=language,
        authors=authors,
        entries=tuple(entries),
        self_url=joined(url, _text(data, "feed_url")),
        hub_url=_hub(data, url),
    )


def _loaded(text: str) -> Any:
    """What the JSON says, also where texts hold bare line ends or half an emoji."""
    try:
        return orjson.loads(text.encode(errors="replace"))
    except orjson.JSONDecodeError as error:
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            raise BrokenDocument(f"The JSON is broken: {error.msg}") from error


def _is(item: object) -> bool:
    return isinstance(item, dict)


def _entry(item: dict[str, Any], base: str, language: str, heirs: tuple[str, ...]) -> ParsedEntry:
    guid = _text(item, "id")
    place = guid if guid.startswith(("http://", "https://")) else ""
    link = joined(base, _text(item, "url") or _text(item, "external_url") or place)
    body = _text(item, "content_html") or paragraphs(_text(item, "content_text"))
    summary = html.escape(_text(item, "summary"), quote=False)
    authors = _authors(item)
    tags = item.get("tags")
    return ParsedEntry(
        guid=guid,
        link=link,
        title=words_in(_text(item, "title")),  # plain, but many hold references
        raw_content=body or summary,
        raw_summary=summary or body,
        base=link or base,
        authors=authors or heirs,
        is_by_feed=not authors and bool(heirs),
        tags=tuple(one_line(t)[:100] for t in tags if isinstance(t, str) and t.strip())[
            :MOST_BESIDE
        ]
        if isinstance(tags, list)
        else (),
        published=moment(_text(item, "date_published")),
        updated=moment(_text(item, "date_modified")),
        language=language_tag(_text(item, "language")) or language,
        enclosures=tuple(_enclosures(item, base)),
    )


def _text(data: dict[str, Any], name: str) -> str:
    """A text or number as text; some feeds number their items."""
    value = data.get(name)
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).strip()
    return ""


def _authors(data: dict[str, Any]) -> tuple[str, ...]:
    authors = data.get("authors") or data.get("author")
    listed = authors if isinstance(authors, list) else [authors]
    named = (each if isinstance(each, dict) else {"name": each} for each in listed[:MOST_BESIDE])
    return tuple(filter(None, (person_name(_text(each, "name")) for each in named)))


def _hub(data: dict[str, Any], base: str) -> str:
    """The first hub that speaks WebSub; there are others."""
    hubs = data.get("hubs")
    for hub in hubs[:MOST_BESIDE] if isinstance(hubs, list) else ():
        if _is(hub) and _text(hub, "type").lower() == "websub":
            return joined(base, _text(hub, "url"))
    return ""


def _enclosures(item: dict[str, Any], base: str) -> Iterator[Enclosure]:
    attachments = item.get("attachments")
    for found in attachments[:MOST_BESIDE] if isinstance(attachments, list) else ():
        if _is(found) and (address := joined(base, _text(found, "url"))):
            size = found.get("size_in_bytes")
            length = size if isinstance(size, int) and 0 <= size < 10**15 else None
            yield Enclosure(address, _text(found, "mime_type")[:100], length)
