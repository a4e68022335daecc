"""Which of several statements hold. Pure."""

import datetime
from collections.abc import Iterable
from typing import Any

#: How bad a verdict is for somebody who wants to move
GRAVITY = {"does-not": 3, "problematic": 2, "unknown": 1, "works": 0}


def of(statuses: Iterable[Any]) -> list[Any]:
    """The newest statements about each target and condition; all of them where several tie.

    ``statuses`` are of one package and not newer than the day in question.
    """
    newest: dict[tuple[str, str], list[Any]] = {}
    for status in statuses:
        found = newest.setdefault((status.target, status.condition), [])
        if not found or age(status) == age(found[0]):
            found.append(status)
        elif age(status) > age(found[0]):
            found[:] = [status]
    return [status for group in newest.values() for status in group]


def age(status: Any) -> datetime.date:
    """The day of a statement; an undated one is older than any other."""
    return status.as_of or datetime.date.min


def gravest(verdicts: Iterable[str]) -> str:
    """The verdict to act on when several hold: the worst."""
    return max(verdicts, key=lambda verdict: GRAVITY[verdict], default="unknown")


def is_disputed(statuses: Iterable[Any]) -> bool:
    """Whether statements of one day about the same thing say different things."""
    said: dict[tuple[str, str], set[str]] = {}
    for status in of(statuses):
        said.setdefault((status.target, status.condition), set()).add(status.verdict)
    return any(len(verdicts) > 1 for verdicts in said.values())
