"""What higher apps know to show beside a record, on pages that know nothing of those apps.

An app registers one function; the pages of talks, events, people and packages ask all of them with
``{% beside kind pk %}``. So what mentions a record is linked from both sides, and no import climbs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Group:
    """Cards under a heading, how many there are if these are not all, and where the others are."""

    heading: str
    cards: list[dict[str, Any]]
    more: str = ""
    total: int = 0

    @property
    def count(self) -> int:
        return max(self.total, len(self.cards))

    @property
    def anchor(self) -> str:
        return self.heading.lower().replace(" ", "-")


#: Kind and primary key of a record -> groups, in few queries
Provider = Callable[[str, int], list[Group]]

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Make a provider known. Called when the app's module is imported, which ``ready()`` does."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def groups(kind: str, pk: int) -> list[Group]:
    """What is shown beside a record: only groups that have something in them."""
    return [group for each in _providers for group in each(kind, pk) if group.cards]
