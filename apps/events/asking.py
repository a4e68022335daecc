"""How to ask a host about one recording, and what its answer means."""

from enum import Enum
from urllib.parse import urlencode

from apps.events.models import Recording

#: Removed videos keep a page that answers 200, so these are asked for what embeds them (oEmbed).
OEMBED = {
    Recording.Kind.YOUTUBE: "https://www.youtube.com/oembed",
    Recording.Kind.VIMEO: "https://vimeo.com/api/oembed.json",
}
#: What they say of a video that is there, but may not be embedded elsewhere.
NOT_EMBEDDABLE = {Recording.Kind.YOUTUBE: 401, Recording.Kind.VIMEO: 403}


class Answer(Enum):
    FOUND = "found"
    MISSING = "missing"
    BUSY = "busy"  # asked too often, or down for a while: says nothing about the recording
    SILENT = "silent"  # no answer at all: no such host, no connection, too slow


def question(recording: Recording) -> str:
    """Return the address to ask."""
    endpoint = OEMBED.get(Recording.Kind(recording.kind))
    if endpoint is None:
        return recording.url
    return f"{endpoint}?{urlencode({'format': 'json', 'url': recording.url})}"


def meaning(kind: str, status: int) -> Answer:
    """Tell what an HTTP status says of a recording of this kind."""
    if status < 400 or status == NOT_EMBEDDABLE.get(Recording.Kind(kind)):
        return Answer.FOUND
    if status in {429, 503}:
        return Answer.BUSY
    return Answer.MISSING


def ask(recording: Recording) -> Answer:
    """Ask over the network. No request is made yet: every host is silent, so nothing changes."""
    return Answer.SILENT
