"""How often one client may ask the API, and the site's search: so many answers a minute.

Says in every answer what is left (draft-ietf-httpapi-ratelimit-headers). An answer without content
(304) costs nothing: asking whether something changed is what clients should do.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.core.clients import client_network
from apps.core.error_pages import too_many
from apps.core.problems import is_api

WINDOW = 60


class RateLimit:
    """Middleware: counts by client and minute, in the cache that settings name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        limit = settings.API_RATE_LIMIT
        if not limit or not (is_api(request) or request.path in settings.RATE_LIMITED_PAGES):
            return self.get_response(request)
        minute, passed = divmod(int(time.time()), WINDOW)
        key, rest = f"rate-{client_network(request)}-{minute}", WINDOW - passed
        used = cache.get(key, 0)
        if used >= limit:
            message = f"At most {limit} answers a minute. Ask again in {rest} s."
            response: HttpResponseBase = too_many(request, message)
            response["Retry-After"] = str(rest)
        else:
            response = self.get_response(request)
            if response.status_code != 304:
                used = self.count(key)
        response["RateLimit-Policy"] = f'"client";q={limit};w={WINDOW}'
        response["RateLimit"] = f'"client";r={max(0, limit - used)};t={rest}'
        return response

    def count(self, key: str) -> int:
        cache.add(key, 0, WINDOW)
        try:
            return int(cache.incr(key))
        except ValueError:  # it ran out between the two
            return 1
