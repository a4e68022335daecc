"""Which files of an archive are events and talks, decided from their paths alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from apps.mirror.errors import NotAnArchive
from apps.mirror.problems import Problem
from apps.mirror.text import one_line

OPT_OUT_LIST: Final = "NO_PUBLISH.json"
CATEGORY: Final = "category.json"
VIDEOS: Final = "videos"

Parts = tuple[str, ...]
EntryKind = Literal["file", "folder", "other"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in an archive; `at` is what the archive needs to find it again."""

    path: str
    kind: EntryKind = "file"
    size: int = 0
    at: int | str = 0


@dataclass(slots=True)
class EventFolder:
    """The files of one event: its key is the folder's name, a talk's is its file's stem."""

    key: str
    path: str
    category: Entry | None = None
    talks: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Layout:
    """An archive's events in order of their keys, and what was passed over."""

    events: list[EventFolder]
    opt_outs: Entry | None
    problems: list[Problem]


def lay_out(entries: Iterable[Entry], name: str) -> Layout:
    """Find the events among `entries`; `name` is the event's where the archive is itself one.

    A path that leads out of the archive is reported and skipped; so is whatever is neither a
    file nor a folder. Raises `NotAnArchive` where there is no event at all.
    """
    problems: list[Problem] = []
    placed = _relative(entries, name, problems)
    root = _root(placed)
    events: dict[str, EventFolder] = {}
    for parts, entry in sorted(placed.items()):
        inner = parts[len(root) :]
        if parts[: len(root)] == root and len(inner) > 1:
            key = one_line(inner[0])
            event = events.setdefault(key, EventFolder(key, "/".join((*root, inner[0]))))
            _add(event, inner[1:], entry, problems)
        elif _event_of(parts) is not None:
            problems.append(_problem(entry, "not beside the other events: skipped"))
        elif entry.kind == "folder" and len(inner) == 1:
            events.setdefault(one_line(inner[0]), EventFolder(one_line(inner[0]), "/".join(parts)))
    return Layout(_real(events, problems), placed.get((*root, OPT_OUT_LIST)), problems)


def _relative(entries: Iterable[Entry], name: str, problems: list[Problem]) -> dict[Parts, Entry]:
    placed: dict[Parts, Entry] = {}
    for entry in entries:
        parts = tuple(part for part in entry.path.split("/") if part not in {"", "."})
        if entry.path.startswith("/") or ".." in parts or "\\" in entry.path:
            problems.append(_problem(entry, "leads out of the archive: skipped"))
        elif parts and not any(part.startswith(".") for part in parts):
            placed[parts] = entry
    if (CATEGORY,) in placed or any(parts[0] == VIDEOS for parts in placed):
        return {(name, *parts): entry for parts, entry in placed.items()}
    return placed


def _event_of(parts: Parts) -> Parts | None:
    """The event folder that a file belongs to, if its name and place make it part of one."""
    if len(parts) >= 2 and parts[-1] == CATEGORY:
        return parts[:-1]
    if len(parts) >= 3 and parts[-2] == VIDEOS and parts[-1].lower().endswith(".json"):
        return parts[:-2]
    return None


def _root(placed: dict[Parts, Entry]) -> Parts:
    """The folder that holds most events: archives often wrap all in one folder more."""
    events = {event for parts in placed if (event := _event_of(parts)) is not None}
    if not events:
        raise NotAnArchive(
            "No event in it: an event is a folder with category.json and videos/*.json."
        )
    parents = Counter(event[:-1] for event in events)
    return min(parents, key=lambda parent: (-parents[parent], len(parent), parent))


def _add(event: EventFolder, inner: Parts, entry: Entry, problems: list[Problem]) -> None:
    if entry.kind == "folder":
        return
    if entry.kind == "other":
        problems.append(_problem(entry, "a link or a device: not followed"))
    elif inner == (CATEGORY,):
        event.category = entry
    elif len(inner) != 2 or inner[0] != VIDEOS or not inner[1].lower().endswith(".json"):
        problems.append(_problem(entry, "not a talk (videos/*.json): skipped"))
    elif (stem := one_line(inner[1][: -len(".json")]) or "untitled") in event.talks:
        problems.append(_problem(entry, "its name is taken by another file: skipped"))
    else:
        event.talks[stem] = entry


def _real(events: dict[str, EventFolder], problems: list[Problem]) -> list[EventFolder]:
    """The events that have files; of an empty folder there is nothing to import."""
    real = []
    for event in events.values():
        if event.category or event.talks:
            real.append(event)
        else:
            problems.append(Problem(one_line(event.path), "", "an empty event folder: skipped"))
    return sorted(real, key=lambda event: event.key)


def _problem(entry: Entry, reason: str) -> Problem:
    return Problem(one_line(entry.path), "", reason)
