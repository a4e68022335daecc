"""Hosts that speak HTTP in their own way: each ends in a true state, in bounded time."""

import asyncio
import gzip
import zlib
from datetime import timedelta

import brotli  # type: ignore[import-untyped]
import psutil
import pytest
from django.test import Client
from pytest_django import Settings

from apps.catalog.publishing import publish
from apps.feeds import fetching, refreshing
from apps.feeds.models import Entry, Feed, Fetch
from tests.factories.feeds import FeedFactory
from tests.feeds.conftest import allow
from tests.feeds.generated import blog
from tests.feeds.planet_server import Page, Planet, Script, serving

pytestmark = pytest.mark.django_db

BODY = blog(1, 2).feed()
OK = "HTTP/1.1 200 OK\r\n"


def answer(*lines: str, body: bytes = BODY, status: str = "200 OK", framed: bool = True) -> bytes:
    length = [f"Content-Length: {len(body)}"] if framed else []
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *lines, *length))
    return head.encode("latin-1") + b"\r\n" + body


def packed(coding: str, body: bytes) -> bytes:
    return answer(f"Content-Encoding: {coding}", body=body)


def flood(head: str, piece: bytes, *, pause: float = 0) -> Script:
    """Sends pieces until nobody listens."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode())
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


def sends(data: bytes) -> Script:
    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return script


def served(planet: Planet, script: Script) -> Feed:
    planet.pages["/feed"] = Page(script=script)
    return FeedFactory(url=planet.url("/feed"))


def visit(feed: Feed) -> Fetch:
    refreshing.refresh_now([Feed.objects.get(pk=feed.pk)])
    return Fetch.objects.filter(feed=feed).order_by("-pk")[0]


RAW_DEFLATE = zlib.compressobj(wbits=-15)
READ = {
    "gzip": packed("gzip", gzip.compress(BODY)),
    "x-gzip": packed("x-gzip", gzip.compress(BODY)),
    "deflate": packed("deflate", zlib.compress(BODY)),
    "deflate without its frame": packed(
        "deflate", RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush()
    ),
    "brotli": packed("br", brotli.compress(BODY)),
    "gzip without a word of it": answer(body=gzip.compress(BODY)),
    "a coding that is none, and one": packed("aws-chunked, gzip", gzip.compress(BODY)),
    "a coding that is none": packed("utf-8", BODY),
    "junk behind it": packed("gzip", gzip.compress(BODY) + b"junk"),
    "interim answers": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(),
    "HTTP/1.0, no length": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    "no reason": answer(status="200"),
    "lines without CR": answer().replace(b"\r\n", b"\n"),
    "through a proxy": answer(status="203 Changed"),
    "letters in headers": answer("X-Place: Zo\xeb"),
    "a hostile Link": answer("Link: " + '<a>;a="' * 4000),
    "Retry-After beside a feed": answer(
        "Retry-After: -1", "Expires: 0", "Cache-Control: max-age=x"
    ),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_what_can_be_read_is_read(planet: Planet, data: bytes) -> None:
    feed = served(planet, sends(data))
    assert visit(feed).outcome == Fetch.Outcome.NEW
    assert Entry.objects.count() == 2
    assert visit(feed).outcome == Fetch.Outcome.SAME_BYTES
    assert Entry.objects.count() == 2


REFUSED: dict[str, tuple[Script, str]] = {
    "a bomb in brotli": (
        sends(packed("br", brotli.compress(bytes(2**27), quality=5))),
        "larger than",
    ),
    "a bomb in deflate": (sends(packed("deflate", zlib.compress(bytes(2**27)))), "larger than"),
    "a bomb of many parts": (
        sends(packed("gzip", gzip.compress(bytes(2**20)) * 200)),
        "larger than",
    ),
    "a bomb in a bomb": (
        sends(packed("gzip, gzip", gzip.compress(gzip.compress(BODY)))),
        "more than once",
    ),
    "packed as it is not": (sends(packed("gzip", BODY)), "not packed as it says (gzip)"),
    "endless headers": (flood(OK, b"X: " + b"y" * 60_000 + b"\r\n"), "headers did not end"),
    "one endless header": (flood(OK + "X: ", b"y" * 60_000), "headers did not end"),
    "endless interim answers": (flood("", b"HTTP/1.1 103 x\r\n\r\n" * 999), "headers did not end"),
    "endless extensions of chunks": (
        flood(OK + "Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 60_000 + b"\r\na\r\n"),
        "did not end",
    ),
    "endless trailers": (
        flood(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n", b"x: " + b"y" * 60_000 + b"\r\n"),
        "did not end",
    ),
    "slow headers": (flood(OK, b"X: y\r\n", pause=0.05), "Not finished"),
    "slow chunks": (
        flood(OK + "Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", pause=0.05),
        "Not finished",
    ),
    "HTTP/0.9": (sends(BODY), "HTTP"),
    "two lengths": (sends(answer("Content-Length: 9", framed=True)), "HTTP"),
    "a length below nothing": (sends(answer("Content-Length: -1", framed=False)), "HTTP"),
    "a length that is not kept": (
        sends(answer(f"Content-Length: {len(BODY) + 9}", framed=False)),
        "broke off",
    ),
    "length and chunks": (
        sends(answer("Transfer-Encoding: chunked", body=b"0\r\n\r\n")),
        "HTTP",
    ),
    "a NUL in a header": (sends(answer("X: a\0b")), "HTTP"),
    "another protocol from here on": (sends(answer("Upgrade: h2c", status="101 x")), "HTTP"),
}


@pytest.mark.parametrize(("script", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_answer_is_told_in_words(
    planet: Planet, script: Script, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "DEADLINE", 1)
    feed = served(planet, script)
    memory = psutil.Process().memory_info().rss
    fetch = visit(feed)
    assert (fetch.outcome, fetch.status) == (Fetch.Outcome.UNREACHABLE, None)
    assert words in fetch.message
    assert psutil.Process().memory_info().rss - memory < 100 * 2**20
    feed.refresh_from_db()
    assert feed.failures == 1
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "host",
    ["0300.0250.0.1", "0xc0a80001", "0xc0.0xa8.1", "3232235521", "192.168.1", "192%2e168%2e0%2e1",
     "[::ffff:c0a8:1]", "[64:ff9b::c0a8:1]", "[64:ff9b:1::a00:1]", "[2002:c0a8:1::]", "[fd00::1]",
     "[::192.168.0.1]", "[fe80::1%25lo]", "0.0.0.0", "[2001::1]", "192\u30020\u30020\u30021",
     "example.org@192.168.0.1", "192.168.0.1#@example.org"],
)  # fmt: skip
@pytest.mark.parametrize("status", ["302 x", "308 x"])
def test_no_spelling_of_a_private_address_is_followed(
    planet: Planet, host: str, status: str
) -> None:
    location = f"Location: http://{host}/".encode().decode("latin-1")
    feed = served(planet, sends(answer(location, body=b"", status=status)))
    fetch = visit(feed)
    assert fetch.outcome == Fetch.Outcome.UNREACHABLE
    assert "connections" not in fetch.message  # none was tried
    feed.refresh_from_db()
    assert (feed.moved_to, feed.moves) == ("", 0)


# Entries without titles


def test_what_has_no_title_is_named_by_its_words_or_its_place(
    planet: Planet, client: Client
) -> None:
    words = "word " * 40
    inside = [
        f"<guid>1</guid><description>&lt;p&gt;{words}&lt;/p&gt;</description>",
        "<title>&lt;img src='x'&gt;</title><link>https://www.example.org/notes/2/</link>",
        "<guid>3</guid>",
    ]
    items = "".join(f"<item>{each}</item>" for each in inside)
    body = f"<rss><channel><title>T</title>{items}</channel></rss>".encode()
    feed = served(planet, sends(answer(body=body)))
    publish(feed)
    visit(feed)
    first = f"{' '.join(['word'] * 16)} …"
    titles = [entry.title for entry in Entry.objects.order_by("-pk")]
    assert titles == [first, "example.org/notes/2", "Untitled"]
    page = client.get(f"/feeds/{feed.slug}/").content.decode()
    assert all(f">{title}</a>" in page for title in titles)


# Validators


def test_nothing_changed_since_never_is_no_success(planet: Planet) -> None:
    """Else a feed that was never read would be called well."""
    feed = served(planet, sends(answer(status="304 x", body=b"", framed=False)))
    fetch = visit(feed)
    assert (fetch.outcome, fetch.status) == (Fetch.Outcome.REFUSED, 304)
    feed.refresh_from_db()
    assert (feed.failures, feed.last_success_at) == (1, None)


def test_a_validator_that_matches_everything_is_not_sent(planet: Planet) -> None:
    feed = served(planet, sends(answer("ETag: *")))
    visit(feed)
    visit(feed)
    assert not planet.requests[-1].is_conditional


@pytest.mark.parametrize("tag", ['W/"a"', '""', "bare", '"a", "b"'])
def test_odd_tags_go_back_as_they_came(planet: Planet, tag: str) -> None:
    feed = served(planet, sends(answer(f"ETag: {tag}")))
    visit(feed)
    visit(feed)
    assert planet.requests[-1].headers["if-none-match"] == tag


def test_cookies_are_not_kept(planet: Planet) -> None:
    feed = served(planet, sends(answer("Set-Cookie: a=b")))
    visit(feed)
    visit(feed)
    assert "cookie" not in planet.requests[-1].headers


@pytest.mark.parametrize("wait", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_however_long_a_host_wants_to_be_left_alone_it_is_asked_again(
    planet: Planet, wait: str
) -> None:
    feed = served(planet, sends(answer(f"Retry-After: {wait}", status="429 x")))
    fetch = visit(feed)
    assert fetch.outcome == Fetch.Outcome.BUSY
    feed.refresh_from_db()
    assert timedelta(days=7) <= feed.next_at - fetch.at < timedelta(days=8)


def test_hosts_that_think_long_are_asked_at_the_same_time(settings: Settings) -> None:
    """Each answers when all have been asked: whoever asks one after the other hears nothing."""
    with serving(fetching.HOSTS_AT_ONCE) as planet:
        allow(settings, planet)
        asked = 0
        everybody = asyncio.Event()

        async def patient(writer: asyncio.StreamWriter) -> None:
            nonlocal asked
            asked += 1
            if asked == len(planet.hosts):
                everybody.set()
            await everybody.wait()
            await sends(answer())(writer)

        planet.pages["/feed"] = Page(script=patient)
        urls = [planet.url("/feed", host) for host in range(len(planet.hosts))]

        refreshing.refresh_now([FeedFactory(url=url) for url in urls])

    assert set(Fetch.objects.values_list("outcome", flat=True)) == {"new"}
