"""WebSub (https://www.w3.org/TR/websub/): hubs are asked to call when a feed has something new.

A hub knows a subscription by its callback, whose token only it was given. What it sends counts if
it is signed with the feed's secret. The secret goes to hubs by https alone; from other hubs a call
is no more than a hint to go and look.
"""

import hmac
import logging
import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.core import outbound
from apps.feeds.fetching import LARGEST, hub_client
from apps.feeds.models import Feed

log = logging.getLogger(__name__)

#: What we ask for; a hub may promise less, or more
LEASE: Final = timedelta(days=10)
LONGEST_LEASE: Final = timedelta(days=90)
#: So long before its end a subscription is renewed
RENEWED_BEFORE: Final = timedelta(days=2)
#: A hub that said no, or nothing, is asked again after this
PAUSE: Final = timedelta(days=1)
AT_MOST: Final = 200  # subscriptions asked for at a time
#: The specification's methods. SHA-1 is broken for documents, not for keyed digests, and there are
#: hubs that know no other.
METHODS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})
LARGEST_PUSH: Final = LARGEST


def is_on() -> bool:
    """Whether hubs may be asked, and could call back."""
    return bool(settings.FETCH_FEEDS) and not settings.IS_LOCAL


def wanting(now: datetime) -> list[int]:
    """Keys of feeds that name a hub and have no subscription, or one that soon ends."""
    unasked = Q(push_asked_at__isnull=True) | Q(push_asked_at__lte=now - PAUSE)
    ending = Q(push_until__isnull=True) | Q(push_until__lte=now + RENEWED_BEFORE)
    feeds = Feed.objects.active().filter(unasked, ending).exclude(hub_url="")
    return list(feeds.order_by(F("push_until").asc(nulls_last=True)).values_list("pk", flat=True))[
        :AT_MOST
    ]


def subscribe(feed: Feed) -> bool:
    """Ask the hub to call. Its own question (``confirm``) may come before its answer."""
    feed.push_secret = feed.push_secret or secrets.token_hex(32)
    feed.push_asked_at = timezone.now()
    Feed.objects.filter(pk=feed.pk).update(
        push_secret=feed.push_secret, push_asked_at=feed.push_asked_at
    )
    form = {
        "hub.mode": "subscribe",
        "hub.topic": topic_of(feed),
        "hub.callback": settings.SITE_URL + callback_of(feed),
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }
    if signs(feed):
        form["hub.secret"] = feed.push_secret
    try:
        answer = hub_client().fetch(
            feed.hub_url,
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            data=urlencode(form).encode(),
        )
    except outbound.OutboundError as error:
        log.warning("The hub of %s was not asked to call: %s", feed.slug, error)
        return False
    if not 200 <= answer.status < 300:
        log.warning("The hub of %s answered %s", feed.slug, answer.status)
        return False
    return True


def topic_of(feed: Feed) -> str:
    """The address by which the hub knows the feed."""
    return feed.topic_url or feed.url


def callback_of(feed: Feed) -> str:
    """The path where the hub calls. Another secret, another path."""
    return reverse("push", args=[feed.pk, _token(feed)])


def signs(feed: Feed) -> bool:
    """Whether the hub can be told a secret."""
    return feed.hub_url.lower().startswith("https://")


def wanted(pk: int, token: str) -> Feed | None:
    """The feed with this callback, if its hub was asked and the feed is still read."""
    feed = Feed.objects.active().filter(pk=pk).exclude(push_secret="").first()
    return feed if feed and constant_time_compare(token, _token(feed)) else None


def _token(feed: Feed) -> str:
    salt = "apps.feeds.pushing"
    return salted_hmac(salt, f"{feed.pk} {feed.push_secret}", algorithm="sha256").hexdigest()


def confirm(feed: Feed, lease: timedelta) -> None:
    """The hub has promised to call for so long."""
    until = timezone.now() + min(lease, LONGEST_LEASE)
    Feed.objects.filter(pk=feed.pk).update(push_until=until)


def deny(feed: Feed, reason: str) -> None:
    """The hub will not call, or no more: visits go on as if there were none."""
    log.warning("The hub of %s will not call: %.200r", feed.slug, reason)
    soon = timezone.now() + feed.interval
    Feed.objects.filter(pk=feed.pk).update(push_until=None, next_at=Least("next_at", soon))


def is_signed(feed: Feed, body: bytes, header: str) -> bool:
    """Whether X-Hub-Signature shows that the body comes from whoever knows the feed's secret."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in METHODS:
        return False
    expected = hmac.new(feed.push_secret.encode(), body, method.lower()).hexdigest()
    return constant_time_compare(given.lower(), expected)


def hint(feed: Feed) -> None:
    """Something is new: the next visit is due."""
    Feed.objects.filter(pk=feed.pk).update(next_at=Least("next_at", timezone.now()))
