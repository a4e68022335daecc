"""One estimate as a part of another."""

from dataclasses import dataclass
from math import ceil, floor

from apps.core.estimates.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole as fractions, `low <= value <= high`; above 1 only if figures clash."""

    low: float
    value: float | None
    high: float

    def label(self) -> str:
        """In whole per cent, rounded outwards: "20%", "≈60% (43–84%)", "4–18%"."""
        low, high = floor(_percent(self.low)), ceil(_percent(self.high))
        if self.value is None:
            return f"{low}–{high}%"
        middle = f"{self.value:.0%}"
        return middle if self.low == self.high else f"≈{middle} ({low}–{high}%)"


def share(part: Estimate, whole: Estimate) -> Share | None:
    """What share of `whole` is `part`? `None` where either is unknown or the whole is nothing.

    The ends pair the smallest part with the largest whole and the other way round. A share of
    people is at most 1, so the upper end is cut there unless the figures themselves say more.
    """
    if part.low is None or part.high is None or whole.low is None or not whole.high:
        return None
    low = part.low / whole.high
    value = part.value / whole.value if part.value is not None and whole.value else None
    high = part.high / whole.low if whole.low else 1.0
    return Share(low, value, max(low, value or 0.0, min(high, 1.0)))


def _percent(fraction: float) -> float:
    return round(fraction * 100, 6)  # 0.29 * 100 is 28.999…: no outward rounding for that
