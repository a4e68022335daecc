"""How rows of higher apps name people, with or without a page of their own."""

from typing import Any

from rest_framework import serializers

from apps.catalog.serializers import address
from apps.people.models import Person


class CreditSerializer(serializers.Serializer[Any]):
    """Somebody who is credited. Without a page here, slug and url are null."""

    name = serializers.CharField()
    slug = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)


def credit(person: Person | None, name: str = "") -> dict[str, str | None] | None:
    """A credit by a person or a bare name; None for nobody. ``name`` is as it was printed."""
    if person is not None:
        return {
            "name": name or person.name,
            "slug": person.slug,
            "url": address("people", person.slug),
        }
    return {"name": name, "slug": None, "url": None} if name else None
