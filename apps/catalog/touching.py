"""Which documents show part of which rows, and must be made anew with them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from apps.catalog.kinds import Kind, Touched, kind_named, kinds
from apps.catalog.models import Document
from apps.core.querysets import among

#: How documents name records of these kinds
_NAMED_IN = {"person": "people__overlap", "topic": "topics__overlap", "event": "event__in"}


def together(*groups: Touched) -> dict[str, set[int]]:
    """Keys by kind, united."""
    united: dict[str, set[int]] = defaultdict(set)
    for group in groups:
        for name, keys in group.items():
            united[name].update(keys)
    return united


def touched_by(ids: Mapping[str, Collection[int]]) -> dict[str, set[int]]:
    """What shows these records now, and what did when they were last published."""
    return together(
        *(
            group
            for name, keys in ids.items()
            for group in _touched_by_kind(kind_named(name), sorted(keys))
        )
    )


def _touched_by_kind(kind: Kind, ids: list[int]) -> Iterator[Touched]:
    yield kind.touches(ids)
    yield from _showing(kind, ids)
    yield from _named_before(kind, ids)
    yield _naming_before(kind, ids)


def _showing(kind: Kind, ids: list[int]) -> Iterator[Touched]:
    """Records of kinds that say themselves that they show this one (``Kind.shows``)."""
    for other in kinds():
        for path in other.shows.get(kind.name, ()):
            rows = other.model._base_manager.filter(**{f"{path}__in": ids})
            yield {other.name: list(rows.values_list("pk", flat=True))}


def _named_before(kind: Kind, ids: list[int]) -> Iterator[Touched]:
    """People, topics and events that the records' documents name: they may count them."""
    named: dict[str, set[str]] = defaultdict(set)
    before = Document.objects.filter(among("object_id", ids), kind=kind.name)
    for document in before.only("people", "topics", "event"):
        named["person"].update(slug for slug in document.people if ":" not in slug)
        named["topic"].update(document.topics)
        named["event"].update({document.event} - {""})
    for name, slugs in named.items():
        if slugs and name != kind.name:
            shown = Document.objects.filter(kind=name, slug__in=slugs)
            yield {name: list(shown.values_list("object_id", flat=True))}


def _naming_before(kind: Kind, ids: list[int]) -> Touched:
    """Documents that name these people, topics or events: the deleted are still shown there."""
    if kind.name not in _NAMED_IN:
        return {}
    before = Document.objects.filter(among("object_id", ids), kind=kind.name)
    slugs = list(before.values_list("slug", flat=True))
    naming = Document.objects.exclude(kind=kind.name).filter(**{_NAMED_IN[kind.name]: slugs})
    found: dict[str, set[int]] = defaultdict(set)
    for name, key in naming.values_list("kind", "object_id"):
        found[name].add(key)
    return found
