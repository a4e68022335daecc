"""Reads of feeds, in the words of a planet."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from apps.core.querysets import PublicationQuerySet


class FeedQuerySet(PublicationQuerySet):
    """Reads of feeds."""

    def active(self) -> Self:
        """Those that are fetched."""
        return self.filter(status="active", state="published")

    def due(self, now: datetime) -> Self:
        """Those whose time has come and that no worker has, longest overdue first."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return self.active().filter(free, next_at__lte=now).order_by("next_at", "pk")


class EntryQuerySet(models.QuerySet[Any]):
    """Reads of entries. Those of a feed that is not published are not published either."""

    def published(self) -> Self:
        return self.filter(state="published", feed__state="published")

    def on_river(self) -> Self:
        """The river: newest place first."""
        return self.published().filter(on_river=True).order_by("-river_at", "-pk")

    def whole(self) -> Self:
        """With all that an entry's page shows."""
        return self.select_related("feed", "author").prefetch_related("topics")


class FetchQuerySet(models.QuerySet[Any]):
    """Reads of visits."""

    def before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)
