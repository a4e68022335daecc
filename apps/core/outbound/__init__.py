"""The one way the site fetches an address that came from outside.

    client = Client(Policy(user_agent="pycommunity/1 (+https://example.org/contact)"))
    response = client.fetch("https://example.org/feed", headers={"If-None-Match": '"abc"'})

Every failure is an `OutboundError` whose text may be shown to a reader.
"""

from .client import Client, Redirect, Response
from .errors import (
    BadResponse,
    BadURL,
    BlockedAddress,
    OutboundError,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from .policy import Policy

__all__ = [
    "BadResponse",
    "BadURL",
    "BlockedAddress",
    "Client",
    "OutboundError",
    "Policy",
    "Redirect",
    "Response",
    "TimedOut",
    "TooLarge",
    "TooManyRedirects",
    "Unreachable",
]
