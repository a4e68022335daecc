"""urllib3 connections that check the address they connect to.

urllib3 looks a name up in `HTTPConnection._new_conn` and nowhere else. Replacing that one
method leaves the name in place for the Host header, SNI and the certificate, and makes the
address that is checked and the address that is connected to one and the same.
"""

import socket
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

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
        self._resolver = resolver or socket.getaddrinfo
        # getaddrinfo cannot be interrupted, only left behind.
        self._threads = ThreadPoolExecutor(64, thread_name_prefix="outbound-dns")

    def __call__(self, host: str, port: int) -> socket.socket:
        """Raises BlockedAddress, Unreachable, TimedOut."""
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
        lookup = self._threads.submit(self._resolver, host, port, type=socket.SOCK_STREAM)
        try:
            answers = lookup.result(current.get().seconds())
        except TimeoutError as error:
            lookup.cancel()
            raise current.get().timed_out() from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a label empty or too long
            raise Unreachable(f"No host is called {host}") from error
        if not answers:
            raise Unreachable(f"No host is called {host}")
        return answers

    def _check(self, host: str, address: str) -> None:
        ip = ip_address(address)
        if not is_public(ip) and not any(ip in network for network in self._allowed):
            raise BlockedAddress(f"{host} is not on the public Internet", address)


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


class _Dialled(HTTPConnection):
    def __init__(self, *args: Any, dial: Dialler, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dial = dial

    def _new_conn(self) -> socket.socket:
        return self._dial(self._dns_host, self.port)


class _DialledTLS(_Dialled, HTTPSConnection):
    pass


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Dialled


class _TLSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _DialledTLS


class Pools(urllib3.PoolManager):
    """Keeps connections open for many hosts at once; asks the environment for no proxy."""

    def __init__(self, policy: Policy, resolver: Resolver | None = None) -> None:
        super().__init__(
            num_pools=100,
            maxsize=8,
            ssl_context=_trust(policy.ca_file),
            timeout=policy.deadline_seconds,
        )
        self._dial = Dialler(policy, resolver)
        self.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}

    def _new_pool(self, *args: Any, **kwargs: Any) -> urllib3.HTTPConnectionPool:
        pool = super()._new_pool(*args, **kwargs)
        pool.conn_kw["dial"] = self._dial
        return pool


@cache  # reading the system's authorities takes tens of milliseconds
def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.sslsocket_class = TLSSocket
    return context
