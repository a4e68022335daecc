"""Reads of porting, in the words of those who port."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Window
from django.db.models.functions import DenseRank


class StatusQuerySet(models.QuerySet[Any]):
    """Reads of statuses."""

    def known_at(self, date: datetime.date | None) -> Self:
        """What had been said by the end of that day. Undated statements count only without one."""
        return self if date is None else self.filter(as_of__lte=date)

    def holding(self, date: datetime.date | None = None) -> Self:
        """The newest statements at or before ``date`` about each package, target and condition.

        Several of one day all hold: they are shown beside each other, whether they agree or not.
        """
        newest = Window(
            DenseRank(),
            partition_by=[F("package"), F("target"), F("condition")],
            order_by=F("as_of").desc(nulls_last=True),
        )
        held = self.known_at(date).alias(age=newest).filter(age=1)
        # Apart, as a filter that is added would otherwise choose before the newest are found.
        return self.model._default_manager.filter(pk__in=held.values("pk"))

    def newest(self) -> Self:
        """Newest first; undated ones last."""
        return self.order_by(F("as_of").desc(nulls_last=True), "condition", "-pk")
