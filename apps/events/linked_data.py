"""Events and talks in the words of schema.org, for search engines (JSON-LD)."""

from typing import Any

from django.conf import settings

CONTEXT = "https://schema.org"


def event(event: Any) -> dict[str, Any]:
    """An Event: name, dates, place."""
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": event.title,
        "url": settings.SITE_URL + event.get_absolute_url(),
    }
    if event.starts_on:
        data["startDate"] = event.starts_on.isoformat()
        data["endDate"] = (event.ends_on or event.starts_on).isoformat()
    if event.venue:
        data["location"] = {
            "@type": "Place",
            "name": str(event.venue),
            "address": ", ".join(filter(None, [event.venue.city, event.venue.country])),
        }
    return data


def talk(talk: Any) -> dict[str, Any]:
    """A VideoObject if there is a recording to watch, else a CreativeWork."""
    recordings = [row for row in talk.recordings.all() if row.available is not False]
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "VideoObject" if recordings else "CreativeWork",
        "name": talk.title,
        "url": settings.SITE_URL + talk.get_absolute_url(),
        "author": [{"@type": "Person", "name": row.person.name} for row in talk.appearances.all()],
        "isPartOf": {"@type": "Event", "name": talk.event.title},
    }
    if talk.language:
        data["inLanguage"] = talk.language
    if date := talk.date or talk.event.starts_on:
        data["dateCreated"] = date.isoformat()
    if recordings:
        data |= _video(talk, recordings[0], date)
    return data


def _video(talk: Any, recording: Any, date: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "description": talk.summary or talk.title,
        "contentUrl": recording.url,
    }
    if date:
        data["uploadDate"] = date.isoformat()
    if recording.thumbnail_url:
        data["thumbnailUrl"] = recording.thumbnail_url
    if recording.duration_seconds:
        data["duration"] = f"PT{recording.duration_seconds}S"
    return data
