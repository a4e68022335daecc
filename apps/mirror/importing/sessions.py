"""The talks of one event become rows: unchanged, created, joined, merged, withdrawn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from apps.core.models import Source
from apps.events.models import Event, Session, SessionOrigin
from apps.mirror.importing.joining import Candidate, match_all, same_talk
from apps.mirror.importing.merging import digest, digests, merged
from apps.mirror.importing.parts import Parts
from apps.mirror.importing.rows import update_rows
from apps.mirror.problems import Problem
from apps.mirror.pyvideo.recordings import same_recording
from apps.mirror.pyvideo.records import TalkRecord

WITHDRAWN, PUBLISHED = Session.State.WITHDRAWN, Session.State.PUBLISHED
#: Rises when records are read differently, so that all are merged anew.
READER: Final = 1
LONGEST_KEY: Final = 480


@dataclass(slots=True)
class Outcome:
    """What became of an event's talks: how many rows know the source, which must be published."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rows: int = 0
    changed: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventTalks:
    """The talks of one event as the source has them now.

    `unreadable` are there but say nothing now; `withheld` asked not to be published. An event
    that `is_new` has no sessions yet.
    """

    event: Event
    is_new: bool
    key: str
    talks: Sequence[TalkRecord]
    unreadable: Collection[str]
    withheld: Collection[str]

    def key_of(self, stem: str) -> str:
        return key_of(self.key, stem)


def key_of(event_key: str, stem: str) -> str:
    """A talk's address within the source: `pycon-us-2009/stem`."""
    key = f"{event_key}/{stem}"
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY - 17]}~{digest(key)}"


def talk_digest(talk: TalkRecord) -> str:
    """Changes whenever the record says anything else, or is read differently."""
    return digest([READER, talk], size=16)


class Sessions:
    """Stores talks of one source, an event at a time, in the caller's transaction."""

    def __init__(self, source: Source, parts: Parts) -> None:
        self.source = source
        self.parts = parts

    def store(self, given: EventTalks) -> Outcome:
        """Bring the event's sessions up to what the source says."""
        outcome = Outcome()
        origins = {} if given.is_new else self._origins(given)
        self._follow_renamed(origins, given)
        found = [(origins.get(given.key_of(talk.stem)), talk) for talk in given.talks]
        shown = [(origin, talk) for origin, talk in found if talk.stem not in given.withheld]
        joined = self._join([talk for origin, talk in found if origin is None], given, outcome)
        self._withdraw(given, {**origins, **joined}, outcome)
        to_merge = []
        for origin, talk in shown:
            here = origin or joined.get(given.key_of(talk.stem))
            if here is None:
                continue
            if here.record_hash == talk_digest(talk) and not _is_back(here):
                outcome.unchanged += 1
            else:
                to_merge.append((here, talk))
        self._merge(to_merge, given, outcome)
        known = origins.keys() | joined.keys()
        new = [talk for _, talk in shown if given.key_of(talk.stem) not in known]
        self._create(new, given, outcome)
        outcome.rows = len(known) + len(new)
        return outcome

    def _origins(self, given: EventTalks) -> dict[str, SessionOrigin]:
        keys = [given.key_of(talk.stem) for talk in given.talks]
        of_event = Q(key__startswith=f"{given.key}/", session__event=given.event)
        found = SessionOrigin.objects.filter(of_event | Q(key__in=keys), source=self.source)
        return {origin.key: origin for origin in found.select_related("session")}

    def _follow_renamed(self, origins: dict[str, SessionOrigin], given: EventTalks) -> None:
        """A file that is gone, and a new one with its recording and a like title, are one talk."""
        there = {given.key_of(stem) for stem in given.unreadable}
        there |= {given.key_of(talk.stem) for talk in given.talks}
        gone = {key: origins[key] for key in origins.keys() - there}
        new = [talk for talk in given.talks if given.key_of(talk.stem) not in origins]
        if not (gone and new):
            return
        sessions = Session.objects.filter(origins__in=[origin.pk for origin in gone.values()])
        candidates = {candidate.pk: candidate for candidate in self._candidates_of(sessions)}
        for key, origin in gone.items():
            talk = same_talk(candidates[origin.session_id], new, given.event.title)
            if talk:
                new.remove(talk)
                origin.key = given.key_of(talk.stem)
                origins[origin.key] = origins.pop(key)

    def _join(
        self, talks: Sequence[TalkRecord], given: EventTalks, outcome: Outcome
    ) -> dict[str, SessionOrigin]:
        """Origins for talks that are here already, made by hand or from another source."""
        candidates = self._candidates(given.event) if talks and not given.is_new else {}
        matches = match_all(talks, candidates, given.event.title) if candidates else {}
        joined: dict[str, SessionOrigin] = {}
        for stem, found in matches.items():
            if found.joined:
                key, session = given.key_of(stem), candidates[found.joined]
                joined[key] = SessionOrigin(
                    source=self.source, key=key, session=session, extra={"joined": True}
                )
            elif found.doubtful:
                path = next(talk.path for talk in talks if talk.stem == stem)
                reason = f"may be {found.doubtful.title!r}, which is here: kept apart"
                outcome.problems.append(Problem(path, "title", reason))
        SessionOrigin.objects.bulk_create(joined.values())
        return joined

    def _candidates(self, event: Event) -> dict[Candidate, Session]:
        """Sessions of the event that this source has not told of."""
        free = Session.objects.filter(event=event).exclude(origins__source=self.source)
        return self._candidates_of(free)

    def _candidates_of(self, sessions: QuerySet[Session]) -> dict[Candidate, Session]:
        return {
            Candidate(
                session.pk,
                session.title,
                tuple(row.person.name for row in session.appearances.all()),
                frozenset(same_recording(row.url) for row in session.recordings.all()),
            ): session
            for session in sessions.prefetch_related("appearances__person", "recordings")
        }

    def _create(self, talks: Sequence[TalkRecord], given: EventTalks, outcome: Outcome) -> None:
        if not talks:
            return
        siblings = Session.objects.filter(event=given.event)
        slugs = set(siblings.values_list("slug", flat=True))
        position = siblings.aggregate(last=Max("position"))["last"] or 0
        in_order = sorted(talks, key=lambda talk: (talk.day or date.max, talk.stem))
        sessions = []
        for number, talk in enumerate(in_order, start=position + 1):
            slug = _free(talk.slug, slugs)
            columns = _columns(_said(talk))
            sessions.append(Session(event=given.event, slug=slug, position=number, **columns))
        Session.objects.bulk_create(sessions, batch_size=500)
        hashes = self.parts.create(
            given.event, list(zip(sessions, in_order, strict=True)), outcome.problems
        )
        SessionOrigin.objects.bulk_create(
            SessionOrigin(
                source=self.source,
                key=given.key_of(talk.stem),
                session=session,
                record_hash=talk_digest(talk),
                field_hashes=digests(_said(talk)) | items,
                extra={"fields": talk.extra},
            )
            for session, talk, items in zip(sessions, in_order, hashes, strict=True)
        )
        outcome.created += len(sessions)
        outcome.changed += [session.pk for session in sessions]

    def _merge(
        self,
        pairs: Sequence[tuple[SessionOrigin, TalkRecord]],
        given: EventTalks,
        outcome: Outcome,
    ) -> None:
        if not pairs:
            return
        changes = []
        for origin, talk in pairs:
            columns = _columns(merged(_said(talk), origin.field_hashes, _here(origin.session)))
            if _is_back(origin):
                columns["state"] = PUBLISHED
            changes.append((origin.session, columns))
        update_rows(changes)
        hashes = self.parts.merge(given.event, pairs, outcome.problems)
        for (origin, talk), items in zip(pairs, hashes, strict=True):
            origin.record_hash = talk_digest(talk)
            origin.field_hashes = digests(_said(talk)) | items
            joined = {"joined": True} if origin.extra.get("joined") else {}
            origin.extra = {"fields": talk.extra} | joined
        SessionOrigin.objects.bulk_update(
            [origin for origin, _ in pairs], ["key", "record_hash", "field_hashes", "extra"], 200
        )
        outcome.updated += len(pairs)
        outcome.changed += [origin.session_id for origin, _ in pairs]

    def _withdraw(
        self, given: EventTalks, origins: Mapping[str, SessionOrigin], outcome: Outcome
    ) -> None:
        """Withdraw talks that asked for it, and those that the source took away.

        What is here for other reasons too (notes, another source) outlives the record.
        """
        withheld = {given.key_of(stem) for stem in given.withheld}
        present = {given.key_of(talk.stem) for talk in given.talks}
        present |= withheld | {given.key_of(stem) for stem in given.unreadable}
        reasons = dict.fromkeys(origins.keys() & withheld, "opted out")
        for key, origin in origins.items():
            if key not in present and not origin.extra.get("joined"):
                reasons[key] = "gone"
        self.withdraw([(origins[key], reason) for key, reason in reasons.items()], outcome)

    def withdraw(self, pairs: Iterable[tuple[SessionOrigin, str]], outcome: Outcome) -> None:
        """Withdraw these sessions for these reasons, unless they are already."""
        todo = [(o, why) for o, why in pairs if o.extra.get("withdrawn") != why]
        for origin, why in todo:
            origin.extra["withdrawn"] = why
            origin.record_hash = ""
        SessionOrigin.objects.bulk_update(
            [o for o, _ in todo], ["key", "extra", "record_hash"], 200
        )
        public = [origin.session for origin, _ in todo if origin.session.state != WITHDRAWN]
        update_rows([(session, {"state": WITHDRAWN}) for session in public])
        outcome.withdrawn += len(public)
        outcome.changed += [session.pk for session in public]


def _is_back(origin: SessionOrigin) -> bool:
    """Whether the source took the talk away, and nobody else; seen where it is there again."""
    return origin.extra.get("withdrawn") == "gone" and origin.session.state == WITHDRAWN


def _free(slug: str, taken: set[str]) -> str:
    chosen, number = slug, 1
    while chosen in taken:
        number += 1
        chosen = f"{slug}-{number}"
    taken.add(chosen)
    return chosen


def _said(talk: TalkRecord) -> dict[str, Any]:
    return {
        "title": talk.title,
        "summary": talk.summary,
        "body": [talk.body, talk.markup] if talk.body else None,
        "kind": talk.kind,
        "language": talk.language,
        "date": talk.day,
    }


def _here(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "summary": session.summary,
        "body": [session.body, session.markup] if session.body else None,
        "kind": session.kind,
        "language": session.language,
        "date": session.date,
    }


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in said.items() if name != "body"}
    if "body" in said:
        columns["body"], columns["markup"] = said["body"] or ("", Session.Markup.PLAIN)
    return columns
