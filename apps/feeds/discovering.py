"""Which feeds a site has: asks through ``core.outbound``, which goes to public addresses only.

Strangers say what is asked, and somebody waits for the answer. So the client is one of its own: it
knows none of the private networks that FEEDS_NETWORKS may open for feeds that an editor has seen.
"""

from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from apps.core import outbound
from apps.feeds.errors import FeedError
from apps.feeds.fetching import ACCEPT, LARGEST
from apps.feeds.parsing import ParsedFeed, parse
from apps.feeds.parsing.decoding import decode
from apps.feeds.subscriptions.listing import fault_of, tidied

TYPES: Final = {
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/rdf+xml",
}
#: A site that names more feeds than this has one for each category: the first ones are the main.
MOST: Final = 10
#: Links to feeds stand in the head of a page.
LOOKED_AT: Final = 300_000
DEADLINE: Final = 8  # s: somebody waits


class NothingFound(Exception):
    """There is no feed that could be read; the text tells a reader why and what to do."""


@dataclass(frozen=True)
class Candidate:
    """A feed that a site has. Its title is what the site calls it."""

    url: str
    title: str


def whole(address: str) -> str:
    """An address as people type it, made whole: example.org/blog."""
    address = tidied(address)
    return address if "://" in address[:12] else f"https://{address}"


def discover(address: str) -> list[Candidate]:
    """The feeds at an address: itself, if it is one, or those that the page names (RSS Advisory
    Board's autodiscovery). Raises NothingFound.
    """
    answer = _asked(whole(address))
    try:
        parsed = _parsed(answer)
    except FeedError:
        named = _Links(answer.url)
        named.feed(decode(answer.body or b".", _type(answer))[:LOOKED_AT])
        if not named.found:
            raise NothingFound(
                "This page names no feed. If the site has one, give the feed's own address."
            ) from None
        return list({each.url: each for each in named.found}.values())[:MOST]
    return [Candidate(answer.url, parsed.title or urlsplit(answer.url).netloc)]


def read(url: str) -> ParsedFeed:
    """What the feed at an address says. Raises NothingFound."""
    try:
        return _parsed(_asked(url))
    except FeedError as error:
        raise NothingFound(f"This cannot be read as a feed. {error}.") from error


def _asked(url: str) -> outbound.Response:
    if fault := fault_of(url):
        raise NothingFound(fault)
    try:
        answer = fetch(url)
    except outbound.OutboundError as error:
        raise NothingFound(f"{str(error).rstrip('.')}.") from error
    if answer.status != 200:
        raise NothingFound(
            f"{urlsplit(url).netloc} answered with {answer.status}, not with a page."
        )
    return answer


def fetch(url: str) -> outbound.Response:
    """What is at an address. Raises OutboundError."""
    return _client().fetch(url, headers={"Accept": ACCEPT})


@cache
def _client() -> outbound.Client:
    agent = f"pycommunity/1 planet (somebody suggested this address; questions: {settings.CONTACT})"
    return outbound.Client(
        outbound.Policy(user_agent=agent, deadline_seconds=DEADLINE, max_bytes=LARGEST)
    )


def _parsed(answer: outbound.Response) -> ParsedFeed:
    return parse(answer.body, url=answer.url, content_type=_type(answer))


def _type(answer: outbound.Response) -> str:
    return str(answer.headers.get("content-type", ""))


class _Links(HTMLParser):
    """The feeds that a page names in its head."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self._has_base = False
        self.found: list[Candidate] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href") and not self._has_base:
            self._has_base = True  # the first counts; each added to the one before has no end
            self.base = _joined(self.base, values["href"]) or self.base
        is_alternate = "alternate" in values.get("rel", "").lower().split()
        kind = values.get("type", "").lower().partition(";")[0].strip()
        if tag == "link" and is_alternate and kind in TYPES:
            url = tidied(_joined(self.base, values.get("href", "")))
            if url and not fault_of(url):
                self.found.append(Candidate(url, values.get("title", "")[:200] or url))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
