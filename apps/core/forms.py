"""Form fields that several apps need."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from taggit.forms import TagField

from apps.core.estimates import Estimate, EstimateError, parse, write


class LinesField(SimpleArrayField):
    """A list of texts, one a line, so that "Example, Inc." stays one. Empty lines do not count."""

    def __init__(self, base_field: forms.Field, **kwargs: Any) -> None:
        super().__init__(base_field, delimiter="\n", **kwargs)

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return list(super().to_python(value))


class TopicsField(TagField):
    """Topics between commas. taggit's own field takes "machine learning" for two."""

    def clean(self, value: str) -> list[str]:
        names: list[str] = super().clean(f"{value}," if value else value)
        return names


class EstimateField(forms.CharField):
    """An uncertain count as people type it: 12, ~12, 12-15, h (``core.estimates.parse``)."""

    largest = 2**31 - 1  # of PostgreSQL's integer

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "empty_value": "", **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return write(value) if isinstance(value, Estimate) else value

    def clean(self, value: Any) -> Estimate:
        try:
            estimate = parse(super().clean(value))
        except EstimateError as error:
            raise ValidationError(str(error)) from error
        if (estimate.high or 0) > self.largest:
            raise ValidationError("That number is too large.")
        return estimate

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))
