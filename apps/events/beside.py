"""Talks beside the people whose own words were noted there."""

from typing import Final

from django.db.models import Q

from apps.catalog import beside
from apps.catalog.models import Document
from apps.catalog.records import cards
from apps.events.models import Appearance
from apps.events.noted import Passage

SHOWN: Final = 8


@beside.register
def words_on_record(kind: str, pk: int) -> list[beside.Group]:
    """The talks in whose notes somebody is quoted, or has a statement; newest first."""
    if kind != "person":
        return []
    said = Passage.objects.filter(person=pk, session__isnull=False).exclude(kind=Passage.Kind.TEXT)
    stated = Appearance.objects.filter(person=pk, statement__gt="")
    found = Document.objects.public("talk").filter(
        Q(object_id__in=said.values("session")) | Q(object_id__in=stated.values("session"))
    )
    shown = cards(found.newest()[:SHOWN])
    total = found.count() if len(shown) == SHOWN else 0
    return [beside.Group("Words on record", shown, total=total)]
