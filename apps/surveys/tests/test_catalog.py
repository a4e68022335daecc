"""Whatever is done to surveys, the catalog says what the rows say."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.catalog.checking import differences, rebuild
from apps.catalog.models import Document
from apps.catalog.publishing import publish
from apps.surveys.cloning import clone
from apps.surveys.importing import import_csv
from apps.surveys.models import Run
from apps.surveys.opening import move
from apps.surveys.tallying import Sent, record
from tests import factories as make
from tests.factories.surveys import QuestionFactory, RunFactory


def count(run: Run) -> None:
    hand = Sent(uuid=uuid4(), question="which", option="django", kind="add", value=1)
    record(run, [hand], None)


def put_in_a_file(run: Run) -> None:
    move(run, "open", None)
    import_csv(run, b"question,option,label,raw\nwhich,django,Django!,7\n", None)


def publish_event(run: Run, state: str) -> None:
    run.event.state = state
    run.event.save()
    publish(run.event)


def rename_event(run: Run) -> None:
    run.event.title += "!"
    run.event.save()
    publish(run.event)


EDITS: dict[str, Any] = {
    "count": count,
    "file": put_in_a_file,
    "clone": lambda run: clone(run, run.event, "Again", None),
    "draft event": lambda run: publish_event(run, "draft"),
    "publish event": lambda run: publish_event(run, "published"),
    "rename event": rename_event,
    **{state: (lambda run, state=state: move(run, state, None)) for state in Run.State.values},
}


@pytest.mark.slow
class TestAnyEdits(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 5)), max_size=6))
    def test_the_catalog_agrees_after_any_edits(self, edits: list[tuple[str, int]]) -> None:
        first = RunFactory(slug="first", state="revealed", topics=["survey"])
        QuestionFactory(run=first, key="which", wording="Which?", options=["Django"])
        rebuild()
        for name, which in edits:
            runs = list(Run.objects.select_related("event").order_by("pk"))
            EDITS[name](runs[which % len(runs)])
        assert list(differences()) == []


@pytest.mark.django_db
def test_an_event_that_comes_back_brings_its_surveys_back() -> None:
    run = RunFactory(state="closed")
    seen = []
    for state in ("published", "draft", "published"):
        publish_event(run, state)
        seen.append(Document.objects.public("survey").count())
    assert seen == [1, 0, 1]


@pytest.mark.django_db
def test_surveys_are_found_by_what_was_asked() -> None:
    question = QuestionFactory(wording="Which editor?", options=["Emacs"], run__state="closed")
    publish(question.run, question.run.event)
    document = Document.objects.get(kind="survey")
    assert "Which editor? Emacs" in document.text_d
    assert document.event == question.run.event.slug


@pytest.mark.django_db
def test_a_clone_does_not_name_an_earlier_run_that_is_not_public() -> None:
    earlier = RunFactory(state="open")
    later = move(clone(earlier, make.EventFactory(), "Later", None), "closed", None)
    assert '"cloned_from":null' in Document.objects.get(object_id=later.pk, kind="survey").detail
    move(earlier, "closed", None)
    assert earlier.slug in Document.objects.get(object_id=later.pk, kind="survey").detail
