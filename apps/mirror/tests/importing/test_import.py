"""What `import_pyvideo` does to the site, as its readers would notice."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.core import opting_out
from apps.core.models import Revision, Topic
from apps.events.models import Event, Recording, Session, SessionOrigin
from apps.mirror.importing.counting import Report
from apps.mirror.importing.pyvideo import SOURCE, import_archive
from apps.mirror.tests.archives import talk, video, write_event
from apps.people.models import Person, PersonName
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    PersonFactory,
    RecordingFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

Write = Callable[..., Report]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two events with two talks each."""
    root = tmp_path / "archive"
    one, two = talk(videos=video("one")), talk(title="Mice", videos=video("two"))
    write_event(root, "snakes-2013", {"one": one, "two": two})
    write_event(
        root,
        "snakes-2014",
        {"three": talk(title="Owls", recorded="2014-07-05", videos=video("three"))},
    )
    return root


def counts(report: Report) -> dict[str, int]:
    return {name: number for name, number in report.numbers().items() if number}


def reasons(report: Report) -> list[str]:
    return [problem.reason for problem in report.problems]


def talks_shown() -> set[str]:
    documents = Document.objects.filter(kind="talk", withdrawn_at=None)
    return set(documents.values_list("title", flat=True))


def is_clean() -> bool:
    return not list(differences())


def import_again(archive: Path, key: str, stem: str, **fields: Any) -> Report:
    """Change fields of a record and import the archive."""
    path = archive / key / "videos" / f"{stem}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))
    return import_archive(archive)


def test_an_archive_is_imported_and_shown(archive: Path) -> None:
    report = import_archive(archive)
    assert counts(report) == {"events": 2, "talks": 3, "people": 1, "created": 3}
    assert talks_shown() == {"Pythons in the wild", "Mice", "Owls"}
    session = Session.objects.get(slug="one")
    assert (session.event.slug, str(session.event.series)) == ("snakes-2013", "Snakes")
    assert [row.person.name for row in session.appearances.all()] == ["Alice Archer"]
    assert [topic.name for topic in session.topics.all()] == ["reptiles"]
    assert session.recordings.get().duration_seconds == 1800
    assert is_clean()


def test_an_unchanged_archive_costs_no_write(archive: Path) -> None:
    import_archive(archive)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = import_archive(archive)
    writes = [
        query["sql"]
        for query in queries
        if query["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "ANALYZE"))
    ]
    assert writes == []
    assert counts(report) == {"events": 2, "talks": 3, "people": 1, "unchanged": 3}


def test_an_unchanged_archive_still_tells_its_problems(archive: Path) -> None:
    write_event(
        archive, "snakes-2015", {"bad": "{", "odd": talk(duration="long", recorded="2015-07-05")}
    )
    first, second = import_archive(archive), import_archive(archive)
    assert len(first.problems) == 2
    assert second.problems == first.problems


def test_what_changed_upstream_changes_here(archive: Path) -> None:
    import_archive(archive)
    report = import_again(
        archive,
        "snakes-2013",
        "one",
        title="Pythons at home",
        speakers=["Bob Baker"],
        tags=["pets"],
        duration=600,
        videos=video("other"),
        related_urls=[{"label": "Slides", "url": "https://example.org/slides"}],
    )
    assert counts(report) == {
        "events": 2, "talks": 3, "people": 2, "updated": 1, "unchanged": 2,
    }  # fmt: skip
    session = Session.objects.get(slug="one")
    assert session.title == "Pythons at home"
    assert [row.person.name for row in session.appearances.all()] == ["Bob Baker"]
    assert [topic.name for topic in session.topics.all()] == ["pets"]
    assert [row.url[-11:] for row in session.recordings.all()] == ["otherxxxxxx"]
    assert [link.label for link in session.links.all()] == ["Slides"]
    assert is_clean()


def test_what_was_edited_here_survives_a_change_upstream(archive: Path) -> None:
    import_archive(archive)
    session = Session.objects.get(slug="one")
    session.title = "Edited by hand"
    session.save()
    session.topics.add("handmade")
    session.topics.remove("reptiles")
    recording = session.recordings.get()
    recording.duration_seconds = 42
    recording.save()
    AppearanceFactory(session=session, person=PersonFactory(name="Carol Cook"), role="moderator")
    import_again(
        archive, "snakes-2013", "one", title="New", duration=60, summary="Short", tags=["x"]
    )
    session = Session.objects.get(slug="one")
    assert (session.title, session.summary) == ("Edited by hand", "Short")
    assert {topic.name for topic in session.topics.all()} == {"handmade", "x"}
    assert session.recordings.get().duration_seconds == 42
    roles = [(row.person.name, row.role) for row in session.appearances.all()]
    assert roles == [("Alice Archer", "speaker"), ("Carol Cook", "moderator")]
    assert is_clean()


def test_a_change_from_upstream_is_kept_as_a_revision(archive: Path) -> None:
    import_archive(archive)
    import_again(archive, "snakes-2013", "one", title="New")
    revision = Session.objects.get(slug="one").revisions().get()
    assert revision.changes == {"title": ["Pythons in the wild", "New"]}
    assert revision.reason == "import"
    assert Revision.objects.count() == 1


def test_an_event_keeps_its_edits_and_follows_for_the_rest(archive: Path) -> None:
    import_archive(archive)
    Event.objects.filter(slug="snakes-2013").update(title="By hand")
    category = {"title": "New", "url": "https://example.org", "start_date": "2013-07-01"}
    (archive / "snakes-2013" / "category.json").write_text(json.dumps(category))
    import_archive(archive)
    event = Event.objects.get(slug="snakes-2013")
    assert (event.title, event.url, str(event.starts_on)) == (
        "By hand", "https://example.org", "2013-07-01",
    )  # fmt: skip
    assert is_clean()


def test_a_talk_that_the_source_took_away_is_withdrawn_and_comes_back(archive: Path) -> None:
    import_archive(archive)
    file = archive / "snakes-2013" / "videos" / "one.json"
    kept = file.read_text()
    file.unlink()
    assert counts(import_archive(archive)) == {
        "events": 2, "talks": 2, "people": 1, "unchanged": 2, "withdrawn": 1,
    }  # fmt: skip
    assert talks_shown() == {"Mice", "Owls"}
    assert counts(import_archive(archive))["unchanged"] == 2
    file.write_text(kept)
    assert counts(import_archive(archive))["updated"] == 1
    assert talks_shown() == {"Pythons in the wild", "Mice", "Owls"}
    assert Session.objects.count() == 3
    assert is_clean()


def test_a_talk_whose_file_was_renamed_keeps_its_address(archive: Path) -> None:
    import_archive(archive)
    folder = archive / "snakes-2013" / "videos"
    (folder / "one.json").rename(folder / "uno.json")
    report = import_archive(archive)
    assert counts(report)["updated"] == 1
    assert Session.objects.get(title="Pythons in the wild").slug == "one"
    assert Session.objects.count() == 3
    assert counts(import_archive(archive))["unchanged"] == 3
    assert is_clean()


def test_a_talk_that_an_editor_withdrew_stays_away(archive: Path) -> None:
    import_archive(archive)
    session = Session.objects.get(slug="one")
    session.state = Session.State.WITHDRAWN
    session.save()
    import_again(archive, "snakes-2013", "one", title="New")
    session.refresh_from_db()
    assert (session.title, session.state) == ("New", "withdrawn")


def test_a_talk_whose_file_became_unreadable_stays(archive: Path) -> None:
    import_archive(archive)
    (archive / "snakes-2013" / "videos" / "one.json").write_text("{")
    report = import_archive(archive)
    assert counts(report)["unchanged"] == 3
    assert "Pythons in the wild" in talks_shown()


def test_a_vanished_event_is_withdrawn_and_comes_back(archive: Path, tmp_path: Path) -> None:
    write_event(
        archive,
        "snakes-2015",
        {"four": talk(title="Newts", recorded="2015-07-05", videos=video("four"))},
    )
    import_archive(archive)
    shutil.move(archive / "snakes-2015", tmp_path / "away")
    assert counts(import_archive(archive))["withdrawn"] == 1
    assert "Newts" not in talks_shown()
    assert Event.objects.get(slug="snakes-2015").state == "withdrawn"
    assert "withdrawn" not in counts(import_archive(archive))
    assert is_clean()
    shutil.move(tmp_path / "away", archive / "snakes-2015")
    import_archive(archive)
    assert "Newts" in talks_shown()
    assert is_clean()


def test_one_event_alone_withdraws_nothing_of_the_others(archive: Path) -> None:
    import_archive(archive)
    shutil.rmtree(archive / "snakes-2014")
    assert "withdrawn" not in counts(import_archive(archive))
    assert "withdrawn" not in counts(import_archive(archive / "snakes-2013"))
    assert "Owls" in talks_shown()


def test_a_small_part_of_the_source_withdraws_nothing_and_says_so(tmp_path: Path) -> None:
    for year in range(2010, 2016):
        write_event(
            tmp_path / "all",
            f"snakes-{year}",
            {"one": talk(recorded=f"{year}-07-05", videos=video(str(year)))},
        )
    import_archive(tmp_path / "all")
    for year in (2010, 2011, 2012):
        shutil.rmtree(tmp_path / "all" / f"snakes-{year}")
    report = import_archive(tmp_path / "all")
    assert "withdrawn" not in counts(report)
    assert reasons(report) == ["3 events of earlier imports are not in it: left as they are"]


def test_only_the_named_event_is_imported(archive: Path) -> None:
    assert counts(import_archive(archive, only=["snakes-2014"]))["created"] == 1
    assert talks_shown() == {"Owls"}


def test_a_rehearsal_counts_and_keeps_nothing(archive: Path) -> None:
    assert counts(import_archive(archive, is_rehearsal=True))["created"] == 3
    assert not Session.objects.exists()
    assert not Event.objects.exists()
    assert not Person.objects.exists()
    assert counts(import_archive(archive))["created"] == 3


class TestOptOuts:
    def opt_out(self, archive: Path, *entries: Any) -> None:
        (archive / "NO_PUBLISH.json").write_text(json.dumps(entries))

    def test_who_asked_is_never_imported(self, archive: Path) -> None:
        self.opt_out(archive, "snakes-2013/videos/one.json")
        report = import_archive(archive)
        assert counts(report)["created"] == 2
        assert [(p.path, p.reason) for p in report.problems] == [
            ("snakes-2013/videos/one.json", "asked not to be published")
        ]
        assert "Pythons in the wild" not in json.dumps(report.as_dict())
        assert "Pythons in the wild" not in talks_shown()

    def test_who_asks_later_is_withdrawn_and_stays_away_when_the_line_is_lost(
        self, archive: Path
    ) -> None:
        import_archive(archive)
        self.opt_out(archive, "https://youtu.be/onexxxxxxxx")
        assert counts(import_archive(archive))["withdrawn"] == 1
        self.opt_out(archive)
        assert "withdrawn" not in counts(import_archive(archive))
        import_again(archive, "snakes-2013", "one", title="Another title", videos=video("new"))
        assert talks_shown() == {"Mice", "Owls"}
        assert is_clean()

    def test_a_talk_taken_away_comes_back_only_if_it_did_not_ask(self, archive: Path) -> None:
        import_archive(archive)
        file = archive / "snakes-2013" / "videos" / "one.json"
        kept = file.read_text()
        file.unlink()
        import_archive(archive)
        self.opt_out(archive, "snakes-2013/one")
        import_archive(archive)
        file.write_text(kept)
        import_archive(archive)
        assert talks_shown() == {"Mice", "Owls"}

    def test_a_talk_that_asked_stays_away_under_another_name(self, archive: Path) -> None:
        import_archive(archive)
        self.opt_out(archive, "snakes-2013/one")
        import_archive(archive)
        self.opt_out(archive)
        folder = archive / "snakes-2013" / "videos"
        (folder / "one.json").rename(folder / "uno.json")
        import_again(archive, "snakes-2013", "uno", title="Pythons, wild")
        assert talks_shown() == {"Mice", "Owls"}

    def test_a_recording_that_talks_share_hides_only_who_asked(self, archive: Path) -> None:
        write_event(archive, "owls-2013", {"one": talk(), "two": talk(title="Two")})
        self.opt_out(archive, "owls-2013/one")
        import_archive(archive)
        assert "Two" in talks_shown()

    def test_a_talk_made_by_hand_that_the_record_means_goes_too(self, archive: Path) -> None:
        event = EventFactory(slug="snakes-2013")
        session = SessionFactory(event=event, title="By hand", slug="by-hand")
        RecordingFactory(session=session, url="https://youtu.be/onexxxxxxxx")
        self.opt_out(archive, "snakes-2013/one")
        import_archive(archive)
        session.refresh_from_db()
        assert session.state == "withdrawn"
        assert talks_shown() == {"Mice", "Owls"}

    def test_a_record_that_the_site_was_asked_to_remove_stays_away(self, archive: Path) -> None:
        digest = opting_out.record_digest(SOURCE, "snakes-2013/one")
        opting_out.remember(opting_out.RECORD, [digest])
        import_archive(archive)
        assert talks_shown() == {"Mice", "Owls"}

    def test_a_person_who_opted_out_is_named_nowhere(self, archive: Path) -> None:
        opting_out.remember(opting_out.PERSON, [opting_out.person_digest("ALICE ARCHER")])
        report = import_archive(archive)
        assert not Person.objects.exists()
        assert "Alice" not in json.dumps(report.as_dict())
        assert reasons(report) == ["somebody who opted out: left out"] * 3


class TestJoining:
    def test_a_talk_that_is_here_is_completed_and_not_doubled(self, archive: Path) -> None:
        event = EventFactory(slug="snakes-2013", title="Snake Days", starts_on="2013-07-01")
        session = SessionFactory(
            event=event, title="Pythons in the wild!", slug="wild", body="Notes.", language=""
        )
        AppearanceFactory(session=session, person=PersonFactory(name="Alice Archer"))
        import_archive(archive)
        assert Session.objects.filter(event=event).count() == 2
        session.refresh_from_db()
        assert (session.title, session.body, session.language) == (
            "Pythons in the wild!", "Notes.", "en",
        )  # fmt: skip
        assert session.recordings.count() == 1
        assert session.appearances.count() == 1
        event.refresh_from_db()
        assert (event.title, str(event.series), str(event.starts_on)) == (
            "Snake Days", "Snakes", "2013-07-01",
        )  # fmt: skip
        assert is_clean()

    def test_parts_of_a_talk_that_is_here_whole_complete_it(self, tmp_path: Path) -> None:
        session = SessionFactory(event=EventFactory(slug="snakes-2013"), title="Mambas")
        for name in ("one", "two"):
            RecordingFactory(session=session, url=video(name)[0]["url"])
        parts = {
            name: talk(title=f"Mambas (part {number} of 2)", videos=video(name))
            for number, name in enumerate(["one", "two"], start=1)
        }
        write_event(tmp_path, "snakes-2013", parts)
        report = import_archive(tmp_path)
        assert counts(report) == {"events": 1, "talks": 2, "people": 1, "updated": 2}
        assert Session.objects.get().recordings.count() == 2
        assert [row.person.name for row in session.appearances.all()] == ["Alice Archer"]
        assert counts(import_archive(tmp_path))["unchanged"] == 2
        assert is_clean()

    def test_later_imports_find_the_joined_talk_again(self, archive: Path) -> None:
        session = SessionFactory(
            event=EventFactory(slug="snakes-2013"), title="Pythons in the wild", body="By hand"
        )
        import_archive(archive)
        import_again(archive, "snakes-2013", "one", description="Theirs", videos=video("new"))
        session.refresh_from_db()
        assert session.body == "By hand"
        assert [row.url[-11:] for row in session.recordings.all()] == ["newxxxxxxxx"]
        assert Session.objects.count() == 3

    def test_notes_outlive_the_record(self, archive: Path) -> None:
        session = SessionFactory(
            event=EventFactory(slug="snakes-2013"), title="Pythons in the wild"
        )
        import_archive(archive)
        (archive / "snakes-2013" / "videos" / "one.json").unlink()
        assert "withdrawn" not in counts(import_archive(archive))
        session.refresh_from_db()
        assert session.state == "published"

    def test_a_doubtful_match_is_told_and_left_apart(self, archive: Path) -> None:
        session = SessionFactory(
            event=EventFactory(slug="snakes-2013"), title="Pythons in the wild"
        )
        AppearanceFactory(session=session, person=PersonFactory(name="Zoe Zander"))
        report = import_archive(archive)
        assert reasons(report) == ["may be 'Pythons in the wild', which is here: kept apart"]
        assert Session.objects.filter(title="Pythons in the wild").count() == 2

    def test_a_slug_that_is_taken_gets_a_number(self, archive: Path) -> None:
        SessionFactory(event=EventFactory(slug="snakes-2013"), title="Else", slug="one")
        import_archive(archive)
        assert Session.objects.filter(slug="one-2", title="Pythons in the wild").exists()

    def test_somebody_known_by_first_name_becomes_who_the_record_says(self, archive: Path) -> None:
        session = SessionFactory(
            event=EventFactory(slug="snakes-2013"), title="Pythons in the wild"
        )
        AppearanceFactory(session=session, person=PersonFactory(name="Alice"))
        import_archive(archive)
        assert [row.person.name for row in session.appearances.all()] == ["Alice Archer"]


class TestPeople:
    def import_speakers(self, root: Path, **speakers: list[str]) -> dict[str, list[int]]:
        """Who the speakers of talks are, by stem, where the stem begins with the series."""
        for name, names in speakers.items():
            key = f"{name.partition('_')[0]}-2013"
            record = talk(title=name, speakers=names, videos=video(name))
            write_event(root, key, {name: record})
        import_archive(root)
        return {
            name: list(Session.objects.get(slug=name).appearances.values_list("person", flat=True))
            for name in speakers
        }

    def test_spellings_of_one_name_are_one_person(self, tmp_path: Path) -> None:
        who = self.import_speakers(
            tmp_path, a_1=["Łukasz Langa"], b_1=["Lukasz LANGA"], c_1=["Lukasz  Langa, PhD"]
        )
        assert len({person for persons in who.values() for person in persons}) == 1
        assert Person.objects.get().name == "Łukasz Langa"
        assert {row.name for row in PersonName.objects.all()} == {
            "Lukasz LANGA", "Lukasz Langa, PhD",
        }  # fmt: skip

    def test_two_spellings_in_one_talk_are_two_persons(self, tmp_path: Path) -> None:
        who = self.import_speakers(tmp_path, a_1=["José García", "Jose Garcia"])
        assert len(set(who["a_1"])) == 2

    def test_a_first_name_is_somebody_only_within_a_series(self, tmp_path: Path) -> None:
        who = self.import_speakers(tmp_path, a_1=["Alice"], a_2=["alice"], b_1=["Alice"])
        assert who["a_1"] == who["a_2"] != who["b_1"]

    def test_a_name_that_two_persons_have_is_told_apart_by_series(self, tmp_path: Path) -> None:
        PersonFactory(name="Wei Wang", slug="wei-wang-1")
        PersonFactory(name="Wei Wang", slug="wei-wang-2")
        who = self.import_speakers(tmp_path, a_1=["Wei Wang"], a_2=["Wei Wang"], b_1=["Wei Wang"])
        assert who["a_1"] == who["a_2"] != who["b_1"]
        assert Person.objects.count() == 4

    def test_a_merged_person_is_found_by_every_name(self, tmp_path: Path) -> None:
        person = PersonFactory(name="Alice Archer")
        PersonName.objects.create(person=person, name="Alice Baker", key="alice baker")
        who = self.import_speakers(tmp_path, a_1=["Alice Baker"])
        assert who["a_1"] == [person.pk]


def test_topics_fold_case_and_hyphens(tmp_path: Path) -> None:
    for number, tag in enumerate(["Machine Learning", "machine-learning", "MACHINE LEARNING"]):
        write_event(
            tmp_path, f"a-201{number}", {"one": talk(tags=[tag], videos=video(str(number)))}
        )
    import_archive(tmp_path)
    topic = Topic.objects.get()
    assert (topic.name, topic.slug) == ("Machine Learning", "machine-learning")
    assert topic.links.count() == 3


def test_one_recording_of_two_talks_is_shown_with_both(tmp_path: Path) -> None:
    write_event(tmp_path, "a-2013", {"one": talk(), "two": talk(title="Mice")})
    report = import_archive(tmp_path)
    assert Recording.objects.count() == 2
    assert reasons(report) == ["also the recording of one"]


def test_a_deleted_talk_is_imported_again(archive: Path) -> None:
    import_archive(archive)
    Session.objects.get(slug="one").delete()
    assert counts(import_archive(archive))["created"] == 1


def test_names_longer_than_any_column_are_cut(tmp_path: Path) -> None:
    name = "long-" * 48 + "name"
    write_event(tmp_path, name[:200], {name[:240]: talk(title="x" * 999, tags=["y" * 300])}, "{}")
    report = import_archive(tmp_path)
    assert counts(report)["created"] == 1
    session = Session.objects.get()
    assert (len(session.title), len(session.slug) <= 120) == (300, True)
    assert SessionOrigin.objects.get().key.startswith("long-long-")
    assert counts(import_archive(tmp_path))["unchanged"] == 1
    assert is_clean()
