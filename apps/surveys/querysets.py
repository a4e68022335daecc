"""Reads of surveys."""

from typing import Any, Self

from django.db import models

from apps.core.querysets import PublicationQuerySet
from apps.events.membership import organised_events


class RunQuerySet(PublicationQuerySet):
    """Reads of runs."""

    def published(self) -> Self:
        """Revealed or closed, of an event that is public."""
        return self.filter(state__in=("revealed", "closed"), event__state="published")

    def enterable_by(self, user: Any) -> Self:
        """Runs whose counts ``user`` may enter: those of the events that they organise."""
        return self.filter(event__in=organised_events(user).values("pk"))

    def whole(self) -> Self:
        """With all that the run's page and exports show."""
        return self.select_related("event", "cloned_from").prefetch_related(
            "questions__options__tally", "origins__source", "topics"
        )


class QuestionQuerySet(models.QuerySet[Any]):
    """Reads of questions."""

    def public(self) -> Self:
        """Questions of public runs."""
        return self.filter(run__state__in=("revealed", "closed"), run__event__state="published")

    def asked(self, key: str) -> Self:
        """Every time that a question was asked in public, oldest first, with its counts."""
        return (
            self.public()
            .filter(key=key)
            .select_related("run__event")
            .prefetch_related("options__tally")
            .order_by(models.F("run__event__starts_on").asc(nulls_last=True), "run_id")
        )

    def repeated(self, run: Any) -> set[str]:
        """Keys of questions that this run and another public one ask."""
        own = self.model._base_manager.filter(run=run).values("key")
        others = self.public().exclude(run=run).filter(key__in=own).order_by()
        return set(others.values_list("key", flat=True))


class OperationQuerySet(models.QuerySet[Any]):
    """Reads of operations."""

    def of_run(self, run: Any) -> Self:
        return self.filter(option__question__run=run)

    def waiting(self) -> Self:
        """Operations that came too late and that nobody has accepted or dismissed yet."""
        decided = self.model._base_manager.filter(
            target=models.OuterRef("uuid"), option=models.OuterRef("option"), held=False
        )
        return self.filter(held=True).exclude(models.Exists(decided))
