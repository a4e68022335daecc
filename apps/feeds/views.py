"""An entry, a feed, and how all feeds are doing."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response

from apps.catalog import atom, serving
from apps.catalog.filters import BadParameter
from apps.catalog.freshness import content_page, explained, release
from apps.catalog.listing import page_number, page_of
from apps.catalog.models import Document, Version
from apps.catalog.records import refuse
from apps.catalog.syndication import Listed, answer, newest_change
from apps.feeds import health, reading
from apps.feeds.models import Entry, Feed
from apps.feeds.subscribing import subscriptions
from apps.feeds.subscriptions import opml

FEEDS_SIZE = 100
ENTRIES_SIZE = 30
VISITS = 20
#: The order of the list of feeds -> columns
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "": ("title", "pk"),
    "newest": (F("newest_at").desc(nulls_last=True), "pk"),
    "trouble": ("-failures", F("last_success_at").asc(nulls_first=True), "title"),
    "busiest": ("-a_year", "title"),
}
#: What an entry may mention
MENTIONED = {"talks": "session", "events": "event", "people": "person", "packages": "package"}
#: What readers call them
ORDER_NAMES = {
    "": "By name",
    "newest": "Newest entry",
    "trouble": "Most trouble",
    "busiest": "Busiest",
}


@content_page
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: whose it is, what it says, and what it mentions."""
    found = Entry.objects.published().whole().filter(pk=pk).first()
    if found is None:
        refuse("entry", request.path)
    mentions = found.mentions.select_related("session__event", "event", "package", "person")
    context = {
        "entry": found,
        "content": reading.shown(found.content, "entry"),
        "mentions": _by_kind(mentions),
    }
    return render(request, "feeds/entry.html", context)


def _by_kind(mentions: Any) -> list[dict[str, Any]]:
    """What is mentioned, under a word for what it is. What is not public is left out."""
    groups: list[dict[str, Any]] = []
    for label, what in MENTIONED.items():
        shown = [each for each in mentions if getattr(each, what) and _may_be_seen(each.record)]
        if shown:
            groups.append({"label": label, "list": [_linked(each.record) for each in shown]})
    return groups


def _linked(row: Any) -> dict[str, Any]:
    return {
        "record": row,
        "href": row.get_absolute_url() if hasattr(row, "get_absolute_url") else "",
    }


def _may_be_seen(row: Any) -> bool:
    if hasattr(row, "is_public"):
        return bool(row.is_public())
    return getattr(row, "state", "published") == "published"


@content_page
def feeds(request: HttpRequest) -> HttpResponse:
    """Every feed and how it is doing, for everybody to see."""
    state, order = request.GET.get("state", ""), request.GET.get("order", "")
    if state and state not in health.STATES:
        raise BadParameter("state", f"must be one of {', '.join(health.STATES)}")
    if order not in ORDERS:
        raise BadParameter("order", f"must be one of {', '.join(filter(None, ORDERS))}")
    public = Feed.objects.published()
    found = _with_rate(public).select_related("owner").order_by(*ORDERS[order])
    if state:
        found = found.filter(health.STATES[state].condition)
    page = Paginator(found, FEEDS_SIZE).get_page(page_number(request.GET, FEEDS_SIZE))
    counts = public.aggregate(
        **{name: Count("pk", filter=each.condition) for name, each in health.STATES.items()}
    )
    context = {
        "page": page,
        "rows": [(each, name := health.state_of(each), health.STATES[name]) for each in page],
        "meaning": health.STATES[state].meaning if state else "",
        "orders": ORDER_NAMES.items(),
        "states": [(name, health.STATES[name], counts[name]) for name in health.STATES],
        "count": sum(counts.values()),
        "state": state,
        "order": order,
        "kept": "&".join(f"{n}={v}" for n, v in (("state", state), ("order", order)) if v),
    }
    return render(request, "feeds/feeds.html", context)


def _with_rate(feeds: QuerySet[Feed]) -> QuerySet[Feed]:
    """With ``a_year``: entries of the last year."""
    year_ago = timezone.now() - datetime.timedelta(days=365)
    recent = Q(entries__state="published", entries__river_at__gte=year_ago)
    return feeds.annotate(a_year=Count("entries", filter=recent))


@content_page
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """One feed: how it is doing, its entries (also those kept off the river), its last visits."""
    found = (
        _with_rate(Feed.objects.published().filter(slug=slug))
        .select_related("owner", "same_as")
        .first()
    )
    if found is None:
        refuse("feed", request.path)
    entries = Document.objects.public("entry").of_series(slug)
    state = health.state_of(found)
    context = {
        "feed": found,
        "name": state,
        "state": health.STATES[state],
        "page": page_of(entries.newest(), request.GET, entries.count(), size=ENTRIES_SIZE),
        "visits": found.fetches.order_by("-at")[:VISITS],
        "feed_url": f"{request.path}feed.atom",
    }
    return render(request, "feeds/feed.html", context)


@explained
def feed_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """One feed's entries as Atom: all of them, with what the river keeps off."""

    def found() -> Listed:
        title = Feed.objects.published().filter(slug=slug).values_list("title", flat=True).first()
        if title is None:
            raise Http404(f"No feed is known here as “{slug}”.")
        return Listed(title, f"/feeds/{slug}/", Document.objects.public("entry").of_series(slug))

    return answer(request, *newest_change(), found)


@explained
def feeds_opml(request: HttpRequest) -> HttpResponse:
    """The list of feeds for other planets and readers."""
    version, changed = Version.of("feed")
    etag = f'W/"opml-{version}-{release()}"'
    response = get_conditional_response(request, etag)
    if response is None:
        changed = changed or atom.BEGINNING
        text = opml.write(subscriptions(), title=f"Feeds of {settings.SITE_NAME}", changed=changed)
        response = HttpResponse(text, content_type=opml.CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = serving.CACHE_CONTROL
    return response
