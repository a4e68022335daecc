"""Connections to addresses that were checked.

A name is looked up once: the address that is checked and the address that is connected to are one
and the same. The name stays what the certificate is held against.
"""

import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from typing import Any, cast

from .addresses import is_public
from .budget import PlainSocket, TLSSocket, current
from .errors import BlockedAddress, Unreachable
from .policy import Policy

Resolver = Callable[..., list[tuple[Any, ...]]]
"""As `socket.getaddrinfo`."""


class Dialler:
    """Opens TCP connections to hosts all of whose addresses the policy allows."""

    def __init__(self, policy: Policy, resolver: Resolver | None = None) -> None:
        self._allowed = policy.allow_networks
        self._trust = _trust(policy.ca_file)
        self._resolver = resolver or socket.getaddrinfo
        # getaddrinfo cannot be interrupted, only left behind.
        self._threads = ThreadPoolExecutor(64, thread_name_prefix="outbound-dns")

    def __call__(self, scheme: str, host: str, port: int) -> PlainSocket:
        """Raises BlockedAddress, Unreachable, TimedOut, and what a TLS handshake does."""
        name = host.strip("[]")
        sock = self._connected(name, port)
        return self._secured(sock, name) if scheme == "https" else sock

    def _secured(self, sock: PlainSocket, name: str) -> PlainSocket:
        try:
            secured = self._trust.wrap_socket(sock, server_hostname=name.rstrip("."))
            return cast(TLSSocket, secured)
        except BaseException:
            sock.close()
            raise

    def _connected(self, host: str, port: int) -> PlainSocket:
        answers = self._resolve(host, port)
        for *_, place in answers:
            self._check(host, place[0])
        for tried, (family, kind, protocol, _, place) in enumerate(answers):
            with suppress(OSError):  # refused, no route, no IPv6 here: try the next
                # A silent first address must not eat the time of the others.
                patience = current.get().seconds() / (len(answers) - tried)
                return _open(PlainSocket(family, kind, protocol), place, patience)
        current.get().seconds()  # or was it the deadline?
        raise Unreachable(f"{host} does not accept connections on port {port}")

    def _resolve(self, host: str, port: int) -> list[tuple[Any, ...]]:
        try:
            answers = self._look_up(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a label empty or too long
            raise Unreachable(f"No host is called {host}") from error
        if not answers:
            raise Unreachable(f"No host is called {host}")
        return answers

    def _look_up(self, host: str, port: int) -> list[tuple[Any, ...]]:
        if _is_address(host):  # nobody is asked, so there is nothing to wait for
            return self._resolver(host, port, type=socket.SOCK_STREAM)
        lookup = self._threads.submit(self._resolver, host, port, type=socket.SOCK_STREAM)
        try:
            return lookup.result(current.get().seconds())
        except TimeoutError as error:
            lookup.cancel()
            raise current.get().timed_out() from error

    def _check(self, host: str, address: str) -> None:
        ip = ip_address(address)
        if not is_public(ip) and not any(ip in network for network in self._allowed):
            raise BlockedAddress(f"{host} is not on the public Internet", address)


def _is_address(host: str) -> bool:
    """Whether the host is written as an address already."""
    with suppress(ValueError):
        return bool(ip_address(host))
    return False


def _open(sock: PlainSocket, place: Any, patience: float) -> PlainSocket:
    try:
        sock.settimeout(patience)
        sock.connect(place)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(current.get().seconds())  # for the TLS handshake
    except BaseException:
        sock.close()
        raise
    return sock


@cache  # reading the system's authorities takes tens of milliseconds
def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.sslsocket_class = TLSSocket
    return context
