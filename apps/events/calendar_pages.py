"""Calendars to subscribe to: every event, those that a filter of the list leaves, or one."""

from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import urlencode

from apps.catalog import serving
from apps.catalog.freshness import explained, finished, release
from apps.catalog.kinds import kind_named
from apps.catalog.models import Document, Version
from apps.catalog.querysets import DocumentQuerySet
from apps.catalog.records import followed
from apps.catalog.syndication import chosen_of, named
from apps.core.error_pages import Gone
from apps.events import calendars

#: Events in one calendar, newest first: what is to come, and some years back
SIZE = 500


@explained
def every_event(request: HttpRequest) -> HttpResponse:
    """The events of the list, narrowed by its filters: ``?series=`` for a series of its own."""
    kind = kind_named("event")
    chosen = chosen_of(kind, request.GET)
    chosen |= followed(kind, chosen)
    found = Document.objects.public("event").filter(
        Q(*(kind.filters[name].q(name, chosen) for name in chosen))
    )
    name = f"{named('Events', chosen)} · {settings.SITE_NAME}"
    address = reverse("events-calendar") + (f"?{urlencode(chosen)}" if chosen else "")

    def body() -> bytes:
        dated = found.filter(date__isnull=False).newest()[:SIZE]
        return calendars.write(
            name, settings.SITE_URL + address, calendars.days_of(_records(dated, "card"))
        )

    return _answer(request, f"events-{Version.of('event')[0]}", body)


@explained
def one_event(request: HttpRequest, slug: str) -> HttpResponse:
    """An event, and those of its talks of which the hour is known."""
    found = Document.whole("event", slug)
    if found is None:
        raise Http404(f"No event is known here as “{slug}”.")
    detail, _, _, withdrawn_at = found
    if withdrawn_at:
        raise Gone
    talks = Document.objects.public("talk").of_event(slug).order_by("object_id")

    def body() -> bytes:
        event = orjson.loads(serving.with_base(detail, settings.SITE_URL))
        hours = calendars.hours_of(_records(talks, "detail"))
        address = settings.SITE_URL + reverse("event-calendar", args=[slug])
        return calendars.write(event["title"], address, [*calendars.days_of([event]), *hours])

    return _answer(request, f"event-{Version.of('event')[0]}-{Version.of('talk')[0]}", body)


def _records(documents: DocumentQuerySet, column: str) -> list[dict[str, Any]]:
    texts = documents.values_list(column, flat=True)
    return [orjson.loads(serving.with_base(text, settings.SITE_URL)) for text in texts]


def _answer(request: HttpRequest, state: str, body: Callable[[], bytes]) -> HttpResponse:
    """The calendar, or 304 if ``state`` is what the caller has."""
    etag = f'W/"{state}-{release()}"'
    response = get_conditional_response(request, etag)
    if response is None:
        key = request.get_full_path()
        text = finished.get(key, etag)
        if text is None:
            text = body()
            finished.put(key, etag, text)
        response = HttpResponse(text, content_type=calendars.CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = serving.CACHE_CONTROL
    return response
