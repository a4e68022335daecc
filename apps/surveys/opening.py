"""A run's way from draft to closed, and back where somebody erred."""

from typing import Any

from django.db import transaction

from apps.catalog.publishing import publish
from apps.surveys.models import Run


@transaction.atomic
def move(run: Run, state: str, actor: Any) -> Run:
    """Put a run into another state and publish it, or take it from the readers.

    Waits for whoever records on it. Returns the run as it is now; ValueError for what is no state.
    """
    locked: Run = Run.objects.select_for_update(of=("self",)).select_related("event").get(pk=run.pk)
    locked.state = Run.State(state)
    locked.actor = actor
    locked.save()
    publish(locked)
    return locked
