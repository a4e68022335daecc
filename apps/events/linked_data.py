"""Events and talks in the words of schema.org, for search engines (JSON-LD)."""

from typing import Any

from django.conf import settings

from apps.catalog.sharing import picture_path
from apps.core.linked_data import known, person, thing


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
    address = "contentUrl" if recording.kind == recording.Kind.FILE else "embedUrl"
    return known(
        description=talk.summary or talk.title,
        thumbnailUrl=recording.thumbnail_url or picture,
        uploadDate=date.isoformat(),
        duration=f"PT{seconds}S" if seconds else "",
        license=recording.licence if recording.licence.startswith("http") else "",
        **{address: recording.url},
    )
