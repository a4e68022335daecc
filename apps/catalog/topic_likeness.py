"""Topics that are probably spellings of one."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from apps.catalog import likeness
from apps.catalog.likeness import Alike
from apps.core.models import Topic
from apps.core.naming import slug
from apps.core.naming.nearness import alike_by, one_letter_apart

#: A word of this many letters is not like another one by accident
LONG: Final = 7


def alike(topics: Iterable[tuple[int, str]]) -> Iterator[Alike]:
    """Pairs of (key, name) that may be one topic, each with its best reason, in no order."""
    names = {pk: slug(name) for pk, name in topics}
    best: dict[tuple[int, int], tuple[int, str]] = {}
    for one, other, score, reason in _pairs(names):
        pair = likeness.in_order(one, other)
        best[pair] = max(best.get(pair, (0, "")), (score, reason))
    for (one, other), (score, reason) in best.items():
        yield Alike(one, other, score, (reason,))


def _pairs(names: dict[int, str]) -> Iterator[tuple[int, int, int, str]]:
    shapes: list[tuple[Callable[[str], str], int, str]] = [
        (_letters, 95, "the same letters but for spaces and signs"),
        (_singular, 85, "singular and plural"),
        (_in_any_order, 75, "the same words in another order"),
    ]
    for shape, score, reason in shapes:
        groups: dict[str, list[int]] = defaultdict(list)
        for pk, name in names.items():
            groups[shape(name)].append(pk)
        for one, other in alike_by(groups):
            yield one, other, score, reason
    holders: dict[str, list[int]] = defaultdict(list)
    for pk, name in names.items():
        if len(name) >= LONG and not any(map(str.isdigit, name)):
            holders[_letters(name)].append(pk)
    for first, second in one_letter_apart(holders):
        for one in holders[first]:
            for other in holders[second]:
                yield one, other, 60 + min(15, len(first) - LONG), "one letter apart"


def _letters(name: str) -> str:
    return name.replace("-", "")


def _singular(name: str) -> str:
    return "".join(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in name.split("-"))


def _in_any_order(name: str) -> str:
    return " ".join(sorted(name.split("-")))


def every_topic() -> list[tuple[int, str]]:
    return list(Topic.objects.order_by("pk").values_list("pk", "name"))


likeness.register(Topic, lambda: alike(every_topic()))
