"""Notes become rows: joined, merged, kept where they were edited here."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.catalog.publishing import publish
from apps.core import opting_out
from apps.core.models import Revision, Source
from apps.events.models import Appearance, Event, EventOrigin, Session
from apps.events.noted import Passage
from apps.guides.models import NoteOrigin, Section
from apps.mirror.importing.notes.importing import import_notes
from apps.mirror.importing.notes.outcomes import NotesReport
from tests import factories as make

pytestmark = pytest.mark.django_db

NOTES = """\
---
title: SnakeConf 2013
tags: snakes, web
location: Hobart
---

Typed while they spoke.

# Alice Archer on Pythons in the wild

They eat mice.

## Q&A

Do they bite?

> Hardly ever.

# Core Snake Panel

Alice Archer, Bob Builder & Cy; moderated by Dana Dean.

## What would you change?

Alice: The food.

Bob: Nothing at all. (Audience member says nonsense)

## What next?

Cy: Owls.
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "snakes.md"
    path.write_text(NOTES)
    return path


def run(path: Path, **options: Any) -> NotesReport:
    return import_notes(path, about={"author": "Nora Notes", "licence": "CC BY 4.0"}, **options)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def said(session: Session) -> list[tuple[str, str, str]]:
    return [(row.kind, row.who, row.text) for row in session.passages.all()]


def panel() -> Session:
    found: Session = Session.objects.get(kind="panel")
    return found


def test_a_panel_has_its_people_questions_and_answers(notes: Path) -> None:
    report = run(notes)

    assert report.problems == []
    roles = {row.person.name: row.role for row in panel().appearances.all()}
    assert roles["Dana Dean"] == "moderator"
    assert roles["Alice Archer"] == roles["Cy"] == "panelist"
    assert [row for row in said(panel()) if row[0] != "text"] == [
        ("question", "", "What would you change?"),
        ("answer", "Alice Archer", "The food."),
        ("answer", "Bob Builder", "Nothing at all."),
        ("interjection", "", "Audience member says nonsense"),
        ("question", "", "What next?"),
        ("answer", "Cy", "Owls."),
    ]
    assert list(differences()) == []


def test_every_row_knows_its_lines(notes: Path) -> None:
    run(notes)
    lines = notes.read_text().splitlines()

    answer = Passage.objects.get(text="Hardly ever.")
    assert str(answer.source and answer.source.author) == "Nora Notes"
    assert "Hardly ever." in lines[(answer.first_line or 0) - 1]
    origin = panel().origins.get()
    assert "Core Snake Panel" in lines[(origin.first_line or 0) - 1]


def test_importing_again_writes_nothing(notes: Path) -> None:
    run(notes)
    before = Document.objects.latest_sequence(), Revision.objects.count()
    again = run(notes)

    assert (again.made, again.changed, again.unchanged) == ([], [], 2)
    assert (Document.objects.latest_sequence(), Revision.objects.count()) == before


def test_a_changed_file_changes_what_changed_and_links_hold(notes: Path) -> None:
    run(notes)
    anchors = {row.text: row.anchor for row in panel().passages.all()}
    edit(notes, "Alice: The food.", "Alice: The food, and the water.")
    edit(notes, "## What next?", "## And then?\n\nBob: Sleep.\n\n## What next?")
    report = run(notes)

    assert len(report.changed) >= 1
    now = {row.text: row.anchor for row in panel().passages.all()}
    assert now["The food, and the water."] == anchors["The food."]
    assert now["What next?"] == anchors["What next?"]
    assert [row[2] for row in said(panel()) if row[0] == "question"] == [
        "What would you change?",
        "And then?",
        "What next?",
    ]
    assert list(differences()) == []


def test_what_was_edited_here_stays_and_what_was_deleted_stays_away(notes: Path) -> None:
    run(notes)
    Passage.objects.filter(text="The food.").update(text="The food, said by an editor.")
    Passage.objects.get(text="Owls.").delete()
    Session.objects.filter(kind="panel").update(title="The panel")
    edit(notes, "Alice: The food.", "Alice: The drink.")
    edit(notes, "Bob: Nothing at all.", "Bob: Something.")
    report = run(notes)

    texts = [row[2] for row in said(panel())]
    assert "The food, said by an editor." in texts
    assert "Something." in texts
    assert "Owls." not in texts
    assert panel().title == "The panel"
    assert any("said by an editor" in line for line in report.kept)


def test_a_session_that_vanished_is_reported_and_stays(notes: Path) -> None:
    run(notes)
    text = notes.read_text()
    notes.write_text(text[: text.index("# Core Snake Panel")])
    report = run(notes)

    assert "'Core Snake Panel' is no longer in it" in report.gone[0]
    assert panel().state == "published"


def test_joins_a_talk_that_is_here(notes: Path) -> None:
    event = make.EventFactory(title="Snake Conf 2013", slug="snakeconf-2013", topics=["reptiles"])
    alice = make.PersonFactory(name="Alice Archer")
    talk = make.SessionFactory(
        event=event, title="Keynote: Pythons in the wild", speakers=[alice], body="An abstract."
    )
    make.RecordingFactory(session=talk)
    silent = make.SessionFactory(event=event, title="Core Snake Panel", kind="panel")
    publish(event, talk, silent)
    report = run(notes)

    assert Event.objects.count() == 1
    assert Session.objects.count() == 2
    assert len(report.joined) == 3
    talk.refresh_from_db()
    assert (talk.title, talk.body) == ("Keynote: Pythons in the wild", "An abstract.")
    assert talk.recordings.count() == 1
    assert ("answer", "", "Hardly ever.") in said(talk)
    assert silent.appearances.filter(role="moderator", person__name="Dana Dean").exists()


def test_an_event_that_is_only_like_one_here_is_left_to_an_editor(notes: Path) -> None:
    event = make.EventFactory(title="SnakeConf Oceania 2013", slug="snakeconf-oceania-2013")
    report = run(notes)

    assert Event.objects.count() == 2
    assert "--event snakes.md=snakeconf-oceania-2013" in report.doubtful[0]
    Event.objects.exclude(pk=event.pk).delete()
    run(notes, events={"": event.slug})
    assert [row.pk for row in Event.objects.all()] == [event.pk]
    assert event.sessions.count() == 2


def test_a_first_name_alone_is_nobody_from_elsewhere(notes: Path) -> None:
    other = make.SessionFactory(speakers=[make.PersonFactory(name="Cy")])
    run(notes)

    cy = panel().appearances.get(person__name="Cy").person
    assert cy != other.appearances.get().person


def test_who_opted_out_is_neither_named_nor_linked(notes: Path) -> None:
    opting_out.remember(opting_out.PERSON, [opting_out.person_digest("Bob Builder")])
    run(notes)

    assert not Appearance.objects.filter(person__name="Bob Builder").exists()
    assert not Passage.objects.filter(name__contains="Bob").exists()
    assert "Bob Builder" not in Document.objects.get(kind="talk", slug=panel().slug).detail


def test_a_session_that_asked_not_to_be_shown_stays_away(notes: Path) -> None:
    key = opting_out.record_digest("snakes.md", "snakes.md#core-snake-panel")
    opting_out.remember(opting_out.RECORD, [key])
    run(notes)

    assert not Session.objects.filter(kind="panel").exists()


def test_a_rehearsal_keeps_nothing_and_tells_the_same(notes: Path) -> None:
    rehearsed = run(notes, is_rehearsal=True)

    assert not Event.objects.exists()
    assert rehearsed.numbers() == run(notes).numbers()


def test_the_same_words_under_another_name_are_not_taken_twice(notes: Path) -> None:
    run(notes)
    report = run(notes, name="copy of the notes")

    assert "the same words are here from 'snakes.md'" in report.problems[0].reason
    assert Session.objects.count() == 2


def test_a_failed_event_leaves_the_others_and_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SnakeConf2013", "OwlConf2014"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.md").write_text("# One\n\nHoot.\n")
    store = "apps.mirror.importing.notes.sessions.NotedSessions.store"
    with monkeypatch.context() as patch:

        def killed(self: Any, event: Event, *rest: Any) -> Any:
            if "Snake" in event.title:
                raise KeyboardInterrupt
            return {}

        patch.setattr(store, killed)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path)
    assert [event.title for event in Event.objects.all()] == ["Owl Conf 2014"]
    run(tmp_path)
    assert Event.objects.count() == 2
    assert Session.objects.filter(event__title__contains="Snake").exists()


class TestCommand:
    def run(self, path: Path, **options: Any) -> str:
        from io import StringIO

        out = StringIO()
        call_command("import_notes", path, stdout=out, stderr=StringIO(), **options)
        return out.getvalue().strip()

    def test_ends_with_one_line_and_writes_both_reports(self, notes: Path, tmp_path: Path) -> None:
        text, data = tmp_path / "report.txt", tmp_path / "report.json"
        assert self.run(notes, report=text).startswith("files=1 made=3 ")
        self.run(notes, report=data)

        assert "SnakeConf 2013 (/events/snakeconf-2013/)" in text.read_text()
        assert json.loads(data.read_text())["counts"]["unchanged"] == 2

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"event": ["nowhere-2013"]}, "No event here has the slug nowhere-2013"),
            ({"url": "javascript:alert(1)"}, "is not a web address"),
            ({"report": Path("/nowhere/at/all.txt")}, "There is no folder"),
            ({"author": "x" * 300}, "--author has at most 200"),
        ],
    )
    def test_says_what_cannot_be(self, notes: Path, options: dict[str, Any], said: str) -> None:
        with pytest.raises(CommandError, match=said):
            self.run(notes, **options)
        assert not Event.objects.exists()

    def test_says_what_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read: No such file"):
            self.run(tmp_path / "missing.md")

    def test_one_event_for_many_is_refused(self, tmp_path: Path) -> None:
        event = make.EventFactory()
        for name in ("SnakeConf2013", "OwlConf2014"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "one.md").write_text("# One\n\nHoot.\n")
        with pytest.raises(CommandError, match="tell of 2 events"):
            self.run(tmp_path, event=[event.slug])


@pytest.mark.slow
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files_give_a_report(data: st.DataObject, tmp_path_factory: Any) -> None:
    """Bytes cut, doubled and replaced anywhere."""
    raw = bytearray(NOTES.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        to = data.draw(st.integers(at, min(len(raw), at + 200)))
        odd = st.sampled_from([b"", b"\0", b"\xff\xfe", bytes(raw[:80]), b"#" * 300])
        raw[at:to] = data.draw(odd | st.binary(max_size=20))
    path = tmp_path_factory.mktemp("damaged") / data.draw(
        st.sampled_from(["a.md", "a.rst", "a.txt", "a"])
    )
    path.write_bytes(bytes(raw))
    report = run(path, name="damaged")
    assert not [each for each in report.problems if "stored" in each.reason]
    assert run(path, name="damaged").changed == []


FRONT = """\
---
title: Nest Meetup, May 2031
author: Mia Meier
license: CC BY-SA 4.0
source: https://snakes.example/nest
---

# Jo Jones on Eggs

Round.
"""


def test_a_document_says_itself_whose_words_it_is(tmp_path: Path) -> None:
    path = tmp_path / "nest.md"
    path.write_text(FRONT)
    import_notes(path, about={"licence": ""})
    source = Source.objects.get(name="nest.md")
    assert (source.author, source.licence) == ("Mia Meier", "CC BY-SA 4.0")
    assert source.url == "https://snakes.example/nest"

    path.write_text(FRONT.replace("https://snakes.example/nest", "my notebook"))
    import_notes(path, about={"licence": "CC BY 4.0"})
    source.refresh_from_db()
    assert (source.licence, source.url) == ("CC BY 4.0", "https://snakes.example/nest")


def test_names_and_files_of_any_kind_are_reported(tmp_path: Path) -> None:
    home = tmp_path / "notes" / "Snake Days 2013"
    home.mkdir(parents=True)
    (home / "eggs.md").write_text("# Jo Jones on Eggs\n\nRound.\n")
    (home / "two\nlines.md").write_text("# Mia Meier on Nests\n\nWarm.\n")
    (home / os.fsdecode(b"caf\xe9.md")).write_text("# Tom Thumb on Moss\n\nWet.\n")
    (home / "loop").symlink_to(tmp_path)
    (home / "nowhere.md").symlink_to(tmp_path / "gone")
    with (home / "large.md").open("wb") as large:
        large.truncate(20_000_001)

    report = import_notes(tmp_path / "notes", about={})
    titles = set(Session.objects.values_list("title", flat=True))
    assert titles == {"Eggs", "Nests", "Moss"}
    reasons = {(each.path, each.reason) for each in report.problems}
    assert ("Snake Days 2013/large.md", "larger than 20 MB: no notes are") in reasons
    assert "\n" not in report.summary()


def test_a_file_whose_name_is_no_text_is_imported(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.md")
    path.write_text("# Eggs\n\nThey are round.\n")
    report = import_notes(path, about={})
    assert (report.source, len(report.made)) == ("caf\ufffd.md", 1)


def test_each_meeting_of_a_group_is_an_event_of_its_own(tmp_path: Path) -> None:
    minutes = "# Snake User Group - Minutes of the meeting of {}\n\n## {} on Eggs\n\nRound.\n"
    (tmp_path / "march.md").write_text(minutes.format("4 March 2014", "Jo Jones"))
    (tmp_path / "april.md").write_text(minutes.format("1 April 2014", "Mia Meier"))
    (tmp_path / "again.md").write_text(minutes.format("2 April 2014", "Tom Thumb"))
    import_notes(tmp_path, about={})

    meetings = Event.objects.order_by("starts_on")
    assert [event.sessions.count() for event in meetings] == [1, 2]
    assert {event.title for event in meetings} == {"Snake User Group 2014"}


def test_front_matter_that_no_field_takes_is_kept_and_follows_the_file(notes: Path) -> None:
    edit(notes, "location: Hobart", "location: Hobart\nmood: sunny\nrated: [4, 5]")
    report = run(notes)
    assert [p.value for p in report.problems] == ["mood: sunny", "rated: [4, 5]"]
    kept = EventOrigin.objects.get().extra["front_matter"]
    assert kept == {"snakes.md": {"mood": "sunny", "rated": [4, 5]}}
    edit(notes, "mood: sunny", "mood: wet")
    report = run(notes)
    assert EventOrigin.objects.get().extra["front_matter"]["snakes.md"]["mood"] == "wet"
    assert report.changed == []


def test_two_guides_of_one_title_in_one_folder_stay_two(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = f"# Eggs\n\n## 1. Warm\n\n{name}\n\n## 2. Round\n\nx\n\n## 3. Soft\n\ny\n"
        (tmp_path / f"{name}.md").write_text(text)
    report = run(tmp_path)
    assert (len(report.made), report.problems) == (2, [])
    sections = Section.objects.filter(title__contains="Warm").values_list("body", flat=True)
    assert set(sections) == {"one", "two"}
    assert run(tmp_path).unchanged == 2


def test_front_matter_holds_what_no_base_can(tmp_path: Path) -> None:
    path = tmp_path / "eggs.md"
    path.write_text("---\ntitle: Eggs\nsum: 1" + 40 * "0" + '\nodd: "a\\0b"\n---\n\nRound.\n')
    run(path)
    kept = NoteOrigin.objects.get().extra["front_matter"]
    assert kept == {"sum": "1" + 40 * "0", "odd": "ab"}


def test_an_address_that_is_none_costs_no_event(notes: Path) -> None:
    edit(notes, "tags: snakes, web", 'tags: snakes, web\nurl: "http://x.example/\\0"')
    report = run(notes)
    assert report.problems == []
    assert Event.objects.get().url == ""


def test_front_matter_of_a_note_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "eggs.md"
    path.write_text("---\ntitle: Eggs\nmood: sunny\n---\n\nRound.\n")
    run(path)
    assert NoteOrigin.objects.get().extra["front_matter"] == {"mood": "sunny"}
    edit(path, "sunny", "wet")
    run(path)
    assert NoteOrigin.objects.get().extra["front_matter"] == {"mood": "wet"}
    assert run(path).unchanged == 1
