"""Reads of the catalog. Everything that reads across kinds comes through here."""

from typing import Any, Self

from django.db import models


class DocumentQuerySet(models.QuerySet[Any]):
    """Reads of documents."""

    def public(self, kind: str) -> Self:
        """What everybody may see of a kind."""
        return self.filter(kind=kind, withdrawn_at__isnull=True)

    def newest(self) -> Self:
        """Newest first; undated records last."""
        return self.order_by("-sort_date", "-object_id")

    def by_title(self) -> Self:
        return self.order_by("title", "object_id")

    def with_person(self, slug: str, role: str = "") -> Self:
        """Documents in which a person appears, in a role if one is given."""
        return self.filter(people__contains=[f"{role}:{slug}" if role else slug])

    def with_topic(self, slug: str) -> Self:
        return self.filter(topics__contains=[slug])
