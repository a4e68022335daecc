"""Counts that cannot be: they are pointed out, and kept. Pure.

A single-answer question is looked at only where the sum of its low bounds exceeds the high bound
of the head-count, an option of a multi-answer question only by itself. Where the head-count is
unknown nothing can be said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.surveys.models import Question


@dataclass(frozen=True)
class Oddity:
    """What is odd about a count, and the cell it is linked to, by keys."""

    question: str
    option: str
    message: str


def oddities(run: Any) -> Iterator[Oddity]:
    """What is odd about a run that is loaded ``whole()``."""
    if run.head_count.high is None:
        return
    for question in run.questions.all():
        if question.mode == Question.Mode.SINGLE:
            yield from _too_many_hands(question, run.head_count.high)
        else:
            yield from _too_many_for_one(question, run.head_count.high)


def _too_many_hands(question: Any, people: int) -> Iterator[Oddity]:
    """At most one for a question, linked to its largest count."""
    counts = [(option.tally.low or 0, option) for option in question.options.all()]
    hands = sum(low for low, _ in counts)
    if hands > people:
        _, option = max(counts, key=lambda pair: pair[0])
        yield Oddity(
            question.key,
            option.key,
            f"“{question.wording}” has one answer each, and at least {hands:,} hands, but there "
            f"were at most {people:,} people. Look at “{option.label}” first.",
        )


def _too_many_for_one(question: Any, people: int) -> Iterator[Oddity]:
    for option in question.options.all():
        if (option.tally.low or 0) > people:
            yield Oddity(
                question.key,
                option.key,
                f"“{option.label}” has at least {option.tally.low:,} hands, but there were at most "
                f"{people:,} people.",
            )
