"""Servers that behave, and the many ways in which they do not."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from ipaddress import ip_network
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from apps.core.outbound import (
    BadResponse,
    BadURL,
    Client,
    Policy,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from apps.core.outbound.budget import PlainSocket
from apps.core.outbound.exchange import Idle
from apps.core.tests.outbound_server import OK, PATIENCE, Caller, Server, serving

#: Of fetches that are to be cut. A server would go on for PATIENCE, which nothing comes near.
DEADLINE = 0.2
ON_TIME = PATIENCE / 2
LIMIT = 2**20
MEBIBYTE = 2**20


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def client_for(server: Server, **limits: Any) -> Client:
    """Allowed to reach this one server."""
    limits = {"deadline_seconds": PATIENCE, "max_bytes": LIMIT} | limits
    return Client(
        Policy(
            ports=frozenset({server.port}), allow_networks=(ip_network("127.0.0.1/32"),), **limits
        )
    )


@pytest.fixture
def client(server: Server) -> Client:
    return client_for(server)


@pytest.fixture
def hurried(server: Server) -> Client:
    """Gives up soon."""
    return client_for(server, deadline_seconds=DEADLINE)


def body(data: bytes, headers: bytes = b"") -> bytes:
    return OK + b"Content-Length: %d\r\n%s\r\n%s" % (len(data), headers, data)


def connected(server: Server) -> PlainSocket:
    sock = PlainSocket()
    sock.connect(("127.0.0.1", server.port))
    return sock


def chunked(data: bytes, headers: bytes = b"") -> bytes:
    head = OK + b"Transfer-Encoding: chunked\r\n%s\r\n" % headers
    return head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)


def redirect(to: str, status: int = 302) -> bytes:
    head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
    return head.encode()


class TestAnswers:
    def test_an_answer_is_brought_home_whole(self, server: Server, client: Client) -> None:
        url = server.answer("/feed?a=b", body(b"<rss/>", b'ETag: "1"\r\n'))
        response = client.fetch(url + "#fragment")
        assert (response.status, response.url, response.body) == (200, url, b"<rss/>")
        assert response.headers["etag"] == '"1"'
        assert response.redirects == ()

    @pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
    def test_a_refusal_is_an_answer_with_its_headers(
        self, server: Server, client: Client, status: int
    ) -> None:
        url = server.answer(
            "/", b"HTTP/1.1 %d No\r\nRetry-After: 9\r\nContent-Length: 2\r\n\r\nno" % status
        )
        response = client.fetch(url)
        assert (response.status, response.body) == (status, b"no")
        assert response.headers["Retry-After"] == "9"

    @pytest.mark.parametrize(
        ("coding", "data"),
        [
            (b"gzip", gzip.compress(b"news", mtime=0)),
            (b"deflate", zlib.compress(b"news")),
            (b"br", brotli.compress(b"news")),
        ],
    )
    @pytest.mark.parametrize("framed", [body, chunked])
    def test_compressed_bodies_are_opened(
        self,
        server: Server,
        client: Client,
        framed: Callable[[bytes, bytes], bytes],
        coding: bytes,
        data: bytes,
    ) -> None:
        url = server.answer("/", framed(data, b"Content-Encoding: %s\r\n" % coding))
        assert client.fetch(url).body == b"news"

    def test_a_body_ends_with_its_connection(self, server: Server, client: Client) -> None:
        def say_and_leave(caller: Caller) -> None:
            caller.send(b"HTTP/1.0 200 OK\r\n\r\nnews")
            caller.sock.close()

        assert client.fetch(server.script("/", say_and_leave)).body == b"news"

    def test_who_asks_and_what_we_have_is_told(self, server: Server) -> None:
        client = client_for(server, user_agent="pycommunity/1 (+https://example.org)")
        url = server.answer("/", b"HTTP/1.1 304 Not Modified\r\n\r\n")
        response = client.fetch(url, headers={"If-None-Match": '"1"'})
        assert (response.status, response.body) == (304, b"")
        head = server.requests[0].lower()
        assert 'if-none-match: "1"\r\n' in head
        assert "user-agent: pycommunity/1 (+https://example.org)\r\n" in head
        assert f"host: 127.0.0.1:{server.port}\r\n" in head

    def test_head_brings_no_body(self, server: Server, client: Client) -> None:
        url = server.answer("/", OK + b"Content-Length: 99999999999\r\n\r\n")
        response = client.fetch(url, method="HEAD")
        assert (response.body, response.headers["content-length"]) == (b"", "99999999999")

    @pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
    def test_no_body_is_waited_for_where_none_can_be(
        self, server: Server, client: Client, status: bytes
    ) -> None:
        url = server.answer("/", b"HTTP/1.1 " + status + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert client.fetch(url).body == b""

    @pytest.mark.parametrize("name", ["Authorization", "cookie", "Proxy-Authorization", "HOST"])
    def test_nothing_secret_is_ever_sent(self, client: Client, name: str) -> None:
        with pytest.raises(ValueError, match=name.lower()):
            client.fetch("http://127.0.0.1/", headers={name: "secret"})

    def test_no_header_smuggles_in_another(self, server: Server, client: Client) -> None:
        url = server.answer("/", body(b""))
        with pytest.raises(ValueError, match="if-none-match"):
            client.fetch(url, headers={"If-None-Match": '"1"\r\nX-Evil: 1'})
        assert not server.requests

    def test_interim_answers_are_passed_over(self, server: Server, client: Client) -> None:
        early = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
        response = client.fetch(server.answer("/", early + body(b"news", b'ETag: "1"\r\n')))
        assert (response.status, response.body) == (200, b"news")
        assert dict(response.headers) == {"Content-Length": "4", "ETag": '"1"'}

    def test_lines_may_end_as_old_servers_end_them(self, server: Server, client: Client) -> None:
        url = server.answer("/", b"HTTP/1.1 200 OK\nContent-Length: 4\n\nnews")
        assert client.fetch(url).body == b"news"

    def test_proxies_in_the_environment_are_ignored(
        self, server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        assert client.fetch(server.answer("/", body(b"direct"))).body == b"direct"


class TestConnections:
    def test_one_connection_serves_many_fetches(self, server: Server, client: Client) -> None:
        pages = [
            server.answer("/a", body(b"a")),
            server.answer("/b", b"HTTP/1.1 304 Not Modified\r\n\r\n"),
            server.answer(
                "/c", chunked(gzip.compress(b"c", mtime=0), b"Content-Encoding: gzip\r\n")
            ),
            server.answer("/a", body(b"a")),
        ]
        for url in pages:
            client.fetch(url)
        assert server.connections == 1

    def test_a_connection_left_in_the_middle_is_not_used_again(
        self, server: Server, client: Client
    ) -> None:
        large = server.answer("/large", body(b"x" * 1000))
        small = server.answer("/small", body(b"small"))
        with pytest.raises(TooLarge):
            client.fetch(large, max_bytes=999)
        assert client.fetch(small).body == b"small"
        assert server.connections == 2

    def test_nobody_gets_what_came_unasked(self, server: Server, client: Client) -> None:
        unasked = server.answer("/two", body(b"one") + body(b"evil"))
        url = server.answer("/", body(b"mine"))
        assert client.fetch(unasked).body == b"one"
        assert client.fetch(url).body == b"mine"
        assert server.connections == 2

    def test_a_connection_closed_meanwhile_is_made_anew(
        self, server: Server, client: Client
    ) -> None:
        def say_and_leave(caller: Caller) -> None:
            caller.send(body(b"news"))
            caller.sock.close()

        url = server.script("/", say_and_leave)
        for _ in range(2):
            assert client.fetch(url).body == b"news"
            assert server.gone.wait(PATIENCE)
            server.gone.clear()
        assert server.connections == 2

    def test_connections_to_many_places_are_not_kept_for_ever(self) -> None:
        with ExitStack() as stack:
            servers = [stack.enter_context(serving()) for _ in range(3)]
            idle = Idle(2)
            for server in servers:
                idle.keep(("http", "127.0.0.1", server.port), connected(server))
            kept = [idle.take(("http", "127.0.0.1", server.port)) for server in servers]
            assert [bool(sock) for sock in kept] == [False, True, True]
            for sock in filter(None, kept):
                sock.close()

    def test_threads_share_a_client_and_keep_their_answers_apart(
        self, server: Server, client: Client
    ) -> None:
        paths = [f"/{number}" for number in range(60)]
        urls = [server.answer(path, body(path.encode())) for path in paths]
        with ThreadPoolExecutor(8) as threads:
            bodies = [response.body for response in threads.map(client.fetch, urls)]
        assert bodies == [path.encode() for path in paths]


class TestRedirects:
    def test_hops_are_followed_and_told(self, server: Server, client: Client) -> None:
        start = server.answer("/old", redirect("/older", 301))
        server.answer("/older", redirect("new?é=1", 308))
        server.answer("/new?%C3%A9=1", body(b"here"))
        response = client.fetch(start, headers={"If-None-Match": '"1"'})
        assert response.body == b"here"
        assert response.url == server.url("/new?%C3%A9=1")
        assert [hop.status for hop in response.redirects] == [301, 308]
        assert [hop.url for hop in response.redirects] == [
            server.url("/older"),
            server.url("/new?é=1"),
        ]
        assert all('if-none-match: "1"' in head for head in server.requests)

    @pytest.mark.parametrize("hops", [5, 6])
    def test_five_hops_are_enough(self, server: Server, client: Client, hops: int) -> None:
        for hop in range(hops):
            server.answer(f"/{hop}", redirect(f"/{hop + 1}"))
        server.answer(f"/{hops}", body(b"here"))
        if hops == 5:
            assert client.fetch(server.url("/0")).body == b"here"
        else:
            with pytest.raises(TooManyRedirects):
                client.fetch(server.url("/0"))

    def test_a_circle_ends(self, server: Server, client: Client) -> None:
        url = server.answer("/", redirect("/"))
        with pytest.raises(TooManyRedirects):
            client.fetch(url)
        assert len(server.requests) == 6

    def test_a_redirect_to_nowhere_is_an_answer(self, server: Server, client: Client) -> None:
        url = server.answer("/", b"HTTP/1.1 302 Found\r\nContent-Length: 1\r\n\r\nx")
        assert (client.fetch(url).status, client.fetch(url).body) == (302, b"x")

    def test_redirects_share_one_deadline(self, server: Server, hurried: Client) -> None:
        def slowly(caller: Caller) -> None:
            caller.stop.wait(DEADLINE / 3)
            caller.send(redirect("/"))

        url = server.script("/", slowly)
        with pytest.raises(TimedOut):
            hurried.fetch(url)
        assert len(server.requests) <= 4


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED = OK + b"Content-Encoding: gzip\r\n\r\n"
ENDLESS = {
    "status line": (b"HTTP/1.1 200 ", b"O"),
    "headers": (OK, b"X: y\r\n"),
    "one header": (OK + b"X: ", b"y"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (OK + b"\r\n", b"x"),
    "chunks": (CHUNKED, b"1\r\nx\r\n"),
    "chunk extension": (CHUNKED + b"1;", b"x"),
    "trailers": (CHUNKED + b"1\r\nx\r\n0\r\n", b"X: y\r\n"),
    "gzip members that hold nothing": (GZIPPED, gzip.compress(b"", mtime=0)),
}


class TestWithoutEnd:
    @pytest.mark.parametrize(("start", "more"), ENDLESS.values(), ids=ENDLESS)
    def test_dripping_is_cut_on_time(
        self, server: Server, hurried: Client, start: bytes, more: bytes
    ) -> None:
        def drip(caller: Caller) -> None:
            caller.send(start)
            caller.for_ever(more, pause=DEADLINE / 20)

        url = server.script("/", drip)
        began = time.monotonic()
        with pytest.raises(TimedOut, match=r"0\.2 seconds"):
            hurried.fetch(url)
        assert DEADLINE <= time.monotonic() - began < ON_TIME
        assert server.gone.wait(PATIENCE), "the connection is still open"

    @pytest.mark.parametrize("start", [b"", OK, OK + b"\r\n", OK + b"Content-Length: 9\r\n\r\nx"])
    def test_silence_is_cut_on_time(self, server: Server, hurried: Client, start: bytes) -> None:
        def fall_silent(caller: Caller) -> None:
            caller.send(start)
            caller.wait_for_the_end()

        url = server.script("/", fall_silent)
        began = time.monotonic()
        with pytest.raises(TimedOut):
            hurried.fetch(url)
        assert time.monotonic() - began < ON_TIME
        assert server.gone.wait(PATIENCE)

    @pytest.mark.parametrize(("start", "more"), ENDLESS.values(), ids=ENDLESS)
    def test_a_flood_is_cut_by_size(
        self, server: Server, client: Client, start: bytes, more: bytes
    ) -> None:
        def flood(caller: Caller) -> None:
            caller.send(start)
            caller.for_ever(more * (2**14 // len(more)))

        url = server.script("/", flood)
        with pytest.raises((TooLarge, BadResponse)):
            client.fetch(url, max_bytes=2**18)
        assert server.gone.wait(PATIENCE)

    def test_a_slow_name_server_is_cut_on_time(self, server: Server) -> None:
        let_go = threading.Event()

        def slow(*_: object, **__: object) -> list[tuple[Any, ...]]:
            let_go.wait(PATIENCE)
            return []

        client = Client(Policy(deadline_seconds=DEADLINE), resolver=slow)
        began = time.monotonic()
        with pytest.raises(TimedOut):
            client.fetch("http://tarpit.example/")
        assert time.monotonic() - began < ON_TIME
        let_go.set()


def two_gibibytes(coding: str) -> bytes:
    """Zeros, compressed: one flushed block, many times over."""
    if coding == "br":
        packer = brotli.Compressor(quality=5)
        start = packer.process(bytes(MEBIBYTE)) + packer.flush()
        return start + (packer.process(bytes(16 * MEBIBYTE)) + packer.flush()) * 128
    zipper = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    start = zipper.flush(zlib.Z_FULL_FLUSH)
    return start + (zipper.compress(bytes(MEBIBYTE)) + zipper.flush(zlib.Z_FULL_FLUSH)) * 2048


class TestTooMuch:
    @pytest.mark.parametrize("framed", [body, chunked])
    @pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "br"])
    def test_a_bomb_is_defused_in_flat_memory(
        self, server: Server, framed: Callable[[bytes, bytes], bytes], coding: str
    ) -> None:
        bomb = two_gibibytes(coding.removeprefix("x-"))
        url = server.answer("/", framed(bomb, f"Content-Encoding: {coding}\r\n".encode()))
        client = client_for(server, max_bytes=4 * MEBIBYTE)
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                client.fetch(url)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 16 * MEBIBYTE

    def test_a_bomb_whose_end_is_announced_early_is_no_way_round(
        self, server: Server, client: Client
    ) -> None:
        url = server.answer("/", body(two_gibibytes("br")[:40], b"Content-Encoding: br\r\n"))
        with pytest.raises(TooLarge):
            client.fetch(url)

    @pytest.mark.parametrize("framed", [body, chunked])
    @pytest.mark.parametrize("packed", [False, True])
    def test_the_cap_is_exact(
        self,
        server: Server,
        client: Client,
        framed: Callable[[bytes, bytes], bytes],
        packed: bool,
    ) -> None:
        data = bytes(100_000)
        coding = b"Content-Encoding: gzip\r\n" if packed else b""
        url = server.answer("/", framed(gzip.compress(data, mtime=0) if packed else data, coding))
        assert client.fetch(url, max_bytes=100_000).body == data
        with pytest.raises(TooLarge):
            client.fetch(url, max_bytes=99_999)

    def test_a_body_announced_too_large_is_not_waited_for(
        self, server: Server, client: Client
    ) -> None:
        def announce(caller: Caller) -> None:
            caller.send(OK + b"Content-Length: 99999999999\r\n\r\n")
            caller.wait_for_the_end()

        with pytest.raises(TooLarge):
            client.fetch(server.script("/", announce))

    def test_large_headers_that_end_are_refused_too(self, server: Server, client: Client) -> None:
        headers = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 9000) for number in range(50))
        with pytest.raises(TooLarge, match="headers"):
            client.fetch(server.answer("/", body(b"", headers)))


BROKEN = {
    "body shorter than announced": OK + b"Content-Length: 9\r\n\r\nshort",
    "lengths that contradict": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "chunks that stop": CHUNKED + b"5\r\nab",
    "chunk of no size": CHUNKED + b"many\r\nab\r\n0\r\n\r\n",
    "not HTTP": b"SSH-2.0-OpenSSH_9.9\r\n",
    "no status": b"HTTP/1.1 fine\r\n\r\n",
    "no answer": b"",
    "early hints alone": b"HTTP/1.1 103 Early Hints\r\n\r\n",
    "not gzip": body(b"<rss/>", b"Content-Encoding: gzip\r\n"),
    "not brotli": body(b"<rss/>", b"Content-Encoding: br\r\n"),
    "gzip in gzip": body(gzip.compress(b"x", mtime=0), b"Content-Encoding: gzip, gzip\r\n"),
    "gzip in two headers": body(b"x", b"Content-Encoding: gzip\r\nContent-Encoding: br\r\n"),
    "redirect to nonsense": redirect("http://[nonsense/"),
}


class TestBroken:
    @pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
    def test_what_cannot_be_read_is_said_plainly(
        self, server: Server, client: Client, data: bytes
    ) -> None:
        def say_and_leave(caller: Caller) -> None:
            caller.send(data)
            caller.sock.close()

        with pytest.raises((BadResponse, BadURL)) as caught:
            client.fetch(server.script("/", say_and_leave))
        assert "urllib3" not in str(caught.value)
        assert "Error" not in str(caught.value)

    @pytest.mark.parametrize("start", [b"", OK, OK + b"Content-Length: 9\r\n\r\nx"])
    def test_a_reset_is_an_error_of_ours(
        self, server: Server, client: Client, start: bytes
    ) -> None:
        def reset(caller: Caller) -> None:
            caller.send(start)
            caller.reset()

        with pytest.raises(BadResponse, match=r"127\.0\.0\.1"):
            client.fetch(server.script("/", reset))

    def test_nobody_listens(self) -> None:
        with serving() as server:
            client = client_for(server)
        with pytest.raises(Unreachable, match="does not accept connections"):
            client.fetch(server.url())

    def test_no_such_host(self, client: Client) -> None:
        def unknown(*_: object, **__: object) -> list[tuple[Any, ...]]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        with pytest.raises(Unreachable, match=r"No host is called gone\.example"):
            Client(Policy(), resolver=unknown).fetch("http://gone.example/")
