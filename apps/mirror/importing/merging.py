"""Three-way merge: what the source said before, what it says now, what is here.

A field that was edited here keeps its value whatever the source says later; one that was not
follows the source. Of lists, each item is merged by itself. Pure.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import orjson

Hashes = dict[str, Any]


def digest(value: Any, size: int = 8) -> str:
    """A short fingerprint of any value that JSON can hold, dates included."""
    return blake2b(orjson.dumps(value, default=str), digest_size=size).hexdigest()


def merged(
    said: Mapping[str, Any], before: Mapping[str, Any], here: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields to set. `before` has digests of what the source said when it was last read.

    A field the source never spoke of is filled if it is empty here.
    """
    changes = {}
    for name, value in said.items():
        known = before.get(name)
        if known == digest(value) or here[name] == value:
            continue
        if here[name] in (None, "") if known is None else digest(here[name]) == known:
            changes[name] = value
    return changes


def digests(said: Mapping[str, Any]) -> Hashes:
    """What to keep for the next merge."""
    return {name: digest(value) for name, value in said.items()}


def items_changed(
    said: Sequence[str], before: Sequence[str] | None
) -> tuple[list[str], frozenset[str]]:
    """Which items the source added (in order) and which it took away, since last time.

    Items are compared by digests, which is what is kept of them.
    """
    old = frozenset(before or ())
    return [item for item in said if digest(item) not in old], old - {*map(digest, said)}
