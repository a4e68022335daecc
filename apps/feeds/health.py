"""How feeds are doing, in words for readers. Nothing is fetched or stored here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

_ACTIVE = Q(status="active")
_QUIET = Q(silent_since__isnull=False)


@dataclass(frozen=True)
class State:
    """One way for a feed to be: a word for it, what it means, and which feeds are so."""

    label: str
    meaning: str
    condition: Q


#: Every published feed is in exactly one of these, in the order of urgency.
STATES: Mapping[str, State] = {
    "quarantined": State(
        "Quarantined",
        "It made the reader crash three times, so an editor has to look at it first.",
        Q(status="quarantined"),
    ),
    "retired": State(
        "Retired",
        "Its host said that it is gone for good, so it is not asked any more.",
        Q(status="retired"),
    ),
    "failing": State(
        "Failing",
        "The last visit went wrong. It is tried again, at growing intervals, for ever.",
        _ACTIVE & Q(failures__gt=0),
    ),
    "silent": State(
        "Silent",
        "It answers, but has had no new entry for 180 days.",
        _ACTIVE & Q(failures=0) & _QUIET,
    ),
    "waiting": State(
        "Waiting",
        "It was not visited yet.",
        _ACTIVE & Q(failures=0, last_success_at__isnull=True) & ~_QUIET,
    ),
    "well": State(
        "Well",
        "The last visit went as it should.",
        _ACTIVE & Q(failures=0, last_success_at__isnull=False) & ~_QUIET,
    ),
}


def state_of(feed: Any) -> str:
    """The state of a published feed: a key of ``STATES``."""
    if feed.status in ("quarantined", "retired"):
        return str(feed.status)
    if feed.failures:
        return "failing"
    if feed.silent_since:
        return "silent"
    return "well" if feed.last_success_at else "waiting"
