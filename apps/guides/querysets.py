"""Reads of guides and notes."""

from typing import Any, Self

from django.db import models

from apps.core.querysets import PublicationQuerySet


class GuideQuerySet(PublicationQuerySet):
    """Reads of guides."""

    def whole(self) -> Self:
        """With all that the guide's page shows."""
        return self.prefetch_related(
            "topics",
            "contributors__person",
            "sections",
            "technologies__section",
            "pointers",
            "case_studies",
            "origins__source",
        )


class NoteQuerySet(PublicationQuerySet):
    """Reads of notes."""

    def whole(self) -> Self:
        """With all that the note's page shows."""
        return self.select_related("author").prefetch_related(
            "topics", "corrections", "origins__source"
        )


class SectionQuerySet(models.QuerySet[Any]):
    """Reads of sections."""

    def outline(self) -> Self:
        """In the order of the guide, without their texts."""
        return self.defer("body").order_by("position", "pk")
