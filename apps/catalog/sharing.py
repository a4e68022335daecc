"""What networks show of a page that somebody shares: the record's picture, drawn when asked for."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from apps.catalog import pictures, serving
from apps.catalog.freshness import explained, release
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.catalog.records import record
from apps.core.error_pages import Gone

#: A day: a picture is asked for by machines, and a title seldom changes
CACHE_CONTROL = "public, max-age=86400, stale-while-revalidate=604800"
#: Where records name people, most specific first, and how many of them a picture does
CREDITED = ("authors", "speakers", "reviewers", "organisers")
MOST_NAMES = 3
#: Letters of a record's hash that tell its versions apart
VERSION = 8

drawn = serving.PageCache(4 * 1024 * 1024)


def picture_path(kind: str, pk: int) -> str:
    """Where the picture of a record is, as long as there is one."""
    return reverse("share-picture", args=[kind, pk])


def picture_path_now(kind: str, pk: int) -> str:
    """The same with the record's version, as networks keep what they once had of an address."""
    return f"{picture_path(kind, pk)}?v={Document.hash_of(kind, pk)[:VERSION]}"


@explained
def picture(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The picture of one public record."""
    if kind not in {each.name for each in kinds() if each.has_page}:
        raise Http404("There is no such picture.")
    found = Document.whole(kind, pk)
    if found is None:
        raise Http404("There is no such picture.")
    detail, version, _, withdrawn_at = found
    if withdrawn_at:
        raise Gone
    return _answer(request, version, lambda: words_of(record(detail)))


@explained
def site_picture(request: HttpRequest) -> HttpResponse:
    """The picture of pages that show no single record."""
    title = "What a Python community did and said"
    return _answer(request, "site", lambda: pictures.Words("", title, "", settings.SITE_NAME))


def words_of(record: dict[str, Any]) -> pictures.Words:
    """What to write on the picture of a record, from its finished JSON."""
    kind = record.get("session_kind") or record.get("event_kind") or record["kind"]
    return pictures.Words(
        kind=kind.replace("-", " ").capitalize(),
        title=record.get("title") or record.get("name") or record["slug"],
        foot=" · ".join(_foot(record)),
        site=settings.SITE_NAME,
    )


def _foot(record: dict[str, Any]) -> Iterator[str]:
    """Whose it is, where and when: as much as is known."""
    people: list[Any] = next((record[name] for name in CREDITED if record.get(name)), [])
    names = [each if isinstance(each, str) else each["name"] for each in people]
    if names:
        yield ", ".join(names[:MOST_NAMES]) + (" and others" if names[MOST_NAMES:] else "")
    if event := record.get("event"):
        yield event["title"]
    if venue := record.get("venue"):
        yield venue["city"] or venue["name"] or venue["country"]
    if day := parse_date(record.get("date") or record.get("starts_on") or ""):
        yield date_format(day, "j F Y")


def _answer(request: HttpRequest, version: str, words: Any) -> HttpResponse:
    """The picture, or 304 if the caller has this version of it."""
    etag = f'"{version}-{release()}"'
    response = get_conditional_response(request, etag)
    if response is None:
        png = drawn.get(request.path, etag)
        if png is None:
            png = pictures.draw(words(), request.path)
            drawn.put(request.path, etag, png)
        response = HttpResponse(png, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    return response
