"""Where hubs call (WebSub): they ask whether they were meant, and send what is new."""

import logging
from base64 import b64encode
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.feeds import pushing
from apps.feeds.models import Feed

log = logging.getLogger(__name__)

#: Bytes that the broker carries. Of what is larger, the news is enough: it is fetched.
CARRIED = 2**20


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def push(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Not found is all that strangers, and hubs that nobody asked, are told."""
    feed = pushing.wanted(pk, token)
    if feed is None:
        raise Http404("No such subscription.")
    return _take(request, feed) if request.method == "POST" else _verify(request, feed)


def _verify(request: HttpRequest, feed: Feed) -> HttpResponse:
    """The hub asks whether we meant it (5.3), or says no (5.2)."""
    said = request.GET
    if said.get("hub.topic") != pushing.topic_of(feed):
        raise Http404("Another topic was asked for.")
    if said.get("hub.mode") == "denied":
        pushing.deny(feed, said.get("hub.reason", ""))
        return _plainly(200)
    challenge, lease = said.get("hub.challenge", ""), said.get("hub.lease_seconds", "")
    if said.get("hub.mode") != "subscribe" or not challenge:
        raise Http404("Only subscribing was asked for.")
    if not (lease.isascii() and lease.isdigit() and int(lease[:9])):
        return _plainly(400, "hub.lease_seconds must be a number of seconds, such as 864000.\n")
    pushing.confirm(feed, timedelta(seconds=int(lease[:9])))
    return _plainly(200, challenge)


def _take(request: HttpRequest, feed: Feed) -> HttpResponse:
    """The hub sends the feed. A wrong signature is told nothing, as the specification asks (7)."""
    body = request.read(pushing.LARGEST_PUSH + 1)
    if len(body) > pushing.LARGEST_PUSH:
        return _plainly(413, f"A feed may have {pushing.LARGEST_PUSH} bytes.\n")
    if not pushing.signs(feed):
        pushing.hint(feed)
    elif pushing.is_signed(feed, body, request.headers.get("X-Hub-Signature", "")):
        _hand_on(feed, body, request.headers.get("Content-Type", ""))
    else:
        log.warning("What was sent for %s has no valid signature: ignored", feed.slug)
    return _plainly(202)


def _hand_on(feed: Feed, body: bytes, content_type: str) -> None:
    """To a worker; or, where it is too much to carry or nobody carries, to the next visit."""
    if not body or len(body) > CARRIED:
        pushing.hint(feed)
        return
    # Here, as Celery is a tenth of the memory of a web worker, and most never send a task.
    from kombu.exceptions import OperationalError

    import_module(settings.CELERY_APP)  # whose broker the tasks are sent to
    from apps.feeds import tasks

    try:
        tasks.receive.delay(feed.pk, b64encode(body).decode(), content_type[:200])
    except OperationalError as error:
        log.warning("No broker for what was sent for %s: %s", feed.slug, error)
        pushing.hint(feed)


def _plainly(status: int, text: str = "") -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
