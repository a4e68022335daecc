"""Tags, in the spellings that people gave them."""

from typing import Any, Final

from apps.core.naming import slug
from apps.mirror.problems import Notes
from apps.mirror.pyvideo.values import read_line, read_list

LONGEST_TOPIC: Final = 100
MOST_TOPICS: Final = 60


def read_topics(value: Any, notes: Notes) -> tuple[str, ...]:
    """Each topic once, by its slug: "Machine Learning" and "machine-learning" are one.

    A string of several ("a, b", "#a#b") is taken apart.
    """
    topics: dict[str, str] = {}
    for item in read_list(value, "tags", notes):
        for topic in _topics_in(item, notes, is_alone=isinstance(value, str)):
            topics.setdefault(topic_key(topic), topic)
    if len(topics) > MOST_TOPICS:
        notes.add("tags", f"more than {MOST_TOPICS}: the rest left out", len(topics))
    return tuple(topics.values())[:MOST_TOPICS]


def topic_key(topic: str) -> str:
    """What the spellings of one topic share."""
    return slug(topic, fallback=topic.casefold())


def _topics_in(item: Any, notes: Notes, *, is_alone: bool) -> list[str]:
    if isinstance(item, dict):
        item = next((item[key] for key in ("name", "label", "tag", "slug") if item.get(key)), item)
    line = read_line(item, "tags", notes, limit=LONGEST_TOPIC * (10 if is_alone else 1))
    parts = line.split(",") if is_alone else [line]
    # "#a#b" is two; "C#" is one
    words = [w for part in parts for w in (part.split("#") if part.startswith("#") else [part])]
    stripped = [word.strip(" ,;\"'").lstrip("#") for word in words]
    return [topic[:LONGEST_TOPIC] for topic in stripped if any(map(str.isalnum, topic))]
