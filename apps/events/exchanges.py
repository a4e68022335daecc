"""Notes as they are read: a question together with what was replied, the rest by itself. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.events.noted import Passage


@dataclass(slots=True)
class Exchange:
    """A passage; if it is a question, with the replies to it."""

    passage: Any
    replies: list[Any] = field(default_factory=list)

    @property
    def is_question(self) -> bool:
        return bool(self.passage.kind == Passage.Kind.QUESTION)


def in_exchanges(passages: Iterable[Any]) -> list[Exchange]:
    """Passages in order, those that reply under their question.

    A reply follows its question, in the same source; what stands after other text stands alone.
    """
    found: list[Exchange] = []
    for passage in passages:
        before = found[-1] if found else None
        is_reply = passage.kind in Passage.REPLIES
        if is_reply and before and before.is_question and _same_source(before.passage, passage):
            before.replies.append(passage)
        else:
            found.append(Exchange(passage))
    return found


def _same_source(one: Any, other: Any) -> bool:
    return bool(one.source_id == other.source_id)
