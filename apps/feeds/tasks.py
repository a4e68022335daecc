"""What the worker does for feeds."""

from base64 import b64decode

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.feeds import pushing, refreshing, scheduling, telling
from apps.feeds.models import Feed


@shared_task
def fetch_due() -> None:
    """Hand out what is due, where the site may ask (settings)."""
    if settings.FETCH_FEEDS:
        for chunk in scheduling.due():
            refresh.delay(chunk)


@shared_task
def refresh(ids: list[int]) -> None:
    """Ask these feeds, and store what they say."""
    refreshing.refresh(ids)


@shared_task
def subscribe_to_hubs() -> None:
    """Ask hubs to call, where the site may ask and can be called (settings)."""
    if pushing.is_on():
        for pk in pushing.wanting(timezone.now()):
            subscribe_to_hub.delay(pk)


@shared_task
def subscribe_to_hub(pk: int) -> None:
    """Ask the hub of one feed."""
    feed = Feed.objects.active().filter(pk=pk).exclude(hub_url="").first()
    if feed:
        pushing.subscribe(feed)


@shared_task
def receive(pk: int, body: str, content_type: str) -> None:
    """Store what a hub sent of a feed; ``body`` is in Base64. A visit may be made meanwhile."""
    for _ in range(3):
        feed = Feed.objects.active().filter(pk=pk).first()
        if feed is None or refreshing.receive(feed, b64decode(body), content_type):
            return


@shared_task
def tell_owners() -> None:
    """Write to whoever's feed ended, where the site has a mail server (settings)."""
    if settings.HAS_MAIL:
        telling.tell_owners()


@shared_task
def prune_fetches() -> None:
    """Forget visits of long ago."""
    scheduling.prune()
