"""The same questions asked again."""

from typing import Any
from uuid import uuid4

import pytest

from apps.catalog.models import Document
from apps.surveys.cloning import clone
from apps.surveys.models import Run, Tally
from apps.surveys.tallying import Sent, record
from apps.surveys.tests.conftest import Cast
from tests import factories as make

ASKED = ("key", "wording", "wording_version", "wording_note", "mode", "announced", "denominator")


def questions(run: Run) -> list[Any]:
    return [
        ({name: getattr(each, name) for name in ASKED},
         [(o.key, o.label, o.examples, o.merged) for o in each.options.all()])
        for each in run.questions.all()
    ]  # fmt: skip


@pytest.fixture
def again(run: Run, cast: Cast) -> Run:
    first = run.questions.all()[0]
    first.wording_version, first.wording_note, first.note = 3, "Shorter", "Somebody laughed."
    first.save()
    first.options.update(examples=["4.2"], merged=["2", "3"])
    hand = Sent(uuid=uuid4(), question="framework", option="django", kind="add", value=5)
    record(run, [hand], cast.olga)
    return clone(run, make.EventFactory(), "Hands, again", cast.olga)


def test_keys_and_wordings_are_those_of_the_earlier_run(run: Run, again: Run) -> None:
    assert questions(again) == questions(run)
    assert again.cloned_from == run
    assert again.exact_below == run.exact_below


def test_nothing_is_counted_yet_and_nothing_is_public(run: Run, again: Run) -> None:
    counts = Tally.objects.filter(option__question__run=again)
    assert {tally.estimate.label() for tally in counts} == {"unknown"}
    assert len(counts) == 4
    assert not again.head_count.is_known
    assert again.state == "draft"
    assert not Document.objects.public("survey").filter(slug=again.slug).exists()


def test_what_happened_in_one_room_stays_there(again: Run) -> None:
    assert {question.note for question in again.questions.all()} == {""}


def test_each_clone_has_an_address_of_its_own(run: Run, again: Run, cast: Cast) -> None:
    third = clone(run, run.event, "Hands, again", cast.olga)
    assert (again.slug, third.slug) == ("hands-again", "hands-again-2")
