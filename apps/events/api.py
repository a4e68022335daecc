"""Events and talks as records of the catalog: what is public, what is found, what shows what."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Q

from apps.catalog import filters, kinds
from apps.catalog.serializers import loaded, loaded_topics
from apps.events.models import (
    Appearance,
    Event,
    EventOrigin,
    HeadCount,
    Link,
    Organiser,
    Recording,
    Session,
    SessionOrigin,
)
from apps.events.noted import Figure, Incident, Passage
from apps.events.serializers import (
    EventCardSerializer,
    EventSerializer,
    TalkCardSerializer,
    TalkSerializer,
)
from apps.events.writing import WRITER
from apps.packages.models import Package


def _passages() -> Any:
    return loaded("passages", Passage.objects.select_related("person", "source"))


def _figures() -> Any:
    return loaded("figures", Figure.objects.select_related("person", "package", "source"))


def _noted(row: Any) -> str:
    """All that was said, to be found by search."""
    statements = (each.statement or "" for each in getattr(row, "loaded_appearances", []))
    return "\n".join([row.body, *statements, *(each.text for each in row.loaded_passages)])


def public_events() -> models.QuerySet[Event]:
    """Published events with all that their documents show."""
    return (
        Event.objects.published()
        .select_related("series", "venue")
        .prefetch_related(
            loaded_topics(),
            loaded("organisers", Organiser.objects.select_related("person")),
            loaded("head_counts", HeadCount.objects.order_by("room")),
            _passages(),
            _figures(),
            loaded("incidents", Incident.objects.select_related("person", "source")),
            loaded("origins", EventOrigin.objects.select_related("source").order_by("pk")),
        )
        .annotate(talk_count=Count("sessions", filter=Q(sessions__state="published")))
    )


def event_entry(event: Any) -> kinds.Entry:
    organisers = [(row.person.slug, row.role) for row in event.loaded_organisers]
    topics = [link.tag for link in event.loaded_topic_links]
    series = event.series
    return kinds.Entry(
        slug=event.slug,
        title=event.title,
        summary=event.summary,
        weight=event.talk_count,
        form=event.kind,
        language=event.language,
        date=event.starts_on,
        event=event.slug,
        series=series.slug if series else "",
        people=organisers,
        topics=[topic.slug for topic in topics],
        texts=(
            event.title,
            " ".join([series.name if series else "", str(event.venue or ""), *map(str, topics)]),
            event.summary,
            _noted(event),
        ),
    )


def what_shows_events(ids: Iterable[int]) -> kinds.Touched:
    """The talks and surveys of these events, their people and topics."""
    events = Event.objects.filter(pk__in=list(ids))
    return {
        "talk": set(events.values_list("sessions", flat=True)) - {None},
        "survey": set(events.values_list("survey_runs", flat=True)) - {None},
        "person": set(events.values_list("organisers__person", flat=True)) - {None},
        "topic": set(events.values_list("topics", flat=True)) - {None},
    }


def public_talks() -> models.QuerySet[Session]:
    """Published sessions of published events with all that their documents show."""
    return Session.objects.published().prefetch_related(
        "event__series",  # not joined: a thousand talks share one event
        loaded_topics(),
        loaded("appearances", Appearance.objects.select_related("person", "source")),
        loaded("recordings", Recording.objects.all()),
        loaded("links", Link.objects.all()),
        loaded("packages", Package.objects.order_by("slug")),
        _passages(),
        _figures(),
        loaded("origins", SessionOrigin.objects.select_related("source").order_by("pk")),
    )


def talk_entry(session: Any) -> kinds.Entry:
    appearances = session.loaded_appearances
    topics = [link.tag for link in session.loaded_topic_links]
    names = [row.person.name for row in appearances]
    packages = [package.name for package in session.loaded_packages]
    return kinds.Entry(
        slug=session.slug,
        title=session.title,
        summary=session.summary,
        form=session.kind,
        language=session.language,
        date=session.date or session.event.starts_on,
        event=session.event.slug,
        series=session.event.series.slug if session.event.series else "",
        people=[(row.person.slug, row.role) for row in appearances],
        topics=[topic.slug for topic in topics],
        texts=(
            session.title,
            " ".join([*names, session.event.title, *map(str, topics), *packages]),
            session.summary,
            _noted(session),
        ),
    )


def what_shows_talks(ids: Iterable[int]) -> kinds.Touched:
    """The events, people and topics that count these talks."""
    sessions = Session.objects.filter(pk__in=list(ids))
    return {
        "event": set(sessions.values_list("event", flat=True)),
        "person": set(sessions.values_list("appearances__person", flat=True)) - {None},
        "topic": set(sessions.values_list("topics", flat=True)) - {None},
    }


LANGUAGE = filters.equals("language", "Language code (BCP 47), such as en")
SERIES = filters.equals("series", "Slug of a series, such as pycon-us")

kinds.register(
    kinds.Kind(
        name="talk",
        plural="talks",
        model=Session,
        rows=public_talks,
        card=TalkCardSerializer,
        detail=TalkSerializer,
        entry=talk_entry,
        touches=what_shows_talks,
        filters={
            "event": filters.equals("event", "Slug of an event, such as djangocon-au-2013"),
            "series": SERIES,
            "speaker": filters.person("role", "Slug of somebody who appears, in any role"),
            "role": filters.role(Appearance.Role.values, "Somebody has this role; narrows speaker"),
            "topic": filters.topic(),
            "year": filters.year("Year of the talk"),
            "language": LANGUAGE,
            "kind": filters.one_of("form", Session.Kind.values, "Kind of session"),
        },
        lookup="id",
        counted=True,
        writer=WRITER,
    )
)
kinds.register(
    kinds.Kind(
        name="event",
        plural="events",
        model=Event,
        rows=public_events,
        card=EventCardSerializer,
        detail=EventSerializer,
        entry=event_entry,
        touches=what_shows_events,
        filters={
            "series": SERIES,
            "topic": filters.topic(),
            "year": filters.year("Year in which the event starts"),
            "language": LANGUAGE,
            "kind": filters.one_of("form", Event.Kind.values, "Kind of event"),
        },
        counted=True,
    )
)
