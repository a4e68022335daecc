"""Fetching: redirects by hand, bodies with a cap."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import urllib3
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as SocketTimedOut
from urllib3.util import Url, make_headers

from .addresses import checked_url, joined
from .budget import Budget, current
from .connecting import Pools, Resolver
from .errors import BadResponse, TooLarge, TooManyRedirects, Unreachable
from .policy import Policy

_NO_BODY = frozenset({204, 304})
# Nothing secret ever leaves with a fetch, so nothing can leak through a redirect.
_NEVER_SENT = frozenset({"authorization", "cookie", "proxy-authorization", "host"})
_CHUNK = 64 * 2**10


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
        self._pools = Pools(policy, resolver)

    def fetch(
        self,
        url: str,
        *,
        method: Literal["GET", "HEAD"] = "GET",
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
    ) -> Response:
        """The answer at the end of the redirects; 4xx and 5xx are answers too.

        `headers` are sent on every hop (If-None-Match, If-Modified-Since, Accept); credentials
        and Host are a ValueError. `max_bytes` replaces the policy's cap for this fetch.

        A redirect from https to http is followed: proxies in front of many sites make such
        detours, nothing secret is sent, and the body is distrusted either way. `redirects`
        shows it to a caller who wants to remember the new address.

        Raises OutboundError.
        """
        sent = self._headers(headers or {})
        limit = self.policy.max_bytes if max_bytes is None else max_bytes
        token = current.set(Budget(self.policy.deadline_seconds))
        try:
            return self._follow(method, url, sent, limit)
        finally:
            current.reset(token)

    def close(self) -> None:
        """Close the idle connections."""
        self._pools.clear()

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        if refused := _NEVER_SENT.intersection(map(str.lower, given)):
            raise ValueError(f"Never sent: {', '.join(sorted(refused))}")
        own = {"user-agent": self.policy.user_agent, **make_headers(accept_encoding=True)}
        return own | {name.lower(): value for name, value in given.items()}

    def _follow(self, method: str, url: str, headers: dict[str, str], limit: int) -> Response:
        redirects: list[Redirect] = []
        while True:
            target = checked_url(url, self.policy)
            with _in_plain_words(target.netloc), self._ask(method, target, headers) as answer:
                location = answer.get_redirect_location()
                if not location:
                    body = _body(answer, limit)
                    return Response(
                        answer.status, target.url, answer.headers, body, tuple(redirects)
                    )
            if len(redirects) == self.policy.max_redirects:
                raise TooManyRedirects(
                    f"{target.netloc} is more than {len(redirects)} redirects on"
                )
            url = joined(target.url, location)
            redirects.append(Redirect(answer.status, url))

    def _ask(
        self, method: str, target: Url, headers: dict[str, str]
    ) -> closing[urllib3.HTTPResponse]:
        """The answer up to its headers. Closed before its end, its connection is not reused."""
        current.get().allow(self.policy.max_header_bytes, "headers")
        pool = self._pools.connection_from_host(target.host, target.port, target.scheme)
        answer = pool.urlopen(
            method,
            target.request_uri,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
        )
        return closing(cast(urllib3.HTTPResponse, answer))


def _body(answer: urllib3.HTTPResponse, limit: int) -> bytes:
    """The decompressed body, read piece by piece up to the limit."""
    if answer.status in _NO_BODY and answer.chunked:
        return b""  # a chunk announced here never comes (RFC 9112, 6.3)
    if answer.status < 200:
        raise BadResponse(f"The answer was {answer.status}, which is none")
    if "," in answer.headers.get("content-encoding", ""):
        raise BadResponse("The body is compressed more than once")
    if (answer.length_remaining or 0) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes")
    # On the wire a body of tiny chunks, or one that decompresses to nothing, has an end too.
    current.get().allow(2 * limit + _CHUNK, "body")
    body = bytearray()
    for piece in answer.stream(_CHUNK, decode_content=True):
        body += piece
        if len(body) > limit:
            raise TooLarge(f"The body is larger than {limit} bytes")
    return bytes(body)


@contextmanager
def _in_plain_words(where: str | None) -> Iterator[None]:
    """Translate urllib3's errors into ours."""
    try:
        yield
    except SocketTimedOut as error:
        raise current.get().timed_out() from error
    except SSLError as error:
        reason = getattr(error.args[0], "verify_message", "") or "the TLS handshake failed"
        raise Unreachable(f"No secure connection to {where}: {reason}") from error
    except HTTPError as error:
        raise BadResponse(f"{where} broke off or did not answer in HTTP") from error
