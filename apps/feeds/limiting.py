"""How often one client may make us ask other hosts, counted in the cache that settings name."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from apps.core.clients import client_network

#: A client may ask so often in a window of seconds
TIMES = 8
WINDOW = 60


def may_ask(request: HttpRequest) -> bool:
    """Whether the client may ask now; it is counted."""
    key = f"asks-{client_network(request)}-{int(time.time()) // WINDOW}"
    cache.add(key, 0, WINDOW)
    try:
        return int(cache.incr(key)) <= TIMES
    except ValueError:  # it ran out between the two
        return True
