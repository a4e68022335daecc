"""Playing a recording on its talk's page, once a reader asks for it: what to show, and whence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from apps.events.models import Recording

YOUTUBE = re.compile(r"(?:youtube\.com/(?:watch/?|embed/|live/|shorts/)|youtu\.be/)([\w-]{11})?")
VIMEO = re.compile(r"vimeo\.com/(?:video/)?(\d+)$")
ARCHIVE = re.compile(r"archive\.org/details/([\w.-]+)$")
PEERTUBE = re.compile(r"/(?:videos/watch|w)/([\w-]+)$")
#: What browsers play by themselves
FILES = (".mp4", ".m4v", ".webm", ".mp3", ".ogg", ".ogv")


@dataclass(frozen=True)
class Player:
    """The address to put into a frame, or into a video element if ``is_file``."""

    url: str
    is_file: bool = False

    @property
    def policy(self) -> dict[str, list[str]]:
        """What the page's Content-Security-Policy must allow: this one host."""
        parts = urlsplit(self.url)
        return {"media-src" if self.is_file else "frame-src": [f"{parts.scheme}://{parts.netloc}"]}


def player(recordings: Iterable[Recording]) -> Player | None:
    """How to play the first recording that can be, of those that are not known to be lost."""
    found = (_player(each) for each in recordings if each.available is not False)
    return next(filter(None, found), None)


def _player(recording: Recording) -> Player | None:
    try:
        parts = urlsplit(recording.url)
        host = parts.hostname or ""
    except ValueError:
        return None
    place, kind = f"{host.removeprefix('www.')}{parts.path}", recording.kind
    if kind == Recording.Kind.YOUTUBE and (seen := YOUTUBE.match(place)):
        asked = parse_qs(parts.query)
        key = seen[1] or "".join(asked.get("v", [])[:1])
        start = "".join(asked.get("t", [])[:1]).removesuffix("s")
        if re.fullmatch(r"[\w-]{11}", key, re.ASCII):
            at = f"&start={start}" if re.fullmatch("[0-9]+", start) else ""
            return Player(f"https://www.youtube-nocookie.com/embed/{key}?autoplay=1{at}")
    elif kind == Recording.Kind.VIMEO and (seen := VIMEO.match(place)):
        return Player(f"https://player.vimeo.com/video/{seen[1]}?autoplay=1&dnt=1")
    elif kind == Recording.Kind.ARCHIVE and (seen := ARCHIVE.match(place)):
        return Player(f"https://archive.org/embed/{seen[1]}?autoplay=1")
    elif parts.scheme == "https" and re.fullmatch(r"[a-z0-9.-]+(:[0-9]+)?", parts.netloc):
        if kind == Recording.Kind.PEERTUBE and (seen := PEERTUBE.search(parts.path)):
            return Player(f"https://{parts.netloc}/videos/embed/{seen[1]}?autoplay=1")
        if kind == Recording.Kind.FILE and parts.path.lower().endswith(FILES):
            return Player(recording.url, is_file=True)
    return None
