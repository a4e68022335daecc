"""Stored records as data for pages."""

from typing import Any, NoReturn

import orjson
from django.db.models import QuerySet
from django.http import Http404

from apps.catalog import serving
from apps.catalog.models import Document
from apps.core.error_pages import Gone


def record(text: str) -> dict[str, Any]:
    """A stored card or detail as data, its addresses relative to this site."""
    return orjson.loads(serving.without_host(text))


def cards(documents: QuerySet[Any]) -> list[dict[str, Any]]:
    """The cards of documents, in one query."""
    return [record(text) for text in documents.values_list("card", flat=True)]


def public_record(kind: str, slug: str) -> dict[str, Any]:
    """One whole record (Http404 if there never was one, Gone if it was withdrawn)."""
    found = Document.objects.filter(kind=kind, slug=slug).values_list("detail", "withdrawn_at")
    detail, withdrawn_at = found.order_by("-withdrawn_at").first() or (None, None)
    if withdrawn_at:
        raise Gone
    if detail is None:
        raise Http404(f"No {kind} is known here as “{slug}”.")
    return record(detail)


def refuse(kind: str, path: str) -> NoReturn:
    """Raise what fits a page that is not there: Gone if something public was, else Http404."""
    if Document.objects.is_buried(kind, path):
        raise Gone
    raise Http404(f"There is no such {kind}.")
