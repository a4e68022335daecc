"""Reads of the catalog. Everything that reads across kinds comes through here.

What is counted are rows, not keys: so an index alone can answer, and no row has to be read.
"""

from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import unquote

from django.db import models
from django.db.models import Count, Func, Value
from django.db.models.functions import ExtractYear, Left


class DocumentQuerySet(models.QuerySet[Any]):
    """Reads of documents."""

    def public(self, kind: str) -> Self:
        """What everybody may see of a kind."""
        return self.filter(kind=kind, withdrawn_at__isnull=True)

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        """What everybody may see of several kinds."""
        return self.filter(kind__in=list(kinds), withdrawn_at__isnull=True)

    def newest(self) -> Self:
        """Newest first; undated records last."""
        return self.order_by("-sort_date", "-object_id")

    def oldest(self) -> Self:
        """Oldest first: of what is still to come, the next."""
        return self.order_by("sort_date", "object_id")

    def alphabetically(self) -> Self:
        """By the folded title: É next to e, Łukasz among the L."""
        return self.order_by("sort_title", "object_id")

    def heaviest(self) -> Self:
        """What gathers most talks first."""
        return self.order_by("-weight", "sort_title")

    def of_event(self, slug: str) -> Self:
        return self.filter(event=slug)

    def of_series(self, slug: str) -> Self:
        return self.filter(series=slug)

    def facets(self) -> models.QuerySet[Any, tuple[int, str, str, int]]:
        """How many documents there are by (year, form, language); year 1 is unknown."""
        groups = self.order_by().values_list(ExtractYear("sort_date"), "form", "language")
        return groups.annotate(n=Count("*"))

    def by_year(self) -> models.QuerySet[Any, tuple[int, int]]:
        """How many documents there are by year, oldest first; year 1 is unknown."""
        years = self.annotate(year=ExtractYear("sort_date")).order_by("year")
        return years.values_list("year").annotate(n=Count("*"))

    def initials(self) -> models.QuerySet[Any, tuple[str, int]]:
        """How many documents there are by first character of the folded title."""
        return self.order_by().values_list(Left("sort_title", 1)).annotate(n=Count("*"))

    def other_topics(self, slug: str) -> models.QuerySet[Any, tuple[str, int]]:
        """Which topics these documents have besides one, and how many of them: most first."""
        others = "UNNEST(ARRAY_REMOVE(%(expressions)s))"
        other = Func("topics", Value(slug), template=others, output_field=models.CharField())
        each = self.order_by().annotate(other=other)
        return each.values_list("other").annotate(n=Count("pk")).order_by("-n", "other")

    def counts(self) -> dict[str, int]:
        """How many public documents there are of each kind."""
        public = self.filter(withdrawn_at__isnull=True).order_by()
        return dict(public.values_list("kind").annotate(n=Count("*")))

    def is_buried(self, kind: str, path: str) -> bool:
        """Whether something public was at this path (as requests have it) and was withdrawn."""
        slug = path.rstrip("/").rpartition("/")[2]
        graves = self.filter(kind=kind, slug=slug, withdrawn_at__isnull=False)
        return path in map(unquote, graves.values_list("path", flat=True))

    def latest_sequence(self) -> int:
        """The number that changes whenever anything in the catalog does: one look at an index."""
        return self.order_by("-sequence").values_list("sequence", flat=True).first() or 0

    def with_person(self, slug: str, role: str = "") -> Self:
        """Documents in which a person appears, in a role if one is given."""
        return self.filter(people__contains=[f"{role}:{slug}" if role else slug])

    def with_topic(self, slug: str) -> Self:
        return self.filter(topics__contains=[slug])
