"""Imports notes: event by event, each in one transaction that ends with publishing.

An event's origin keeps a fingerprint of all that its documents say, written with them: that is
the checkpoint. What has its fingerprint is done, so a killed import, run again, goes on where it
stopped, and unchanged notes cost no write.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from apps.catalog.publishing import publish_ids
from apps.core.models import Source
from apps.events.models import Event, EventOrigin
from apps.mirror.errors import ImportRefused
from apps.mirror.importing.dating import date_statements
from apps.mirror.importing.lock import only_import
from apps.mirror.importing.notes.documents import Work, work_of
from apps.mirror.importing.notes.events import NotedEvents
from apps.mirror.importing.notes.library import Library
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.sessions import NotedSessions
from apps.mirror.importing.notes.surveys import Surveys
from apps.mirror.importing.people import People
from apps.mirror.importing.progress import Nobody, Watcher
from apps.mirror.notes.trees import shown_name
from apps.mirror.problems import Problem
from apps.mirror.text import is_web_address, one_line


def import_notes(
    path: Path,
    *,
    about: Mapping[str, str],
    name: str = "",
    events: Mapping[str, str] | None = None,
    is_rehearsal: bool = False,
    watch: Watcher | None = None,
) -> NotesReport:
    """Import one file or a tree of them.

    `about` is the source's author, licence and url, before what the front matter of a single file
    says of them; `name` the source's name, else the path's.
    `events` says which event (slug) a document or folder tells of; "" stands for every one.
    A rehearsal does all but keep it. Raises `ImportRefused` (`mirror.errors`).
    """
    work = work_of(path)
    with only_import(), transaction.atomic() if is_rehearsal else nullcontext():
        chosen = _chosen(events or {}, work)
        if path.is_file():
            about = {**_said(work), **{key: value for key, value in about.items() if value}}
        run = _Import(
            name or shown_name(path.resolve().name), about, chosen, is_rehearsal=is_rehearsal
        )
        report = run.all(work, watch or Nobody())
        if is_rehearsal:
            transaction.set_rollback(True)
    return report


def _said(work: list[Work]) -> dict[str, str]:
    """What a document says of itself, as far as it fits what is kept of a source."""
    about = work[0].about if work else {}
    said = {name: one_line(about.get(name, "")) for name in ("author", "licence", "url")}
    fits = {
        "author": len(said["author"]) <= 200,
        "licence": len(said["licence"]) <= 100,
        "url": len(said["url"]) <= 500 and is_web_address(said["url"]),
    }
    return {name: value for name, value in said.items() if value and fits[name]}


def _chosen(events: Mapping[str, str], work: list[Work]) -> dict[str, str]:
    known = set(Event.objects.filter(slug__in=events.values()).values_list("slug", flat=True))
    if missing := sorted(set(events.values()) - known):
        raise ImportRefused(f"No event here has the slug {', '.join(missing)}.")
    told = [each for each in work if each.event]
    if "" in events and len(told) > 1:
        first = told[0].key
        raise ImportRefused(
            f"These notes tell of {len(told)} events. Say which is meant: --event {first}=SLUG."
        )
    if strange := sorted(set(events) - {each.key for each in told} - {""}):
        raise ImportRefused(f"Nothing in these notes is called {', '.join(strange)}.")
    return dict(events)


class _Import:
    def __init__(
        self, name: str, about: Mapping[str, str], chosen: Mapping[str, str], *, is_rehearsal: bool
    ) -> None:
        self.about = {key: value for key, value in about.items() if value}
        self.chosen = chosen
        self.is_rehearsal = is_rehearsal
        self.report = NotesReport(source=one_line(name)[:200])
        self.source, is_new = Source.objects.get_or_create(
            name=self.report.source, defaults=self.about
        )
        self.has_changed = not is_new and self._describe()
        self._start_afresh()

    def _describe(self) -> bool:
        """Take over what is said of the source now; returns whether that is anything new."""
        changes = {k: v for k, v in self.about.items() if getattr(self.source, k) != v}
        for key, value in changes.items():
            setattr(self.source, key, value)
        if changes:
            self.source.save(update_fields=[*changes])
        return bool(changes)

    def _start_afresh(self) -> None:
        people = People()
        self.events = NotedEvents(self.source, people, self.chosen)
        self.sessions = NotedSessions(self.source, people)
        self.library = Library(self.source, people)
        self.surveys = Surveys(self.source)

    def all(self, work: list[Work], watch: Watcher) -> NotesReport:
        watch.start(sum(len(each.documents) for each in work))
        try:
            for each in work:
                self._one(each)
                watch.advance(len(each.documents), each.key)
        finally:
            watch.stop()
        if self.report.made or self.report.changed or self.report.joined:
            self.source.retrieved_at = timezone.now()
            self.source.save(update_fields=["retrieved_at"])
        return self.report

    def _one(self, work: Work) -> None:
        names = {document.name for document in work.documents}
        self.report.files += len(names | {reading.name for _, reading, _ in work.others})
        self.report.problems += work.problems
        self._others(work)
        if work.event is None:
            return
        known = self.events.origins.get(work.key)
        if known and known.record_hash == work.fingerprint and not self.has_changed:
            self.report.unchanged += sum(len(each.event.sessions) for each in work.documents)
            return
        if twin := self._twin(work):
            what = f"the same words are here from {twin.source.name!r}: left out"
            self.report.problems.append(Problem(work.key, "", what))
            return
        try:
            with transaction.atomic():
                self._store(work)
        except (DataError, IntegrityError, ValueError) as error:
            # Nothing that we know of leads here; one event that does must not stop the others.
            reason = f"could not be stored: {str(error).splitlines()[0]}"
            self.report.problems.append(Problem(work.key, "", reason))
            self._start_afresh()

    def _others(self, work: Work) -> None:
        """What stands in the same documents and is no event."""
        for key, reading, entry in work.others:
            try:
                with transaction.atomic():
                    changed = self.library.store(key, reading, entry, self.report)
                    if changed and not self.is_rehearsal:
                        publish_ids(changed)
            except (DataError, IntegrityError, ValueError) as error:
                reason = f"could not be stored: {str(error).splitlines()[0]}"
                self.report.problems.append(Problem(key, "", reason))
                self._start_afresh()

    def _twin(self, work: Work) -> EventOrigin | None:
        """The same notes, imported under the name of another source."""
        same = EventOrigin.objects.filter(record_hash=work.fingerprint)
        return same.exclude(source=self.source).select_related("source").first()

    def _store(self, work: Work) -> None:
        stored = self.events.store(work, self.report)
        changed = []
        origin = stored.origin
        known = origin.extra.get("surveys", [])
        for document in work.documents:
            sessions = self.sessions.store(stored.event, document, self.report)
            changed += [session.pk for session in sessions.values()]
            kept = self.surveys.store(stored.event, document, known, self.report)
            known = [*known, *(key for key in kept if key not in known)]
        if stored.is_changed:
            for kind, keys in date_statements(stored.event).items():
                self.sessions.told[kind] |= {*keys}
        if known:
            origin.extra |= {"surveys": known}
        extra = {document.key: document.extra for document in work.documents if document.extra}
        if extra or "front_matter" in origin.extra:
            origin.extra |= {"front_matter": extra}
        origin.record_hash = work.fingerprint
        origin.save()
        if self.is_rehearsal:
            return
        publish_ids({**self.sessions.told, "event": [stored.event.pk], "talk": changed})
        self.sessions.told.clear()
