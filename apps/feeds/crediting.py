"""Who wrote entries and what they are about, as far as the site knows; and who does not want it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models.functions import Lower

from apps.core.models import Topic, TopicLink
from apps.core.naming import person_key
from apps.core.opting_out import PERSON, RECORD, opted_out, person_digest, record_digest
from apps.core.writing import insert_missing
from apps.feeds.models import Entry, Feed
from apps.feeds.parsing import ParsedEntry
from apps.people.models import Person, PersonName


class Credits:
    """People, topics and opt-outs for a batch of entries: a few queries, however many there are."""

    def __init__(self, entries: Iterable[ParsedEntry]) -> None:
        names = {name for entry in entries for name in entry.authors}
        self._keys = {name: person_key(name[:200]) for name in names}
        self._people = self._known_people()
        self._gone_people = opted_out(PERSON)
        self._gone_records = opted_out(RECORD)

    def _known_people(self) -> dict[str, int]:
        """Who has a full name, by its key; who shares it with somebody is nobody in particular."""
        keys = {key for key in self._keys.values() if " " in key}
        if not keys:
            return {}
        found: dict[str, set[int]] = defaultdict(set)
        for key, person in [
            *Person.objects.filter(key__in=keys).values_list("key", "pk"),
            *PersonName.objects.filter(key__in=keys).values_list("key", "person"),
        ]:
            found[key].add(person)
        return {key: people.pop() for key, people in found.items() if len(people) == 1}

    def may(self, feed: Feed, entry: ParsedEntry) -> bool:
        """Whether nobody asked that this entry, or what its authors write, be left out."""
        if self._gone_people and any(
            person_digest(name) in self._gone_people for name in entry.authors
        ):
            return False
        return not self._gone_records or self._gone_records.isdisjoint(
            record_digest(feed.url, mark) for mark in (entry.guid, entry.link) if mark
        )

    def author(self, feed: Feed, entry: ParsedEntry) -> int | None:
        """The first author that the site knows; where the entry names none, the owner of the feed.

        A key: publishing reads the person anew, under its lock.
        """
        if not entry.authors or (entry.is_by_feed and feed.owner_id):
            return feed.owner_id
        known = (self._people.get(self._keys[name]) for name in entry.authors)
        return next(filter(None, known), None)

    def link_topics(self, entries: Sequence[Entry]) -> None:
        """Give entries the topics that their tags name. Tags that are no topics stay tags."""
        tags = {tag.lower() for entry in entries for tag in entry.tags}
        if not tags:
            return
        every = Topic.with_merged.select_related("merged_into").annotate(folded=Lower("name"))
        of_tag = {topic.name.lower(): topic.standing for topic in every.filter(folded__in=tags)}
        kind = ContentType.objects.get_for_model(Entry)
        insert_missing(
            [
                TopicLink(tag=topic, content_type=kind, object_id=entry.pk)
                for entry in entries
                for topic in {of_tag.get(tag.lower()) for tag in entry.tags} - {None}
            ]
        )
