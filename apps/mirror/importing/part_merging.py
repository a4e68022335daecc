"""Three-way merges of a talk's parts: each gives the rows to add, and removes what must go.

What was added or edited here stays; what was removed here does not come back.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model

from apps.core.models import Topic, TopicLink
from apps.events.models import Appearance, Recording, Session
from apps.mirror.importing.merging import Hashes, digest, items_changed
from apps.mirror.importing.part_rows import (
    Persons,
    details,
    link_rows,
    recording_rows,
    topic_links,
)
from apps.mirror.pyvideo.recordings import same_recording
from apps.mirror.pyvideo.records import TalkRecord
from apps.mirror.pyvideo.topics import topic_key

SPEAKER = Appearance.Role.SPEAKER


def merge_speakers(
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


def merge_topics(
    session: Session,
    talk: TalkRecord,
    topics: Sequence[Topic],
    links: Sequence[TopicLink],
    before: Sequence[str] | None,
) -> Iterator[Model]:
    by_key = dict(zip(map(topic_key, talk.topics), topics, strict=True))
    added, removed = items_changed(list(by_key), before)
    still = {topic.pk for topic in topics}  # by another spelling, once they are merged
    for link in links:
        if link.tag_id not in still and digest(topic_key(link.tag.name)) in removed:
            link.delete()
    here = {link.tag_id for link in links}
    yield from topic_links(session, [by_key[key] for key in added if by_key[key].pk not in here])


def merge_recordings(session: Session, talk: TalkRecord, before: Hashes) -> Iterator[Model]:
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
    yield from recording_rows(session, talk, new, start)


def _merge_details(row: Recording, talk: TalkRecord, before: str | None) -> None:
    """Length, licence and picture follow the source, or fill what is empty in a joined row."""
    here = [row.duration_seconds, row.licence, row.thumbnail_url]
    said = details(talk)
    if before is None:
        said = [old or new for old, new in zip(here, said, strict=True)]
    elif digest(here) != before:
        return
    if said != here:
        row.duration_seconds, row.licence, row.thumbnail_url = said
        row.save(update_fields=["duration_seconds", "licence", "thumbnail_url"])


def merge_links(
    session: Session, talk: TalkRecord, before: Sequence[str] | None
) -> Iterator[Model]:
    present = {row.url: row for row in session.links.all()}
    added, removed = items_changed([link.url for link in talk.links], before)
    for url, row in present.items():
        if digest(url) in removed:
            row.delete()
    start = max((row.position + 1 for row in present.values()), default=0)
    yield from link_rows(session, talk, [url for url in added if url not in present], start)
