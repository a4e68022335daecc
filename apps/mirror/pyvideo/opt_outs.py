"""NO_PUBLISH.json: which records asked not to be shown, however they are named there."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from apps.mirror.errors import UnreadableOptOuts
from apps.mirror.problems import Notes
from apps.mirror.pyvideo.decoding import json_value
from apps.mirror.pyvideo.reading import RawFile
from apps.mirror.pyvideo.recordings import same_recording

OLD_ADDRESS: Final = re.compile(r"/?video/(\d+)(?:/.*)?")
DEEPEST: Final = 5


def listed(file: RawFile | None, notes: Notes) -> frozenset[str]:
    """The names on the list, in the form of `names_of`; entries that name nothing are noted.

    Raises `UnreadableOptOuts` where there is a list that cannot be read: to go on would publish
    what somebody asked not to be published.
    """
    if file is None:
        return frozenset()
    faults = Notes(file.path)
    entries = json_value(file, faults)
    if faults.problems or not isinstance(entries, list | dict):
        reason = faults.problems[0].reason if faults.problems else "neither a list nor an object"
        raise UnreadableOptOuts(f"{file.path}: {reason}. Nothing was imported.")
    return frozenset(_names(entries, notes))


def _names(entry: Any, notes: Notes, depth: int = 0) -> Iterator[str]:
    if isinstance(entry, list) and depth < DEEPEST:
        for item in entry:
            yield from _names(item, notes, depth + 1)
    elif isinstance(entry, dict) and depth < DEEPEST:
        known = [entry[key] for key in ("id", "path", "url", "slug", "key") if entry.get(key)]
        yield from _names(known or [*entry.keys(), *entry.values()], notes, depth + 1)
    elif isinstance(entry, int) and not isinstance(entry, bool):
        yield _name(f"{entry:d}" if entry.bit_length() < 64 else "")
    elif isinstance(entry, str) and entry.strip():
        yield _name(entry.strip())
    elif entry is not None:
        notes.add("", "names no record", entry)


def _name(text: str) -> str:
    if text.isascii() and text.isdigit():
        return f"id:{int(text[:20])}"
    if "://" in text:
        parts = urlsplit(text)
        if (parts.hostname or "").removeprefix("www.") != "pyvideo.org":
            return f"url:{same_recording(text)}"
        text = parts.path
    if old := OLD_ADDRESS.fullmatch(text):
        return f"id:{int(old[1][:20])}"
    path = [part for part in text.split("/") if part and part not in {".", "videos"}]
    path[-1:] = [re.sub(r"\.(?:json|html)$", "", part) for part in path[-1:]]
    return "/".join(path[-2:])


def names_of(event: str, stem: str, file: RawFile) -> frozenset[str]:
    """All names by which a list may mean this record: identifier, path, slug, event, recordings.

    Reads no more of the record than that, so that it is quick.
    """
    names = {event, stem, f"{event}/{stem}"}
    try:
        raw = json.loads(file.data or b"")
    except (ValueError, RecursionError):
        return frozenset(names)
    if not isinstance(raw, dict):
        return frozenset(names)
    identifier, slug, videos = raw.get("id"), raw.get("slug"), raw.get("videos")
    if isinstance(identifier, int | str) and str(identifier)[:20].isdigit():
        names.add(f"id:{int(str(identifier)[:20])}")
    if isinstance(slug, str) and slug:
        names |= {slug, f"{event}/{slug}"}
    for video in videos if isinstance(videos, list) else [videos]:
        url = video.get("url") if isinstance(video, dict) else video
        if isinstance(url, str) and "://" in url:
            names.add(f"url:{same_recording(url)}")
    return frozenset(names)
