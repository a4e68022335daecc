"""Asking hosts for feeds: many hosts at once, one question at a time to each of them.

What comes back is an ``Answer``, also when nothing does: nothing here raises because of a host.
"""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_network
from queue import Empty, SimpleQueue
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from apps.core import outbound
from apps.feeds.models import Feed
from apps.feeds.parsing.reading import joined

ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.5"
)
HOSTS_AT_ONCE: Final = 16
QUICK: Final = 0.02  # s: when no host has answered for so long, twice as many are asked at once
LARGEST: Final = 5 * 2**20  # bytes of a feed, decompressed
DEADLINE: Final = 20  # s for one feed, redirects included
TIME: Final = 50.0  # s after which no more questions are asked; below the soft limit of a task
BUSY: Final = frozenset({429, 503})
#: ``<address>; rel="hub self"; title="a, b"``
LINK: Final = re.compile(r'<([^<>]*+)>((?:[^,"<]*+(?:"[^"]*+")?+)*+)')
RELATION: Final = re.compile(r""";\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", re.IGNORECASE)
PERMANENT: Final = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said of one feed. ``status`` is None where no answer came, ``error`` says why.

    ``moved_to`` is where permanent redirects lead. ``wait`` is what Retry-After asks for,
    ``fresh_for`` how long Cache-Control or Expires call the answer fresh. ``hub_url`` and
    ``self_url`` are those of its Link header.
    """

    feed: Feed
    status: int | None = None
    error: str = ""
    url: str = ""
    body: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    wait: timedelta | None = None
    fresh_for: timedelta | None = None
    milliseconds: int = 0
    is_pushed: bool = False
    hub_url: str = ""
    self_url: str = ""


def ask_all(feeds: Iterable[Feed]) -> Iterator[Answer]:
    """Ask for all these feeds, and give the answers, of each host as soon as it is through.

    A host that is busy is asked no more; neither is anybody when time is up: those feeds stay due.
    """
    hosts: dict[str, list[Feed]] = defaultdict(list)
    for feed in feeds:
        hosts[urlsplit(feed.url).netloc.lower()].append(feed)
    asking = _Asking(hosts.values())
    _client()  # made once, by one thread: it reads the system's authorities
    threads = ThreadPoolExecutor(HOSTS_AT_ONCE, "feeds")
    threads.submit(asking.ask)
    busy, left = 1, len(hosts)
    try:
        while left:
            try:
                told = asking.answers.get(timeout=QUICK)
            except Empty:
                for _ in range(min(busy, HOSTS_AT_ONCE - busy)):
                    threads.submit(asking.ask)
                    busy += 1
            else:
                left -= 1
                yield from told
    finally:
        asking.stopped.set()
        threads.shutdown(wait=False, cancel_futures=True)


class _Asking:
    """Hosts that wait for their turn, and what came of those that had it.

    Any number of threads may ask: one does as long as hosts answer at once, since threads that wait
    for each other cost more than short answers do.
    """

    def __init__(self, hosts: Iterable[list[Feed]]) -> None:
        self.answers: SimpleQueue[list[Answer]] = SimpleQueue()
        self.stopped = threading.Event()
        self._end = time.monotonic() + TIME
        self._waiting: SimpleQueue[list[Feed]] = SimpleQueue()
        for of_host in hosts:
            self._waiting.put(of_host)

    def ask(self) -> None:
        """Ask one host after the other until none waits."""
        with suppress(Empty):
            while True:
                self._ask_host(self._waiting.get_nowait())

    def _ask_host(self, feeds: list[Feed]) -> None:
        """Ask one host, feed after feed. It is told at the end: waking who waits costs as much as
        a short answer does.
        """
        told: list[Answer] = []
        try:
            for place, feed in enumerate(feeds):
                if place:
                    self.stopped.wait(settings.FEEDS_HOST_PAUSE)
                if self.stopped.is_set() or time.monotonic() > self._end:
                    return
                told.append(ask(feed))
                if told[-1].status in BUSY:
                    return
        finally:
            self.answers.put(told)


def ask(feed: Feed) -> Answer:
    """Ask for one feed, with the validators that its host gave last time."""
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    began = time.monotonic()
    try:
        response = _client().fetch(feed.url, headers=headers)
    except outbound.OutboundError as error:
        return Answer(feed, error=str(error), milliseconds=_since(began))
    except Exception as error:  # what urllib3 did not foresee must not end the other feeds' turn
        return Answer(feed, error=f"Not readable as HTTP ({type(error).__name__})")
    return _answer(feed, response, _since(began))


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _answer(feed: Feed, response: outbound.Response, milliseconds: int) -> Answer:
    headers = response.headers
    now = datetime.now(UTC)
    links = related(headers.get("link", ""), response.url)
    return Answer(
        feed,
        status=response.status,
        url=response.url,
        body=response.body,
        content_type=headers.get("content-type", ""),
        etag=_validator(headers.get("etag", ""), 500),
        last_modified=_validator(headers.get("last-modified", ""), 200),
        moved_to=_moved_to(response),
        wait=retry_after(headers.get("retry-after", ""), now),
        fresh_for=fresh_for(headers.get("cache-control", ""), headers.get("expires", ""), now),
        milliseconds=milliseconds,
        hub_url=links.get("hub", ""),
        self_url=links.get("self", ""),
    )


def related(header: str, base: str) -> dict[str, str]:
    """Absolute addresses by relation (RFC 8288), the first of each."""
    links: dict[str, str] = {}
    for address, parameters in LINK.findall(header):
        if found := RELATION.search(parameters):
            for relation in (found[1] or found[2]).lower().split():
                links.setdefault(relation, joined(base, address))
    return links


def _validator(text: str, longest: int) -> str:
    """A validator as it came, or none: half of one would match nothing, and * whatever comes."""
    fits = len(text) <= longest and text.isprintable() and text.isascii()
    return text if fits and text.strip() != "*" else ""


def _moved_to(response: outbound.Response) -> str:
    """Where permanent redirects lead, up to the first that is not."""
    target = ""
    for hop in response.redirects:
        if hop.status not in PERMANENT:
            break
        target = hop.url
    return target if len(target) <= 1000 else ""


def retry_after(text: str, now: datetime) -> timedelta | None:
    """How long Retry-After asks to wait (RFC 9110, 10.2.3): seconds or a date."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text[:9]))
    moment = _date(text)
    return max(moment - now, timedelta()) if moment else None


def fresh_for(cache_control: str, expires: str, now: datetime) -> timedelta | None:
    """How long an answer is fresh (RFC 9111, 5.2 and 5.3), None where nothing is said."""
    for directive in cache_control.lower().split(","):
        name, _, value = directive.strip().partition("=")
        value = value.strip('" ')
        if name == "max-age" and value.isascii() and value.isdigit():
            return timedelta(seconds=int(value[:9]))
        if name in ("no-cache", "no-store"):
            return None
    moment = _date(expires)
    return moment - now if moment and moment > now else None


def _date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def hub_client() -> outbound.Client:
    """Hubs are asked by the same policy as hosts."""
    return _client()


@cache
def _client() -> outbound.Client:
    """One pool of connections for the process."""
    return outbound.Client(
        outbound.Policy(
            user_agent=f"pycommunity/1 planet (reads feeds; questions: {settings.CONTACT})",
            deadline_seconds=DEADLINE,
            max_bytes=LARGEST,
            ports=frozenset({80, 443, *map(int, settings.FEEDS_PORTS)}),
            allow_networks=tuple(map(ip_network, settings.FEEDS_NETWORKS)),
        )
    )
