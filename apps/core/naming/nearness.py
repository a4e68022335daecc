"""Words that are almost the same, found without comparing each with every other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")

#: As many share something by chance rather than for being the same
MOST_ALIKE = 12


def alike_by(groups: Mapping[str, Iterable[T]]) -> Iterator[tuple[T, T]]:
    """All pairs within each group; a group of very many says nothing of any two."""
    for group in groups.values():
        members = list(dict.fromkeys(group))
        if len(members) <= MOST_ALIKE:
            yield from combinations(members, 2)


def one_letter_apart(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs that differ by a letter more, less, or other, or by two neighbours changed round.

    Two such words leave the same when a letter is dropped from one or from both.
    """
    leaving: dict[str, list[str]] = defaultdict(list)
    for word in set(words):
        for rest in {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}:
            leaving[rest].append(word)
    found = {(min(pair), max(pair)) for pair in alike_by(leaving)}
    yield from sorted(pair for pair in found if _is_one_apart(*pair))


def _is_one_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True  # one begins with the other
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
