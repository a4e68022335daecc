"""Counts that cannot be."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from apps.core.estimates import parse
from apps.surveys.checks import Oddity, oddities
from apps.surveys.models import Run
from apps.surveys.tallying import Sent, record

#: The fixtures that the survey of London stands on
WORLD = ("core", "people", "packages", "events", "surveys")


def whole(slug: str) -> Any:
    return Run.objects.whole().get(slug=slug)


def say(run: Run, question: str, option: str, cell: str) -> list[Oddity]:
    version = run.questions.get(key=question).options.get(key=option).tally.version
    sent = Sent(
        uuid=uuid4(), question=question, option=option, kind="set", cell=cell, base_version=version
    )
    record(run, [sent], None)
    return list(oddities(whole(run.slug)))


@pytest.fixture
def london(db: None) -> Any:
    call_command("loaddata", *WORLD, verbosity=0)
    Run.objects.update(state="open")
    return whole("london-python-2008-05")


def test_the_survey_of_london_gives_no_warning(london: Any) -> None:
    assert list(oddities(london)) == []


def test_seventy_on_windows_gives_one_warning_at_that_cell(london: Any) -> None:
    [warning] = say(london, "platform", "windows", "70")
    assert (warning.question, warning.option) == ("platform", "windows")
    assert "at most 58 people" in warning.message
    assert (
        whole(london.slug).questions.get(key="platform").options.get(key="windows").tally.raw
        == "70"
    )


def test_hands_for_one_answer_each_are_added_up_by_their_low_ends(run: Run) -> None:
    assert say(run, "framework", "django", "=30") == []
    assert say(run, "framework", "zope", "=28") == []
    [warning] = say(run, "framework", "zope", "=29")
    assert (warning.question, warning.option) == ("framework", "django")


def test_several_answers_are_looked_at_one_by_one(run: Run) -> None:
    assert say(run, "likes", "cake", "=58") == []
    assert say(run, "likes", "tea", "=58") == []
    [warning] = say(run, "likes", "tea", "=59")
    assert warning.option == "tea"


def test_without_a_head_count_nothing_can_be_said(run: Run) -> None:
    run.head_count = parse("?")
    run.save()
    assert say(run, "likes", "tea", "=9999") == []
