"""Recordings and links of a talk, and what makes two addresses one recording."""

import re
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from apps.mirror.problems import Notes
from apps.mirror.pyvideo.records import LinkRecord, RecordingRecord
from apps.mirror.pyvideo.values import read_integer, read_line, read_list, read_url

MOST: Final = 50
YOUTUBE_ID: Final = re.compile(r"[\w-]{11}")
PLATFORMS: Final = {
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "youtube-nocookie.com": "youtube",
    "vimeo.com": "vimeo",
    "archive.org": "archive",
}
SAID: Final = frozenset({"peertube"})  # its hosts cannot be told by their names
FILES: Final = re.compile(r"\.(mp4|m4v|webm|ogv|ogg|mkv|flv|avi|mov|mp3|m4a)$", re.IGNORECASE)


def read_recordings(value: Any, notes: Notes) -> tuple[RecordingRecord, ...]:
    """The recordings in order, each address once."""
    found: dict[str, RecordingRecord] = {}
    for item in read_list(value, "videos", notes):
        recording = _recording(item, notes)
        if recording:
            found.setdefault(same_recording(recording.url), recording)
    if len(found) > MOST:
        notes.add("videos", f"more than {MOST}: the rest left out", len(found))
    return tuple(found.values())[:MOST]


def _recording(item: Any, notes: Notes) -> RecordingRecord | None:
    if isinstance(item, str):
        notes.add("videos", "an address where an object belongs", item)
        item = {"url": item}
    if not isinstance(item, dict):
        notes.add("videos", "not a recording: left out", item)
        return None
    said = read_line(item.get("type"), "videos.type", notes, limit=40).lower()
    address = item.get("url")
    if said == "youtube" and isinstance(address, str) and YOUTUBE_ID.fullmatch(address.strip()):
        address = f"https://www.youtube.com/watch?v={address.strip()}"
    url = read_url(address, "videos.url", notes)
    if not url:
        return None
    size = read_integer(item.get("size") or item.get("length"), "videos.size", notes)
    return RecordingRecord(url, said if said in SAID else kind_of(url), size)


def kind_of(url: str) -> str:
    """The platform that shows a recording, or else `file` or `other`."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return PLATFORMS.get(host) or ("file" if FILES.search(parts.path) else "other")


def same_recording(url: str) -> str:
    """What two addresses of one recording share: youtu.be/X is youtube.com/watch?v=X."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = parts.path.strip("/")
    if PLATFORMS.get(host) == "youtube":
        last = path.rpartition("/")[2]
        video = parse_qs(parts.query).get("v", [""])[0] or ("" if last == "watch" else last)
        if YOUTUBE_ID.fullmatch(video):
            return f"youtube:{video}"
    if host.endswith("vimeo.com") and (found := re.search(r"\d{4,}", path)):
        return f"vimeo:{found[0]}"
    return f"{host}/{path}?{parts.query}".rstrip("?")


def read_links(value: Any, notes: Notes) -> tuple[LinkRecord, ...]:
    """Related addresses with their labels, each address once; a label maps to its address too."""
    found: dict[str, LinkRecord] = {}
    items = read_list(value, "related_urls", notes)
    for item in [part for whole in items for part in _links_in(whole)]:
        label = read_line(item.get("label"), "related_urls.label", notes, limit=200)
        url = read_url(item.get("url"), "related_urls.url", notes)
        if url:
            found.setdefault(url, LinkRecord(url, "" if label == url else label))
    if len(found) > MOST:
        notes.add("related_urls", f"more than {MOST}: the rest left out", len(found))
    return tuple(found.values())[:MOST]


def _links_in(item: Any) -> list[dict[str, Any]]:
    if not isinstance(item, dict):
        return [{"url": item}]
    address = next((item[key] for key in ("url", "href", "link") if item.get(key)), None)
    if address is not None:
        label = next((item[k] for k in ("label", "title", "name", "text") if item.get(k)), None)
        return [{"url": address, "label": label}]
    return [{"url": url, "label": label} for label, url in item.items()]
