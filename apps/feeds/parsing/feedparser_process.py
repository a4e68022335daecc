"""Run by ``last_resort``: reads documents from standard input, writes what feedparser finds.

A question is a line of JSON (address, content type, length) and the bytes; an answer a line.
Knows neither Django nor the site. The kernel ends it when a document costs too much.
"""

import calendar
import json
import resource
import signal
import sys
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from feedparser.mixin import _FeedParserMixin

# A guid is what it is: made an address, it would be another one in a document that breaks than in
# the next one that does not.
_FeedParserMixin.can_be_relative_uri = _FeedParserMixin.can_be_relative_uri - {"id"}

SECONDS = 5  # of processor time, for one document
MEMORY = 2**30  # bytes


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while line := sys.stdin.buffer.readline():
        url, content_type, length = json.loads(line)
        data = sys.stdin.buffer.read(length)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # its default is to end the process
        answer = json.dumps(found_in(data, url, content_type), ensure_ascii=False)
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.buffer.write(answer.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()


def found_in(data: bytes, url: str, content_type: str) -> dict[str, Any]:
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    try:
        found = feedparser.parse(
            data, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
    except Exception as error:  # it raises whatever its guesses raise
        return {"error": f"{type(error).__name__}: {error}"[:200]}
    if not found.entries and not found.feed.get("title"):
        return {"error": str(found.get("bozo_exception", "there is nothing in it"))[:200]}
    feed = found.feed
    return {
        "title": feed.get("title") or "",
        "link": absolute(feed.get("link") or "", url),
        "subtitle": feed.get("subtitle") or "",
        "language": feed.get("language") or "",
        "authors": names(feed),
        "is_atom": found.version.startswith("atom"),
        "self_url": related(feed, "self"),
        "hub_url": related(feed, "hub"),
        "entries": [entry(each, url) for each in found.entries],
    }


def entry(each: Any, url: str) -> dict[str, Any]:
    body = (each.get("content") or [{}])[0]
    summary = each.get("summary") or ""
    link = absolute(each.get("link") or "", url)
    return {
        "guid": each.get("id") or "",
        "link": link,
        "title": each.get("title") or "",
        "raw_content": body.get("value") or summary,
        "raw_summary": summary,
        "base": body.get("base") or each.get("summary_detail", {}).get("base") or link,
        "authors": names(each),
        "tags": [tag["label"] or tag["term"] for tag in each.get("tags", [])],
        "published": seconds(each, "published_parsed"),
        "updated": seconds(each, "updated_parsed"),
        "language": each.get("title_detail", {}).get("language") or "",
        "enclosures": [
            (absolute(e.get("href") or "", url), e.get("type") or "", number(e.get("length")))
            for e in each.get("enclosures", [])
            if absolute(e.get("href") or "", url)
        ],
    }


def names(thing: Any) -> list[str]:
    return [name for name in (author.get("name") for author in thing.get("authors", [])) if name]


def related(feed: Any, relation: str) -> str:
    found = (link.get("href", "") for link in feed.get("links", []) if link.get("rel") == relation)
    return next(found, "")


def absolute(address: str, url: str) -> str:
    try:
        whole = urljoin(url, address.strip()) if address else ""
        return whole if urlsplit(whole).scheme in ("http", "https", "") else ""
    except ValueError:
        return ""


def seconds(each: Any, name: str) -> int | None:
    parts = each.get(name) if name in each else None
    try:
        return calendar.timegm(parts) if parts and parts[0] >= 1970 else None
    except (ValueError, OverflowError):
        return None


def number(text: Any) -> int | None:
    text = str(text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


if __name__ == "__main__":
    main()
