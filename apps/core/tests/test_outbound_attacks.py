"""Addresses that reach inside, by every road known. Nothing inside is ever connected to."""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.outbound import (
    BadURL,
    BlockedAddress,
    Client,
    OutboundError,
    Policy,
    Unreachable,
)
from apps.core.outbound.addresses import checked_url, is_public
from apps.core.outbound.budget import PlainSocket
from apps.core.tests.outbound_server import PATIENCE, Server, serving

PUBLIC, PUBLIC_TOO, PUBLIC_6 = "93.184.215.14", "151.101.0.223", "2a04:4e42::223"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Names:
    """A resolver: what each look-up of a name answers, in turn; the last answer stays."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        label = host.rstrip(".").split(".")[0]
        if label not in self.answers:
            # The system's own reading of 0x7f.1 and its kind; such need no network.
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        turn = self.answers[label]
        addresses = turn.pop(0) if len(turn) > 1 else turn[0]
        return [_answer(address, port) for address in addresses]


def _answer(address: str, port: int) -> tuple[Any, ...]:
    if ":" in address:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


@pytest.fixture
def outside() -> Iterator[Server]:
    """What answers in place of the public Internet."""
    with serving() as server:
        server.answer("/", HELLO)
        yield server


@pytest.fixture
def dialled(outside: Server, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every address connected to, in order. IPv4 ones reach `outside`, IPv6 has no route."""
    dialled: list[tuple[str, int]] = []

    def connect(sock: PlainSocket, place: tuple[Any, ...]) -> None:
        dialled.append(place[:2])
        if sock.family != socket.AF_INET:
            raise OSError("No route to host")
        socket.socket.connect(sock, ("127.0.0.1", outside.port))

    monkeypatch.setattr(PlainSocket, "connect", connect)
    return dialled


def client_asking(names: Names, **policy: Any) -> Client:
    return Client(Policy(deadline_seconds=PATIENCE, **policy), resolver=names)


INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.215.14",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::5db8:d70e",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%lo",
    "febf::1",
    "fec0::1",
    "ff02::1",
]


class TestWhereNamesLead:
    @pytest.mark.parametrize("address", INSIDE)
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_no_name_leads_inside(
        self, dialled: list[Any], outside: Server, address: str, scheme: str
    ) -> None:
        client = client_asking(Names(evil=[[address]]))
        with pytest.raises(BlockedAddress) as caught:
            client.fetch(f"{scheme}://evil.example/")
        assert not dialled
        assert caught.value.address == address
        assert address not in str(caught.value), "tells strangers how the inside is numbered"

    @pytest.mark.parametrize(
        "addresses",
        [[PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC_6, "::1"], [PUBLIC] * 9 + ["::1"]],
    )
    def test_one_address_inside_spoils_them_all(
        self, dialled: list[Any], addresses: list[str]
    ) -> None:
        with pytest.raises(BlockedAddress):
            client_asking(Names(mixed=[addresses])).fetch("http://mixed.example/")
        assert not dialled

    @pytest.mark.parametrize(
        "address", [PUBLIC, PUBLIC_TOO, "1.1.1.1", "172.32.0.1", "100.128.0.1", "11.0.0.1"]
    )
    def test_what_is_public_is_reached(self, dialled: list[Any], address: str) -> None:
        response = client_asking(Names(good=[[address]])).fetch("http://good.example/")
        assert response.body == b"hello"
        assert dialled == [(address, 80)]

    def test_the_next_address_is_tried(self, dialled: list[Any]) -> None:
        names = Names(good=[[PUBLIC_6, PUBLIC]])
        assert client_asking(names).fetch("http://good.example/").body == b"hello"
        assert dialled[-1] == (PUBLIC, 80)

    def test_no_address_at_all(self, dialled: list[Any]) -> None:
        with pytest.raises(Unreachable):
            client_asking(Names(empty=[[]])).fetch("http://empty.example/")

    def test_the_operator_may_open_a_network_and_nothing_else(self, dialled: list[Any]) -> None:
        names = Names(intranet=[["10.1.0.5"]], other=[["10.2.0.5"]], mapped=[["::ffff:10.1.0.5"]])
        client = client_asking(names, allow_networks=(ip_network("10.1.0.0/16"),))
        assert client.fetch("http://intranet.example/").body == b"hello"
        for host in ("other", "mapped"):
            with pytest.raises(BlockedAddress):
                client.fetch(f"http://{host}.example/")
        assert dialled == [("10.1.0.5", 80)]


class TestRebinding:
    def test_the_address_checked_is_the_one_connected_to(self, dialled: list[Any]) -> None:
        names = Names(rebind=[[PUBLIC], ["127.0.0.1"]])
        assert client_asking(names).fetch("http://rebind.example/").body == b"hello"
        assert dialled == [(PUBLIC, 80)]
        assert names.asked == ["rebind.example"]

    def test_a_kept_connection_stays_where_it_was_checked(self, dialled: list[Any]) -> None:
        names = Names(rebind=[[PUBLIC], ["127.0.0.1"]])
        client = client_asking(names)
        assert client.fetch("http://rebind.example/").body == b"hello"
        assert client.fetch("http://rebind.example/").body == b"hello"
        assert dialled == [(PUBLIC, 80)]

    def test_a_new_connection_is_checked_anew(self, dialled: list[Any]) -> None:
        client = client_asking(Names(rebind=[[PUBLIC], ["127.0.0.1"]]))
        client.fetch("http://rebind.example/")
        client.close()
        with pytest.raises(BlockedAddress):
            client.fetch("http://rebind.example/")
        assert dialled == [(PUBLIC, 80)]

    def test_a_redirect_to_the_same_name_is_checked_anew(
        self, dialled: list[Any], outside: Server
    ) -> None:
        outside.answer("/turn", b"HTTP/1.1 302 F\r\nLocation: /in\r\nConnection: close\r\n\r\n")
        with pytest.raises(BlockedAddress):
            client_asking(Names(rebind=[[PUBLIC], ["127.0.0.1"]])).fetch(
                "http://rebind.example/turn"
            )
        assert dialled == [(PUBLIC, 80)]


class TestRedirects:
    @pytest.mark.parametrize(
        "location",
        [
            "http://127.0.0.1/",
            "//127.0.0.1/",
            "http://2130706433/",
            "http://[::1]/",
            "http://[::ffff:169.254.169.254]/latest/meta-data/",
            "http://inside.example/",
            "https://inside.example/",
            "HTTP://INSIDE.EXAMPLE./",
            "http://good.example:22/",
            "http://good.example:6379/",
            "http://user@good.example/",
            "http://good.example\\@127.0.0.1/",
            "/\\127.0.0.1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1:6379/_FLUSHALL",
            "ftp://127.0.0.1/",
            "data:text/plain,hello",
            "javascript:alert(1)",
            "http://[::1",
            "http://a\tb/",
        ],
    )
    def test_no_redirect_leads_inside(
        self, dialled: list[Any], outside: Server, location: str
    ) -> None:
        head = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        outside.answer("/", head.encode())
        client = client_asking(Names(good=[[PUBLIC]], inside=[["10.0.0.1"]]))
        with pytest.raises((BlockedAddress, BadURL)):
            client.fetch("http://good.example/")
        assert dialled == [(PUBLIC, 80)]
        assert len(outside.requests) == 1


class TestTricksInTheURL:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "0177.0.0.1",
            "0",
            "0.0.0.0",
            "127.0.0.1.",
            "3232235777",
            "0xa9fea9fe",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:0:0:1]",
            "[64:ff9b::127.0.0.1]",
            "[2002:7f00:0001::]",
            "[fe80::1]",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "%31%32%37.0.0.1",
            "l%6fcalhost",
        ],
    )
    @pytest.mark.parametrize("form", ["http://{}/", "HTTPS://{}", "http://{}:80/?q#f"])
    def test_no_spelling_of_an_address_inside_is_connected_to(
        self, dialled: list[Any], host: str, form: str
    ) -> None:
        client = client_asking(Names(localhost=[["127.0.0.1"]]))
        with pytest.raises((BlockedAddress, Unreachable)):
            client.fetch(form.format(host))
        assert not dialled

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "good.example",
            "//good.example/",
            "/etc/passwd",
            "http:",
            "http://",
            "http:///path",
            "http:good.example",
            "http:/good.example/",
            "http://:80/",
            "http://?",
            "file:///etc/passwd",
            "file://good.example/etc/passwd",
            "gopher://good.example/",
            "ftp://good.example/",
            "data:,hello",
            "ws://good.example/",
            "unix:///run/redis.sock",
            "javascript:alert(1)",
            " http://good.example/",
            "http://good@127.0.0.1/",
            "http://good:secret@good.example/",
            "http://good.example@127.0.0.1:80/",
            "http://a@b@good.example/",
            "http://127.0.0.1:80@good.example/",
            "http://good.example\\@127.0.0.1/",
            "http:\\\\127.0.0.1\\",
            "http://127.0.0.1\\.good.example/",
            "http://good.example/\r\nHost: inside",
            "http://good.example/\n",
            "http://good.example\t/",
            "http://good.example\x00.evil.example/",
            "http://good.example/\x7f",
            "http://good.example%00/",
            "http://good.example%0d%0aX:y/",
            "http://good example/",
            "http://good.example%20/",
            "http://１２７.０.０.１/",
            "http://①②⑦.0.0.1/",
            "http://127。0。0。1/",
            "http://ⓛocalhost/",
            "http://good\u200b.example/",
            "http://[fe80::1%25lo]/",
            "http://[fe80::1%lo]/",
            "http://[2a04:4e42::223%25lo]/",
            "http://0X7F.0.0.1/",
            "http://[::1/",
            "http://::1/",
            "http://[127.0.0.1]/",
            "http://[good.example]/",
            "http://good.example:22/",
            "http://good.example:0/",
            "http://good.example:8080/",
            "http://good.example:65616/",
            "http://good.example:-80/",
            "http://good.example:٨٠/",
            "http://good.example:80:22/",
            "http://good..example/",
            "http://.good.example/",
            "http://./",
            "http://<good>.example/",
            "http://good.example;.evil/",
        ],
    )
    def test_what_is_not_plain_is_refused_before_any_look_up(
        self, dialled: list[Any], url: str
    ) -> None:
        names = Names()
        with pytest.raises(BadURL) as caught:
            client_asking(names).fetch(url)
        assert not names.asked
        assert not dialled
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize(
        "url",
        [
            "http://good.example",
            "HTTP://GOOD.EXAMPLE:80/",
            "http://good.example./",
            "http://good.example:/",
            "http://@good.example/",
            "http://good.example:443/",
            f"http://{PUBLIC}/",
            "http://good_one.example/",
            "http://xn--good-0qa.example/",
            "http://góod.example/",
        ],
    )
    def test_what_is_plain_and_public_is_reached(self, dialled: list[Any], url: str) -> None:
        labels = ("good", "good_one", "xn--good-0qa", "xn--god-gna")
        names = Names(**{label: [[PUBLIC]] for label in labels})
        assert client_asking(names).fetch(url).body == b"hello"
        assert [address for address, _ in dialled] == [PUBLIC]

    def test_the_operator_may_open_a_port(self, dialled: list[Any]) -> None:
        client = client_asking(Names(good=[[PUBLIC]]), ports=frozenset({8080}))
        assert client.fetch("http://good.example:8080/").body == b"hello"
        with pytest.raises(BadURL, match="Port 80"):
            client.fetch("http://good.example/")


class TestForEveryInput:
    @given(st.ip_addresses())
    def test_what_we_call_public_nobody_calls_special(
        self, address: IPv4Address | IPv6Address
    ) -> None:
        if is_public(address):
            assert address.is_global
            assert not address.is_multicast
            assert not address.is_reserved

    @given(st.ip_addresses(v=4))
    def test_no_ipv4_address_hides_in_ipv6(self, inner: IPv4Address) -> None:
        number = int(inner)
        for outer in (
            number,
            0xFFFF << 32 | number,
            0xFFFF << 48 | number,
            0x64FF9B << 96 | number,
            0x64FF9B0001 << 80 | number,
            0x2002 << 112 | number << 80,
            0x20010000 << 96 | (number ^ 0xFFFFFFFF),
        ):
            assert not is_public(IPv6Address(outer))

    @pytest.mark.parametrize("address", [PUBLIC, PUBLIC_TOO, PUBLIC_6, "8.8.8.8", "2620:fe::fe"])
    def test_the_public_internet_is_public(self, address: str) -> None:
        assert is_public(ip_address(address))

    @settings(max_examples=200, deadline=None)
    @given(
        st.one_of(
            st.text(max_size=40),
            st.builds(
                "{}{}{}".format,
                st.sampled_from(["http://", "https://", "http:", "HTTP://", "http:\\\\"]),
                st.text("a1.:@/\\?#[]%&;=+-_~é１。\t\n\r\0 x0", max_size=25),
                st.sampled_from(["", "/", ":80", ":22/", "@127.0.0.1/", ".example/"]),
            ),
        )
    )
    def test_every_text_is_plain_or_an_error_of_ours(self, url: str) -> None:
        policy = Policy()
        try:
            parsed = checked_url(url, policy)
        except OutboundError:
            return
        assert parsed.scheme in ("http", "https")
        assert parsed.port in (None, 80, 443)
        assert parsed.auth is None
        assert parsed.host
        assert not set(parsed.host) & set("@/\\?#% \t\r\n")
        assert checked_url(parsed.url, policy).url == parsed.url, "reads the same the second time"
