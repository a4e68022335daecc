"""Hostile feeds and hosts: none gets through, none takes long, none takes the others along."""

import asyncio
import gzip
import time
from html import escape
from typing import Any

import mock
import psutil
import pytest
from pytest_django import Settings

from apps.feeds import fetching, refreshing
from apps.feeds.deciding import Filter
from apps.feeds.errors import HostileDocument, PoisonousDocument
from apps.feeds.models import Entry, Feed, Fetch
from apps.feeds.parsing import last_resort, parse
from apps.feeds.parsing.cleaning import clean
from tests.factories.feeds import FeedFactory
from tests.feeds.conftest import subscribe
from tests.feeds.generated import blog
from tests.feeds.planet_server import Page, Planet

#: A hundred megabytes
BOMB = gzip.compress(b"<rss>" + bytes(100 * 2**20), 1)
RSS = "<rss><channel><title>T</title><item><title>{}</title></item></channel></rss>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))

DOCUMENTS: dict[str, str | bytes] = {
    "a billion laughs": f"<!DOCTYPE rss [{LAUGHS}]>" + RSS.format("&l9;"),
    "one long entity": f'<!DOCTYPE rss [<!ENTITY a "{"a" * 10**6}">]>' + RSS.format("&a;" * 10**4),
    "a file": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS.format("&x;"),
    "an address": '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1/">]>' + RSS.format("&x;"),
    "a parameter entity": "<!DOCTYPE r [<!ENTITY % a \"<!ENTITY b 'c'>\"> %a;]>"
    + RSS.format("&b;"),
    "100,000 attributes": RSS.format("<a " + " ".join(f'b{n}="c"' for n in range(10**5)) + "/>"),
    "depth": "<rss><channel>" + "<a>" * 10**5 + "</a>" * 10**5 + "</channel></rss>",
    "elements": "<rss><channel>" + "<a/>" * 10**6 + "</channel></rss>",
    "elements in an entry": "<rss><channel><item>" + "<a/>" * 10**6 + "</item></channel></rss>",
    "a bomb in gzip": gzip.compress(bytes(2**27)),
    "a bomb in broken XML": f"<!DOCTYPE rss [{LAUGHS}]>" + RSS.format("&l9;</b>"),
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents_that_ask_for_too_much_are_refused_at_once(document: str | bytes) -> None:
    data = document if isinstance(document, bytes) else f'<?xml version="1.0"?>{document}'.encode()
    parse(RSS.format("warm").encode())
    began = time.thread_time()
    with pytest.raises(HostileDocument):
        parse(data)
    assert time.thread_time() - began < 1


NESTED = {
    "div": "<div>" * 100_000,
    "b": "<b>" * 100_000,
    "different formatting": "".join(f"<font size={n}><p>" for n in range(50_000)),
    "closed in a comment": "<b><!-- </b> -->" * 50_000,
    "closed in an attribute": '<b><i title="</b></i>">' * 50_000,
    "a stray quote": '<i ">' + "<b>" * 90_000 + '">',
    "tables": "<div><table></div>" * 40_000,
    "unfinished comments": "<!--" * 100_000,
    "unfinished tags": "<a " * 100_000,
    "links": "<a><b><i>" * 30_000,
    "closed by a script": "<b><script></b></script>" * 20_000,
    "a title in a style": "<b><style><i></b></style>" * 20_000,
    "many lone attributes": "<p " + "a " * 200_000 + ">",
    "depth just below the limit of tags": "<div>" * 19_000,
    "ends that are in an attribute": '<b title="x>y</b>"><p>' * 6_000,
    "ends that are in a style": '<b class="<i>"><style><b>y</b></style><p>' * 2_500,
}


@pytest.mark.parametrize("body", NESTED.values(), ids=NESTED)
def test_html_that_keeps_sanitisers_busy_is_cut_first(body: str) -> None:
    began = time.thread_time()
    clean(body[:500_000] + "<script>alert(1)</script>")
    assert time.thread_time() - began < 4


@pytest.mark.parametrize("letters", ["<!--", "<a href='", "<![CDATA[", "<iframe src=", "a@", "<"])
def test_no_field_keeps_the_reader_busy(letters: str) -> None:
    """A megabyte of what a pattern might look for the end of, again and again."""
    text = escape(letters * (2**20 // len(letters)))
    fields = "".join(f"<{n}>{text}</{n}>" for n in ("title", "author", "category", "description"))
    began = time.thread_time()
    (entry,) = parse(f"<rss><channel><item>{fields}</item></channel></rss>".encode()).entries
    assert Filter(["none"], ["none"], ["none"]).takes(entry) is False
    assert len(entry.content) < 2 * 2**20
    assert time.thread_time() - began < 4


def test_broken_titles_do_not_either() -> None:
    began = time.thread_time()
    parse(f"<rss><channel><item><title>{'<' * 2**20}</title></item></channel></rss>".encode())
    assert time.thread_time() - began < 4


def test_a_document_that_hangs_or_kills_the_parser_costs_one_process() -> None:
    broken = b"<rss><channel><title>T</title><item><title>a</title></b></item>"
    parse(broken)
    process = last_resort._process._process
    assert process
    psutil.Process(process.pid).kill()
    psutil.Process(process.pid).wait(60)
    assert parse(broken).entries  # noticed, and another one started
    with (
        mock.patch.object(last_resort, "PROGRAM", last_resort.PROGRAM.with_name("none.py")),
        mock.patch.object(last_resort, "_process", last_resort.Process()),
        pytest.raises(PoisonousDocument),
    ):
        parse(broken)


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    while not writer.is_closing():
        writer.write(b"x" * 65536)
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def no_http(writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example.org ESMTP\r\n")


async def bomb(writer: asyncio.StreamWriter) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n\r\n"
    writer.write(head.encode() + BOMB)
    await writer.drain()


def to(location: str, status: int = 302) -> dict[str, Any]:
    return {"status": status, "headers": {"Location": location}}


TIMED_OUT = "Not finished"
PAGES: dict[str, tuple[dict[str, Any], str]] = {
    "endless": ({"script": endless}, "larger than"),
    "a compressed bomb": ({"script": bomb}, "larger than"),
    "another protocol": ({"script": no_http}, "HTTP"),
    "in a circle": (to("/feed"), "redirects"),
    "to this machine, elsewhere": (to("http://127.9.9.9/"), "not on the public Internet"),
    "to a private address": (to("http://10.0.0.1/"), "not on the public Internet"),
    "to the metadata of a cloud": (
        to("http://169.254.169.254/latest/", 301),
        "not on the public Internet",
    ),
    "mapped": (to("http://[::ffff:10.0.0.1]/"), "not on the public Internet"),
    "to a file": (to("file:///etc/passwd"), "not an http"),
    "to another port": (to("http://example.org:22/"), "Port 22"),
    "with a password": (to("http://a:b@example.org/"), "password"),
}


#: These take all the time that they are given
LATE = {
    "dripping": ({"script": dripping}, TIMED_OUT),
    "silent": ({"script": silent}, TIMED_OUT),
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "words"),
    [
        *(pytest.param(*each, id=name) for name, each in PAGES.items()),
        *(pytest.param(*each, id=name, marks=pytest.mark.slow) for name, each in LATE.items()),
    ],
)
def test_hosts_that_misbehave_get_nothing_and_stop_nobody(
    planet: Planet, page: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "DEADLINE", 5 if words == TIMED_OUT else 60)
    planet.pages["/feed"] = Page(**page)
    hostile = FeedFactory(url=planet.url("/feed"))
    healthy = subscribe(planet, blog(1, 2))
    memory = psutil.Process().memory_info().rss
    began = time.monotonic()

    refreshing.refresh_now([hostile, healthy])

    assert time.monotonic() - began < 50  # a silent host says nothing for longer than that
    assert psutil.Process().memory_info().rss - memory < 300 * 2**20
    fetch = Fetch.objects.get(feed=hostile)
    assert words in fetch.message
    assert fetch.outcome == Fetch.Outcome.UNREACHABLE
    assert Entry.objects.filter(feed=healthy).count() == 2
    assert Feed.objects.get(pk=hostile.pk).status == Feed.Status.ACTIVE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://0/", "http://2130706433/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://169.254.169.254/", "ftp://example.org/",
        "http://example.org:6379/", "http://user@example.org/",
    ],
)  # fmt: skip
def test_by_default_no_feed_reaches_inside(url: str, settings: Settings) -> None:
    fetching._client.cache_clear()
    feed = FeedFactory(url=url)
    with mock.patch("socket.socket.connect", side_effect=AssertionError("connected")):
        answer = fetching.ask(feed)
    assert answer.status is None
    assert answer.error


@pytest.mark.parametrize("base", ["javascript:alert(1)//", "data:text/html,x", "vbscript:x"])
def test_a_base_that_is_no_place_leads_nowhere(base: str) -> None:
    safe = clean("<a href=''>a</a><a href='#b'>b</a><img src=''>", base, base)
    assert base not in safe


@pytest.mark.parametrize(
    "payload",
    [
        "<script>x</script>", "<img src=x onerror=x>", "<a href='java\tscript:x'>a</a>",
        "<svg onload=x>", "<iframe src='//e.org'>", "<form><button formaction='javascript:x'>",
        "<math><mi xlink:href='data:x,<script>x</script>'>", "<style>@import 'x'</style>",
        "<p style='background:url(javascript:x)'>", "<base href='//e.org'>", "<meta name=x>",
        "<a href='data:text/html,<script>x</script>'>", "<object data=x>", "<embed src=x>",
        "<!--><img src=x onerror=x>-->", "<noscript><p title='</noscript><img src=x onerror=x>'>",
    ],
)  # fmt: skip
def test_nothing_of_a_script_is_left(payload: str) -> None:
    safe = clean(payload * 60, "https://e.org/").lower()  # so many that nesting is looked at too
    words = ["script", "onerror", "onload", "<iframe", "<form", "<style", "style=", "<base",
             "<meta", "<object", "<embed", "<svg", "data:"]  # fmt: skip
    assert not [word for word in words if word in safe]
