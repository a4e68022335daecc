"""Tags become topics: one for all spellings that differ in case or hyphens, or were merged."""

from collections.abc import Iterable
from functools import cached_property

from apps.core.models import Topic
from apps.core.naming import slug
from apps.mirror.pyvideo.topics import topic_key


class Topics:
    """Every topic, found by what its spellings share. New ones wait until `save_new`."""

    def __init__(self) -> None:
        self._new: list[Topic] = []

    @cached_property
    def _by_key(self) -> dict[str, Topic]:
        every = Topic.with_merged.select_related("merged_into").order_by("-pk")
        # of twins the elder
        return {topic_key(topic.name): topic.standing for topic in every}

    @cached_property
    def _slugs(self) -> set[str]:
        return set(Topic.with_merged.values_list("slug", flat=True))

    def named(self, names: Iterable[str]) -> list[Topic]:
        """The topics of these tags."""
        return [self._by_key.get(topic_key(name)) or self._created(name) for name in names]

    def _created(self, name: str) -> Topic:
        first = chosen = slug(name, fallback="topic")
        number = 1
        while chosen in self._slugs:
            number += 1
            chosen = f"{first}-{number}"
        self._slugs.add(chosen)
        topic = self._by_key[topic_key(name)] = Topic(name=name, slug=chosen)
        self._new.append(topic)
        return topic

    def save_new(self) -> None:
        """Store the topics that are new."""
        Topic.objects.bulk_create(self._new, batch_size=1000)
        self._new = []
