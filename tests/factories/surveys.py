"""Surveys for tests. A run is open unless ``state`` says otherwise."""

from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.helpers import post_generation

from apps.core.estimates import Estimate, Precision
from apps.surveys.models import Option, Question, Run, RunOrigin
from tests.factories import EventFactory, Factory, SourceFactory, slug_of


class RunFactory(Factory[Run]):
    """About 50 people in the room. Counts below 10 are exact."""

    class Meta:
        model = Run

    event = SubFactory(EventFactory)
    title = Sequence(lambda n: f"Survey {n}")
    slug = slug_of("title")
    state = Run.State.OPEN
    estimate = Estimate.of(Precision.ROUGH, 50, raw="about 50")


class QuestionFactory(Factory[Question]):
    """Takes ``options=["Django", "Zope"]``."""

    class Meta:
        model = Question

    run = SubFactory(RunFactory)
    wording = Sequence(lambda n: f"Question {n}?")
    key = slug_of("wording")
    position = Sequence(int)

    @post_generation
    def options(self, create: bool, labels: list[str] | None, **kwargs: Any) -> None:
        for position, label in enumerate(labels or []):
            OptionFactory(question=self, label=label, position=position)


class OptionFactory(Factory[Option]):
    class Meta:
        model = Option

    question = SubFactory(QuestionFactory)
    label = Sequence(lambda n: f"Option {n}")
    key = slug_of("label")
    position = Sequence(int)


class RunOriginFactory(Factory[RunOrigin]):
    class Meta:
        model = RunOrigin

    run = SubFactory(RunFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"surveys/{n}")
