"""Stored records as data for pages."""

from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import quote

import orjson
from django.db.models import QuerySet
from django.http import Http404

from apps.catalog import serving
from apps.catalog.kinds import Kind, kind_named
from apps.catalog.models import Document
from apps.core.error_pages import Gone
from apps.core.mergeable import moved_to


class Moved(Exception):
    """What is asked for is part of another record: its address leads there."""

    def __init__(self, kind: Kind, slug: str, now: str) -> None:
        super().__init__(f"{kind.name} {slug} is part of {now}")
        self.kind, self.slug, self.now = kind, slug, now

    def path(self, path: str, root: str) -> str:
        """The path asked for, below ``root``, with the new slug in place of the old one."""
        former = f"{root}{self.slug}/"
        rest = path.removeprefix(former) if path.startswith(former) else ""
        return f"{root}{quote(self.now, safe='')}/{quote(rest)}"


def record(text: str | bytes) -> dict[str, Any]:
    """A stored card or detail as data, its addresses relative to this site."""
    return orjson.loads(serving.without_host(text))


def cards(documents: QuerySet[Any]) -> list[dict[str, Any]]:
    """The cards of documents, in one query."""
    return [record(text) for text in documents.values_list("card", flat=True)]


def public_record(kind: str, slug: str) -> dict[str, Any]:
    """One whole record (Http404 if there never was one, Gone if it was withdrawn)."""
    found = Document.objects.filter(kind=kind, slug=slug).values_list("detail", "withdrawn_at")
    detail, withdrawn_at = found.order_by("-withdrawn_at").first() or (None, None)
    if detail is None or withdrawn_at:
        follow(kind_named(kind), slug)
    if withdrawn_at:
        raise Gone
    if detail is None:
        raise Http404(f"No {kind} is known here as “{slug}”.")
    return record(detail)


def follow(kind: Kind, slug: str) -> None:
    """Raise Moved if that was the address of what is part of another record now."""
    if now := moved_to(kind.model, slug):
        raise Moved(kind, slug, now)


def followed(kind: Kind, params: Mapping[str, str]) -> dict[str, str]:
    """The filters of a list that name what is part of another record now, with its slug."""
    moved = {
        name: moved_to(kind_named(rule.names).model, params[name])
        for name, rule in kind.filters.items()
        if rule.names and name in params
    }
    return {name: slug for name, slug in moved.items() if slug}


def refuse(kind: str, path: str, row: Any = None) -> NoReturn:
    """Raise what fits a page that is not there: Gone if something public was, else Http404.

    ``row`` is what the address has and is not published: withdrawn, or a draft.
    """
    if getattr(row, "state", "") == "withdrawn" or Document.objects.is_buried(kind, path):
        raise Gone
    raise Http404(f"There is no such {kind}.")
