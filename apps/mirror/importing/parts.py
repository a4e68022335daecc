"""What belongs to a talk and lies in rows of its own: speakers, topics, recordings, links."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, prefetch_related_objects

from apps.core.models import Topic, TopicLink
from apps.events.models import Appearance, Event, Link, Recording, Session, SessionOrigin
from apps.mirror.importing.merging import Hashes, digest, items_changed
from apps.mirror.importing.people import People
from apps.mirror.importing.topics import Topics
from apps.mirror.problems import Notes, Problem
from apps.mirror.pyvideo.recordings import same_recording
from apps.mirror.pyvideo.records import TalkRecord
from apps.mirror.pyvideo.topics import topic_key
from apps.people.models import Person

SPEAKER = Appearance.Role.SPEAKER
Persons = dict[str, Person]


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
            rows += [
                Appearance(session=session, person=person, role=SPEAKER, position=number)
                for number, person in enumerate(persons.values())
            ]
            rows += _topic_links(session, topics)
            rows += _recordings(session, talk, [rec.url for rec in talk.recordings], 0)
            rows += _links(session, talk, [link.url for link in talk.links], 0)
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
            rows += _merge_speakers(session, persons, before.get("speakers"))
            rows += _merge_topics(session, talk, topics, tagged[session.pk], before.get("topics"))
            rows += _merge_recordings(session, talk, before)
            rows += _merge_links(session, talk, before.get("links"))
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


def hashes(talk: TalkRecord) -> Hashes:
    """What the source says of the parts now, for the next merge."""
    return {
        "speakers": [digest(name) for name in talk.speakers],
        "topics": [digest(topic_key(name)) for name in talk.topics],
        "recordings": [digest(same_recording(rec.url)) for rec in talk.recordings],
        "links": [digest(link.url) for link in talk.links],
        "details": digest(_details(talk)),
    }


def _details(talk: TalkRecord) -> list[Any]:
    return [talk.duration_seconds, talk.licence, talk.thumbnail_url]


def _merge_speakers(
    session: Session, persons: Persons, before: Sequence[str] | None
) -> Iterator[Model]:
    present = list(session.appearances.all())
    added, removed = items_changed(list(persons), before)
    kept = {person.pk for person in persons.values()}
    for row in present:
        spellings = {row.person.name, *(other.name for other in row.person.names.all())}
        is_ours = row.role == SPEAKER and not (row.affiliations or row.nickname or row.statement)
        if is_ours and row.person_id not in kept and removed & {*map(digest, spellings)}:
            row.delete()
    here = {row.person_id for row in present}
    last = max((row.position for row in present), default=-1)
    for name in added:
        person = persons[name]
        if person.pk in here:
            continue
        first_named = _by_first_name(name, present)
        if first_named:
            first_named.person = person
            first_named.save(update_fields=["person"])
        else:
            last += 1
            yield Appearance(session=session, person=person, role=SPEAKER, position=last)
        here.add(person.pk)


def _by_first_name(name: str, present: Iterable[Appearance]) -> Appearance | None:
    """The one who is here by this first name alone: notes say Curtis, the record who he is."""
    first = name.partition(" ")[0]
    alike = [row for row in present if first != name and row.person.name == first]
    return alike[0] if len(alike) == 1 else None


def _merge_topics(
    session: Session,
    talk: TalkRecord,
    topics: Sequence[Topic],
    links: Sequence[TopicLink],
    before: Sequence[str] | None,
) -> Iterator[Model]:
    by_key = dict(zip(map(topic_key, talk.topics), topics, strict=True))
    added, removed = items_changed(list(by_key), before)
    for link in links:
        if digest(topic_key(link.tag.name)) in removed:
            link.delete()
    here = {link.tag_id for link in links}
    yield from _topic_links(session, [by_key[key] for key in added if by_key[key].pk not in here])


def _merge_recordings(session: Session, talk: TalkRecord, before: Hashes) -> Iterator[Model]:
    present = {same_recording(row.url): row for row in session.recordings.all()}
    urls = {same_recording(rec.url): rec.url for rec in talk.recordings}
    added, removed = items_changed(list(urls), before.get("recordings"))
    for key, row in present.items():
        if digest(key) in removed:
            row.delete()
        elif key in urls:
            _merge_details(row, talk, before.get("details"))
    start = max((row.position + 1 for row in present.values()), default=0)
    new = [urls[key] for key in added if key not in present]
    yield from _recordings(session, talk, new, start)


def _merge_details(row: Recording, talk: TalkRecord, before: str | None) -> None:
    """Length, licence and picture follow the source, or fill what is empty in a joined row."""
    here = [row.duration_seconds, row.licence, row.thumbnail_url]
    said = _details(talk)
    if before is None:
        said = [old or new for old, new in zip(here, said, strict=True)]
    elif digest(here) != before:
        return
    if said != here:
        row.duration_seconds, row.licence, row.thumbnail_url = said
        row.save(update_fields=["duration_seconds", "licence", "thumbnail_url"])


def _merge_links(
    session: Session, talk: TalkRecord, before: Sequence[str] | None
) -> Iterator[Model]:
    present = {row.url: row for row in session.links.all()}
    added, removed = items_changed([link.url for link in talk.links], before)
    for url, row in present.items():
        if digest(url) in removed:
            row.delete()
    start = max((row.position + 1 for row in present.values()), default=0)
    yield from _links(session, talk, [url for url in added if url not in present], start)


def _topic_links(session: Session, topics: Iterable[Topic]) -> Iterator[Model]:
    kind = ContentType.objects.get_for_model(Session)
    for topic in topics:
        yield TopicLink(tag=topic, content_type=kind, object_id=session.pk)


def _recordings(
    session: Session, talk: TalkRecord, urls: Sequence[str], start: int
) -> Iterator[Model]:
    duration, licence, thumbnail = _details(talk)
    records = {record.url: record for record in talk.recordings}
    for number, url in enumerate(urls, start):
        yield Recording(
            session=session,
            url=url,
            kind=records[url].kind,
            position=number,
            duration_seconds=duration,
            licence=licence,
            thumbnail_url=thumbnail,
        )


def _links(session: Session, talk: TalkRecord, urls: Sequence[str], start: int) -> Iterator[Model]:
    labels = {link.url: link.label for link in talk.links}
    for number, url in enumerate(urls, start):
        yield Link(session=session, url=url, label=labels[url], position=number)


def _tagged(sessions: Sequence[Session]) -> dict[int, list[TopicLink]]:
    kind = ContentType.objects.get_for_model(Session)
    found = TopicLink.objects.filter(content_type=kind, object_id__in=[s.pk for s in sessions])
    links: dict[int, list[TopicLink]] = defaultdict(list)
    for link in found.select_related("tag"):
        links[link.object_id].append(link)
    return links


def _save(rows: Iterable[Model]) -> None:
    """Insert rows of several models, each model in one go."""
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model, group in by_model.items():
        model._default_manager.bulk_create(group, batch_size=1000)
