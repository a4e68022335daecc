"""Importing porting data: once, again, changed, edited here, rehearsed, broken."""

import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.core import opting_out
from apps.mirror.importing.porting import PortingReport, import_porting
from apps.porting.models import PortingNote, Status

SHARED = Path(os.environ.get("PYCOMMUNITY_SHARED", settings.BASE_DIR.parent / "shared"))
ARCHIVE = SHARED / "data" / "porting.tar.xz"

pytestmark = pytest.mark.django_db

UPSTREAM = "lilypond:\n  status: idle\n  note: Not yet.\n"
HISTORY = "commit,date,status,num_packages\na,2017-06-30 13:00:00 +0200,idle,901\n"
OVERRIDES = {
    "fabric": "https://pypi.python.org/pypi/Fabric3",
    "routes": "https://example.org/routes/setup.py",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "portingdb-upstream.yaml", UPSTREAM)
    write(tmp_path, "portingdb-history.csv", HISTORY)
    write(tmp_path, "caniusepython3-overrides.json", json.dumps(OVERRIDES, indent=1))
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


def numbers(report: PortingReport) -> tuple[int, int, int]:
    return report.created, report.updated, report.unchanged


def test_statements_are_dated_and_know_their_lines(folder: Path) -> None:
    report = import_porting(folder)
    assert (numbers(report), report.problems) == ((3, 0, 0), [])
    lilypond = Status.objects.get(package__slug="lilypond")
    assert (lilypond.verdict, lilypond.reason) == ("does-not", "Not yet.")
    assert str(lilypond.as_of) == "2017-06-30"
    origin = lilypond.origins.get()
    assert (origin.source.name, origin.first_line, origin.last_line) == ("portingdb", 1, 3)
    fabric = Status.objects.get(package__slug="fabric")
    assert [row.package.name for row in fabric.alternatives.all()] == ["Fabric3"]
    assert fabric.as_of is None
    assert fabric.origins.get().source.licence == "Apache-2.0"
    assert "| 2017-06-30 | 901 |" in PortingNote.objects.get().body
    assert Document.objects.public("status").count() == 3
    assert Document.objects.public("package").count() == 4
    assert list(differences()) == []


def test_an_import_again_writes_nothing(folder: Path) -> None:
    import_porting(folder)
    with CaptureQueriesContext(connection) as queries:
        assert numbers(import_porting(folder)) == (0, 0, 3)
    writes = ("INSERT", "UPDATE", "DELETE")
    assert not [q["sql"] for q in queries if q["sql"].startswith(writes)]


def test_a_change_of_the_source_comes_over_and_an_edit_here_stays(folder: Path) -> None:
    import_porting(folder)
    fabric = Status.objects.get(package__slug="fabric")
    fabric.reason = "Edited here."
    fabric.save()
    changed = OVERRIDES | {"fabric": "https://pypi.org/project/fab-classic"}
    write(folder, "caniusepython3-overrides.json", "\n\n" + json.dumps(changed, indent=1))
    assert import_porting(folder).updated == 2  # the other one has moved to other lines
    fabric.refresh_from_db()
    assert fabric.reason == "Edited here."
    assert fabric.evidence_url == "https://pypi.org/project/fab-classic"
    assert [row.package.name for row in fabric.alternatives.all()] == ["fab-classic"]
    assert fabric.origins.get().first_line == 4
    assert list(differences()) == []


def test_alternatives_that_were_edited_here_stay(folder: Path) -> None:
    import_porting(folder)
    fabric = Status.objects.get(package__slug="fabric")
    fabric.alternatives.all().delete()
    changed = OVERRIDES | {"fabric": "https://pypi.org/project/fab-classic"}
    write(folder, "caniusepython3-overrides.json", json.dumps(changed, indent=1))
    import_porting(folder)
    assert fabric.alternatives.count() == 0


def test_a_later_export_is_another_statement(folder: Path) -> None:
    import_porting(folder)
    write(folder, "portingdb-history.csv", HISTORY + "b,2018-01-01 01:00:00 +0100,idle,1\n")
    write(folder, "portingdb-upstream.yaml", "lilypond:\n  status: released\n")
    assert import_porting(folder).created == 1
    said = Status.objects.filter(package__slug="lilypond").order_by("as_of")
    assert [status.verdict for status in said] == ["does-not", "works"]
    assert [status.verdict for status in said.holding()] == ["works"]


def test_overrides_can_be_dated(folder: Path) -> None:
    call_command("import_porting", folder, "--overrides-as-of", "2021-03-01")
    assert str(Status.objects.get(package__slug="routes").as_of) == "2021-03-01"


def test_a_rehearsal_keeps_nothing(folder: Path, tmp_path: Path, capsys: Any) -> None:
    call_command("import_porting", folder, "--dry-run", "--report", tmp_path / "report.json")
    assert capsys.readouterr().out.startswith("statuses=3 created=3 ")
    assert json.loads((tmp_path / "report.json").read_bytes())["created"] == 3
    assert not Status.objects.exists()
    assert not Document.objects.filter(kind__in=["status", "package"]).exists()


def test_what_is_broken_is_reported_and_the_rest_is_imported(folder: Path) -> None:
    write(folder, "portingdb-upstream.yaml", "lilypond:\n  status: [\n")
    (folder / "portingdb-history.csv").write_bytes(b"commit\n\xff\n")
    report = import_porting(folder)
    assert report.created == 2
    assert {problem.path for problem in report.problems} >= {
        "portingdb-history.csv:2",
        "portingdb-upstream.yaml:3",
    }


def test_a_report_can_be_written_whatever_stands_in_the_files(folder: Path, tmp_path: Path) -> None:
    write(folder, "caniusepython3-overrides.json", '{"\\ud800": "https://x.example/"}')
    call_command("import_porting", folder, "--report", tmp_path / "report.json")
    problems = json.loads((tmp_path / "report.json").read_bytes())["problems"]
    assert {"\ufffd"} <= {problem["field"] for problem in problems}


def test_what_asked_not_to_be_here_stays_away(folder: Path) -> None:
    digest = opting_out.record_digest("caniusepython3", "caniusepython3-overrides.json:fabric")
    opting_out.remember(opting_out.RECORD, [digest])
    report = import_porting(folder)
    assert (report.created, report.withheld) == (2, 1)
    assert not Status.objects.filter(package__slug="fabric").exists()


def test_a_path_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has none of the files"):
        call_command("import_porting", tmp_path)
    with pytest.raises(CommandError, match="There is nothing at"):
        call_command("import_porting", tmp_path / "nowhere")
    (tmp_path / "broken.tar.xz").write_bytes(b"\xfd7zXZ\x00 no more")
    with pytest.raises(CommandError, match="not a sound tar"):
        call_command("import_porting", tmp_path / "broken.tar.xz")


def test_a_tar_is_read_where_it_lies(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "porting.tar.gz"
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(folder / "caniusepython3-overrides.json", "deep/caniusepython3-overrides.json")
    assert import_porting(packed).created == 2


def test_the_real_data() -> None:
    if not ARCHIVE.exists():
        return  # the project does not carry it; the small files show the same
    report = import_porting(ARCHIVE)
    assert (report.statuses, report.created) == (151, 151)
    assert [problem.path for problem in report.problems] == ["portingdb-upstream.yaml:189"]
    assert numbers(import_porting(ARCHIVE)) == (0, 0, 151)
    assert Status.objects.get(package__slug="mysql-python").alternatives.get().package.slug == (
        "mysqlclient"
    )
    assert list(differences()) == []
