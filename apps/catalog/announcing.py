"""WebSub (https://www.w3.org/TR/websub/): a hub is told which lists have changed.

Each kind's version remembers what was announced. So changes within a minute are one announcement,
and what a hub did not take is announced again the next minute, whatever process died meanwhile.
"""

import logging
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F

from apps.catalog.kinds import Kind, kinds
from apps.catalog.models import Version
from apps.catalog.syndication import address_of
from apps.core import outbound

log = logging.getLogger(__name__)


def announce() -> list[str]:
    """Tell the hub of every list that changed since it was told; returns their feeds."""
    changed = dict(Version.objects.exclude(announced=F("number")).values_list("kind", "number"))
    pending = [kind for kind in kinds() if kind.name in changed]
    if not settings.WEBSUB_HUB or not pending:
        return []
    topics = [topic_of(kind) for kind in pending]
    if not _told(topics):
        return []
    for kind in pending:
        Version.objects.filter(kind=kind.name).update(announced=changed[kind.name])
    return topics


def topic_of(kind: Kind) -> str:
    """The address of a kind's feed, by which hubs and subscribers know it."""
    return settings.SITE_URL + address_of(kind.list_page, {})


def _told(topics: list[str]) -> bool:
    """Whether the hub took the news, all in one request."""
    form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    try:
        answer = _client().fetch(
            settings.WEBSUB_HUB,
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            data=urlencode(form).encode(),
        )
    except outbound.OutboundError as error:
        log.warning("The hub was not told of %d lists, and will be: %s", len(topics), error)
        return False
    if not 200 <= answer.status < 300:
        log.warning("The hub answered %s to %d lists; asked again", answer.status, len(topics))
        return False
    return True


@cache
def _client() -> outbound.Client:
    agent = f"pycommunity (publishes by WebSub; +{settings.CONTACT})"
    return outbound.Client(outbound.Policy(user_agent=agent, deadline_seconds=15, max_bytes=2**16))
