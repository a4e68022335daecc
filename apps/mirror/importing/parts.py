"""What belongs to a talk and lies in rows of its own: speakers, topics, recordings, links."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, prefetch_related_objects

from apps.core.models import Topic, TopicLink
from apps.events.models import Event, Session, SessionOrigin
from apps.mirror.importing.merging import Hashes
from apps.mirror.importing.part_merging import (
    merge_links,
    merge_recordings,
    merge_speakers,
    merge_topics,
)
from apps.mirror.importing.part_rows import (
    Persons,
    appearances,
    hashes,
    link_rows,
    recording_rows,
    topic_links,
)
from apps.mirror.importing.people import People
from apps.mirror.importing.topics import Topics
from apps.mirror.problems import Notes, Problem
from apps.mirror.pyvideo.records import TalkRecord


class Parts:
    """Makes and merges the parts of an event's talks, in few queries."""

    def __init__(self, people: People, topics: Topics) -> None:
        self.people = people
        self.topics = topics

    def create(
        self, event: Event, pairs: Sequence[tuple[Session, TalkRecord]], problems: list[Problem]
    ) -> list[Hashes]:
        """Make the parts of new sessions; return what the next merge must know of each."""
        named = self._named(event, [talk for _, talk in pairs], problems)
        rows: list[Model] = []
        for (session, talk), (persons, topics) in zip(pairs, named, strict=True):
            rows += appearances(session, persons.values())
            rows += topic_links(session, topics)
            rows += recording_rows(session, talk, [rec.url for rec in talk.recordings])
            rows += link_rows(session, talk, [link.url for link in talk.links])
        _save(rows)
        return [hashes(talk) for _, talk in pairs]

    def merge(
        self,
        event: Event,
        pairs: Sequence[tuple[SessionOrigin, TalkRecord]],
        problems: list[Problem],
    ) -> list[Hashes]:
        """Add what the source added and remove what it took away, edited rows aside."""
        named = self._named(event, [talk for _, talk in pairs], problems)
        sessions = [origin.session for origin, _ in pairs]
        prefetch_related_objects(sessions, "appearances__person__names", "recordings", "links")
        tagged = _tagged(sessions)
        rows: list[Model] = []
        for (origin, talk), (persons, topics) in zip(pairs, named, strict=True):
            session, before = origin.session, origin.field_hashes
            rows += merge_speakers(session, persons, before.get("speakers"))
            rows += merge_topics(session, talk, topics, tagged[session.pk], before.get("topics"))
            rows += merge_recordings(session, talk, before)
            rows += merge_links(session, talk, before.get("links"))
        _save(rows)
        return [hashes(talk) for _, talk in pairs]

    def _named(
        self, event: Event, talks: Iterable[TalkRecord], problems: list[Problem]
    ) -> list[tuple[Persons, list[Topic]]]:
        named = []
        for talk in talks:
            notes = Notes(talk.path)
            persons = self.people.named(talk.speakers, event.series_id, notes)
            named.append((persons, self.topics.named(talk.topics)))
            problems += notes.problems
        self.people.save_new()
        self.topics.save_new()
        return named


def _tagged(sessions: Sequence[Session]) -> dict[int, list[TopicLink]]:
    kind = ContentType.objects.get_for_model(Session)
    found = TopicLink.objects.filter(content_type=kind, object_id__in=[s.pk for s in sessions])
    links: dict[int, list[TopicLink]] = defaultdict(list)
    for link in found.select_related("tag"):
        links[link.object_id].append(link)
    return links


def _save(rows: Iterable[Model]) -> None:
    """Insert rows of several models, each model in one go.

    Two records that are parts of one talk may both ask for a row: the first makes it.
    """
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model, group in by_model.items():
        model._default_manager.bulk_create(group, 1000, ignore_conflicts=True)
