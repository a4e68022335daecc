"""Imports an archive laid out like pyvideo/data: batch by batch, each in one transaction.

An event's origin keeps a fingerprint of its files, written with its talks: that is the
checkpoint. What has its fingerprint is done, so a killed import, run again, goes on where it
stopped, and an unchanged archive costs no write.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing, nullcontext
from dataclasses import astuple, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from django.db import DataError, IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from apps.catalog.publishing import publish_ids
from apps.core.models import Source
from apps.events.models import Appearance, EventOrigin, SessionOrigin
from apps.mirror.errors import ImportRefused
from apps.mirror.importing.checkpoints import Work, batches, fingerprint_of
from apps.mirror.importing.counting import Report
from apps.mirror.importing.dating import date_statements
from apps.mirror.importing.event_talks import EventTalks, Outcome
from apps.mirror.importing.events import Events
from apps.mirror.importing.lock import only_import
from apps.mirror.importing.opting_out import OptOuts
from apps.mirror.importing.parts import Parts
from apps.mirror.importing.people import People
from apps.mirror.importing.progress import Nobody, Watcher
from apps.mirror.importing.reading_ahead import readings
from apps.mirror.importing.sessions import Sessions
from apps.mirror.importing.topics import Topics
from apps.mirror.importing.tuning import analyze, rare_collections
from apps.mirror.problems import Notes, Problem
from apps.mirror.pyvideo.events import EventReading
from apps.mirror.pyvideo.layout import EventFolder
from apps.mirror.pyvideo.opt_outs import listed
from apps.mirror.pyvideo.reading import Archive
from apps.mirror.text import one_line

SOURCE: Final = "pyvideo/data"
ABOUT: Final = {
    "url": "https://github.com/pyvideo/data",
    "author": "The contributors to pyvideo",
    "licence": "CC0-1.0",
    "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
}
MANY: Final = 1000


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
    with only_import(), rare_collections(), Archive(path) as archive:
        whole = transaction.atomic() if is_rehearsal else nullcontext()
        with whole:
            report = _Import(archive, only, watch or Nobody(), is_rehearsal=is_rehearsal).run()
            if is_rehearsal:
                transaction.set_rollback(True)
        return report


@dataclass(slots=True)
class _Changed:
    """What a batch must publish before it ends."""

    events: list[int] = field(default_factory=list)
    talks: list[int] = field(default_factory=list)
    #: What was said at the events, by kind
    told: dict[str, list[int]] = field(default_factory=dict)

    def tell(self, told: Mapping[str, list[int]]) -> None:
        for kind, keys in told.items():
            self.told.setdefault(kind, []).extend(keys)


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
                for batch in batches(work):
                    self._import_batch(zip(batch, events, strict=False))
            self._withdraw_missing()
        finally:
            self.watch.stop()
        self._finish()
        return self.report

    def _work(self, folder: EventFolder) -> Work | None:
        """What is to do about an event: nothing, if its fingerprint is the one kept with it."""
        raw = self.archive.event(folder)
        withheld = self.opt_outs.of(raw)
        fingerprint = fingerprint_of(raw, withheld)
        self.report.events += 1
        self.report.talks += len(raw.talks)
        known = self.events.origins.get(raw.key)
        if known is None or known.record_hash != fingerprint or self._lost_rows(known):
            return Work(folder, withheld, fingerprint)
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

    def _import_batch(self, batch: Iterable[tuple[Work, EventReading]]) -> None:
        before = self.report.created
        with transaction.atomic():
            changed = _Changed()
            for work, reading in batch:
                self._import_event(work, reading, changed)
                self.watch.advance(len(work.folder.talks), work.folder.key)
            self._publish(changed)
        if before < MANY <= self.report.created:
            analyze()  # the next batches ask tables that were empty a moment ago

    def _publish(self, changed: _Changed) -> None:
        if (changed.talks or changed.events or changed.told) and not self.is_rehearsal:
            publish_ids({**changed.told, "talk": changed.talks, "event": changed.events})

    def _import_event(self, work: Work, reading: EventReading, changed: _Changed) -> None:
        try:
            with transaction.atomic():
                self._store(work, reading, changed)
        except (DataError, IntegrityError, ValueError) as error:
            # Nothing that we know of leads here; one event that does must not stop the others.
            reason = f"could not be stored: {str(error).splitlines()[0]}"
            self.report.problems.append(Problem(work.folder.path, "", reason))
            self.events = Events(self.source)
            self._start_afresh()

    def _store(self, work: Work, reading: EventReading, changed: _Changed) -> None:
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
        self.report.add(outcome)
        self.report.problems += problems
        changed.talks += outcome.changed
        if stored.is_changed:
            changed.events.append(stored.event.pk)
        if not stored.is_new and (stored.is_changed or outcome.changed):
            changed.tell(date_statements(stored.event))

    def _withdraw_missing(self) -> None:
        """Withdraw events that the source no longer has, if this can be the whole source."""
        missing = self.events.missing(folder.key for folder in self.archive.layout.events)
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
                self.sessions.withdraw_event(origin.key, outcome)
                self.events.withdraw(origin)
                self.report.add(outcome)
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
            analyze()


def _without(
    withheld: Iterable[str], folder: EventFolder, problems: Iterable[Problem]
) -> list[Problem]:
    """The problems, with nothing of what withheld records say but that they are."""
    paths = {one_line(folder.talks[stem].path) for stem in withheld}
    open_ones = [problem for problem in problems if problem.path not in paths]
    return open_ones + [Problem(path, "", "asked not to be published") for path in sorted(paths)]
