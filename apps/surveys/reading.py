"""A run as its page and its exports read it: questions, counts and shares side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.core.estimates import Estimate, Share
from apps.surveys.shares import Hands, share_of_room


@dataclass(frozen=True)
class Answer:
    """One option with its count as a part of both wholes."""

    option: Any
    count: Estimate
    of_room: Share | None
    of_hands: Share | None

    @property
    def bounds(self) -> str:
        """From where to where, if that says more than the count: "8–12"."""
        if self.count.value is None or self.count.low == self.count.high:
            return ""
        return f"{self.count.low:,}–{self.count.high:,}"


@dataclass(frozen=True)
class Answers:
    """A question with its answers, and the hands that they add up to."""

    question: Any
    answers: tuple[Answer, ...]
    hands: Estimate

    @property
    def has_published_shares(self) -> bool:
        return any(each.option.tally.published_share is not None for each in self.answers)


def answers_of(question: Any) -> Answers:
    """The answers to one question of a run whose questions are loaded ``whole()``."""
    options = list(question.options.all())
    counts = [option.tally.estimate for option in options]
    hands = Hands.of(counts)
    room = question.run.head_count
    return Answers(
        question,
        tuple(
            Answer(option, count, share_of_room(count, room), hands.share_of(count))
            for option, count in zip(options, counts, strict=True)
        ),
        hands.total,
    )


def questions_of(run: Any) -> Iterator[Answers]:
    """Every question of a run with its answers, in order."""
    return (answers_of(question) for question in run.questions.all())
