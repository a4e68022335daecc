"""Reads of events, in the words of conferences."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Max, Min, Q

from apps.core.querysets import PublicationQuerySet


class EventQuerySet(PublicationQuerySet):
    """Reads of events."""

    def in_year(self, year: int) -> Self:
        return self.filter(starts_on__year=year)

    def in_series_of(self, event: Any) -> Self:
        """Dated events of the same series, in order. None if the event belongs to no series."""
        siblings = self.filter(series=event.series_id, series__isnull=False)
        return siblings.filter(starts_on__isnull=False).order_by("starts_on", "pk")


class SeriesQuerySet(models.QuerySet[Any]):
    """Reads of series."""

    def with_years(self) -> Self:
        """Series that have published events: how many, and from which date to which."""
        public = Q(events__state="published")
        return self.annotate(
            event_count=Count("events", filter=public),
            first=Min("events__starts_on", filter=public),
            last=Max("events__starts_on", filter=public),
        ).filter(event_count__gt=0)


class SessionQuerySet(PublicationQuerySet):
    """Reads of sessions. A session of an event that is not published is not published either."""

    def published(self) -> Self:
        return super().published().filter(event__state="published")

    def before(self, session: Any) -> Self:
        """Sessions of the same event that come earlier, nearest first."""
        earlier = Q(position__lt=session.position) | Q(position=session.position, pk__lt=session.pk)
        return self.filter(earlier, event=session.event_id).order_by("-position", "-pk")

    def after(self, session: Any) -> Self:
        """Sessions of the same event that come later, nearest first."""
        later = Q(position__gt=session.position) | Q(position=session.position, pk__gt=session.pk)
        return self.filter(later, event=session.event_id).order_by("position", "pk")

    def moderated_by(self, person: Any) -> Self:
        return self.filter(appearances__person=person, appearances__role="moderator")


class RecordingQuerySet(models.QuerySet[Any]):
    """Reads of recordings."""

    def due(self, now: datetime) -> Self:
        """Public ones to look at: never looked at first, then those looked at longest ago.

        Once a month; after a first and a second failure a day and two days later.
        """
        is_due = Q(checked_at__isnull=True) | Q(checked_at__lt=now - timedelta(days=30))
        for failures, days in ((1, 1), (2, 2)):
            is_due |= Q(failures=failures, checked_at__lt=now - timedelta(days=days))
        return self.filter(is_due, session__state="published").order_by(
            models.F("checked_at").asc(nulls_first=True), "pk"
        )


class PassageQuerySet(models.QuerySet[Any]):
    """Reads of what was noted."""

    def of_sessions(self, keys: Iterable[int]) -> Self:
        """What was noted of the sessions of these keys, in order, with who said it."""
        return self.filter(session__in=list(keys)).select_related("person", "source")
