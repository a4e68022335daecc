"""A typed name and the person that it is."""

from django.db.models import Q

from apps.core import naming
from apps.people.models import Person


def the_one_named(name: str) -> Person | None:
    """The person of that name, in any spelling; None if there is none, or more than one.

    A first name alone is nobody's: it would give one Tim the words of another.
    """
    key = naming.person_key(name)
    if not key or not naming.is_distinctive(key):
        return None
    found = list(Person.objects.filter(Q(key=key) | Q(names__key=key)).distinct()[:2])
    return found[0] if len(found) == 1 else None
