"""How to ask a host about one recording, and what its answer means."""

from enum import Enum
from functools import cache
from urllib.parse import urlencode

from django.conf import settings

from apps.core import outbound
from apps.events.models import Recording

#: Removed videos keep a page that answers 200, so these are asked for what embeds them (oEmbed).
OEMBED = {
    Recording.Kind.YOUTUBE: "https://www.youtube.com/oembed",
    Recording.Kind.VIMEO: "https://vimeo.com/api/oembed.json",
}
#: What they say of a video that is there, but may not be embedded elsewhere.
NOT_EMBEDDABLE = {Recording.Kind.YOUTUBE: 401, Recording.Kind.VIMEO: 403}
#: What hosts say to HEAD that would have answered GET otherwise
HEAD_REFUSED = {400, 403, 405, 500, 501}


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
    """Ask over the network. Raises nothing."""
    try:
        return meaning(recording.kind, _status(question(recording)))
    except (outbound.BadURL, outbound.BlockedAddress, outbound.TooManyRedirects):
        return Answer.MISSING
    except outbound.OutboundError:
        return Answer.SILENT


def _status(url: str) -> int:
    """Return the status for the headers alone or, from hosts that refuse that, for a first byte."""
    status = _client().fetch(url, method="HEAD").status
    if status not in HEAD_REFUSED:
        return status
    try:
        return _client().fetch(url, headers={"Range": "bytes=0-0"}).status
    except outbound.TooLarge:
        return 200  # a host that knows no ranges, and would send it all


@cache
def _client() -> outbound.Client:
    agent = f"pycommunity (are recordings still there? +{settings.CONTACT})"
    return outbound.Client(outbound.Policy(user_agent=agent, deadline_seconds=15, max_bytes=2**20))
