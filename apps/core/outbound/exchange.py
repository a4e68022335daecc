"""One question and its answer in HTTP/1.1, on a connection that may serve again.

llhttp (by httptools) reads the answer: urllib3 took ten times as long over a 304, and a planet asks
for hundreds. What its callbacks note is judged here; the socket holds deadline and size.
"""

import select
import threading
from collections import OrderedDict
from collections.abc import Mapping
from io import BytesIO
from socket import socket

import urllib3
from httptools import HttpParserError, HttpResponseParser

from .budget import PlainSocket, current
from .errors import BadResponse, TooLarge

_PIECE = 64 * 2**10
_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
_NO_BODY = frozenset({204, 304})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Answer:
    """What came of an answer so far. Interim ones (1xx) are passed over."""

    def __init__(self, method: str, limit: int) -> None:
        self._is_head = method == "HEAD"
        self._limit = limit
        self._raw = bytearray()
        self._parser = HttpResponseParser(self)
        # Lines without CR: old servers write them, and what follows is asked by nobody else.
        self._parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True)
        self.status = 0
        self.headers = urllib3.HTTPHeaderDict()
        self.is_whole = False
        self.may_serve_again = False

    def feed(self, data: bytes) -> None:
        """Read on; no data is the end of the connection. Raises BadResponse, TooLarge."""
        knew_headers = bool(self.status)
        if data:
            try:
                self._parser.feed_data(data)
            except HttpParserError:
                self.may_serve_again = False
                if not self.is_whole:  # else it is about what follows, which nobody asked for
                    raise
        else:
            self._end()
        if self.status and not knew_headers:
            self._check_headers()
        if len(self._raw) > self._most_raw:
            raise TooLarge(f"The body is larger than {self._limit} bytes")

    def body(self) -> bytes:
        """The body, decompressed. Raises BadResponse, TooLarge."""
        if not self._raw or not self._coding:
            return bytes(self._raw)
        headers = {"content-encoding": self._coding}
        packed = urllib3.HTTPResponse(BytesIO(self._raw), headers, preload_content=False)
        body = bytearray()
        try:
            for piece in packed.stream(_PIECE, decode_content=True):
                body += piece
                if len(body) > self._limit:
                    raise TooLarge(f"The body is larger than {self._limit} bytes")
        except urllib3.exceptions.DecodeError as error:
            raise BadResponse(f"The body is not packed as it says ({self._coding})") from error
        return bytes(body)

    def let_go(self) -> None:
        """Nothing more is read. Parser and answer know each other: a body would wait for the
        garbage collector.
        """
        del self._parser

    @property
    def location(self) -> str:
        """Where a redirect leads; nothing of any other answer."""
        return self.headers.get("location", "") if self.status in _REDIRECTS else ""

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.status:
            self.headers.add(name.decode("latin-1"), value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if self.status or status < 200:
            return
        self.status = status
        if self._is_head or status in _NO_BODY:
            self.is_whole = True
            self.may_serve_again = self._parser.should_keep_alive()

    def on_body(self, data: bytes) -> None:
        if not self.is_whole:
            self._raw += data

    def on_message_begin(self) -> None:
        if self.is_whole:
            self.may_serve_again = False
        else:
            self.headers.clear()

    def on_message_complete(self) -> None:
        if self.status and not self.is_whole:
            self.is_whole = True
            self.may_serve_again = self._parser.should_keep_alive()

    @property
    def _coding(self) -> str:
        """How the body is packed; what is no coding (aws-chunked, utf-8) is none."""
        said = self.headers.get("content-encoding", "").lower().split(",")
        return ",".join(coding for each in said if (coding := each.strip()) in _CODINGS)

    @property
    def _most_raw(self) -> int:
        """On the wire a body that decompresses to nothing has an end too."""
        return 2 * self._limit + _PIECE if self._coding else self._limit

    def _check_headers(self) -> None:
        if "," in self._coding:
            raise BadResponse("The body is compressed more than once")
        length = self.headers.get("content-length", "")
        if not self.is_whole and length.isdigit() and int(length) > self._limit:
            raise TooLarge(f"The body is larger than {self._limit} bytes")
        # So has one of tiny chunks.
        current.get().allow(2 * self._limit + _PIECE, "body")

    def _end(self) -> None:
        framed = "content-length" in self.headers or "transfer-encoding" in self.headers
        if not self.status or framed:
            raise BadResponse("The answer broke off")
        self.is_whole = True


def asked(
    sock: PlainSocket,
    method: str,
    path: str,
    headers: Mapping[str, str],
    data: bytes | None,
    limit: int,
) -> Answer:
    """Ask, and read the answer to its end, or until it leads on.

    Raises what sockets, llhttp and ``Answer`` do.
    """
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    if data is not None:
        lines += f"content-length: {len(data)}\r\n"
    sock.sendall(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + (data or b""))
    answer = Answer(method, limit)
    try:
        while not (answer.is_whole or answer.location):
            answer.feed(sock.recv(_PIECE))
    finally:
        answer.let_go()
    return answer


Place = tuple[str, str, int]
"""Scheme, host and port."""


class Idle:
    """Connections that may serve again: of so many places, the longest idle one is let go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Place, list[PlainSocket]] = OrderedDict()

    def take(self, place: Place) -> PlainSocket | None:
        """A connection to this place that the other side has not closed."""
        while sock := self._popped(place):
            if not _is_readable(sock):
                return sock
            sock.close()
        return None

    def _popped(self, place: Place) -> PlainSocket | None:
        with self._lock:
            kept = self._kept.get(place)
            return kept.pop() if kept else None

    def keep(self, place: Place, sock: PlainSocket) -> None:
        with self._lock:
            self._kept.setdefault(place, []).append(sock)
            self._kept.move_to_end(place)
            stale = self._kept.popitem(last=False)[1] if len(self._kept) > self._most else []
        for each in stale:
            each.close()

    def clear(self) -> None:
        with self._lock:
            kept, self._kept = self._kept, OrderedDict()
        for socks in kept.values():
            for sock in socks:
                sock.close()


def _is_readable(sock: socket) -> bool:
    """Whether something is there to read: nobody asked, so it is the end."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
