"""Reading a count as it is typed into a cell or written in notes."""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from apps.core.estimates.estimate import V1, Estimate, Precision

Counting: TypeAlias = Precision | Callable[[int], Precision]

LONGEST: Final = 100
LARGEST: Final = 10**15  # a JSON reader's doubles are exact up to here
GRAMMAR: Final = (
    "Write 12, =12 (exact), ~12 (rough), 12-15 (a range), h (a handful), 0 (none), "
    "- (not asked), or leave it empty (unknown)."
)

WORDS: Final = {
    **dict.fromkeys(("", "?", "unknown"), Precision.UNKNOWN),
    **dict.fromkeys(("-", "not asked"), Precision.NOT_ASKED),
    **dict.fromkeys(("0", "none", "zero", "nobody", "no one"), Precision.NONE),
    **dict.fromkeys(("h", "handful", "a handful", "2-9 (a handful)"), Precision.HANDFUL),
}
NUMBER: Final = r"(\d[\d,.'’ ]*?)"
EXACT: Final = re.compile(rf"(?:=|exactly )\s*{NUMBER}")
ROUGH: Final = re.compile(
    r"(?:[~≈><]|(?:about|around|approx\.?|approximately|roughly|circa|c\.|ca\.?|some|almost|nearly"
    rf"|over|under|more than|less than|at least|at most|up to)\s)\s*{NUMBER}"
)
ROUGH_AFTER: Final = re.compile(rf"{NUMBER}\s*(?:\+|or so|or more)")
RANGE: Final = re.compile(rf"(?:between )?{NUMBER}\s*(?:-|to|and)\s*{NUMBER}")
BARE: Final = re.compile(NUMBER)
GROUPED: Final = re.compile(r"\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:['’]\d{3})+|\d{1,3}(?: \d{3})+")
#: Spreadsheets write 12 as 12.0 or 12,00; three digits would be thousands.
NO_FRACTION: Final = re.compile(r"[.,]0{1,2}$")
DASHES: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u00a0\u2009\u202f", " ")
)


class EstimateError(ValueError):
    """A cell that is no count: `raw` is what stood there, `str()` what was wrong and may stand."""

    def __init__(self, raw: str, reason: str) -> None:
        self.raw = raw
        self.reason = reason
        super().__init__(f"{reason} {GRAMMAR}")


def exact_below(limit: int) -> Counting:
    """The counting method "exact below 10, rough above": bare numbers below `limit` are exact."""
    return lambda number: Precision.EXACT if number < limit else Precision.ROUGH


def parse(cell: str, *, default: Counting = Precision.EXACT) -> Estimate:
    """The estimate in one cell; `raw` keeps the cell as it was.

    `default` is how the run counted, and so what a bare number means. Besides the cell grammar
    this takes what notes say: "about 50", "c. 1,700", "over 3,000" (rough: rule v1 knows no
    open end), "(handful)", "12 to 15". Digits that make no number ("2,5000") give an unknown
    that says so (`is_malformed`). Anything else raises `EstimateError`.
    """
    text = _tidy(cell)
    if text in WORDS:
        return Estimate.of(WORDS[text], raw=cell)
    if found := RANGE.fullmatch(text):
        low, high = _number(cell, found[1]), _number(cell, found[2])
        return _malformed(cell) if low is None or high is None else _range(cell, low, high)
    for pattern, counting in (
        (EXACT, Precision.EXACT),
        (ROUGH, Precision.ROUGH),
        (ROUGH_AFTER, Precision.ROUGH),
        (BARE, default),
    ):
        if found := pattern.fullmatch(text):
            number = _number(cell, found[1])
            return _malformed(cell) if number is None else _counted(cell, number, counting)
    raise EstimateError(cell, _what_is_wrong(cell, text))


def read(text: str, *, default: Counting = Precision.EXACT) -> Estimate:
    """Like `parse` for imports, where nothing is refused: what is no count is an unknown."""
    try:
        return parse(text, default=default)
    except EstimateError:
        return _malformed(text)


def write(estimate: Estimate) -> str:
    """The cell that `parse` reads as this estimate, whatever the run's default."""
    match estimate.precision:
        case Precision.EXACT:
            return f"={estimate.value}"
        case Precision.ROUGH if estimate.rule == V1:
            return f"~{estimate.value}"
        case Precision.ROUGH | Precision.RANGE:
            return f"{estimate.low}-{estimate.high}"
        case Precision.HANDFUL:
            return "h"
        case Precision.NONE:
            return "0"
        case Precision.NOT_ASKED:
            return "-"
    return estimate.raw.strip() if estimate.is_malformed else ""


def _tidy(cell: str) -> str:
    if len(cell) > LONGEST:
        raise EstimateError(cell, f"A count has at most {LONGEST} characters.")
    text = " ".join(cell.translate(DASHES).casefold().split())
    if re.fullmatch(r"\([^()]*\)", text):
        text = text[1:-1].strip()
    return text


def _number(cell: str, digits: str) -> int | None:
    digits = NO_FRACTION.sub("", digits.strip())
    if not GROUPED.fullmatch(digits):
        return None
    number = int(re.sub(r"\D", "", digits))
    if number > LARGEST:
        raise EstimateError(cell, "That number is too large.")
    return number


def _counted(cell: str, number: int, counting: Counting) -> Estimate:
    precision = counting(number) if callable(counting) else counting
    return Estimate.of(precision, number, raw=cell)


def _range(cell: str, low: int, high: int) -> Estimate:
    if low > high:
        raise EstimateError(cell, f"A range goes upwards: {high}-{low}?")
    return Estimate.between(low, high, raw=cell)


def _malformed(cell: str) -> Estimate:
    return Estimate.of(Precision.UNKNOWN, raw=cell)


def _what_is_wrong(cell: str, text: str) -> str:
    if re.fullmatch(r"-\s*\d.*", text):
        return f"A count is never negative: “{cell.strip()}”."
    if re.fullmatch(r"\d.*-", text):
        return f"The range “{cell.strip()}” has no end."
    return f"“{cell.strip()}” is not a count."
