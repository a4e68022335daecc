"""The talks of one event become rows: unchanged, created, joined, merged, withdrawn."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from apps.core.models import Source
from apps.events.models import Session, SessionOrigin
from apps.mirror.importing.event_talks import (
    EventTalks,
    Outcome,
    columns_of,
    here_of,
    said_of,
    talk_digest,
)
from apps.mirror.importing.finding import Finder
from apps.mirror.importing.merging import digests, merged
from apps.mirror.importing.parts import Parts
from apps.mirror.importing.rows import update_rows
from apps.mirror.importing.withdrawing import GONE, is_back, to_withdraw, withdraw
from apps.mirror.pyvideo.records import TalkRecord


class Sessions:
    """Stores talks of one source, an event at a time, in the caller's transaction."""

    def __init__(self, source: Source, parts: Parts) -> None:
        self.source = source
        self.parts = parts
        self.finder = Finder(source)

    def store(self, given: EventTalks) -> Outcome:
        """Bring the event's sessions up to what the source says."""
        outcome = Outcome()
        origins = {} if given.is_new else self.finder.origins(given)
        self.finder.follow_renamed(origins, given)
        origins |= self.finder.join(origins, given, outcome)
        withdraw(to_withdraw(given, origins), outcome)
        shown = {given.key_of(t.stem): t for t in given.talks if t.stem not in given.withheld}
        self._merge([(origins[key], shown[key]) for key in shown if key in origins], given, outcome)
        new = [talk for key, talk in shown.items() if key not in origins]
        self._create(new, given, outcome)
        outcome.rows = len(origins) + len(new)
        return outcome

    def withdraw_event(self, key: str, outcome: Outcome) -> None:
        """Withdraw the talks of an event that the source took away altogether."""
        origins = SessionOrigin.objects.filter(source=self.source, key__startswith=f"{key}/")
        rows = origins.select_related("session")
        withdraw([(row, GONE) for row in rows if not row.extra.get("joined")], outcome)

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
            columns = columns_of(said_of(talk))
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
                field_hashes=digests(said_of(talk)) | items,
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
        """Bring those that are not as they were up to date."""
        unlike = [pair for pair in pairs if not _is_unchanged(*pair)]
        outcome.unchanged += len(pairs) - len(unlike)
        if unlike:
            self._merge_changed(unlike, given, outcome)

    def _merge_changed(
        self,
        pairs: Sequence[tuple[SessionOrigin, TalkRecord]],
        given: EventTalks,
        outcome: Outcome,
    ) -> None:
        changes = []
        for origin, talk in pairs:
            columns = columns_of(
                merged(said_of(talk), origin.field_hashes, here_of(origin.session))
            )
            if is_back(origin):
                columns["state"] = Session.State.PUBLISHED
            changes.append((origin.session, columns))
        update_rows(changes)
        hashes = self.parts.merge(given.event, pairs, outcome.problems)
        for (origin, talk), items in zip(pairs, hashes, strict=True):
            origin.record_hash = talk_digest(talk)
            origin.field_hashes = digests(said_of(talk)) | items
            joined = {"joined": True} if origin.extra.get("joined") else {}
            origin.extra = {"fields": talk.extra} | joined
        SessionOrigin.objects.bulk_update(
            [origin for origin, _ in pairs], ["key", "record_hash", "field_hashes", "extra"], 200
        )
        outcome.updated += len(pairs)
        outcome.changed += [origin.session_id for origin, _ in pairs]


def _is_unchanged(origin: SessionOrigin, talk: TalkRecord) -> bool:
    return origin.record_hash == talk_digest(talk) and not is_back(origin)


def _free(slug: str, taken: set[str]) -> str:
    chosen, number = slug, 1
    while chosen in taken:
        number += 1
        chosen = f"{slug}-{number}"
    taken.add(chosen)
    return chosen
