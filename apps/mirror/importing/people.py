"""Names become persons: the same one across spellings where that is safe, else another."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from django.db.models import F

from apps.core import opting_out
from apps.core.naming import is_distinctive, person_key, slug
from apps.events.models import Appearance
from apps.mirror.problems import Notes
from apps.people.models import Person, PersonName

LONGEST_KEY: Final = 200


class People:
    """Everybody known, found by name. New persons wait in memory until `save_new`.

    A distinctive name (two words) is one person wherever it appears. A first name, or a name
    that several persons have, is somebody known only within one series of events. Two spellings
    in one talk are two persons, however alike, unless an editor merged them.
    """

    def __init__(self) -> None:
        self._new: list[Person] = []
        self._new_names: list[PersonName] = []

    @cached_property
    def _opted_out(self) -> set[str]:
        return opting_out.opted_out(opting_out.PERSON)

    @cached_property
    def _persons(self) -> dict[int, Person]:
        return Person.objects.only("name", "slug", "key").in_bulk()

    @cached_property
    def _by_key(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self._persons.values():
            found[person.key].append(person)
        spellings = PersonName.objects.filter(person__merged_into=None)
        for key, person_id in spellings.values_list("key", "person_id"):
            person = self._persons[person_id]
            if person not in found[key]:
                found[key].append(person)
        return found

    @cached_property
    def _spellings(self) -> set[tuple[int, str]]:
        return set(PersonName.objects.values_list("person_id", "name"))

    @cached_property
    def _merged(self) -> dict[str, set[str]]:
        """The names of everybody who was merged, by the slug of whom they are part of."""
        found: dict[str, set[str]] = defaultdict(set)
        merged = Person.with_merged.exclude(merged_into=None).select_related("merged_into")
        for person in merged:
            found[person.standing.slug].add(person.name)
        return found

    @cached_property
    def _slugs(self) -> set[str]:
        return set(Person.with_merged.values_list("slug", flat=True))

    @cached_property
    def _in_series(self) -> set[tuple[str, int | None]]:
        """Slugs of persons with the series in which they appeared."""
        pairs = Appearance.objects.annotate(series=F("session__event__series")).exclude(series=None)
        return set(pairs.values_list("person__slug", "series").distinct())

    def named(self, names: Iterable[str], series: int | None, notes: Notes) -> dict[str, Person]:
        """The persons of one talk by name, in order; who opted out is left out, unnamed."""
        persons: dict[str, Person] = {}
        for name in names:
            if self._opted_out and opting_out.person_digest(name) in self._opted_out:
                notes.add("speakers", "somebody who opted out: left out")
                continue
            taken = [person.slug for person in persons.values()]
            person = self._known(name, series, taken, notes) or self._created(name)
            persons[name] = person
            self._in_series.add((person.slug, series))
        return persons

    def knows_apart(self, name: str) -> bool:
        """Whether the name says which person is meant, and they did not ask to be left out."""
        is_out = bool(self._opted_out) and opting_out.person_digest(name) in self._opted_out
        return is_distinctive(name) and not is_out

    def _known(
        self, name: str, series: int | None, taken: list[str], notes: Notes
    ) -> Person | None:
        same = self._by_key.get(person_key(name)[:LONGEST_KEY], [])
        for person in same:
            if person.slug in taken and name in self._merged[person.slug]:
                return person
        free = [person for person in same if person.slug not in taken]
        if len(free) < len(same) and not free:
            notes.add("speakers", "like another speaker of this talk: kept apart", name)
        if len(same) > 1 or not is_distinctive(name):
            free = [person for person in free if (person.slug, series) in self._in_series]
        if len(free) != 1:
            return None
        self._keep_spelling(free[0], name)
        return free[0]

    def _keep_spelling(self, person: Person, name: str) -> None:
        if name == person.name or (person.pk, name) in self._spellings:
            return
        key = person_key(name)[:LONGEST_KEY]
        self._new_names.append(PersonName(person=person, name=name, key=key))
        if person.pk:
            self._spellings.add((person.pk, name))

    def _created(self, name: str) -> Person:
        key = person_key(name)[:LONGEST_KEY]
        person = Person(name=name, key=key, slug=self._free_slug(name))
        self._by_key[key].append(person)
        self._new.append(person)
        return person

    def _free_slug(self, name: str) -> str:
        first = chosen = slug(name, fallback="person")
        number = 1
        while chosen in self._slugs:
            number += 1
            chosen = f"{first}-{number}"
        self._slugs.add(chosen)
        return chosen

    def save_new(self) -> list[Person]:
        """Store persons and spellings that are new; return the persons."""
        created, self._new = self._new, []
        Person.objects.bulk_create(created, batch_size=1000)
        PersonName.objects.bulk_create(self._new_names, ignore_conflicts=True, batch_size=1000)
        self._spellings.update((row.person_id, row.name) for row in self._new_names)
        self._new_names = []
        return created
