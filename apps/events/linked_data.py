"""Events and talks in the words of schema.org, for search engines (JSON-LD)."""

import re
from typing import Any, Final

from django.conf import settings

from apps.catalog.sharing import picture_path
from apps.core.linked_data import known, person, thing

#: Pages on which something can be watched, and the players that they show
PLAYERS: Final = {
    r"https?://(?:(?:www\.|m\.)?youtube\.com/watch\?(?:.*&)?v=|youtu\.be/)([\w-]+)": (
        "https://www.youtube.com/embed/{}"
    ),
    r"https?://(?:www\.)?vimeo\.com/(\d+)": "https://player.vimeo.com/video/{}",
    r"https?://archive\.org/details/([\w.-]+)": "https://archive.org/embed/{}",
    r"(https?://[^/?#]+)/(?:w|videos/watch)/([\w-]+)$": "{}/videos/embed/{}",
}


def event(event: Any) -> dict[str, Any]:
    """An Event: name, dates, place, who made it happen."""
    first, last = event.starts_on, event.ends_on or event.starts_on
    return thing(
        "Event",
        event.get_absolute_url(),
        name=event.title,
        description=event.summary,
        image=settings.SITE_URL + picture_path("event", event.pk),
        startDate=first and first.isoformat(),
        endDate=last and last.isoformat(),
        eventStatus="https://schema.org/EventScheduled",
        location=event.venue and _place(event.venue),
        organizer=[person(row.person.name) for row in event.organisers.all()],
        sameAs=event.url,
        inLanguage=event.language,
    )


def _place(venue: Any) -> dict[str, Any]:
    where = known(addressLocality=venue.city, addressCountry=venue.country)
    address = {"@type": "PostalAddress", **where} if where else str(venue)
    return {"@type": "Place", "name": str(venue), "address": address}


def talk(talk: Any) -> dict[str, Any]:
    """A VideoObject if there is a recording to watch and a day it is of, else a CreativeWork."""
    recording = next((row for row in talk.recordings.all() if row.available is not False), None)
    date = talk.date or talk.event.starts_on
    is_video = recording is not None and date is not None
    data = thing(
        "VideoObject" if is_video else "CreativeWork",
        talk.get_absolute_url(),
        name=talk.title,
        author=[person(row.person.name) for row in talk.appearances.all()],
        isPartOf={"@type": "CreativeWork", "name": talk.event.title},
        inLanguage=talk.language,
        dateCreated=date and date.isoformat(),
    )
    return data | _video(talk, recording, date) if is_video else data


def _video(talk: Any, recording: Any, date: Any) -> dict[str, Any]:
    seconds = recording.duration_seconds
    picture = settings.SITE_URL + picture_path("talk", talk.pk)
    is_file = recording.kind == recording.Kind.FILE or "/download/" in recording.url
    return known(
        description=talk.summary or talk.title,
        thumbnailUrl=recording.thumbnail_url or picture,
        uploadDate=date.isoformat(),
        duration=f"PT{seconds}S" if seconds else "",
        license=recording.licence if recording.licence.startswith("http") else "",
        contentUrl=recording.url if is_file else "",
        embedUrl="" if is_file else player(recording.url),
    )


def player(url: str) -> str:
    """The player of a recording, which is what may be embedded; "" where none is known."""
    for page, address in PLAYERS.items():
        if found := re.match(page, url):
            return address.format(*found.groups())
    return ""
