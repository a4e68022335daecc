"""What may be seen, said once: every list and page goes through ``published()``."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models


class PublicationQuerySet(models.QuerySet[Any]):
    """Reads of rows that are drafted, published and withdrawn."""

    def published(self) -> Self:
        """Rows that everybody may see."""
        return self.filter(state="published")


class _Among(models.Func):
    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def among(column: str, keys: Iterable[int]) -> models.Func | models.Q:
    """The condition that a column has one of these keys, for thousands of them: ``__in`` makes a
    parameter of each, which takes longer than finding the rows does.
    """
    listed = ",".join(map(str, keys))
    if not listed:
        return models.Q(pk__in=[])  # so that nothing is asked
    return _Among(models.F(column), models.Value(f"{{{listed}}}"))
