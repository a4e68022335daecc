"""Rows with all that their own page shows, in as few queries as there are kinds of it."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from apps.events.models import Appearance, Event, EventOrigin, Organiser, Session, SessionOrigin
from apps.events.noted import Figure, Incident, Passage


def events() -> QuerySet[Any]:
    """Events with everything but their sessions."""
    return Event.objects.select_related("series", "venue").prefetch_related(
        "topics",
        Prefetch("organisers", Organiser.objects.select_related("person")),
        "head_counts",
        Prefetch("origins", EventOrigin.objects.select_related("source")),
        *_noted(),
        Prefetch("incidents", Incident.objects.select_related("person")),
    )


def talks() -> QuerySet[Any]:
    return Session.objects.select_related("event__series", "event__venue").prefetch_related(
        "topics",
        Prefetch("appearances", Appearance.objects.select_related("person")),
        "recordings",
        "links",
        "packages",
        Prefetch("origins", SessionOrigin.objects.select_related("source")),
        *_noted(),
    )


def _noted() -> tuple[Prefetch, ...]:
    return (
        Prefetch("passages", Passage.objects.select_related("person", "source")),
        Prefetch("figures", Figure.objects.select_related("package", "person")),
    )
