"""Several rows of one kind turn out to be one, or not to be one after all.

Merges stand in any number and are undone in any order, because nothing depends on the way that
rows took: each row that moved has a *home*, whose merge wrote it down, and it belongs to whatever
its home is part of now. What was edited since (given to somebody else, deleted, filled in) stays
as it was edited.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from apps.catalog import belongings
from apps.catalog.belongings import Relation, relations
from apps.catalog.kinds import Kind, kind_of, kinds
from apps.catalog.publishing import new_version, publish_ids, publish_only, take_turn
from apps.catalog.touching import touched_by
from apps.core.mergeable import Merge, Mergeable


class Refused(Exception):
    """What was asked cannot be done; the message is for whoever asked."""


class AlreadyDone(Refused):
    """Somebody was quicker, or the form was sent twice."""


@dataclass(frozen=True)
class Undone:
    """What became of everything that one merge had moved."""

    moved: int
    #: Given to another row since, or deleted with what it hung on
    left: int


def merge(into: Mergeable, rows: Sequence[Mergeable], actor: Any = None) -> list[Merge]:
    """Make ``rows`` part of ``into``: all that points at them points there from now on."""
    with transaction.atomic():
        take_turn()  # whoever else merges or publishes waits: nothing below can be overtaken
        model = type(into)
        taker = _fresh(into)
        if taker.merged_into is not None:
            raise Refused(f"“{taker}” is itself part of “{taker.standing}” now. Choose that one.")
        done = [_merge(_fresh(row), taker, actor) for row in dict.fromkeys(rows)]
        if not done:
            raise Refused("Nothing was chosen to be merged.")
        publish_only(kind_of(model), [taker.pk, *(each.object_id for each in done)])
        _lead_elsewhere(kind_of(model))
        return done


def undo(merge: Merge, actor: Any = None) -> Undone:
    """Let what was merged stand by itself again, with all that belonged to it."""
    with transaction.atomic():
        take_turn()
        merge.refresh_from_db()
        if merge.undone_at is not None:
            raise AlreadyDone("This merge was undone already.")
        row: Any = merge.row
        if row is None:
            raise Refused("This cannot be undone: what was merged has been deleted since.")
        former = row.standing
        row.merged_into = None
        type(row).with_merged.filter(pk=row.pk).update(merged_into=None)
        freed = _return(merge, row, former)
        undone = _counted(merge, row)
        _take_back(merge)
        merge.undone_at, merge.undone_by, merge.aside = timezone.now(), actor, []
        merge.save()
        kind = kind_of(type(row))
        publish_ids(touched_by({kind.name: [row.pk, former.pk] if freed else [row.pk]}))
        publish_only(kind, [row.pk, former.pk])
        _lead_elsewhere(kind)
        return undone


def _lead_elsewhere(kind: Kind) -> None:
    """A list of an old slug holds something else now, even where no record of it was touched."""
    narrowed = (
        each for each in kinds() if any(rule.names == kind.name for rule in each.filters.values())
    )
    new_version(*narrowed)


def _fresh(row: Mergeable) -> Any:
    found = type(row).with_merged.select_related("merged_into").filter(pk=row.pk).first()
    if found is None:
        raise Refused(f"“{row}” was deleted meanwhile.")
    return found


def _merge(row: Any, taker: Any, actor: Any) -> Merge:
    if row.pk == taker.pk:
        raise Refused(f"“{row}” cannot become part of itself.")
    if row.merged_into is not None:
        raise AlreadyDone(f"“{row}” is part of “{row.standing}” already.")
    kind = kind_of(type(row))
    shown = touched_by({kind.name: [row.pk]})
    made = row.rows_to_move_along()
    merge = Merge(row=row, into_id=taker.pk, actor=actor)
    merge.made = [[each._meta.label_lower, each.pk] for each in made]
    homes = {home.object_id: home for home in _homes_under(row)}
    merge.moved = _without_home(row, homes.values())
    merge.save()
    type(row).with_merged.filter(pk=row.pk).update(merged_into=taker)
    homes[row.pk] = merge
    for relation in relations(type(row)):
        keys = list(relation.of(row.pk).values_list("pk", flat=True))
        _give(relation, keys, (row, taker), homes)
    for home in homes.values():
        home.save()
    publish_ids(shown)
    return merge


def _homes_under(row: Any) -> list[Merge]:
    """The merges that stand of everything that is part of a row, at whatever depth."""
    model, found = type(row), []
    level = [row.pk]
    while level:
        level = list(model.with_merged.filter(merged_into__in=level).values_list("pk", flat=True))
        found += level
    return list(_standing_merges(model).filter(object_id__in=found).order_by("pk"))


def _standing_merges(model: Any) -> Any:
    kind = ContentType.objects.get_for_model(model)
    return Merge.objects.filter(content_type=kind, undone_at__isnull=True)


def _without_home(row: Any, homes: Iterable[Merge]) -> dict[str, list[int]]:
    """What belongs to a row by relation, but for what others have brought along."""
    brought: dict[str, set[int]] = {}
    for home in homes:
        for label, keys in home.moved.items():
            brought.setdefault(label, set()).update(keys)
    own = {
        relation.label: [
            key
            for key in relation.of(row.pk).values_list("pk", flat=True)
            if key not in brought.get(relation.label, ())
        ]
        for relation in relations(type(row))
    }
    return {label: keys for label, keys in own.items() if keys}


def _give(
    relation: Relation, keys: Sequence[int], between: tuple[Any, Any], homes: dict[int, Merge]
) -> None:
    """Move rows between two owners; of what the taker has already, keep the giver's aside."""
    giver, taker = between
    for row, twin in relation.give(keys, giver.pk, taker.pk):
        home = _home_of(relation, row.pk, homes, giver)
        home.aside.append({**belongings.keep(row), "name": relation.name})
        home.filled += belongings.fill(twin, row)
        row.delete()


def _home_of(relation: Relation, key: int, homes: dict[int, Merge], giver: Any) -> Merge:
    mine = (home for home in homes.values() if key in home.moved.get(relation.label, ()))
    return next(mine, homes[giver.pk])


def _return(merge: Merge, row: Any, former: Any) -> bool:
    """Give a row that stands again what belongs to it and to what is part of it.

    Returns whether that made room at ``former`` for something that lay aside.
    """
    for home in [merge, *_homes_under(row)]:  # first what is its own, which waits nowhere else
        for relation in relations(type(row)):
            keys = home.moved.get(relation.label, [])
            _give(relation, keys, (former, row), {former.pk: home})
        _bring_back(home, row)
    freed = [_bring_back(home, former) for home in _homes_under(former) if home.aside]
    return any(freed)


def _bring_back(home: Merge, owner: Any) -> int:
    """Put back what lies aside, as far as there is room now. Returns how many rows that was."""
    waiting, home.aside = home.aside, []
    for kept in waiting:
        relation = Relation(apps.get_model(kept["model"]), kept["name"])
        if belongings.is_lost(kept):
            continue
        if belongings.has_room(kept, relation, owner.pk):
            belongings.put_back(kept, relation.name, owner.pk)
        else:
            home.aside.append(kept)
    home.save()
    return len(waiting) - len(home.aside)


def _take_back(merge: Merge) -> None:
    """Undo what the merge itself wrote: gaps that it filled, rows that it made."""
    standing = _standing_merges(type(merge.row)).exclude(pk=merge.pk) if merge.filled else []
    for home in standing:
        for filled in merge.filled:
            belongings.empty_kept(filled, home.aside)
        home.save()
    for filled in merge.filled:
        belongings.empty(filled)
    for label, key in merge.made:
        apps.get_model(label)._base_manager.filter(pk=key).delete()


def _counted(merge: Merge, row: Any) -> Undone:
    keys = {relation: merge.moved.get(relation.label, ()) for relation in relations(type(row))}
    there = sum(relation.of(row.pk).filter(pk__in=keys[relation]).count() for relation in keys)
    return Undone(there, sum(map(len, keys.values())) - there)
