"""Which rows the records of an event are: by key, by a renamed file, by likeness."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from apps.core.models import Source
from apps.events.models import Event, Session, SessionOrigin
from apps.mirror.importing.event_talks import EventTalks, Outcome
from apps.mirror.importing.joining import Candidate, match_all, same_talk
from apps.mirror.problems import Problem
from apps.mirror.pyvideo.recordings import same_recording


class Finder:
    """Finds the sessions that records of one source tell of."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def origins(self, given: EventTalks) -> dict[str, SessionOrigin]:
        keys = [given.key_of(talk.stem) for talk in given.talks]
        of_event = Q(key__startswith=f"{given.key}/", session__event=given.event)
        found = SessionOrigin.objects.filter(of_event | Q(key__in=keys), source=self.source)
        return {origin.key: origin for origin in found.select_related("session")}

    def follow_renamed(self, origins: dict[str, SessionOrigin], given: EventTalks) -> None:
        """A file that is gone, and a new one with its recording and a like title, are one talk."""
        there = {given.key_of(stem) for stem in given.unreadable}
        there |= {given.key_of(talk.stem) for talk in given.talks}
        gone = {key: origins[key] for key in origins.keys() - there}
        new = [talk for talk in given.talks if given.key_of(talk.stem) not in origins]
        if not (gone and new):
            return
        sessions = Session.objects.filter(origins__in=[origin.pk for origin in gone.values()])
        candidates = {candidate.pk: candidate for candidate in candidates_of(sessions)}
        for key, origin in gone.items():
            talk = same_talk(candidates[origin.session_id], new, given.event.title)
            if talk:
                new.remove(talk)
                origin.key = given.key_of(talk.stem)
                origins[origin.key] = origins.pop(key)

    def join(
        self, origins: Mapping[str, SessionOrigin], given: EventTalks, outcome: Outcome
    ) -> dict[str, SessionOrigin]:
        """New origins for talks that are here already, made by hand or from another source."""
        talks = [talk for talk in given.talks if given.key_of(talk.stem) not in origins]
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
        return candidates_of(free)


def candidates_of(sessions: QuerySet[Session]) -> dict[Candidate, Session]:
    """These sessions as what records may be joined with."""
    return {
        Candidate(
            session.pk,
            session.title,
            tuple(row.person.name for row in session.appearances.all()),
            frozenset(same_recording(row.url) for row in session.recordings.all()),
        ): session
        for session in sessions.prefetch_related("appearances__person", "recordings")
    }
