"""Entries beside the records that they mention, and beside the people who wrote them."""

from collections.abc import Mapping
from typing import Any, Final

from apps.catalog import beside
from apps.catalog.models import Document
from apps.catalog.records import cards
from apps.feeds.models import Entry, Mention

#: Kind of record -> column of Mention
COLUMNS: Final[Mapping[str, str]] = {
    "talk": "session",
    "event": "event",
    "person": "person",
    "package": "package",
}
SHOWN = 5


@beside.register
def entries(kind: str, pk: int) -> list[beside.Group]:
    """What mentions a record, newest first; of a person also what they wrote."""
    column = COLUMNS.get(kind)
    if column is None:
        return []
    mentioning = Mention.objects.filter(**{column: pk}).values("entry")
    groups = [beside.Group("Mentioned in", _newest(mentioning))]
    if kind == "person":
        written = _newest(Entry.objects.filter(author=pk).values("pk"))
        more = f"/planet/?author={written[0]['author']['slug']}" if len(written) == SHOWN else ""
        groups.insert(0, beside.Group("Written elsewhere", written, more))
    return groups


def _newest(ids: Any) -> list[dict[str, Any]]:
    """Cards of the newest of these entries, in one query."""
    return cards(Document.objects.public("entry").filter(object_id__in=ids).newest()[:SHOWN])
