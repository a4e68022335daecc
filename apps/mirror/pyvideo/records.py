"""What an archive says about events and talks, once it is understood."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordingRecord:
    """A recording: its kind is the platform that shows it (youtube), or `file` or `other`."""

    url: str
    kind: str
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """Something related: slides, a schedule, a repository."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class TalkRecord:
    """One talk. Empty text means that the source does not say."""

    stem: str
    path: str
    slug: str
    title: str
    kind: str
    summary: str = ""
    body: str = ""
    markup: str = "plain"
    language: str = ""
    day: date | None = None
    duration_seconds: int | None = None
    licence: str = ""
    thumbnail_url: str = ""
    speakers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    recordings: tuple[RecordingRecord, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """The conference that an event is one edition of."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event; `kind` is conference, meetup or channel, `year` the one in its name."""

    key: str
    path: str
    slug: str
    title: str
    series: SeriesRecord
    kind: str
    body: str = ""
    markup: str = "plain"
    url: str = ""
    year: int | None = None
    start: date | None = None
    end: date | None = None
    extra: dict[str, Any] = field(default_factory=dict)
