"""Where the marks of a chart go. Pure geometry: numbers in, numbers out.

Across, in per cent of the chart's width; down, in em. So a chart fits any screen and its text
keeps its size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format

from apps.core.estimates import Estimate, Precision

#: What the longest bar takes of the width; the rest is for what stands behind it
FULL: Final = 60.0
ROW: Final = 3.4
LONGEST_LABEL: Final = 46

#: The same for lines over several runs: what stands behind them is longer, and rows are lower
HALF: Final = 46.0
STEP: Final = 2.0
BREAK: Final = 1.5


@dataclass(frozen=True)
class Bar:
    """One row: solid up to ``sure``, hatched for ``maybe`` from there, a tick at ``said``.

    ``said`` is None where no number was said, and all three where nothing is known.
    """

    label: str
    count: str
    top: float
    sure: float | None = None
    maybe: float | None = None
    said: float | None = None
    is_room: bool = False

    @property
    def end(self) -> float:
        return (self.sure or 0) + (self.maybe or 0)

    @property
    def label_y(self) -> float:
        return round(self.top + 1, 2)

    @property
    def bar_y(self) -> float:
        return round(self.top + 1.45, 2)

    @property
    def count_y(self) -> float:
        return round(self.top + 2.3, 2)

    @property
    def tick_y(self) -> tuple[float, float]:
        return round(self.top + 1.25, 2), round(self.top + 2.65, 2)


@dataclass(frozen=True)
class Chart:
    """All rows, the room first where anybody counted it."""

    bars: Sequence[Bar]
    height: float


def chart(room: Estimate, counts: Iterable[tuple[str, Estimate]]) -> Chart:
    """The chart of (label, count) pairs in a room. Every bar has the same scale."""
    rows = list(counts)
    most = max([room.high or 0, *(count.high or 0 for _, count in rows)]) or 1
    bars = [_bar("Everybody in the room", room, "", 0, most, is_room=True)] if room.high else []
    whole = f" of {room.words()}" if room.is_known else ""
    for label, count in rows:
        bars.append(_bar(label, count, whole, len(bars), most))
    return Chart(bars, round(len(bars) * ROW, 2))


def _bar(
    label: str, count: Estimate, whole: str, row: int, most: int, *, is_room: bool = False
) -> Bar:
    top = round(row * ROW, 2)
    label = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
    text = _text(count, whole)
    if count.low is None or count.high is None:
        return Bar(label, text, top, is_room=is_room)
    sure = _across(count.low, most)
    said = None if count.value is None else _across(count.value, most)
    return Bar(label, text, top, sure, round(_across(count.high, most) - sure, 2), said, is_room)


def _text(count: Estimate, whole: str) -> str:
    """ "≈30 of about 50"; a written 0 for none; what was not asked says so."""
    match count.precision:
        case Precision.NOT_ASKED:
            return "not asked"
        case Precision.UNKNOWN:
            return "not counted" if not count.raw.strip() else count.label()
        case Precision.NONE:
            return f"0{whole}"
        case Precision.HANDFUL:
            return f"{count.words()}{whole}"
    return f"{count.label()}{whole}"


def _across(number: int, most: int) -> float:
    return round(FULL * number / most, 2)


@dataclass(frozen=True)
class Mark:
    """One share on a line from 0 to 100 %: a band, a tick, and how far chance might reach.

    ``came_from`` is where the line from the tick before begins, if it is unbroken. Above a mark
    that ``is_break`` stands that the question was asked in other words.
    """

    text: str
    top: float
    band: tuple[float, float] | None = None
    said: float | None = None
    chance: tuple[float, float] | None = None
    came_from: tuple[float, float] | None = None
    is_break: bool = False

    @property
    def middle(self) -> float:
        return round(self.top + 0.9, 2)

    @property
    def break_y(self) -> tuple[float, float]:
        """Of the rule, and of the words on it."""
        return round(self.top - BREAK + 0.2, 2), round(self.top - 0.35, 2)

    @property
    def bar_y(self) -> float:
        return round(self.top + 0.5, 2)

    @property
    def tick_y(self) -> tuple[float, float]:
        return round(self.top + 0.3, 2), round(self.top + 1.5, 2)

    @property
    def text_x(self) -> float:
        return max((self.band or (0, 0))[1], (self.chance or (0, 0))[1])

    @property
    def width(self) -> float:
        return round(self.band[1] - self.band[0], 2) if self.band else 0.0


@dataclass(frozen=True)
class Strip:
    """The marks of one option, one below the other."""

    marks: Sequence[Mark]
    height: float


def strip(points: Iterable[Any]) -> Strip:
    """The chart of a line (``surveys.trends``): ticks are joined while the wording stays."""
    marks: list[Mark] = []
    top = 0.0
    for point in points:
        top = round(top + (BREAK if point.is_new_wording else 0), 2)
        marks.append(_mark(point, top, marks[-1] if marks and not point.is_new_wording else None))
        top = round(top + STEP, 2)
    return Strip(marks, top)


def _mark(point: Any, top: float, before: Mark | None) -> Mark:
    event = point.question.run.event
    when = date_format(event.starts_on, "j F Y") if event.starts_on else event.title[:24]
    if point.share is None:
        text = "no such answer" if point.count is None else point.count.label()
        return Mark(f"{when}: {text}", top, is_break=point.is_new_wording)
    said = None if point.share.value is None else _percent(point.share.value)
    came_from = None
    if before is not None and before.said is not None and said is not None:
        came_from = (before.said, before.tick_y[1])
    return Mark(
        f"{when}: {point.share.label()}",
        top,
        band=(_percent(point.share.low), _percent(point.share.high)),
        said=said,
        chance=(_percent(point.chance[0]), _percent(point.chance[1])) if point.chance else None,
        came_from=came_from,
        is_break=point.is_new_wording,
    )


def _percent(share: float) -> float:
    """Across, where 100 % of the people take ``HALF``."""
    return round(HALF * min(share, 1.0), 2)
