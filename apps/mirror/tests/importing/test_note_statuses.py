"""What talks say of packages: parts of one, contradictions, and as of which day."""

import datetime
import json
from pathlib import Path

import pytest

from apps.catalog.models import Document
from apps.events.models import Event
from apps.mirror.importing.notes.importing import import_notes
from apps.mirror.importing.pyvideo import import_archive
from apps.porting.models import Status

pytestmark = pytest.mark.django_db

NOTES = """\
---
title: NestConf 2031
type: event
---

# Jo Jones on Porting to Python 3

- Twig and synchronous straw are fine. straw async is problematic (due to wind).

- Leaf works well. Leaf is problematic.

# Mia Meier on Eggs

Eggs are round.
"""


def test_each_part_has_its_status_and_a_contradiction_is_left_to_an_editor(tmp_path: Path) -> None:
    path = tmp_path / "nest.md"
    path.write_text(NOTES)
    report = import_notes(path, about={})

    stored = Status.objects.values_list("package__name", "condition", "verdict", "reason")
    assert set(stored) == {
        ("Twig", "", "works", ""),
        ("straw", "synchronous", "works", ""),
        ("straw", "async", "problematic", "due to wind"),
        ("Leaf", "", "works", ""),
    }
    assert [line for line in report.doubtful if "Leaf" in line and ":10:" in line]


def test_what_is_here_from_elsewhere_is_joined(tmp_path: Path) -> None:
    first, second = tmp_path / "nest.md", tmp_path / "nest2.md"
    first.write_text(NOTES)
    second.write_text(NOTES.replace("Twig", "t-wig").replace("Leaf works well. ", ""))
    import_notes(first, about={})
    here = set(Status.objects.values_list("pk", flat=True))

    report = import_notes(second, about={})
    assert [line for line in report.joined if "Twig" in line]
    (other,) = Status.objects.exclude(pk__in=here)
    assert (other.package.name, other.verdict) == ("Leaf", "problematic")
    assert not import_notes(second, about={}).changed


def test_what_was_said_has_its_day_whichever_source_came_first(tmp_path: Path) -> None:
    path = tmp_path / "nest.md"
    path.write_text(NOTES.replace("2031", "2013"))
    import_notes(path, about={})
    assert set(Status.objects.values_list("as_of", flat=True)) == {None}

    videos = tmp_path / "archive" / "nestconf-2013" / "videos"
    videos.mkdir(parents=True)
    (videos.parent / "category.json").write_text(json.dumps({"title": "NestConf 2013"}))
    talk = {
        "title": "Porting to Python 3",
        "speakers": ["Jo Jones"],
        "recorded": "2013-05-04",
        "videos": [{"type": "youtube", "url": "https://www.youtube.com/watch?v=abcdefghijk"}],
    }
    (videos / "porting.json").write_text(json.dumps(talk))
    import_archive(tmp_path / "archive")

    assert Event.objects.count() == 1
    day = datetime.date(2013, 5, 4)
    assert set(Status.objects.values_list("as_of", flat=True)) == {day}

    shown = Document.objects.get(kind="package", slug="leaf").detail
    assert f'"as_of":"{day}"' in shown


def test_a_note_may_tell_of_ports_without_an_event(tmp_path: Path) -> None:
    path = tmp_path / "ports.md"
    text = (
        "# Porting to Python 3 (as of May 2013)\n\nby Mia Meier\n\n## Broken\n\n- Stone: use Rock\n"
    )
    path.write_text(text)
    import_notes(path, about={})

    status = Status.objects.get()
    assert (status.package.name, status.verdict, status.session) == ("Stone", "does-not", None)
    assert (status.person and status.person.name, str(status.as_of)) == ("Mia Meier", "2013-05-31")
    assert [row.package.name for row in status.alternatives.all()] == ["Rock"]
    again = import_notes(path, about={})
    assert (again.made, again.changed) == ([], [])

    path.write_text(text.replace("Broken", "Works"))
    import_notes(path, about={})
    assert Status.objects.get().verdict == "works"
