"""Finished JSON texts become responses: bytes, validators, cache headers."""

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from apps.core.problems import problem

R = TypeVar("R", bound=HttpResponseBase)

#: Changes with the shape of the API's answers, so that no client keeps an old shape by its ETag.
REVISION = "2"

#: Stands for scheme and host in stored texts. No JSON has it (a control character is written as an
#: escape), and it is kept out of lines of CSV. One byte is found in a tenth of the time of several.
MARK = "\x01"
_MARK = MARK.encode()
_HOST_IN_JSON = "\\u0000"  # HOST, as JSON writes it

_CONDITIONS = {
    f"HTTP_IF_{name}" for name in ("MATCH", "NONE_MATCH", "MODIFIED_SINCE", "UNMODIFIED_SINCE")
}

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"


def stored(record: Any) -> str:
    """A serialised record as the JSON that is stored."""
    return orjson.dumps(record).decode().replace(f'"{_HOST_IN_JSON}', f'"{MARK}')


def loaded(text: str | bytes) -> Any:
    """The record of stored JSON, as it was serialised."""
    return orjson.loads(_bytes(text).replace(_MARK, _HOST_IN_JSON.encode()))


def with_host(text: str | bytes, request: HttpRequest) -> bytes:
    """Stored text as it is sent: its addresses begin with the scheme and host that were asked."""
    base = f"{request.scheme}://{request.get_host()}"
    return _bytes(text).replace(_MARK, base.encode())


def with_base(text: str | bytes, base: str) -> bytes:
    """Stored text with addresses that begin with ``base``."""
    return _bytes(text).replace(_MARK, base.encode())


def without_host(text: str | bytes) -> bytes:
    """Stored text with addresses relative to this site, for its own pages."""
    return _bytes(text).replace(_MARK, b"")


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def is_conditional(request: HttpRequest) -> bool:
    """Whether the answer depends on what the client has."""
    return not _CONDITIONS.isdisjoint(request.META)


def not_modified(request: HttpRequest, etag: str, changed: datetime | None) -> HttpResponse | None:
    """The 304 (or 412) that the request's conditions ask for, or None (RFC 9110, section 13)."""
    seconds = int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, etag, seconds)
    if response is None:
        return None
    if response.status_code == 412:
        return problem(412, "What is here is not what If-Match or If-Unmodified-Since asks for.")
    response._csp_exempt = True  # type: ignore[attr-defined]  # what the client has keeps its own
    return stamp(response, etag, changed)


def json_response(body: bytes, etag: str, changed: datetime | None) -> HttpResponse:
    """A cacheable answer with its validators."""
    response = HttpResponse(body, content_type="application/json")
    response._csp_exempt = True  # type: ignore[attr-defined]  # nothing in JSON runs
    return stamp(response, etag, changed)


def stamp(response: R, etag: str, changed: datetime | None) -> R:
    """Say how long the answer may be kept, and what validates it."""
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    response["Vary"] = "Accept, Accept-Encoding"
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def leading(request: HttpRequest, path: str) -> HttpResponse:
    """To the record that another became part of. Kept for a minute only: a merge can be undone."""
    query = request.META.get("QUERY_STRING")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = CACHE_CONTROL
    return response


class PageCache:
    """Finished pages of this process, each good for one version of its data.

    Holds at most ``limit`` bytes, and drops what was not asked for longest. Addresses count: they
    can be far longer than the page of nothing that they lead to.
    """

    #: What keeping one more costs besides its texts
    ENTRY = 500

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[str, tuple[str, bytes, str]] = OrderedDict()
        self.lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        """Whether a page is kept under ``key``, of whatever version."""
        return key in self.pages

    def get(self, key: str, version: str) -> bytes | None:
        """The page kept under ``key``, if it was made from this version of the data."""
        linked = self.linked(key, version)
        return None if linked is None else linked[0]

    def linked(self, key: str, version: str) -> tuple[bytes, str] | None:
        """The same with its Link header."""
        with self.lock:
            kept = self.pages.get(key)
            if kept is None or kept[0] != version:
                return None
            self.pages.move_to_end(key)
            return kept[1:]

    def put(self, key: str, version: str, page: bytes, link: str = "") -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = (version, page, link)
            self.size += self._weight(key)
            while self.size > self.limit:
                self._drop(next(iter(self.pages)))

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0

    def _drop(self, key: str) -> None:
        if key in self.pages:
            self.size -= self._weight(key)
            del self.pages[key]

    def _weight(self, key: str) -> int:
        version, page, link = self.pages[key]
        return self.ENTRY + len(key) + len(version) + len(page) + len(link)


pages = PageCache(settings.PAGE_CACHE_BYTES)
#: How many records each list has. Counting costs more than reading a page of it.
counts = PageCache(2**20)


def forget() -> None:
    """Start over, as if the process were new."""
    pages.clear()
    counts.clear()
