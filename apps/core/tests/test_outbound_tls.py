"""The name stays the name: SNI, Host and certificate, though the address was chosen before."""

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.core.outbound import Client, Policy, TimedOut, Unreachable
from apps.core.outbound.budget import PlainSocket
from apps.core.tests.outbound_certificates import AUTHORITY, GOOD_EXAMPLE
from apps.core.tests.outbound_server import OK, PATIENCE, Caller, Server, serving

#: Of fetches that are to be cut. A server would go on for PATIENCE, which nothing comes near.
DEADLINE = 0.3
ON_TIME = PATIENCE / 2
PUBLIC = "93.184.215.14"


def everything_is_public(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, port))]


@pytest.fixture
def asked_for() -> list[str | None]:
    """The names clients said in their hello (SNI)."""
    return []


@pytest.fixture
def outside(tmp_path: Path, asked_for: list[str | None]) -> Iterator[Server]:
    (tmp_path / "good.pem").write_text(GOOD_EXAMPLE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "good.pem")
    context.sni_callback = lambda _sock, name, _context: asked_for.append(name)
    with serving(context) as server:
        server.answer("/", OK + b"Content-Length: 5\r\n\r\nhello")
        yield server


@pytest.fixture
def plain() -> Iterator[Server]:
    """Speaks no TLS."""
    with serving() as server:
        yield server


@pytest.fixture
def authority(tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    path.write_text(AUTHORITY)
    return str(path)


def lead_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Make this server the public Internet; returns the addresses connected to."""
    dialled: list[tuple[str, int]] = []

    def connect(sock: PlainSocket, place: tuple[str, int]) -> None:
        dialled.append(place)
        socket.socket.connect(sock, ("127.0.0.1", server.port))

    monkeypatch.setattr(PlainSocket, "connect", connect)
    return dialled


def client_trusting(authority: str | None, seconds: float = PATIENCE) -> Client:
    policy = Policy(ca_file=authority, deadline_seconds=seconds)
    return Client(policy, resolver=everything_is_public)


def test_the_name_is_asked_for_at_the_address_checked(
    outside: Server,
    asked_for: list[str | None],
    authority: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialled = lead_to(outside, monkeypatch)
    response = client_trusting(authority).fetch("https://good.example/")
    assert (response.url, response.body) == ("https://good.example/", b"hello")
    assert dialled == [(PUBLIC, 443)]
    assert asked_for == ["good.example"]
    assert "\r\nHost: good.example\r\n" in outside.requests[0]


def test_tls_connections_are_kept(
    outside: Server, authority: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(outside, monkeypatch)
    client = client_trusting(authority)
    for _ in range(3):
        assert client.fetch("https://good.example/").body == b"hello"
    assert outside.connections == 1


@pytest.mark.parametrize("host", ["other.example", PUBLIC, "sub.good.example"])
def test_a_certificate_for_another_name_is_refused(
    outside: Server, authority: str, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    lead_to(outside, monkeypatch)
    with pytest.raises(Unreachable, match="mismatch"):
        client_trusting(authority).fetch(f"https://{host}/")
    assert not outside.requests


def test_a_certificate_nobody_vouches_for_is_refused(
    outside: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(outside, monkeypatch)
    with pytest.raises(Unreachable, match="issuer certificate"):
        client_trusting(None).fetch("https://good.example/")
    assert not outside.requests


def test_no_tls_at_all(plain: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to(plain, monkeypatch)
    monkeypatch.setattr(plain, "serve", lambda sock: sock.sendall(b"220 mail ready\r\n"))
    with pytest.raises(Unreachable, match="the TLS handshake failed"):
        client_trusting(None).fetch("https://good.example/")


def test_a_handshake_that_drips_is_cut_on_time(
    plain: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(plain, monkeypatch)

    def drip(sock: socket.socket) -> None:
        record = b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb"  # a long ServerHello begins
        Caller("", sock, plain.stop).send(record)
        Caller("", sock, plain.stop).for_ever(b"\x03", pause=DEADLINE / 20)

    monkeypatch.setattr(plain, "serve", drip)
    began = time.monotonic()
    with pytest.raises(TimedOut):
        client_trusting(None, DEADLINE).fetch("https://good.example/")
    assert time.monotonic() - began < ON_TIME


@pytest.mark.parametrize("start", [OK, OK + b"\r\n"], ids=["headers", "body"])
def test_dripping_within_tls_is_cut_on_time(
    outside: Server, authority: str, monkeypatch: pytest.MonkeyPatch, start: bytes
) -> None:
    lead_to(outside, monkeypatch)

    def drip(caller: Caller) -> None:
        caller.send(start)
        caller.for_ever(b"X", pause=DEADLINE / 20)

    outside.script("/drip", drip)
    began = time.monotonic()
    with pytest.raises(TimedOut):
        client_trusting(authority, DEADLINE).fetch("https://good.example/drip")
    assert time.monotonic() - began < ON_TIME
    assert outside.gone.wait(PATIENCE)


def test_from_https_to_http_is_followed_and_told(
    outside: Server, plain: Server, authority: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside.answer(
        "/", b"HTTP/1.1 301 M\r\nLocation: http://good.example/\r\nContent-Length: 0\r\n\r\n"
    )
    plain.answer("/", OK + b"Content-Length: 5\r\n\r\nplain")

    def connect(sock: PlainSocket, place: tuple[str, int]) -> None:
        server = {80: plain, 443: outside}[place[1]]
        socket.socket.connect(sock, ("127.0.0.1", server.port))

    monkeypatch.setattr(PlainSocket, "connect", connect)
    response = client_trusting(authority).fetch("https://good.example/")
    assert response.body == b"plain"
    assert response.redirects == ((301, "http://good.example/"),)
