"""Which event that is here a title means: the same words and the same year, however spaced."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from apps.core.naming import fold, slug
from apps.events.models import Event
from apps.mirror.importing.spacing import spaced

YEAR: Final = re.compile(r"(?:19|20)\d\d")
#: PyCon and DjangoCon, said without a country, are those of the United States
UNSAID: Final = frozenset({"us"})
SHORTEST: Final = 5


class Found(NamedTuple):
    """The event that is certainly meant, or those that may be."""

    event: Event | None = None
    doubtful: tuple[Event, ...] = ()


def find_event(title: str, year: int | None, events: Iterable[Event]) -> Found:
    """Find the event of this title and year; one whose name only begins alike is doubtful."""
    name, year = squashed(title), year or year_in(title)
    certain: list[Event] = []
    doubtful: list[Event] = []
    for event in events:
        if year != _year_of(event):
            continue
        names = {squashed(event.title), squashed(event.slug)}
        if name and name in names:
            certain.append(event)
        elif any(_begins_alike(name, other) for other in names):
            doubtful.append(event)
    if len(certain) == 1:
        return Found(certain[0])
    return Found(None, tuple([*certain, *doubtful][:3]))


def squashed(title: str) -> str:
    """The letters of a title, without the year and what often goes unsaid."""
    words = YEAR.sub(" ", fold(spaced(title))).split()
    return "".join(word for word in words if word not in UNSAID)


def year_in(title: str) -> int | None:
    found = YEAR.search(title)
    return int(found[0]) if found else None


def event_slug(title: str) -> str:
    """The slug of a new event: "DjangoConAU 2013" is djangocon-au-2013."""
    return slug(spaced(title), fallback="event")


def _year_of(event: Event) -> int | None:
    return event.starts_on.year if event.starts_on else year_in(event.title) or year_in(event.slug)


def _begins_alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST and longer.startswith(shorter)
