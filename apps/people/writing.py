"""Who wrote something, as clients of the API name them."""

from typing import Any

from rest_framework import serializers

from apps.people.matching import the_one_named


def credit(fields: dict[str, Any], role: str, *, is_new: bool) -> None:
    """Settle ``role`` (a person here) and ``{role}_name`` (a name) in valid fields.

    A name that is that of exactly one person here becomes that person, as on the site's own forms.
    Raises ValidationError for both at once, and for a new record that nobody wrote.
    """
    person, name = fields.get(role), fields.get(f"{role}_name", "")
    if person and name:
        raise serializers.ValidationError({role: [f"give either {role} or {role}_name"]})
    if is_new and not person and not name:
        raise serializers.ValidationError(
            {role: [f"give {role}, the slug of a person here, or {role}_name"]}
        )
    if name:
        fields[role] = the_one_named(name)
        fields[f"{role}_name"] = "" if fields[role] else name
    elif person:
        fields[f"{role}_name"] = ""
