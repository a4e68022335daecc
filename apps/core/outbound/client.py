"""Fetching: redirects by hand, bodies with a cap."""

import re
import ssl
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import urllib3
from httptools import HttpParserError
from urllib3.util import Url, make_headers

from .addresses import DEFAULT_PORTS, checked_url, joined
from .budget import Budget, current
from .connecting import Dialler, Resolver
from .errors import BadResponse, TooManyRedirects, Unreachable
from .exchange import Answer, Idle, asked
from .policy import Policy

# Nothing secret ever leaves with a fetch, so nothing can leak through a redirect.
_NEVER_SENT: Final = frozenset({"authorization", "cookie", "proxy-authorization", "host"})
_ACCEPTED: Final = make_headers(accept_encoding=True)
_HEADER: Final = re.compile(r"[!-9;-~]+: [\x20-\x7e\xa0-\xff]*")
_MOST_IDLE: Final = 500  # places with connections kept open: as many as a planet has hosts


class Redirect(NamedTuple):
    """One hop: the status that sent us on, and where to."""

    status: int
    url: str


@dataclass(frozen=True)
class Response:
    """The last answer, whatever its status."""

    status: int
    url: str
    """Where it came from, after redirects."""
    headers: urllib3.HTTPHeaderDict
    """Case-insensitive; repeated ones joined by commas."""
    body: bytes
    """Decompressed, whole."""
    redirects: tuple[Redirect, ...]


class Client:
    """Fetches by one policy; for many threads. Make one in each process, after forking."""

    def __init__(self, policy: Policy, *, resolver: Resolver | None = None) -> None:
        self.policy = policy
        self._dial = Dialler(policy, resolver)
        self._idle = Idle(_MOST_IDLE)
        weakref.finalize(self, self._idle.clear)

    def fetch(
        self,
        url: str,
        *,
        method: Literal["GET", "HEAD", "POST"] = "GET",
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        data: bytes | None = None,
    ) -> Response:
        """The answer at the end of the redirects; 4xx and 5xx are answers too.

        `headers` are sent on every hop (If-None-Match, If-Modified-Since, Accept); credentials
        and Host are a ValueError. `max_bytes` replaces the policy's cap for this fetch. `data` is
        the body of a POST, which follows no redirect: TooManyRedirects says that there was one.

        A redirect from https to http is followed: proxies in front of many sites make such
        detours, nothing secret is sent, and the body is distrusted either way. `redirects`
        shows it to a caller who wants to remember the new address.

        Raises OutboundError.
        """
        sent = self._headers(headers or {})
        limit = self.policy.max_bytes if max_bytes is None else max_bytes
        token = current.set(Budget(self.policy.deadline_seconds))
        try:
            return self._follow(method, url, sent, limit, data)
        finally:
            current.reset(token)

    def close(self) -> None:
        """Close the idle connections."""
        self._idle.clear()

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        if refused := _NEVER_SENT.intersection(map(str.lower, given)):
            raise ValueError(f"Never sent: {', '.join(sorted(refused))}")
        own = {"user-agent": self.policy.user_agent, **_ACCEPTED}
        sent = own | {name.lower(): value for name, value in given.items()}
        for name, value in sent.items():
            if not _HEADER.fullmatch(f"{name}: {value}"):
                raise ValueError(f"Not a header: {name!r}")
        return sent

    def _follow(
        self, method: str, url: str, headers: dict[str, str], limit: int, data: bytes | None
    ) -> Response:
        most = 0 if method == "POST" else self.policy.max_redirects
        redirects: list[Redirect] = []
        while True:
            target = checked_url(url, self.policy)
            answer = self._asked(method, target, headers, limit, data)
            if not answer.location:
                with _in_plain_words(target.netloc):
                    body = answer.body()
                return Response(answer.status, target.url, answer.headers, body, tuple(redirects))
            if len(redirects) == most:
                raise TooManyRedirects(
                    f"{target.netloc} is more than {len(redirects)} redirects on"
                )
            url = joined(target.url, answer.location)
            redirects.append(Redirect(answer.status, url))

    def _asked(
        self, method: str, target: Url, headers: dict[str, str], limit: int, data: bytes | None
    ) -> Answer:
        """One hop, on a connection kept from before or a new one."""
        current.get().allow(self.policy.max_header_bytes, "headers")
        scheme, host = str(target.scheme), str(target.host)
        port = target.port or DEFAULT_PORTS[scheme]
        name = host if port == DEFAULT_PORTS[scheme] else f"{host}:{port}"
        place = scheme, host, port
        with _in_plain_words(target.netloc):
            sock = self._idle.take(place) or self._dial(scheme, host, port)
            try:
                answer = asked(
                    sock, method, target.request_uri, {"Host": name} | headers, data, limit
                )
            except BaseException:
                sock.close()
                raise
        if answer.may_serve_again:
            self._idle.keep(place, sock)
        else:
            sock.close()
        return answer


@contextmanager
def _in_plain_words(where: str | None) -> Iterator[None]:
    """Translate what sockets, TLS and readers of HTTP raise into errors of ours."""
    try:
        yield
    except TimeoutError as error:
        raise current.get().timed_out() from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or "the TLS handshake failed"
        raise Unreachable(f"No secure connection to {where}: {reason}") from error
    except (OSError, HttpParserError, urllib3.exceptions.HTTPError) as error:
        raise BadResponse(f"{where} broke off or did not answer in HTTP") from error
