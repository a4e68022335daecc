"""People in the words of schema.org, for search engines (JSON-LD)."""

from typing import Any

from django.urls import reverse

from apps.core.linked_data import thing


def person(record: dict[str, Any]) -> dict[str, Any]:
    """A Person, from the record of the catalog: every spelling of the name, and a homepage."""
    return thing(
        "Person",
        reverse("person", args=[record["slug"]]),
        name=record["name"],
        alternateName=record["names"],
        description=record["bio"],
        sameAs=record["homepage"],
    )
