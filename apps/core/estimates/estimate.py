"""The value object and rule v1."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from django.db.models import TextChoices

V1: Final = "v1"
DERIVED: Final = "sum"
HANDFUL: Final = (2, 9)


class Precision(TextChoices):
    """How a count was said to be known."""

    EXACT = "exact", "exact"
    ROUGH = "rough", "rough"
    HANDFUL = "handful", "a handful"
    RANGE = "range", "a range"
    NONE = "none", "none"
    NOT_ASKED = "not_asked", "not asked"
    UNKNOWN = "unknown", "unknown"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A count with its bounds: `0 <= low <= value <= high` wherever they are known.

    `raw` is what was written ("(handful)", "2,5000"), empty for what was computed. `value` is
    the number said, if one was. `low` and `high` are both known or both `None`. `rule` names
    the rule that gave the bounds, so that a later rule leaves stored counts alone.
    """

    raw: str
    value: int | None
    low: int | None
    high: int | None
    precision: Precision
    rule: str = V1

    def __post_init__(self) -> None:
        numbers = [n for n in (self.low, self.value, self.high) if n is not None]
        if (self.low is None) != (self.high is None) or (self.low is None and numbers):
            raise ValueError("An estimate has both bounds, or neither bounds nor a value")
        if numbers != sorted(numbers) or min(numbers, default=0) < 0:
            raise ValueError(f"Not 0 <= low <= value <= high: {numbers}")

    @classmethod
    def of(cls, precision: Precision, value: int | None = None, *, raw: str = "") -> Self:
        """Bounds by rule v1, for every precision but a range (see `between`).

        Exact n is n..n; rough n is n give or take 15 %, at least 2, rounded outwards and never
        below 0; a handful is 2..9; none is 0..0; not asked and unknown have no bounds.
        """
        match precision, value:
            case Precision.EXACT, int(n):
                return cls(raw, n, n, n, precision)
            case Precision.ROUGH, int(n):
                margin = max(2, -(-15 * n // 100))
                return cls(raw, n, max(0, n - margin), n + margin, precision)
            case Precision.HANDFUL, None:
                return cls(raw, None, *HANDFUL, precision)
            case Precision.NONE, None | 0:
                return cls(raw, 0, 0, 0, precision)
            case ((Precision.NOT_ASKED | Precision.UNKNOWN), None):
                return cls(raw, None, None, None, precision)
        raise ValueError(f"{precision} does not go with the value {value}")

    @classmethod
    def between(cls, low: int, high: int, *, raw: str = "") -> Self:
        """From `low` to `high`, both included; no single number was said."""
        return cls(raw, None, low, high, Precision.RANGE)

    @property
    def is_known(self) -> bool:
        """Whether there are bounds to compute with."""
        return self.low is not None

    @property
    def is_malformed(self) -> bool:
        """Whether something was written that cannot be read: "2,5000". Show it flagged."""
        said = self.raw.strip(" ()?").casefold()
        return self.precision is Precision.UNKNOWN and said not in ("", "unknown")

    def label(self) -> str:
        """For a chart or table: "12", "≈30", "12–15", "2–9 (a handful)", "none", "not asked"."""
        match self.precision:
            case Precision.EXACT:
                return f"{self.value:,}"
            case Precision.ROUGH:
                return f"≈{self.value:,}"
            case Precision.RANGE:
                return f"{self.low:,}–{self.high:,}"
            case Precision.HANDFUL:
                return f"{self.low}–{self.high} (a handful)"
            case Precision.UNKNOWN if self.is_malformed:
                return f"unknown (written “{self.raw.strip()}”)"
        return str(self.precision.label)

    def words(self) -> str:
        """For a sentence: "about 50", "12 to 15", "a handful", "none"."""
        match self.precision:
            case Precision.ROUGH:
                return f"about {self.value:,}"
            case Precision.RANGE:
                return f"{self.low:,} to {self.high:,}"
            case Precision.HANDFUL:
                return "a handful"
        return self.label()

    def __add__(self, other: "Estimate") -> "Estimate":
        """Bounds add, and values if both were said. With an unknown the sum is unknown.

        A count nobody took may be anything, so nothing honest can be said about a sum with it;
        leave it out on purpose (`is_known`) where the sum of the known ones is wanted.
        """
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return Estimate("", None, None, None, Precision.UNKNOWN, DERIVED)
        low, high = self.low + other.low, self.high + other.high
        if self.value is None or other.value is None:
            return Estimate("", None, low, high, Precision.RANGE, DERIVED)
        precision = _precision_of_sum(self, other)
        return Estimate("", self.value + other.value, low, high, precision, DERIVED)


def _precision_of_sum(*terms: Estimate) -> Precision:
    if all(term.precision is Precision.NONE for term in terms):
        return Precision.NONE
    exact = (Precision.EXACT, Precision.NONE)
    return Precision.EXACT if all(t.precision in exact for t in terms) else Precision.ROUGH


def total(estimates: Iterable[Estimate]) -> Estimate:
    """The sum as `+` defines it; the sum of nothing is none."""
    return sum(estimates, start=Estimate("", 0, 0, 0, Precision.NONE, DERIVED))
