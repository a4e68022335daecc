"""Counts as parts of what was counted: of the room, and of the hands."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.estimates import Estimate, Share, share, total


@dataclass(frozen=True)
class Hands:
    """The hands counted for one question. Answers that nobody counted are left out."""

    counts: tuple[Estimate, ...]

    @classmethod
    def of(cls, counts: Iterable[Estimate]) -> "Hands":
        return cls(tuple(each for each in counts if each.is_known))

    @property
    def total(self) -> Estimate:
        return total(self.counts)

    def share_of(self, part: Estimate) -> Share | None:
        """What share of the hands went up for ``part``, which is one of the counts.

        A count moves the total that it belongs to. So each end pairs the count with the others
        only: the least with most others, the most with fewest.
        """
        if part.low is None or part.high is None:
            return None
        others = self._without(part)
        if not part.high + (others.high or 0):
            return None
        if not part.high:
            return Share(0.0, 0.0, 0.0)
        low = _of(part.low, others.high or 0)
        high = _of(part.high, others.low or 0)
        whole = self.total.value
        value = part.value / whole if part.value is not None and whole else None
        return Share(low, value, high)

    def _without(self, part: Estimate) -> Estimate:
        rest = list(self.counts)
        rest.remove(part)
        return total(rest)


def share_of_room(part: Estimate, head_count: Estimate) -> Share | None:
    """What share of everybody in the room raised a hand (None where either is unknown)."""
    return share(part, head_count)


def _of(part: int, others: int) -> float:
    return part / (part + others) if part else 0.0
