"""Fields of JSON bodies that take their own type only: 5 is no text, "5" no number.

Django REST framework's own turn one into the other. The schema says which it is, and a client that
mixes them up has made a mistake that it wants to hear of.
"""

from typing import Any, Final

from django.db import models
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
    models.SlugField: Text,
    models.TextField: Text,
    models.PositiveIntegerField: Number,
    models.PositiveSmallIntegerField: Number,
}
