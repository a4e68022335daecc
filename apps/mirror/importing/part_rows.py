"""The rows that belong to a talk, as a record tells of them: not stored yet."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from apps.core.models import Topic, TopicLink
from apps.events.models import Appearance, Link, Recording, Session
from apps.mirror.importing.merging import Hashes, digest
from apps.mirror.pyvideo.recordings import same_recording
from apps.mirror.pyvideo.records import TalkRecord
from apps.mirror.pyvideo.topics import topic_key
from apps.people.models import Person

Persons = dict[str, Person]


def hashes(talk: TalkRecord) -> Hashes:
    """What the source says of the parts now, for the next merge."""
    return {
        "speakers": [digest(name) for name in talk.speakers],
        "topics": [digest(topic_key(name)) for name in talk.topics],
        "recordings": [digest(same_recording(rec.url)) for rec in talk.recordings],
        "links": [digest(link.url) for link in talk.links],
        "details": digest(details(talk)),
    }


def details(talk: TalkRecord) -> list[Any]:
    return [talk.duration_seconds, talk.licence, talk.thumbnail_url]


def appearances(session: Session, persons: Iterable[Person], start: int = 0) -> Iterator[Model]:
    for number, person in enumerate(persons, start):
        yield Appearance(
            session=session, person=person, role=Appearance.Role.SPEAKER, position=number
        )


def topic_links(session: Session, topics: Iterable[Topic]) -> Iterator[Model]:
    kind = ContentType.objects.get_for_model(Session)
    for topic in topics:
        yield TopicLink(tag=topic, content_type=kind, object_id=session.pk)


def recording_rows(
    session: Session, talk: TalkRecord, urls: Sequence[str], start: int = 0
) -> Iterator[Model]:
    duration, licence, thumbnail = details(talk)
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


def link_rows(
    session: Session, talk: TalkRecord, urls: Sequence[str], start: int = 0
) -> Iterator[Model]:
    labels = {link.url: link.label for link in talk.links}
    for number, url in enumerate(urls, start):
        yield Link(session=session, url=url, label=labels[url], position=number)
