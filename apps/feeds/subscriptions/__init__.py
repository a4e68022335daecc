"""Lists of feeds as files: Planet's ini and OPML. Bytes in, subscriptions and problems out.

Nothing here knows the base; ``subscribing`` brings what was read into it.
"""

from apps.feeds.subscriptions import opml, planet
from apps.feeds.subscriptions.listing import (
    LARGEST,
    Listing,
    ListingError,
    Problem,
    Subscription,
    decoded,
    key_of,
)

__all__ = [
    "LARGEST",
    "Listing",
    "ListingError",
    "Problem",
    "Subscription",
    "key_of",
    "opml",
    "planet",
    "read",
]


def read(data: bytes) -> Listing:
    """Read a file of either form; XML is OPML. Raises ListingError if nothing can be made of it."""
    text = decoded(data)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return opml.read(data)
    return planet.read(text)
