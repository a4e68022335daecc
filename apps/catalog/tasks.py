"""What the worker does for the catalog."""

from celery import shared_task

from apps.catalog import announcing, likeness


@shared_task
def announce() -> None:
    """Tell the WebSub hub what has changed, where there is one (settings)."""
    announcing.announce()


@shared_task
def look_for_likeness() -> None:
    """Find who and what may be one, for editors to decide."""
    for model in likeness.searched():
        likeness.look(model)
