"""What belongs to a row: every row of any app that points at it, found through the models.

So a new model that points at people or topics moves with them without a word about merging.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core import serializers
from django.db import models

#: Where something came from: these say something only together
PROVENANCE: Final = ("source", "first_line", "last_line", "said")
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})

#: A row as ``serializers`` writes it: {"model": ..., "pk": ..., "fields": ...}
Kept = dict[str, Any]


@dataclass(frozen=True)
class Relation:
    """One foreign key by which rows of one model belong to an owner."""

    model: type[models.Model]
    name: str

    @property
    def label(self) -> str:
        """How the relation is written down: "events.appearance.person"."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def of(self, owner: int) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.name: owner}).order_by("pk")

    @property
    def uniques(self) -> Iterator[list[str]]:
        """For each rule that an owner has such a row once: the columns that tell rows apart."""
        meta = self.model._meta
        rules = [
            [*rule.fields, *(getattr(each, "name", "") for each in rule.expressions)]
            for rule in meta.constraints
            if isinstance(rule, models.UniqueConstraint)
        ]
        alone = [[field.name] for field in meta.concrete_fields if field.unique]
        for names in (*rules, *meta.unique_together, *alone):
            if self.name in names:
                yield [_column(self.model, name) for name in names if name != self.name]

    def give(self, keys: Collection[int], giver: int, taker: int) -> list[tuple[Any, Any]]:
        """Make the giver's rows the taker's.

        Returns those of which the taker has one already, each with that one: they do not move.
        """
        rows = list(self.of(giver).filter(pk__in=keys))
        twins = self.twins(rows, taker)
        moving = [row.pk for row in rows if row.pk not in twins]
        self.model._base_manager.filter(pk__in=moving).update(**{self.name: taker})
        return [(row, twins[row.pk]) for row in rows if row.pk in twins]

    def twins(self, rows: Collection[Any], taker: int) -> dict[int, Any]:
        """The taker's own rows that leave no room for these, by the key of these."""
        found: dict[int, Any] = {}
        for columns in self.uniques if rows else ():
            has = {_values(row, columns): row for row in self.of(taker)}
            for row in rows:
                values = _values(row, columns)
                if None not in values and values in has:
                    found.setdefault(row.pk, has[values])
        return found


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.attname)


def _values(row: Any, columns: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in columns)


def relations(model: type[models.Model]) -> list[Relation]:
    """Every way to belong to a row of ``model``, except to be part of it."""
    there: list[Any] = model._meta.get_fields(include_hidden=True)
    fields = [each.field for each in there if each.auto_created and not each.concrete]
    keys = {
        (field.model, field.name)
        for field in fields
        if isinstance(field, models.ForeignKey) and field.model is not model
    }
    found = [Relation(*key) for key in keys]
    return sorted(found, key=lambda relation: relation.label)


def keep(row: models.Model) -> Kept:
    """A row whole, to be put back later."""
    (kept,) = json.loads(serializers.serialize("json", [row]))
    return dict(kept)


def is_lost(kept: Kept) -> bool:
    """Whether what the row hung on was deleted meanwhile, so that it would be gone too."""
    row = _row(kept)
    needed = (field for field in _keys(row) if not field.null)
    generic = (field for field in row._meta.private_fields if isinstance(field, GenericForeignKey))
    return any(_points_nowhere(row, field) for field in needed) or any(
        getattr(row, field.name) is None for field in generic
    )


def has_room(kept: Kept, relation: Relation, owner: int) -> bool:
    """Whether the owner has nothing that would be the same row once more."""
    return not relation.twins([_row(kept)], owner)


def put_back(kept: Kept, name: str, owner: int) -> Any:
    """Store a kept row again, with the key that it had, as the owner's."""
    row = _row(kept)
    for field in _keys(row):
        if field.null and _points_nowhere(row, field):
            setattr(row, field.attname, None)
    setattr(row, f"{name}_id", owner)
    row.save_base(raw=True, force_insert=True)
    return row


def _keys(row: models.Model) -> "list[models.ForeignKey[Any, Any]]":
    return [field for field in row._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _points_nowhere(row: Any, field: Any) -> bool:
    key = getattr(row, field.attname)
    return key is not None and not field.related_model._base_manager.filter(pk=key).exists()


def _row(kept: Kept) -> Any:
    (found,) = serializers.deserialize("python", [kept])
    return found.object


def fill(twin: Any, row: Any) -> list[list[Any]]:
    """Give the twin what it lacks and the row says; returns [model, key, field, before, now]."""
    has, says = keep(twin)["fields"], keep(row)["fields"]
    if has.get("source") is not None:
        says = {name: value for name, value in says.items() if name not in PROVENANCE}
    lacking = {
        name: value
        for name, value in says.items()
        if getattr(twin, name) in EMPTY and getattr(row, name) not in EMPTY
    }
    for name in lacking:
        setattr(twin, name, getattr(row, name))
    if lacking:
        twin.save_base(raw=True, force_update=True, update_fields=list(lacking))
    return [
        [twin._meta.label_lower, twin.pk, name, has[name], now] for name, now in lacking.items()
    ]


def empty(filled: list[Any]) -> None:
    """Take back what was filled in, unless it was edited since."""
    label, key, name, before, now = filled
    row = apps.get_model(label)._base_manager.filter(pk=key).first()
    if row is not None and keep(row)["fields"][name] == now:
        was = _row({"model": label, "pk": key, "fields": {name: before}})
        setattr(row, name, getattr(was, name))
        row.save_base(raw=True, force_update=True, update_fields=[name])


def empty_kept(filled: list[Any], aside: list[Kept]) -> None:
    """The same where the row itself lies aside."""
    label, key, name, before, now = filled
    for kept in aside:
        if (kept["model"], kept["pk"]) == (label, key) and kept["fields"][name] == now:
            kept["fields"][name] = before
