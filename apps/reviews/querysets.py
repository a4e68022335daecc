"""Reads of books and reviews."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from apps.core.naming import fold
from apps.core.querysets import PublicationQuerySet


class BookQuerySet(PublicationQuerySet):
    """Reads of books."""

    def whole(self) -> Self:
        """With all that the book's page shows, but its reviews."""
        return self.prefetch_related("topics", "authors__person", "origins__source")

    def by_title(self, title: str) -> Self:
        """Books whose title this is, whatever its case and accents."""
        wanted = fold(title)
        near = self.filter(Q(title__iexact=title) | Q(slug__startswith=title[:1].lower()))
        return self.filter(pk__in=[row.pk for row in near if fold(row.title) == wanted])


class ReviewQuerySet(PublicationQuerySet):
    """Reads of reviews. A review of a book that is not published is not published either."""

    def published(self) -> Self:
        return super().published().filter(book__state="published")

    def whole(self) -> Self:
        """With all that the review's page shows."""
        return self.select_related("book", "reviewer", "created_by").prefetch_related(
            "topics",
            "book__authors__person",
            "comments",
            "verdicts",
            "corrections",
            "origins__source",
        )

    def of_user(self, user: Any) -> models.QuerySet[Any]:
        """What somebody entered, in whatever state, newest change first."""
        return self.filter(created_by=user).select_related("book").order_by("-updated_at")
