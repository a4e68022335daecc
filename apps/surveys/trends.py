"""One question over the runs that asked it, with a break wherever it was asked in other words.

Only counts, shares and bands are put side by side. Nothing is averaged or ranked, and there is no
p-value: the same people may have been at both meetups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.estimates import Estimate, Share
from apps.surveys.intervals import chance
from apps.surveys.models import Question
from apps.surveys.shares import Hands, share_of_room


@dataclass(frozen=True)
class Point:
    """One option in one run. ``is_new_wording`` breaks the line before it."""

    question: Any
    count: Estimate | None
    share: Share | None
    chance: tuple[float, float] | None
    is_new_wording: bool


@dataclass(frozen=True)
class Line:
    """One option through all runs. Where a run did not have it, the point has no count."""

    key: str
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Trend:
    """Every time a question was asked, and every option's line."""

    questions: tuple[Any, ...]
    lines: tuple[Line, ...]

    @property
    def latest(self) -> Any:
        return self.questions[-1]

    @property
    def of_whom(self) -> str:
        """Of which whole the shares are, for a heading."""
        kinds = {each.denominator for each in self.questions}
        if kinds == {Question.Denominator.ROOM}:
            return "of the room"
        return "of the hands counted" if len(kinds) == 1 else "of the room or of the hands counted"

    def stretches(self) -> list[list[Any]]:
        """The times it was asked, those in the same words together."""
        together: list[list[Any]] = []
        for each in self.questions:
            if together and together[-1][-1].wording_version == each.wording_version:
                together[-1].append(each)
            else:
                together.append([each])
        return together


def trend_of(questions: Sequence[Any]) -> Trend:
    """The trend of one key, from its questions oldest first (``Question.objects.asked``)."""
    labels = {option.key: option.label for each in questions for option in each.options.all()}
    lines = (Line(key, label, tuple(_points(questions, key))) for key, label in labels.items())
    return Trend(tuple(questions), tuple(lines))


def _points(questions: Sequence[Any], key: str) -> Iterator[Point]:
    before = None
    for question in questions:
        is_new = before is not None and before != question.wording_version
        before = question.wording_version
        counts = {option.key: option.tally.estimate for option in question.options.all()}
        yield _point(question, counts, key, is_new)


def _point(question: Any, counts: dict[str, Estimate], key: str, is_new: bool) -> Point:
    count = counts.get(key)
    if count is None:
        return Point(question, None, None, None, is_new)
    hands = Hands.of(counts.values())
    if question.denominator == Question.Denominator.ROOM:
        whole, share = question.run.head_count, share_of_room(count, question.run.head_count)
    else:
        whole, share = hands.total, hands.share_of(count)
    return Point(question, count, share, chance(count, whole.low or 0, whole.high or 0), is_new)
