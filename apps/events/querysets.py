"""Reads of events, in the words of conferences."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from apps.core.querysets import PublicationQuerySet


class EventQuerySet(PublicationQuerySet):
    """Reads of events."""

    def in_year(self, year: int) -> Self:
        return self.filter(starts_on__year=year)


class SessionQuerySet(PublicationQuerySet):
    """Reads of sessions. A session of an event that is not published is not published either."""

    def published(self) -> Self:
        return super().published().filter(event__state="published")

    def moderated_by(self, person: Any) -> Self:
        return self.filter(appearances__person=person, appearances__role="moderator")


class RecordingQuerySet(models.QuerySet[Any]):
    """Reads of recordings."""

    def due(self, before: datetime) -> Self:
        """Recordings never looked at, or not since ``before``, longest ago first."""
        return self.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=before)).order_by(
            models.F("checked_at").asc(nulls_first=True), "pk"
        )
