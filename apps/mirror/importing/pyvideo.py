"""Imports an archive laid out like pyvideo/data: batch by batch, each in one transaction.

An event's origin keeps a fingerprint of its files, written with its talks: that is the
checkpoint. What has its fingerprint is done, so a killed import, run again, goes on where it
stopped, and an unchanged archive costs no write.
"""

import gc
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import astuple, dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from apps.catalog.publishing import publish_ids
from apps.core.models import Source
from apps.events.models import Appearance, EventOrigin, SessionOrigin
from apps.mirror.errors import ImportRefused
from apps.mirror.importing.counting import Report
from apps.mirror.importing.events import Events
from apps.mirror.importing.lock import only_import
from apps.mirror.importing.opting_out import OptOuts
from apps.mirror.importing.parts import Parts
from apps.mirror.importing.people import People
from apps.mirror.importing.progress import Nobody, Watcher
from apps.mirror.importing.reading_ahead import readings
from apps.mirror.importing.sessions import READER, EventTalks, Outcome, Sessions
from apps.mirror.importing.topics import Topics
from apps.mirror.problems import Notes, Problem
from apps.mirror.pyvideo.events import EventReading
from apps.mirror.pyvideo.layout import EventFolder
from apps.mirror.pyvideo.opt_outs import listed
from apps.mirror.pyvideo.reading import Archive, RawEvent
from apps.mirror.text import one_line

SOURCE: Final = "pyvideo/data"
ABOUT: Final = {
    "url": "https://github.com/pyvideo/data",
    "author": "The contributors to pyvideo",
    "licence": "CC0-1.0",
    "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
}
TALKS_A_BATCH: Final = 500
MANY: Final = 1000
TABLES: Final = (
    "events_event events_session events_appearance events_recording events_link"
    " events_sessionorigin people_person core_topic core_topiclink catalog_document"
)


def import_archive(
    path: Path,
    *,
    only: Collection[str] = (),
    is_rehearsal: bool = False,
    watch: Watcher | None = None,
) -> Report:
    """Import a folder or a tar of events; `only` names some of them by their folders.

    A rehearsal does all but keep it. Raises `ImportRefused` (`mirror.errors`).
    """
    with only_import(), _rare_collections(), Archive(path) as archive:
        whole = transaction.atomic() if is_rehearsal else nullcontext()
        with whole:
            report = _Import(archive, only, watch or Nobody(), is_rehearsal=is_rehearsal).run()
            if is_rehearsal:
                transaction.set_rollback(True)
        return report


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python look for cyclic garbage less often: among so many rows it takes a quarter of
    the time, and finds next to nothing."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass(slots=True)
class _Changed:
    """What a batch must publish before it ends."""

    events: list[int] = field(default_factory=list)
    talks: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Work:
    """An event that is not as it was when it was imported last."""

    folder: EventFolder
    withheld: frozenset[str]
    fingerprint: str


class _Import:
    def __init__(
        self, archive: Archive, only: Collection[str], watch: Watcher, *, is_rehearsal: bool
    ) -> None:
        self.archive = archive
        self.watch = watch
        self.is_rehearsal = is_rehearsal
        self.folders = [f for f in archive.layout.events if not only or f.key in only]
        self.is_partial = bool(only) or len(archive.layout.events) == 1
        if missing := set(only) - {folder.key for folder in self.folders}:
            raise ImportRefused(f"No such event in the archive: {', '.join(sorted(missing))}.")
        self.report = Report(SOURCE, archive.name, problems=list(archive.layout.problems))
        notes = Notes(archive.opt_outs.path if archive.opt_outs else "")
        names = listed(archive.opt_outs, notes)
        self.report.problems += notes.problems
        self.source, _ = Source.objects.get_or_create(name=SOURCE, defaults=ABOUT)
        self.opt_outs = OptOuts(SOURCE, names)
        self.events = Events(self.source)
        self._start_afresh()

    def _start_afresh(self) -> None:
        self.sessions = Sessions(self.source, Parts(People(), Topics()))

    def run(self) -> Report:
        self.watch.start(sum(len(folder.talks) for folder in self.folders))
        try:
            work = [each for folder in self.folders if (each := self._work(folder))]
            with closing(readings(self.archive, [each.folder for each in work])) as events:
                for batch in _batches(work):
                    self._import_batch(zip(batch, events, strict=False))
            self._withdraw_missing()
        finally:
            self.watch.stop()
        self._finish()
        return self.report

    def _work(self, folder: EventFolder) -> _Work | None:
        """What is to do about an event: nothing, if its fingerprint is the one kept with it."""
        raw = self.archive.event(folder)
        withheld = self.opt_outs.of(raw)
        fingerprint = _fingerprint(raw, withheld)
        self.report.events += 1
        self.report.talks += len(raw.talks)
        known = self.events.origins.get(raw.key)
        if known is None or known.record_hash != fingerprint or self._lost_rows(known):
            return _Work(folder, withheld, fingerprint)
        self.report.unchanged += len(raw.talks) - len(withheld)
        self.report.problems += [Problem(*each) for each in known.extra["problems"]]
        self.watch.advance(len(raw.talks), raw.key)
        return None

    def _lost_rows(self, origin: EventOrigin) -> bool:
        """Whether somebody deleted talks of this event: then it is not as it was imported."""
        return bool(origin.extra["rows"] != self._rows[origin.key])

    @cached_property
    def _rows(self) -> Counter[str]:
        keys = SessionOrigin.objects.filter(source=self.source).values_list("key", flat=True)
        return Counter(key.partition("/")[0] for key in keys.iterator())

    def _import_batch(self, batch: Iterable[tuple[_Work, EventReading]]) -> None:
        before = self.report.created
        with transaction.atomic():
            changed = _Changed()
            for work, reading in batch:
                self._import_event(work, reading, changed)
                self.watch.advance(len(work.folder.talks), work.folder.key)
            self._publish(changed)
        if before < MANY <= self.report.created:
            _analyze()  # the next batches ask tables that were empty a moment ago

    def _publish(self, changed: _Changed) -> None:
        if (changed.talks or changed.events) and not self.is_rehearsal:
            publish_ids({"talk": changed.talks, "event": changed.events})

    def _import_event(self, work: _Work, reading: EventReading, changed: _Changed) -> None:
        try:
            with transaction.atomic():
                self._store(work, reading, changed)
        except (DataError, IntegrityError, ValueError) as error:
            # Nothing that we know of leads here; one event that does must not stop the others.
            reason = f"could not be stored: {str(error).splitlines()[0]}"
            self.report.problems.append(Problem(work.folder.path, "", reason))
            self.events = Events(self.source)
            self._start_afresh()

    def _store(self, work: _Work, reading: EventReading, changed: _Changed) -> None:
        stored = self.events.store(reading.event)
        key, withheld = work.folder.key, work.withheld
        is_new = stored.is_new and not self._rows[key]
        outcome = self.sessions.store(
            EventTalks(stored.event, is_new, key, reading.talks, reading.unreadable, withheld)
        )
        outcome.unchanged += len(reading.unreadable - withheld)
        problems = _without(withheld, work.folder, (*reading.problems, *outcome.problems))
        origin = stored.origin
        origin.record_hash = work.fingerprint
        origin.extra |= {"rows": outcome.rows, "problems": [astuple(each) for each in problems]}
        origin.save()
        self._count(outcome)
        self.report.problems += problems
        changed.talks += outcome.changed
        changed.events += [stored.event.pk] if stored.is_changed else []

    def _count(self, outcome: Outcome) -> None:
        for name in ("created", "updated", "unchanged", "withdrawn"):
            setattr(self.report, name, getattr(self.report, name) + getattr(outcome, name))

    def _withdraw_missing(self) -> None:
        """Withdraw events that the source no longer has, if this can be the whole source."""
        present = {folder.key for folder in self.archive.layout.events}
        missing = [
            origin
            for key, origin in self.events.origins.items()
            if key not in present and not origin.extra.get("withdrawn")
        ]
        if self.is_partial or not missing:
            return
        if len(missing) > max(1, len(self.events.origins) // 10):
            reason = f"{len(missing)} events of earlier imports are not in it: left as they are"
            self.report.problems.append(Problem(self.archive.name, "", reason))
            return
        with transaction.atomic():
            changed = _Changed()
            for origin in missing:
                outcome = Outcome()
                sessions = SessionOrigin.objects.filter(
                    source=self.source, key__startswith=f"{origin.key}/"
                ).select_related("session")
                gone = [(row, "gone") for row in sessions if not row.extra.get("joined")]
                self.sessions.withdraw(gone, outcome)
                self.events.withdraw(origin)
                self._count(outcome)
                changed.talks += outcome.changed
                changed.events.append(origin.event_id)
            self._publish(changed)

    def _finish(self) -> None:
        report = self.report
        report.problems.sort(key=lambda problem: problem.path)
        report.people = Appearance.objects.filter(session__origins__source=self.source).aggregate(
            people=Count("person", distinct=True)
        )["people"]
        if not (report.created or report.updated or report.withdrawn):
            return
        self.source.retrieved_at = timezone.now()
        self.source.save(update_fields=["retrieved_at"])
        if report.created >= MANY and not self.is_rehearsal:
            _analyze()


def _batches(work: Iterable[_Work]) -> Iterator[list[_Work]]:
    """Whole events, some hundred talks together."""
    batch: list[_Work] = []
    size = 0
    for each in work:
        batch.append(each)
        size += len(each.folder.talks)
        if size >= TALKS_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _without(
    withheld: Iterable[str], folder: EventFolder, problems: Iterable[Problem]
) -> list[Problem]:
    """The problems, with nothing of what withheld records say but that they are."""
    paths = {one_line(folder.talks[stem].path) for stem in withheld}
    open_ones = [problem for problem in problems if problem.path not in paths]
    return open_ones + [Problem(path, "", "asked not to be published") for path in sorted(paths)]


def _fingerprint(raw: RawEvent, withheld: Iterable[str]) -> str:
    """Changes when a file of the event does, or who of it asked not to be published."""
    files = [(stem, file.digest) for stem, file in raw.talks.items()]
    category = raw.category.digest if raw.category else ""
    parts: list[Any] = [READER, category, files, sorted(withheld)]
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=32).hexdigest()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES.split())}")
