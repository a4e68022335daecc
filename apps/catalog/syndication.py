"""Every list as an Atom feed: the same filters, the order of the list, validators, pages.

Feeds carry the site's own address, whatever name it was asked by: readers and hubs know a feed by
one address. The pages of a feed follow cursors (RFC 5005, section 3), so that each costs the same.
"""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from apps.catalog import atom, paging, serving
from apps.catalog.freshness import explained, finished, release
from apps.catalog.kinds import Kind, kinds
from apps.catalog.models import Document, Version
from apps.catalog.querysets import DocumentQuerySet
from apps.catalog.records import followed, public_record, record

#: Entries on one page of a feed
SIZE = 40
NAME = "feed.atom"


@dataclass(frozen=True)
class Listed:
    """A list to syndicate: what it is called, where readers see it, and what is in it."""

    title: str
    page: str
    documents: DocumentQuerySet
    chosen: Mapping[str, str] = dataclasses.field(default_factory=dict)


def address_of(page: str, chosen: Mapping[str, str]) -> str:
    """The path of the feed of the list at ``page`` with these filters."""
    return _with_query(page + NAME, chosen)


def _with_query(path: str, chosen: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(chosen)}" if chosen else path


def kind_at(path: str) -> Kind | None:
    """The kind whose list readers see at ``path``."""
    return next((kind for kind in kinds() if kind.list_page == path), None)


def chosen_of(kind: Kind, query: Mapping[str, str]) -> dict[str, str]:
    """The filters of ``kind`` that a query string has, in the order of the kind."""
    return {name: query[name] for name in kind.filters if query.get(name)}


@explained
def of_kind(request: HttpRequest, page: str) -> HttpResponse:
    """The records of one kind, narrowed by the filters of its list."""
    kind = kind_at(f"/{page}/")
    if kind is None:
        raise Http404("There is no list here, and so no feed of it.")
    version, changed = Version.of(kind.name)

    def found() -> Listed:
        return _narrowed(kind, chosen_of(kind, request.GET))

    return answer(request, f"{kind.name}-{version}", changed, found)


def _narrowed(kind: Kind, chosen: dict[str, str]) -> Listed:
    conditions = (kind.filters[name].q(name, chosen) for name in chosen)
    documents = Document.objects.public(kind.name).filter(Q(*conditions))
    return Listed(named(kind.plural.capitalize(), chosen), kind.list_page, documents, chosen)


@explained
def of_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Whatever somebody appears in."""

    def found() -> Listed:
        name = public_record("person", slug)["name"]
        return Listed(name, f"/people/{slug}/", _across().with_person(slug))

    return answer(request, *newest_change(), found)


@explained
def of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Whatever has a topic."""

    def found() -> Listed:
        title = public_record("topic", slug)["title"]
        return Listed(title, f"/topics/{slug}/", _across().with_topic(slug))

    return answer(request, *newest_change(), found)


@explained
def of_series(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of a series, and their talks."""

    def found() -> Listed:
        documents = Document.objects.filter(withdrawn_at__isnull=True).of_series(slug)
        event = documents.filter(kind="event").values_list("card", flat=True).first()
        if event is None:
            raise Http404(f"No series is known here as “{slug}”.")
        return Listed(record(event)["series"]["name"], f"/series/{slug}/", documents)

    return answer(request, *newest_change(), found)


def named(title: str, chosen: Mapping[str, str]) -> str:
    """What a feed is called, with its filters."""
    filters = ", ".join(f"{name} {value}" for name, value in chosen.items())
    return f"{title}: {filters}" if filters else title


def _across() -> DocumentQuerySet:
    """Public records of all kinds, but those that only gather others."""
    documents = Document.objects.filter(withdrawn_at__isnull=True)
    return documents.exclude(kind__in=["person", "topic"])


def newest_change() -> tuple[str, datetime.datetime | None]:
    """Number and time of the newest change to anything: one look at an index."""
    newest = Document.objects.order_by("-sequence").values_list("sequence", "changed_at").first()
    sequence, changed = newest or (0, None)
    return f"all-{sequence}", changed


def answer(
    request: HttpRequest,
    state: str,
    changed: datetime.datetime | None,
    found: Callable[[], Listed],
) -> HttpResponse:
    """The feed, or 304 if ``state`` is what the reader has."""
    etag = f'W/"{state}-{release()}"'
    seconds = int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, etag, seconds)
    if response is None:
        key = request.get_full_path()
        body = finished.get(key, etag)
        if body is None:
            body = _body(found(), request.GET, changed or atom.BEGINNING)
            finished.put(key, etag, body)
        response = HttpResponse(body, content_type=atom.CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = serving.CACHE_CONTROL
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def _body(listed: Listed, query: Mapping[str, str], changed: datetime.datetime) -> bytes:
    asked = {name: query[name] for name in ("cursor",) if name in query}
    pages = paging.parse(asked | {"limit": str(SIZE)}, "-date")
    page = dataclasses.replace(pages, shown="detail").slice(listed.documents)
    kind = None if page.cards else kind_at(listed.page)
    if kind and (moved := followed(kind, listed.chosen)):
        return _body(_narrowed(kind, {**listed.chosen, **moved}), query, changed)
    feed = atom.Feed(
        title=f"{listed.title} · {settings.SITE_NAME}",
        site=f"{settings.SITE_URL}/",
        author=settings.SITE_NAME,
        page=settings.SITE_URL + _with_query(listed.page, listed.chosen),
        key=f"list{address_of(listed.page, listed.chosen)}",
        updated=changed,
        links=_links(listed, asked, page),
    )
    texts = (serving.with_base(text, settings.SITE_URL) for text in page.cards)
    return atom.write(feed, [orjson.loads(text) for text in texts])


def _links(listed: Listed, asked: Mapping[str, str], page: paging.Page) -> dict[str, str]:
    """Where this page of the feed is, and the others (RFC 5005, section 3)."""

    def link(place: Mapping[str, str]) -> str:
        return settings.SITE_URL + address_of(listed.page, {**listed.chosen, **place})

    links = {"self": link(asked), "first": link({})}
    if settings.WEBSUB_HUB and not asked and not listed.chosen and kind_at(listed.page):
        links["hub"] = settings.WEBSUB_HUB  # it is told of whole lists (catalog.announcing)
    if page.next:
        links["next"] = link(page.next)
    if asked and page.previous:
        links["previous"] = link(page.previous)
    return links
