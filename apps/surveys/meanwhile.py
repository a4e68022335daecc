"""Two organisers at one form: whoever saves second sees what the first one saved."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db import models
from django.http import HttpRequest

#: The form field that says which version was being edited
FIELD = "version"
Said = Sequence[tuple[str, str]]


def said_by(row: models.Model, names: Sequence[str]) -> Said:
    """What is stored in these fields, as (label, value) for people."""
    fields = [row._meta.get_field(name) for name in names]
    return [(str(f.verbose_name).capitalize(), _shown(row, f)) for f in fields]  # type: ignore[union-attr]


def _shown(row: models.Model, field: Any) -> str:
    display = getattr(row, f"get_{field.name}_display", None)
    value = display() if display else getattr(row, field.name)
    return "" if value is None else str(value)


def version_of(said: Said) -> str:
    """A name for what is stored, to be sent with the form."""
    return sha256(repr([*said]).encode()).hexdigest()[:16]


def was_changed(request: HttpRequest, said: Said) -> bool:
    """Whether something else is stored by now than what the form was filled in over."""
    return request.POST.get(FIELD, version_of(said)) != version_of(said)
