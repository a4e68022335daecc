"""What editors merge, people and topics: who may, how rows are looked for and described."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Func, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import ExtractYear, JSONObject

from apps.catalog import belongings
from apps.catalog.models import Document
from apps.core.mergeable import Mergeable
from apps.core.models import Topic
from apps.core.naming import fold
from apps.people.models import Person, PersonName

#: Records of each that are shown beside one another
RECENT = 4
#: Rows that a search gives
MOST_FOUND = 30


@dataclass(frozen=True)
class Desk:
    """One kind that is merged: how its addresses and its words go."""

    model: type[Mergeable]
    plural: str
    noun: str
    #: Who may delete a record may make it part of another
    right: str
    #: The column of documents that names rows by their slugs
    column: str
    #: Rows whose name has all of these words
    named: Callable[[str], models.QuerySet[Any]]


@dataclass
class Described:
    """A row with what tells it from its like."""

    row: Any
    count: int
    first: int | None
    last: int | None
    recent: list[dict[str, Any]]
    spellings: list[str] = field(default_factory=list)
    firms: list[str] = field(default_factory=list)

    @property
    def years(self) -> str:
        if not self.last:
            return ""
        return str(self.last) if self.first == self.last else f"{self.first}–{self.last}"


def people_named(text: str) -> models.QuerySet[Any]:
    words = fold(text).split()
    keys = Q(*(Q(key__contains=word) for word in words))
    spelled = PersonName.objects.filter(keys).values("person")
    return Person.objects.filter(keys | Q(pk__in=spelled)).order_by("key", "pk")


def topics_named(text: str) -> models.QuerySet[Any]:
    return Topic.objects.filter(*(Q(name__icontains=word) for word in text.split())).order_by(
        "name", "pk"
    )


DESKS = {
    desk.plural: desk
    for desk in (
        Desk(Person, "people", "person", "people.delete_person", "people", people_named),
        Desk(Topic, "topics", "topic", "core.delete_topic", "topics", topics_named),
    )
}


def described(desk: Desk, keys: Iterable[int]) -> dict[int, Described]:
    """Rows by key, each with its newest records: three queries, however many rows."""
    named = Func(OuterRef("slug"), template="ARRAY[%(expressions)s]::varchar[]")
    records = Document.objects.filter(
        **{f"{desk.column}__contains": named}, withdrawn_at__isnull=True
    ).exclude(kind__in=("person", "topic"))
    shown = JSONObject(title="title", path="path", date="date")
    every = records.order_by()
    rows = desk.model.objects.filter(pk__in=list(keys)).annotate(
        records=ArraySubquery(records.newest().values_list(shown)[:RECENT]),
        record_count=_of(every, Count("pk"), models.IntegerField()),
        first=_of(every, ExtractYear(Min("date")), models.IntegerField()),
        last=_of(every, ExtractYear(Max("date")), models.IntegerField()),
    )
    found = {
        row.pk: Described(row, row.record_count, row.first, row.last, row.records) for row in rows
    }
    if desk.model is Person:
        _add_spellings(found)
    return found


def _of(records: Any, what: Any, output: "models.Field[Any, Any]") -> Subquery:
    grouped = records.annotate(one=models.Value(1)).values("one").annotate(n=what).values("n")
    return Subquery(grouped, output_field=output)


def _add_spellings(found: dict[int, Described]) -> None:
    names = PersonName.objects.filter(person__in=found).order_by("name")
    for person, name in names.values_list("person", "name"):
        if name != found[person].row.name:
            found[person].spellings.append(name)
    firms = Person.objects.filter(pk__in=found, appearances__isnull=False)
    for person, several in firms.values_list("pk", "appearances__affiliations").distinct():
        found[person].firms = sorted({*found[person].firms, *several})


def moving(row: Mergeable) -> list[tuple[str, int]]:
    """What belongs to a row and would move with it: [("appearances", 3), ...]."""
    counts = [
        (relation.model._meta, relation.of(row.pk).count())
        for relation in belongings.relations(type(row))
    ]
    return [
        (str(meta.verbose_name if n == 1 else meta.verbose_name_plural), n)
        for meta, n in counts
        if n
    ]


def suggested_survivor(rows: Collection[Described]) -> int:
    """The one that most hangs on, and of these the one written out most."""
    best = max(rows, key=lambda each: (each.count, len(str(each.row)), -each.row.pk))
    return int(best.row.pk)
