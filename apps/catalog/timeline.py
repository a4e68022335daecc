"""The years, newest first, and from its beginning what each had: held, written, asked, ported."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, F, Window
from django.db.models.functions import ExtractYear, RowNumber

from apps.catalog.kinds import Kind, kind_named
from apps.catalog.models import Document
from apps.catalog.records import record

#: What the timeline shows, in this order within a year
KINDS: Final = ("event", "survey", "guide", "review", "note", "porting-note", "case-study")
#: Of each kind in a year; the list of the kind has them all
MOST: Final = 40
#: Of the longest cord, in pixels; the knot hangs below it
LONGEST: Final = 44


@dataclass(frozen=True)
class Cord:
    """One event on the year's string: where it hangs, in percent, and how far down its knot is."""

    at: float
    length: int


@dataclass(frozen=True)
class Group:
    """The records of one kind in a year, and how many there are in all."""

    kind: Kind
    cards: list[dict[str, Any]]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Year:
    """What a year had."""

    number: int
    groups: list[Group]

    @cached_property
    def cords(self) -> list[Cord]:
        """Events at their day of the year: the more talks, the longer the cord."""
        events = next((group.cards for group in self.groups if group.kind.name == "event"), [])
        return [_cord(card) for card in events]

    @property
    def depth(self) -> int:
        """Pixels that the longest of these cords needs, with its knot."""
        return max((cord.length for cord in self.cords), default=0) + 6


def _cord(event: Mapping[str, Any]) -> Cord:
    day = datetime.date.fromisoformat(event["starts_on"]).timetuple().tm_yday
    return Cord(round(100 * day / 366, 1), min(LONGEST, 10 + event["talk_count"] // 5))


def timeline(kinds: Iterable[str] = KINDS) -> list[Year]:
    """Everything with a date, in one query: of each year and kind what gathers most."""
    dated = Document.objects.of_kinds(kinds).filter(date__isnull=False)
    year_and_kind: Any = {"partition_by": [ExtractYear("date"), F("kind")]}
    most_first = [F("weight").desc(), F("date").desc(), F("object_id").desc()]
    rows = (
        dated.annotate(
            place=Window(RowNumber(), order_by=most_first, **year_and_kind),
            of=Window(Count("pk"), **year_and_kind),
        )
        .filter(place__lte=MOST)
        .order_by("-date__year", "kind", "date", "object_id")
        .values_list("date__year", "kind", "card", "of")
    )
    return [Year(year, _groups(of_year)) for year, of_year in groupby(rows, lambda row: row[0])]


def _groups(rows: Iterable[Any]) -> list[Group]:
    found = {kind: list(of_kind) for kind, of_kind in groupby(rows, lambda row: row[1])}
    return [
        Group(kind_named(kind), [record(row[2]) for row in found[kind]], found[kind][0][3])
        for kind in KINDS
        if kind in found
    ]
