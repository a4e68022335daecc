"""Sessions of one document: found by their keys, joined with talks that are here, or made."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max

from apps.core import opting_out
from apps.core.markup import Markup
from apps.core.models import Source
from apps.core.naming import slug
from apps.events.models import Event, Link, Session, SessionOrigin
from apps.mirror.importing.finding import candidates_of
from apps.mirror.importing.joining import match_all
from apps.mirror.importing.merging import digest, digests, items_changed, merged
from apps.mirror.importing.notes.cast import Cast
from apps.mirror.importing.notes.documents import Document
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.passages import PassageMerge, free
from apps.mirror.importing.notes.porting import Ports
from apps.mirror.importing.notes.wanted import Wanted, of_session
from apps.mirror.importing.people import People
from apps.mirror.importing.rows import update_rows
from apps.mirror.importing.withdrawing import OPTED_OUT, WITHDRAWN
from apps.mirror.notes import facts
from apps.mirror.problems import Problem
from apps.mirror.text import one_line, shortened

LONGEST_KEY = 480


@dataclass(frozen=True, slots=True)
class Noted:
    """A session as notes know it, in the words of ``joining``."""

    stem: str
    title: str
    speakers: tuple[str, ...]
    recordings: tuple[Any, ...] = ()


class NotedSessions:
    """Stores the sessions of documents, in the caller's transaction."""

    def __init__(self, source: Source, people: People) -> None:
        self.source = source
        self.cast = Cast(source, people)
        self.ports = Ports(source)
        #: Beside talks, what must be published: {kind: keys}
        self.told: dict[str, set[int]] = defaultdict(set)
        self.opted_out = opting_out.opted_out(opting_out.RECORD)
        self.unnamed = opting_out.opted_out(opting_out.PERSON)

    def store(self, event: Event, document: Document, report: NotesReport) -> dict[str, Session]:
        """Bring the event's sessions up to what the document says; return those that changed."""
        found = SessionOrigin.objects.filter(
            source=self.source, key__startswith=f"{document.key}#"
        ).select_related("session__event")
        origins = {origin.key: origin for origin in found}
        wanted = {key_of(document.key, each.key): each for each in document.event.sessions}
        for key in [key for key in wanted if self._asked_to_go(key)]:
            wanted.pop(key)
            report.problems.append(_problem(document, "a session asked not to be published"))
            if key in origins:
                self._withdraw(origins.pop(key))
        for key in origins.keys() - wanted.keys():
            report.gone.append(
                f"{document.name}: {origins[key].session.title!r} is no longer in it; it stays here"
            )
        origins |= self._join(event, document, wanted, origins, report)
        changed = {}
        for key, fact in wanted.items():
            origin = origins.get(key) or self._create(event, key, fact, document, report)
            if self._merge(origin, fact, document, report):
                changed[key] = origin.session
        return changed

    def _asked_to_go(self, key: str) -> bool:
        digest_of = opting_out.record_digest(self.source.name, key)
        return bool(self.opted_out) and digest_of in self.opted_out

    def _without_names(self, passage: Wanted) -> Wanted:
        """The passage, said by nobody if whoever said it asked not to be here."""
        if self.unnamed and opting_out.person_digest(passage.name) in self.unnamed:
            return replace(passage, name="")
        return passage

    def _withdraw(self, origin: SessionOrigin) -> None:
        if origin.session.state != WITHDRAWN:
            update_rows([(origin.session, {"state": WITHDRAWN})])
            origin.extra["withdrawn"] = OPTED_OUT
            origin.save(update_fields=["extra"])

    def _join(
        self,
        event: Event,
        document: Document,
        wanted: Mapping[str, facts.SessionFact],
        origins: Mapping[str, SessionOrigin],
        report: NotesReport,
    ) -> dict[str, SessionOrigin]:
        new = [_noted(key, fact) for key, fact in wanted.items() if key not in origins]
        free_ones = Session.objects.filter(event=event).exclude(origins__source=self.source)
        candidates = candidates_of(free_ones) if new else {}
        joined = {}
        for key, match in match_all(new, candidates, event.title).items() if candidates else ():
            if match.joined:
                session = candidates[match.joined]
                joined[key] = SessionOrigin(source=self.source, key=key, session=session)
                joined[key].extra = {"joined": True}
                what = f"{wanted[key].title}: the talk {session.title!r} that is here"
                report.joined.append(what)
            elif match.doubtful:
                line = wanted[key].span.first
                report.doubtful.append(
                    f"{document.name}:{line}: {wanted[key].title!r} may be "
                    f"{match.doubtful.title!r}, which is here: kept apart"
                )
        return joined

    def _create(
        self,
        event: Event,
        key: str,
        fact: facts.SessionFact,
        document: Document,
        report: NotesReport,
    ) -> SessionOrigin:
        siblings = Session.objects.filter(event=event)
        taken = set(siblings.values_list("slug", flat=True))
        session = Session.objects.create(
            event=event,
            slug=free(slug(fact.title, fallback="session"), taken),
            position=(siblings.aggregate(last=Max("position"))["last"] or 0) + 1,
            markup=document.markup,
            language=event.language,
            **_said(fact),
        )
        report.made.append(f"{session.title} ({session.get_absolute_url()})")
        return SessionOrigin(source=self.source, key=key, session=session, extra={"new": True})

    def _merge(
        self,
        origin: SessionOrigin,
        fact: facts.SessionFact,
        document: Document,
        report: NotesReport,
    ) -> bool:
        """Whether anything of the session is not what it was."""
        record_hash = digest(fact, size=32)
        is_new = origin.pk is None
        if not is_new and origin.record_hash == record_hash:
            report.unchanged += 1
            return False
        session, before, said = origin.session, origin.field_hashes, _said(fact)
        is_made = origin.extra.pop("new", False)
        columns = {} if is_made else merged(said, before, _here(session))
        update_rows([(session, columns)])
        persons, is_changed = self.cast.merge(session, fact, before.get("people"), report)
        merge = PassageMerge(self.source, document.key, session)
        markup = Markup(document.markup)
        wanted = [self._without_names(each) for each in of_session(fact, markup)]
        passages = merge.merge(wanted, before.get("passages", []), persons)
        is_changed |= merge.changed | _links(session, fact, before.get("links"))
        report.kept += [f"{session.title}: {row.text[:60]}" for row in merge.kept]
        origin.field_hashes = digests(said) | {
            "people": self.cast.hashes(fact),
            "passages": passages,
            "links": [digest(link.url) for link in fact.links],
        }
        origin.record_hash = record_hash
        origin.first_line, origin.last_line = fact.span.first, fact.span.last
        origin.extra |= {"file": document.name}
        origin.save()
        ports = self.ports.store(session, origin.key, document, fact, report)
        for kind, keys in ports.items():
            self.told[kind] |= {*keys}
        if is_changed or columns:
            update_rows([(session, {"language": session.language})])
        if not is_new and (is_changed or columns):
            report.changed.append(f"{session.title} ({session.get_absolute_url()})")
        return True


def key_of(document: str, session: str) -> str:
    """A session's address within the source: its document, and its heading there."""
    key = f"{document}#{one_line(session)}"
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY - 17]}~{digest(key)}"


def _noted(key: str, fact: facts.SessionFact) -> Noted:
    roles = {facts.Role.SPEAKER, facts.Role.PANELIST, facts.Role.MODERATOR}
    names = [one_line(person.name) for person in fact.people if person.role in roles]
    return Noted(key, _said(fact)["title"], tuple(names))


def _problem(document: Document, reason: str) -> Problem:
    return Problem(document.name, "", reason)


def _said(fact: facts.SessionFact) -> dict[str, Any]:
    return {
        "title": shortened(one_line(fact.title), 300) or "Untitled",
        "kind": fact.kind if fact.kind in Session.Kind.values else Session.Kind.OTHER,
    }


def _here(session: Session) -> dict[str, Any]:
    return {"title": session.title, "kind": session.kind}


def _links(session: Session, fact: facts.SessionFact, before: Sequence[str] | None) -> bool:
    """Add the links that are new in the source and not here."""
    labels = {link.url: link.label for link in fact.links}
    added, _ = items_changed(list(labels), before)
    present = {link.url for link in session.links.all()}
    rows = [
        Link(session=session, url=url, label=shortened(one_line(labels[url]), 200), position=number)
        for number, url in enumerate(added, len(present))
        if url.startswith(("http://", "https://")) and len(url) <= 1000 and url not in present
    ]
    Link.objects.bulk_create(rows)
    return bool(rows)
