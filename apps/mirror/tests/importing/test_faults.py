"""Imports that are killed, started twice or given nonsense."""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.events.models import Event, Session
from apps.mirror.errors import ImportRunning
from apps.mirror.importing import lock
from apps.mirror.importing.parts import Parts
from apps.mirror.importing.pyvideo import import_archive
from apps.mirror.tests.archives import talk, video, write_event

# Imports in a process of its own; tells of each event that is stored and waits to be let on.
IMPORT = """
import sys, django
from pathlib import Path
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from apps.mirror.importing import checkpoints, pyvideo
checkpoints.TALKS_A_BATCH = 6
class Watch:
    def start(self, total): pass
    def advance(self, talks, event):
        print(event, flush=True)
        sys.stdin.readline()
    def stop(self): pass
pyvideo.import_archive(Path(sys.argv[2]), watch=Watch())
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Twelve events with three talks each."""
    for year in range(2001, 2013):
        talks = {
            f"t{n}": talk(
                title=f"{year}: {n}", recorded=f"{year}-01-0{n}", videos=video(f"{year}{n}")
            )
            for n in (1, 2, 3)
        }
        write_event(tmp_path / "archive", f"snakes-{year}", talks)
    return tmp_path / "archive"


@pytest.fixture
def another_connection() -> Iterator[Any]:
    other = connection.get_new_connection(connection.get_connection_params())
    yield other
    other.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [1, 4, 8, 11])
def test_a_killed_import_is_finished_by_the_next_one(archive: Path, after: int) -> None:
    name = connection.settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(name), str(archive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "pycommunity.settings"},
    )
    assert process.stdin
    assert process.stdout
    with process.stdin, process.stdout:
        for number in range(1, after + 1):
            assert process.stdout.readline()
            if number < after:
                process.stdin.write(b"\n")
                process.stdin.flush()
        process.kill()
        assert process.wait() == -9
    report = import_archive(archive)
    whole_batches = (after - 1) // 2 * 6  # the batch at work leaves nothing behind
    assert (report.unchanged, report.created) == (whole_batches, 36 - whole_batches)
    shown = Document.objects.public("talk").values_list("title", flat=True)
    assert sorted(shown) == [f"{year}: {n}" for year in range(2001, 2013) for n in (1, 2, 3)]
    assert list(differences()) == []
    assert import_archive(archive).unchanged == 36


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_refused(
    archive: Path, another_connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE_MS", 50)
    with another_connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock.LOCK])
    with pytest.raises(ImportRunning, match="Another import is running"):
        import_archive(archive)
    assert not Session.objects.exists()
    another_connection.close()
    assert import_archive(archive).created == 36


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_free_again_after_a_failure(archive: Path, another_connection: Any) -> None:
    (archive / "NO_PUBLISH.json").write_text("{")
    with pytest.raises(CommandError, match=r"NO_PUBLISH\.json"):
        call_command("import_pyvideo", archive)
    with another_connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock.LOCK])
        assert cursor.fetchone() == (True,)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_one_event_that_cannot_be_stored_does_not_stop_the_others(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Parts.create

    def failing(self: Parts, event: Event, pairs: Any, problems: Any) -> Any:
        if event.slug == "snakes-2005":
            raise IntegrityError("no such thing")
        return create(self, event, pairs, problems)

    monkeypatch.setattr(Parts, "create", failing)
    report = import_archive(archive)
    assert report.created == 33
    assert [(p.path, p.reason) for p in report.problems] == [
        ("snakes-2005", "could not be stored: no such thing")
    ]
    monkeypatch.undo()
    assert import_archive(archive).created == 3
    assert list(differences()) == []


@pytest.mark.django_db
class TestCommand:
    def run(self, *args: Any, **options: Any) -> tuple[str, str]:
        out, err = io.StringIO(), io.StringIO()
        call_command("import_pyvideo", *args, stdout=out, stderr=err, **options)
        return out.getvalue(), err.getvalue()

    def test_it_ends_with_one_line(self, archive: Path) -> None:
        out, err = self.run(archive)
        assert out == (
            "events=12 talks=36 people=1 created=36 updated=0 unchanged=0 withdrawn=0 problems=0\n"
        )
        assert err == ""

    def test_the_report_names_file_field_and_reason(self, archive: Path, tmp_path: Path) -> None:
        write_event(archive, "snakes-2013", {"odd": talk(duration="long"), "bad": "{"})
        self.run(archive, report=tmp_path / "report.json")
        report = json.loads((tmp_path / "report.json").read_text())
        assert report["problems"][1] == {
            "path": "snakes-2013/videos/odd.json",
            "field": "duration",
            "reason": "not a duration: left out",
            "value": "long",
        }
        assert report["problems"][0]["path"] == "snakes-2013/videos/bad.json"
        assert (report["created"], len(report["problems"])) == (37, 2)

    def test_without_a_report_it_tells_where_to_find_the_problems(self, archive: Path) -> None:
        write_event(archive, "snakes-2013", {"bad": "{"})
        assert "1 problem" in self.run(archive)[1]

    def test_errors_are_one_line(self, archive: Path, tmp_path: Path) -> None:
        (tmp_path / "text.tar.xz").write_text("no")
        for path, message in {
            tmp_path / "missing": "No such file",
            tmp_path / "text.tar.xz": "not a sound tar",
            tmp_path: "No event in it",
        }.items():
            if path == tmp_path:
                path = tmp_path / "empty"
                path.mkdir()
            with pytest.raises(CommandError, match=message) as caught:
                self.run(path)
            assert "\n" not in str(caught.value)
        with pytest.raises(CommandError, match="No such event in the archive: owls"):
            self.run(archive, event=["owls"])
        with pytest.raises(CommandError, match="There is no folder"):
            self.run(archive, report=tmp_path / "nowhere" / "report.json")
        assert not Session.objects.exists()

    def test_a_rehearsal_leaves_the_site_alone(self, archive: Path) -> None:
        assert "created=36" in self.run(archive, dry_run=True)[0]
        assert not Session.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_command_line_says_what_is_wrong_and_exits_with_1(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "import_pyvideo", str(tmp_path / "missing")],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip().splitlines() == [
        f"CommandError: {tmp_path / 'missing'}: No such file or directory."
    ]


HOSTILE: list[Any] = [
    *(None, True, -1, 0, 1.5, 1e308, 10**25, "", " ", [], {}, [None], [[]], [{}], {"a": {"b": 1}}),
    *("\x00", "\ud800", "x" * 5000, "\u202eevil", "0000-00-00", "2099-01-01", "1:02:03", "NaN"),
    *("<script>alert(1)</script>", "`bad rst <", "javascript:alert(1)", "Alice & Bob", "😀" * 400),
    *("https://youtu.be/abcdefghijk", ["https://youtu.be/abcdefghijk"], ["\x00", "\ud800"]),
]
FIELDS = [*talk(), "summary", "slug", "id", "copyright_text", "thumbnail_url", "related_urls", "\0"]


@pytest.mark.django_db
def test_any_value_in_any_field_can_be_stored(tmp_path: Path) -> None:
    for name in FIELDS:
        talks = {f"t{n}": talk(**{name: value}) for n, value in enumerate(HOSTILE)}
        write_event(tmp_path, f"{FIELDS.index(name)}-2013", talks, {"title": "A", name: HOSTILE})
    report = import_archive(tmp_path)
    assert report.created == len(FIELDS) * len(HOSTILE)
    assert not [p for p in report.problems if "stored" in p.reason]
    assert list(differences()) == []
    assert import_archive(tmp_path).unchanged == report.created


STEMS = st.sampled_from(["one", "two", "three", "four"])
TALKS = st.fixed_dictionaries(
    {"title": st.sampled_from(["Pythons", "Pythons!", "Mice", "Owls and mice"])},
    optional={
        "speakers": st.lists(
            st.sampled_from(["Alice Archer", "alice archer", "Álice Archer", "Bob", "TBA"]),
            max_size=3,
        ),
        "tags": st.lists(st.sampled_from(["web", "Web", "big data", "Big-Data", "C", "C#"])),
        "videos": st.sampled_from([video("one"), video("two"), [], "x", None]),
        "duration": st.sampled_from([30, 1800, "PT1H", -1, "x"]),
        "recorded": st.sampled_from(["2013-07-05", "2013", "2014-01-01"]),
    },
)
EDITIONS = st.dictionaries(
    st.sampled_from(["snakes-2013", "snakes-2014", "owls-2013"]),
    st.dictionaries(STEMS, TALKS | st.just("{"), max_size=4),
    min_size=2,
    max_size=3,
)


def names(event: str, stem: str, record: Any) -> set[str]:
    """What a record is known by: its stem, its path, its recordings."""
    videos = record.get("videos") if isinstance(record, dict) else None
    recordings = [each["url"] for each in videos] if isinstance(videos, list) else []
    return {stem, f"{event}/{stem}", *recordings}


def asking(editions: list[dict[str, dict[str, Any]]], opted_out: str | None) -> set[str]:
    """The names of a talk that asked to stay away: one with its recording is the same, renamed,
    and stays away by its new name and recordings too."""
    known = {opted_out} if opted_out else set()
    records = [
        (event, stem, record)
        for edition in editions
        for event, talks in edition.items()
        for stem, record in talks.items()
    ]
    for _ in records:
        for event, stem, record in records:
            own = names(event, stem, record)
            if own & known:
                known |= own - {stem}
    return known


@pytest.mark.slow
class TestAnyEdits(TestCase):
    """Whatever happens to a source between imports, the site shows what it says, once."""

    @hypothesis_settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(editions=st.lists(EDITIONS, min_size=1, max_size=3), opted_out=st.none() | STEMS)
    @example(
        editions=[
            {"snakes-2013": {"one": {"title": "Mice", "videos": video("two")}}, "owls-2013": {}},
            {"snakes-2013": {"two": {"title": "Mice", "videos": video("two")}}, "owls-2013": {}},
        ],
        opted_out="one",
    )
    def test_the_last_edition_is_what_is_shown(
        self, editions: list[dict[str, dict[str, Any]]], opted_out: str | None
    ) -> None:
        for number, edition in enumerate(editions):
            with tempfile.TemporaryDirectory() as folder:
                self.write(Path(folder), edition, opted_out if number == 0 else None)
                report = import_archive(Path(folder))
                again = import_archive(Path(folder))
            assert again.created + again.updated + again.withdrawn == 0
            assert again.problems == report.problems
            assert list(differences()) == []
        shown = set(Document.objects.public("talk").values_list("event", "slug"))
        said = {
            (event, stem)
            for event, talks in editions[-1].items()
            for stem, record in talks.items()
            if isinstance(record, dict)
            and not names(event, stem, record) & asking(editions, opted_out)
        }
        assert said <= shown
        assert opted_out not in {slug for _, slug in shown}
        assert Session.objects.count() == Session.objects.values("event", "slug").distinct().count()

    def write(self, root: Path, edition: dict[str, dict[str, Any]], asked: str | None) -> None:
        for key, talks in edition.items():
            write_event(root, key, talks)
        (root / "NO_PUBLISH.json").write_text(json.dumps([asked] if asked else []))
