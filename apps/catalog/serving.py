"""Finished JSON texts become responses: bytes, validators, cache headers."""

import threading
from collections import OrderedDict
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

#: Changes with the shape of the API's answers, so that no client keeps an old shape by its ETag.
REVISION = "1"

#: How addresses begin in stored JSON (``catalog.serializers.HOST`` as JSON writes it)
_HOST_IN_JSON = '"\\u0000'

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"


def with_host(text: str, request: HttpRequest) -> str:
    """Put the scheme and host that were asked into the addresses of stored JSON."""
    return text.replace(_HOST_IN_JSON, f'"{request.scheme}://{request.get_host()}')


def without_host(text: str) -> str:
    """Stored JSON with addresses relative to this site, for its own pages."""
    return text.replace(_HOST_IN_JSON, '"')


def not_modified(request: HttpRequest, etag: str, changed: datetime | None) -> HttpResponse | None:
    """The 304 (or 412) that the request's conditions ask for, or None (RFC 9110, section 13)."""
    seconds = int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, etag, seconds)
    return _stamp(response, etag, changed) if response else None


def json_response(body: bytes, etag: str, changed: datetime | None) -> HttpResponse:
    """A cacheable answer with its validators."""
    response = HttpResponse(body, content_type="application/json")
    response._csp_exempt = True  # type: ignore[attr-defined]  # nothing in JSON runs
    return _stamp(response, etag, changed)


def _stamp(response: HttpResponse, etag: str, changed: datetime | None) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    response["Vary"] = "Accept, Accept-Encoding"
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


class PageCache:
    """Finished pages of this process, each good for one version of its data.

    Holds at most ``limit`` bytes, and drops what was not asked for longest.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str, version: str) -> bytes | None:
        """The page kept under ``key``, if it was made from this version of the data."""
        with self.lock:
            kept = self.pages.get(key)
            if kept is None or kept[0] != version:
                return None
            self.pages.move_to_end(key)
            return kept[1]

    def put(self, key: str, version: str, page: bytes) -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = (version, page)
            self.size += len(page)
            while self.size > self.limit:
                self._drop(next(iter(self.pages)))

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0

    def _drop(self, key: str) -> None:
        if old := self.pages.pop(key, None):
            self.size -= len(old[1])


pages = PageCache(settings.PAGE_CACHE_BYTES)
#: How many records each list has. Counting costs more than reading a page of it.
counts = PageCache(2**20)


def forget() -> None:
    """Start over, as if the process were new."""
    pages.clear()
    counts.clear()
