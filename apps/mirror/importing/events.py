"""An event's record becomes a row: found by its origin or its slug, merged, or made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from apps.core.models import Source
from apps.events.models import Event, EventOrigin, Series
from apps.mirror.importing.event_finding import find_event
from apps.mirror.importing.merging import Hashes, digests, merged
from apps.mirror.importing.rows import update_rows
from apps.mirror.importing.withdrawing import GONE
from apps.mirror.pyvideo.records import EventRecord, SeriesRecord

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it is now; `is_changed` tells whether its own row is not what it was."""

    event: Event
    origin: EventOrigin
    is_new: bool
    is_changed: bool


class Events:
    """The events that a source told of before, by their keys there."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def origins(self) -> dict[str, EventOrigin]:
        found = EventOrigin.objects.filter(source=self.source).select_related("event")
        return {origin.key: origin for origin in found}

    @cached_property
    def _by_slug(self) -> dict[str, Event]:
        return Event.objects.in_bulk(field_name="slug")

    @cached_property
    def _series(self) -> dict[str, Series]:
        return {series.slug: series for series in Series.objects.all()}

    def store(self, record: EventRecord) -> Stored:
        """Create the event, or merge the record into the one that is here."""
        origin = self.origins.get(record.key)
        event = origin.event if origin else self._already_here(record)
        said = _said(record)
        is_new = event is None
        before: Hashes = origin.field_hashes if origin else {}
        if event is None:
            series = self._series_of(record.series)
            event = Event.objects.create(slug=record.slug, series=series, **_columns(said))
            self._by_slug[record.slug] = event
        columns = {} if is_new else _columns(merged(said, before, _here(event)))
        if event.series_id is None:
            columns["series"] = self._series_of(record.series)
        if origin and origin.extra.get("withdrawn") and event.state == Event.State.WITHDRAWN:
            columns["state"] = Event.State.PUBLISHED
        update_rows([(event, columns)])
        if origin is None:
            origin = EventOrigin(source=self.source, key=record.key, event=event)
            self.origins[record.key] = origin
        origin.field_hashes = digests(said)
        origin.extra = {"fields": record.extra, "joined": _is_joined(origin, is_new=is_new)}
        return Stored(event, origin, is_new, is_changed=is_new or bool(columns))

    def _already_here(self, record: EventRecord) -> Event | None:
        """The event that is here by the same slug, or by title and year from another source."""
        if by_slug := self._by_slug.get(record.slug):
            return by_slug
        known = {origin.event_id for origin in self.origins.values()}
        others = [event for event in self._by_slug.values() if event.pk not in known]
        year = record.start.year if record.start else None
        return find_event(record.title, year, others).event

    def missing(self, present: Iterable[str]) -> list[EventOrigin]:
        """Events of earlier imports, not withdrawn yet, that are not among these keys."""
        gone = self.origins.keys() - set(present)
        origins = [self.origins[key] for key in sorted(gone)]
        return [origin for origin in origins if not origin.extra.get("withdrawn")]

    def withdraw(self, origin: EventOrigin) -> None:
        """Withdraw an event that the source no longer has, unless it is here for other reasons."""
        if not origin.extra.get("joined") and origin.event.state == Event.State.PUBLISHED:
            update_rows([(origin.event, {"state": Event.State.WITHDRAWN})])
        origin.extra["withdrawn"] = GONE
        origin.record_hash = ""
        origin.save(update_fields=["extra", "record_hash"])

    def _series_of(self, record: SeriesRecord) -> Series:
        if record.slug not in self._series:
            name = record.title[:LONGEST_NAME]
            self._series[record.slug] = Series.objects.create(slug=record.slug, name=name)
        return self._series[record.slug]


def _is_joined(origin: EventOrigin, *, is_new: bool) -> bool:
    return origin.extra.get("joined", False) if origin.pk else not is_new


def _said(record: EventRecord) -> dict[str, Any]:
    return {
        "title": record.title,
        "body": [record.body, record.markup] if record.body else None,
        "kind": record.kind,
        "url": record.url,
        "days": [record.start, record.end] if record.start else None,
    }


def _here(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "body": [event.body, event.markup] if event.body else None,
        "kind": event.kind,
        "url": event.url,
        "days": [event.starts_on, event.ends_on] if event.starts_on else None,
    }


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: said[name] for name in ("title", "kind", "url") if name in said}
    if "body" in said:
        columns["body"], columns["markup"] = said["body"] or ("", Event.Markup.PLAIN)
    if "days" in said:
        columns["starts_on"], columns["ends_on"] = said["days"] or (None, None)
    return columns
