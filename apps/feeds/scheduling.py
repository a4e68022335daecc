"""What is due, in chunks for workers. PostgreSQL knows; the broker only carries.

A chunk is leased: as long as the lease lasts nobody else gets its feeds. A worker that dies, or a
broker that forgets, costs the rest of the lease and nothing more.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from apps.feeds.models import Feed, Fetch

#: Longer than a task may take, so that a chunk is not given out while it is worked on
LEASE: Final = timedelta(minutes=5)
CHUNK: Final = 100
PER_HOST: Final = 10  # feeds of one host in a chunk: they are asked one after the other
AT_MOST: Final = 2000  # feeds given out at a time
KEPT: Final = timedelta(days=60)


def due(at_most: int = AT_MOST) -> list[list[int]]:
    """Lease feeds whose time has come, and return their keys in chunks, each host in one chunk.

    What several processes ask for at the same time is shared out among them.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = Feed.objects.due(now).select_for_update(skip_locked=True)
        chunks = chunked(rows.values_list("pk", "url")[:at_most])
        leased = [pk for chunk in chunks for pk in chunk]
        Feed.objects.filter(pk__in=leased).update(leased_until=now + LEASE)
    return chunks


def chunked(feeds: Iterable[tuple[int, str]]) -> list[list[int]]:
    """Keys of feeds in chunks; of each host as many as one chunk can ask in time, no more."""
    hosts: dict[str, list[int]] = defaultdict(list)
    for pk, url in feeds:
        of_host = hosts[urlsplit(url).netloc.lower()]
        if len(of_host) < PER_HOST:
            of_host.append(pk)
    chunks: list[list[int]] = []
    for of_host in hosts.values():
        if not chunks or len(chunks[-1]) + len(of_host) > CHUNK:
            chunks.append([])
        chunks[-1] += of_host
    return chunks


def prune() -> int:
    """Forget visits of long ago; return how many."""
    return Fetch.objects.before(timezone.now() - KEPT).delete()[0]
