"""Fields of JSON bodies that take their own type only: 5 is no text, "5" no number.

Django REST framework's own turn one into the other. The schema says which it is, and a client that
mixes them up has made a mistake that it wants to hear of.
"""

import re
from typing import Any, Final

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.mergeable import moved_to


class Text(serializers.CharField):
    """A text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Number(serializers.IntegerField):
    """A whole number."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:  # True is one of its subclass
            self.fail("invalid")
        return super().to_internal_value(data)


_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@extend_schema_field({"type": "string", "format": "date", "minLength": 10, "maxLength": 10})
class Day(serializers.DateField):
    """A day as RFC 3339 writes it: 2013-07-05, and not 2013-7-5. An empty text is none."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class SlugOf(serializers.SlugRelatedField[Any]):
    """A record by its slug, or by that of one that has become part of it (``core.mergeable``)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="slug", **options)

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError:
            queryset = self.get_queryset()
            assert queryset is not None
            now = moved_to(queryset.model, data) if isinstance(data, str) else None
            if now is None:
                raise
            return super().to_internal_value(now)


#: For ``ModelSerializer.serializer_field_mapping``
OF_MODELS: Final = serializers.ModelSerializer.serializer_field_mapping | {
    models.CharField: Text,
    models.DateField: Day,
    models.SlugField: Text,
    models.TextField: Text,
    models.PositiveIntegerField: Number,
    models.PositiveSmallIntegerField: Number,
}
