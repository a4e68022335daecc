"""What the worker does for events."""

from celery import shared_task
from django.conf import settings

from apps.events import checking


@shared_task
def check_recordings() -> None:
    """Look whether recordings that are due are still there, where the site may ask (settings)."""
    if settings.CHECK_RECORDINGS:
        checking.check()
