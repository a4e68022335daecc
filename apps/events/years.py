"""The years of a series side by side: what each had, and who came back."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from apps.catalog.models import Document
from apps.catalog.records import cards, record
from apps.events.models import Session

#: As many of those who came back, and of the topics, are named
NAMED: Final = 24


@dataclass(frozen=True)
class Year:
    """One event of a series, and what can be counted of it."""

    card: dict[str, Any]
    people: int
    #: Of these people, those who took part in an earlier event of the series
    returning: int
    #: Talks of which there are notes
    noted: int
    topics: int


@dataclass(frozen=True)
class Named:
    """A person or a topic, and of how many events or talks."""

    card: dict[str, Any]
    count: int


@dataclass(frozen=True)
class Series:
    """A series, newest event first."""

    years: list[Year]
    returned: list[Named]
    topics: list[Named]

    @property
    def talk_count(self) -> int:
        return sum(year.card["talk_count"] for year in self.years)

    @property
    def most(self) -> int:
        """Talks of the event that had most of them."""
        return max((year.card["talk_count"] for year in self.years), default=0)


def side_by_side(slug: str) -> Series:
    """What a series had year by year, in four queries, however many years there are."""
    events = cards(Document.objects.public("event").of_series(slug).newest())
    slugs = [card["slug"] for card in events]
    people: dict[str, set[str]] = {each: set() for each in slugs}
    topics: dict[str, Counter[str]] = {each: Counter() for each in slugs}
    talks = Document.objects.public("talk").filter(event__in=slugs)
    for event, terms, tagged in talks.values_list("event", "people", "topics"):
        people[event].update(term for term in terms if ":" not in term)
        topics[event].update(tagged)
    noted = _noted(slugs)
    returning = _returning([people[each] for each in reversed(slugs)])[::-1]
    years = [
        Year(card, len(people[each]), back, noted[each], len(topics[each]))
        for card, each, back in zip(events, slugs, returning, strict=True)
    ]
    often = Counter(person for group in people.values() for person in group)
    back = [(each, n) for each, n in often.most_common() if n > 1]
    about = sum(topics.values(), Counter[str]()).most_common(NAMED)
    return Series(years, *_named({"person": back, "topic": about}))


def _returning(groups: Iterable[set[str]]) -> list[int]:
    """Of each group in order of time, how many were in an earlier one."""
    seen: set[str] = set()
    counts = []
    for group in groups:
        counts.append(len(group & seen))
        seen |= group
    return counts


def _noted(slugs: Collection[str]) -> Counter[str]:
    """How many sessions of these events have notes."""
    sessions = Session.objects.published().filter(event__slug__in=slugs, passages__isnull=False)
    counted = sessions.order_by().values_list("event__slug").annotate(Count("pk", distinct=True))
    return Counter(dict(counted))


def _named(counts: dict[str, list[tuple[str, int]]]) -> Iterable[list[Named]]:
    """Cards for the first of each kind's (slug, count), in one query; those of a tie by name."""
    picked = {kind: dict(pairs[:NAMED]) for kind, pairs in counts.items()}
    condition = Q(*(Q(kind=k, slug__in=list(each)) for k, each in picked.items()), _connector=Q.OR)
    found: dict[str, list[Named]] = {kind: [] for kind in counts}
    public = Document.objects.filter(condition, withdrawn_at__isnull=True).order_by("sort_title")
    for kind, slug, card in public.values_list("kind", "slug", "card"):
        found[kind].append(Named(record(card), picked[kind][slug]))
    return [sorted(each, key=lambda named: -named.count) for each in found.values()]
