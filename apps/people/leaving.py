"""Somebody asked not to be here."""

from django.db import transaction

from apps.catalog.publishing import publish_ids, take_turn
from apps.catalog.touching import together, touched_by
from apps.core import opting_out
from apps.people.models import Person, PersonName


def take_out(person: Person, note: str = "") -> set[str]:
    """Delete somebody with every spelling, merged ones too; no import brings them back.

    Returns the names that are remembered, as digests only.
    """
    with transaction.atomic():
        take_turn()
        everybody = _with_parts(person.standing)
        spellings = PersonName.objects.filter(person__in=everybody)
        names = {each.name for each in everybody} | {each.name for each in spellings}
        opting_out.remember(opting_out.PERSON, map(opting_out.person_digest, names), note)
        records = {"person": {each.pk for each in everybody}}
        records = together(records, touched_by(records))
        everybody[0].delete()
        publish_ids(records)
        return names


def _with_parts(person: Person) -> list[Person]:
    """The person, and whoever is part of them at whatever depth."""
    parts = [
        part for each in person.merged(manager="with_merged").all() for part in _with_parts(each)
    ]
    return [person, *parts]
