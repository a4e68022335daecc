"""Imports what portingdb and caniusepython3 knew, in batches, each in one transaction."""

import json
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from apps.catalog.publishing import publish_ids
from apps.core.models import Source
from apps.mirror.errors import BrokenArchive, NotAnArchive
from apps.mirror.importing.lock import only_import
from apps.mirror.importing.merging import digests, merged
from apps.mirror.importing.statuses import FIELDS, Statement, Statuses
from apps.mirror.porting import history, overrides, upstream
from apps.mirror.porting.records import History, StatusRecord
from apps.mirror.problems import Problem
from apps.porting.models import PortingNote, PortingNoteOrigin

FILES: Final = (upstream.STATUSES, history.FILE, upstream.FILE, overrides.FILE)
LARGEST_FILE: Final = 20_000_000
BATCH: Final = 200

PORTINGDB: Final = {
    "name": "portingdb",
    "url": "https://github.com/fedora-python/portingdb",
    "author": "The contributors to portingdb",
    "licence": "MIT",
}
CANIUSE: Final = {
    "name": "caniusepython3",
    "url": "https://github.com/brettcannon/caniusepython3",
    "author": "Brett Cannon and contributors",
    "licence": "Apache-2.0",
}
NOTE: Final = "Fedora's packages on their way to Python 3, by portingdb"


@dataclass(slots=True)
class PortingReport:
    """What an import of porting data did."""

    path: str
    statuses: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withheld: int = 0
    packages: int = 0
    problems: list[Problem] = field(default_factory=list)

    def numbers(self) -> dict[str, int]:
        names = ("statuses", "created", "updated", "unchanged", "withheld", "packages")
        return {name: getattr(self, name) for name in names} | {"problems": len(self.problems)}

    def summary(self) -> str:
        """One line: ``statuses=.. created=.. ... problems=..``."""
        return " ".join(f"{name}={number}" for name, number in self.numbers().items())

    def write(self, path: Path) -> None:
        """Write the counts and the problems as JSON, whole or not at all."""
        problems = [problem.as_dict() for problem in self.problems]
        text = {"path": self.path, **self.numbers(), "problems": problems}
        draft = path.with_name(f".{path.name}.part")
        draft.write_text(json.dumps(text, ensure_ascii=False, indent=1) + "\n", "utf-8")
        draft.replace(path)


def import_porting(
    path: Path, *, overrides_as_of: date | None = None, is_rehearsal: bool = False
) -> PortingReport:
    """Import a folder or a tar with these files, as many of them as are there.

    portingdb's statements are dated by the last day of its history. The overrides have no date:
    they are undated unless ``overrides_as_of`` gives one. Raises ``ImportRefused``.
    """
    report = PortingReport(str(path.name))
    files = _files(path, report.problems)
    with only_import(), transaction.atomic() if is_rehearsal else nullcontext():
        _import(files, overrides_as_of, report, is_rehearsal)
        if is_rehearsal:
            transaction.set_rollback(True)
    report.problems.sort(key=_place)
    return report


def _place(problem: Problem) -> tuple[str, int]:
    """By file, then by line."""
    file, _, line = problem.path.partition(":")
    return file, int(line) if line.isdigit() else 0


def _import(
    files: dict[str, str], overrides_as_of: date | None, report: PortingReport, rehearse: bool
) -> None:
    problems = report.problems
    counted = (
        history.read_history(files[history.FILE], problems)
        if history.FILE in files
        else History(file=history.FILE)
    )
    if upstream.FILE in files:
        meanings = upstream.read_descriptions(files.get(upstream.STATUSES, "[]"), problems)
        if counted.last_day is None:
            reason = f"is undated: {history.FILE}, which says when, is not there"
            problems.append(Problem(upstream.FILE, "", reason))
        told = upstream.read_upstream(files[upstream.FILE], meanings, counted.last_day, problems)
        _store(_source(PORTINGDB), list(told), report, rehearse)
    if counted.days:
        _store_history(_source(PORTINGDB), counted, rehearse)
    if overrides.FILE in files:
        said = overrides.read_overrides(files[overrides.FILE], overrides_as_of, problems)
        _store(_source(CANIUSE), list(said), report, rehearse)


def _source(about: dict[str, str]) -> Source:
    source, _ = Source.objects.get_or_create(name=about["name"], defaults=about)
    return source


def _store(
    source: Source, records: Sequence[StatusRecord], report: PortingReport, rehearse: bool
) -> None:
    report.statuses += len(records)
    statuses = Statuses(source)
    for start in range(0, len(records), BATCH):
        with transaction.atomic():
            statuses.store([_statement(each) for each in records[start : start + BATCH]])
            if not rehearse:
                publish_ids({"status": statuses.changed, "package": statuses.packages})
            report.packages += len(statuses.packages)
            statuses.changed, statuses.packages = set(), set()
    for name in ("created", "updated", "unchanged", "withheld"):
        setattr(report, name, getattr(report, name) + getattr(statuses, name))
    if statuses.created or statuses.updated:
        source.retrieved_at = timezone.now()
        source.save(update_fields=["retrieved_at"])


def _statement(record: StatusRecord) -> Statement:
    return Statement(
        key=record.key,
        package=record.package,
        columns={name: getattr(record, name) for name in FIELDS},
        fixed={"as_of": record.as_of},
        alternatives=record.alternatives,
        first_line=record.first_line,
        last_line=record.last_line,
    )


def _store_history(source: Source, counted: History, rehearse: bool) -> None:
    """The counts by day as a porting note, with a row for every quarter."""
    said: dict[str, Any] = {
        "title": NOTE,
        "summary": "How many packages had which status, from quarter to quarter.",
        "body": history.as_table(counted),
        "as_of": counted.last_day,
    }
    with transaction.atomic():
        origin = PortingNoteOrigin.objects.filter(source=source, key=history.FILE).first()
        if origin is None:
            note = PortingNote.objects.create(slug="fedora-by-portingdb", language="en", **said)
            origin = PortingNoteOrigin(source=source, key=history.FILE, note=note)
        elif origin.field_hashes == digests(said):
            return
        else:
            note = origin.note
            here = {name: getattr(note, name) for name in said}
            for name, value in merged(said, origin.field_hashes, here).items():
                setattr(note, name, value)
            note.save()
        origin.field_hashes = digests(said)
        origin.first_line, origin.last_line = 1, counted.last_line
        origin.save()
        if not rehearse:
            publish_ids({"porting-note": [note.pk]})


def _files(path: Path, problems: list[Problem]) -> dict[str, str]:
    """The texts of the files by their names (NotAnArchive if none of them is there)."""
    if not path.exists():
        raise NotAnArchive(f"There is nothing at {path}.")
    found: dict[str, str] = {}
    for name, data in _from_folder(path) if path.is_dir() else _from_tar(path):
        if len(data) > LARGEST_FILE:
            problems.append(Problem(name, "", f"has over {LARGEST_FILE:,} bytes: left out"))
            continue
        try:
            found[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            problems.append(Problem(f"{name}:{line}", "", "is not UTF-8: left out"))
    if not found:
        raise NotAnArchive(f"{path} has none of the files {', '.join(FILES)}.")
    return found


def _from_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for name in FILES:
        if (path / name).is_file():
            with (path / name).open("rb") as file:
                yield name, file.read(LARGEST_FILE + 1)


def _from_tar(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(path) as members:
            for member in members:
                name = Path(member.name).name
                file = members.extractfile(member) if name in FILES else None
                if file:
                    yield name, file.read(LARGEST_FILE + 1)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BrokenArchive(f"{path} is not a sound tar archive: {error}.") from error
