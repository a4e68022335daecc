"""A show of hands in notes becomes a survey of its event, once, and keeps what was edited here."""

from pathlib import Path

import pytest
from django.test import Client

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.events.models import Event
from apps.mirror.importing.notes.importing import import_notes
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.surveys.models import Operation, Question, Run, RunOrigin, Tally

pytestmark = pytest.mark.django_db

NOTES = """\
---
title: Nest Meetup 2031
date: 2031-05-07
---

About 40 people came.

We asked for a show of hands; numbers below are exact if fewer than 10, else rough.

Where do you keep them? (only one answer, please)

- Bath: 20
- Nest: (handful)
- Shed: 7
- Boat: (none)

What do they eat? (more than one if you like)

- Mice: about 30
- Owls: 12-15
- Air: most

# Jo Jones on Eggs

Eggs are round.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "nest.md"
    path.write_text(NOTES)
    return path


def run(path: Path, name: str = "") -> NotesReport:
    return import_notes(path, about={}, name=name)


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def count(label: str) -> Tally:
    return Tally.objects.get(option__label=label)


def test_a_show_of_hands_is_a_closed_survey_of_the_event(notes: Path, client: Client) -> None:
    report = run(notes)

    survey = Run.objects.get()
    assert (survey.event, survey.state) == (Event.objects.get(), "closed")
    assert (survey.exact_below, survey.precision, survey.value) == (10, "rough", 40)
    assert "show of hands" in survey.method
    where, food = Question.objects.all()
    assert (where.mode, where.announced) == ("single", True)
    assert (food.mode, food.announced) == ("multi", True)
    counted = {row.option.label: (row.precision, row.value) for row in Tally.objects.all()}
    assert counted == {
        "Bath": ("rough", 20),
        "Nest": ("handful", None),
        "Shed": ("exact", 7),
        "Boat": ("none", 0),
        "Mice": ("rough", 30),
        "Owls": ("range", None),
        "Air": ("unknown", None),
    }
    assert [problem.value for problem in report.problems] == ["most"]
    assert count("Bath").first_line == NOTES.split("\n").index("- Bath: 20") + 1
    origin = RunOrigin.objects.get()
    assert (origin.source.name, origin.run) == ("nest.md", survey)
    assert not Operation.objects.filter(held=True).exists()
    page = client.get(survey.get_absolute_url())
    assert page.status_code == 200
    assert "Where do you keep them?" in page.content.decode()
    assert any("20" in passage.text for passage in Event.objects.get().passages.all())
    assert list(differences()) == []


def test_a_second_import_writes_nothing(notes: Path) -> None:
    run(notes)
    before = Document.objects.latest_sequence()
    again = run(notes)
    assert (again.made, again.changed, again.joined) == ([], [], [])
    assert Document.objects.latest_sequence() == before
    assert Operation.objects.count() == 7


def test_a_count_that_the_source_changes_follows_it(notes: Path) -> None:
    run(notes)
    edit(notes, "Bath: 20", "Bath: 25")
    edit(notes, "- Owls", "- Rats: 3\n- Owls")
    run(notes)
    assert (count("Bath").value, count("Rats").value) == (25, 3)
    assert Run.objects.get().state == "closed"
    assert not Operation.objects.filter(held=True).exists()
    assert list(differences()) == []


def test_what_was_edited_here_stays(notes: Path) -> None:
    run(notes)
    survey = Run.objects.get()
    survey.title, survey.method = "Who is here?", "Counted twice."
    survey.save()
    Tally.objects.filter(option__label="Bath").update(raw="21", value=21, low=21, high=21)
    edit(notes, "Bath: 20", "Bath: 25")
    edit(notes, "else rough", "else very rough")
    report = run(notes)
    survey.refresh_from_db()
    assert (survey.title, survey.method) == ("Who is here?", "Counted twice.")
    assert count("Bath").value == 21
    assert any("the count of Bath" in line for line in report.kept)


def test_a_survey_that_is_here_with_these_counts_is_joined(notes: Path) -> None:
    run(notes, "first")
    RunOrigin.objects.all().delete()
    edit(notes, "Where do you keep them?", "Where do they live?")
    report = run(notes, "second")
    survey = Run.objects.get()
    assert survey.origins.get().source.name == "second"
    assert any(survey.slug in line for line in report.joined)
    assert not Question.objects.filter(wording__contains="live").exists()


def test_a_survey_with_other_counts_is_kept_apart_and_said(notes: Path) -> None:
    run(notes, "first")
    for old, new in (
        ("Bath: 20", "Bath: 60"),
        ("Mice: about 30", "Mice: 3"),
        ("Shed: 7", "Shed: 1"),
    ):
        edit(notes, old, new)
    report = run(notes, "second")
    assert Run.objects.count() == 2
    assert any("kept apart" in line for line in report.doubtful)


def test_a_survey_that_was_deleted_here_stays_away(notes: Path) -> None:
    run(notes)
    RunOrigin.objects.all().delete()
    Run.objects.update(state="withdrawn")
    edit(notes, "Bath: 20", "Bath: 25")
    run(notes)
    assert Run.objects.get().state == "withdrawn"
