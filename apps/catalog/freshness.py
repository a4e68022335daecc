"""Pages that any cache may keep: the same for everybody, with validators.

A page that shows only the catalog is as new as the catalog: its 304 costs one look at an index.
A page that reads other rows besides is validated by its content.
"""

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.catalog.filters import BadParameter
from apps.catalog.models import Document
from apps.catalog.records import Moved
from apps.catalog.serving import CACHE_CONTROL, PageCache, leading
from apps.core.error_pages import Gone, bad_parameter, gone

View = Callable[..., HttpResponse]

finished = PageCache(settings.PAGE_CACHE_BYTES // 2)


def catalog_page(view: View) -> View:
    """A page that shows nothing but the catalog (and today's date)."""

    @explained
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = f"{Document.objects.latest_sequence()}-{timezone.localdate()}-{release()}"
        etag = f'W/"{state}"'
        if response := get_conditional_response(request, etag):
            return response
        key = request.build_absolute_uri()
        body = finished.get(key, etag)
        if body is not None:
            return _stamp(HttpResponse(body), etag)
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            finished.put(key, etag, response.content)
            _stamp(response, etag)
        return response

    return answer


def content_page(view: View) -> View:
    """A page that reads rows of its own app."""

    @explained
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        checked = get_conditional_response(request, etag, response=_stamp(response, etag))
        checked = checked or response
        if checked.status_code == 304:
            checked._csp_exempt = True  # type: ignore[attr-defined]  # what is kept has its policy
        return checked

    return answer


def explained(view: View) -> View:
    """GET and HEAD only; a parameter that cannot be used gives 400, a withdrawn record 410.

    The address of a record that became part of another leads there.
    """

    @require_safe
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadParameter as error:
            return bad_parameter(request, error.name, str(error))
        except Moved as moved:
            return leading(request, moved.path(request.path_info, moved.kind.list_page))
        except Gone:
            return gone(request)

    return answer


def _stamp(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    return response


@functools.cache
def release() -> str:
    """A digest of the code and the templates, so that no cache outlives a new release."""
    digest = hashlib.blake2b(digest_size=6)
    base = Path(settings.BASE_DIR)
    for folder, pattern in (("apps", "*.py"), ("templates", "*"), ("static", "*")):
        for path in sorted((base / folder).rglob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()
