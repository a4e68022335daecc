"""What may be seen, said once: every list and page goes through ``published()``."""

from typing import Any, Self

from django.db import models


class PublicationQuerySet(models.QuerySet[Any]):
    """Reads of rows that are drafted, published and withdrawn."""

    def published(self) -> Self:
        """Rows that everybody may see."""
        return self.filter(state="published")
