"""Which rows of a kind may be one, and why: found by the kind's app, kept, decided by editors.

An app registers how it finds them. What an editor said ("not the same") is kept for good, also
for what either becomes part of.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from apps.core.mergeable import Likeness, Mergeable

#: More suggestions than anybody decides on before the next search
MOST = 1000


@dataclass(frozen=True)
class Alike:
    """Two rows by key, how likely they are one (0 to 100), and why, in words."""

    one: int
    other: int
    score: int
    reasons: tuple[str, ...]

    @property
    def pair(self) -> tuple[int, int]:
        return in_order(self.one, self.other)


Finder = Callable[[], Iterable[Alike]]

_finders: dict[type[Mergeable], Finder] = {}


def register(model: type[Mergeable], finder: Finder) -> None:
    """Make known how likenesses of a model are found. Called when the app's module is imported."""
    _finders[model] = finder


def searched() -> list[type[Mergeable]]:
    return list(_finders)


def in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def look(model: type[Mergeable]) -> int:
    """Search anew and keep the likeliest; returns how many wait for a decision."""
    apart = set(rejected_pairs(model))
    best: dict[tuple[int, int], Alike] = {}
    for alike in sorted(_finders[model](), key=lambda alike: -alike.score):
        if alike.pair not in apart:
            best.setdefault(alike.pair, alike)
    chosen = list(best.values())[:MOST]
    kind = ContentType.objects.get_for_model(model)
    with transaction.atomic():
        Likeness.objects.filter(content_type=kind, rejected_at=None).delete()
        Likeness.objects.bulk_create(
            [
                Likeness(
                    content_type=kind, one_id=each.pair[0], other_id=each.pair[1],
                    score=each.score, reasons=list(each.reasons),
                )
                for each in chosen
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    return len(chosen)


def waiting(model: type[Mergeable]) -> models.QuerySet[Likeness]:
    """What an editor can decide on: likeliest first, without what was merged meanwhile."""
    there = model.objects.values("pk")
    return _of(model).filter(rejected_at=None, one_id__in=there, other_id__in=there)


def rejected(model: type[Mergeable]) -> models.QuerySet[Likeness]:
    """What editors said is not the same, newest first."""
    return _of(model).filter(rejected_at__isnull=False).order_by("-rejected_at")


def rejected_pairs(model: type[Mergeable]) -> Iterator[tuple[int, int]]:
    """Pairs that are not the same, as whatever each is part of now."""
    pairs = list(rejected(model).values_list("one_id", "other_id"))
    rows = model.with_merged.select_related("merged_into").in_bulk({k for p in pairs for k in p})
    for one, other in pairs:
        if one in rows and other in rows:
            yield in_order(rows[one].standing.pk, rows[other].standing.pk)


def keep_apart(one: Mergeable, other: Mergeable, actor: Any) -> None:
    """These are not the same: they are not suggested again."""
    first, second = in_order(one.pk, other.pk)
    Likeness.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(type(one)),
        one_id=first,
        other_id=second,
        defaults={"rejected_at": timezone.now(), "rejected_by": actor},
    )


def reconsider(likeness: Likeness) -> None:
    """They may be the same after all: what was said of them is taken back."""
    Likeness.objects.filter(pk=likeness.pk).update(rejected_at=None, rejected_by=None)


def _of(model: type[Mergeable]) -> models.QuerySet[Likeness]:
    return Likeness.objects.filter(content_type=ContentType.objects.get_for_model(model))
