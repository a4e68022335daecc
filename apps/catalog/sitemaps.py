"""Every public page, for search engines (sitemaps.org): an index, and a map for each kind."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from apps.catalog.kinds import kinds
from apps.catalog.models import Document, Version


class DocumentSitemap(Sitemap):
    """The pages of one kind. The protocol allows 50,000 a map; smaller ones are quick to make."""

    limit = 10_000

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def items(self) -> QuerySet[Any]:
        documents = Document.objects.public(self.kind).order_by("object_id")
        return documents.only("path", "changed_at")

    def location(self, item: Any) -> str:
        return str(item.path)

    def lastmod(self, item: Any) -> datetime:
        changed: datetime = item.changed_at
        return changed

    def get_latest_lastmod(self) -> datetime | None:
        """The newest change, from an index instead of from every page."""
        return Version.of(self.kind)[1]


def sitemaps() -> dict[str, Callable[[], DocumentSitemap]]:
    """How to make the sitemap of every kind; each request makes its own."""
    return {kind.plural: partial(DocumentSitemap, kind.name) for kind in kinds() if kind.has_page}
