"""Which changes of entries readers see.

Many feeds are made anew for each visitor, with a token in their HTML or the time of day for a date.
Were each of these a change, they would be edited for ever, and whoever follows the site's changes
would be told at each visit.
"""

from collections.abc import Sequence
from typing import Final

from apps.feeds.models import Entry

#: What the site shows of an entry and a feed may change
SHOWN: Final = [
    "guid", "link", "title", "content", "summary", "authors", "author_id", "tags", "language",
    "enclosures",
]  # fmt: skip
#: By what an entry is known again: all that is written of a change that nobody sees
MARKS: Final = ["key", "link_key", "text_key", "hash"]


def told_apart(changed: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Of entries that are not saved yet, those of which readers will see the change, and the rest.

    What was edited stays so, also if only its tags change later; it is edited if its text shows it.
    """
    keys = [entry.pk for entry in changed]
    rows = Entry.objects.filter(pk__in=keys).values("pk", "edited_at", *SHOWN) if keys else ()
    stored = {row["pk"]: row for row in rows}
    seen: list[Entry] = []
    unseen: list[Entry] = []
    for entry in changed:
        before = stored[entry.pk]
        is_same_text = (entry.title, entry.content) == (before["title"], before["content"])
        if is_same_text or not entry.edited_at:
            entry.edited_at = before["edited_at"]
        is_same = all(getattr(entry, name) == before[name] for name in SHOWN)
        (unseen if is_same else seen).append(entry)
    return seen, unseen
