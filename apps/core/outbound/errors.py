"""What can go wrong with a fetch, as a tree.

The text of each names the host and the reason in plain words, and never an address inside:
it may be shown on a public page without telling a stranger how the inside is numbered.
"""


class OutboundError(Exception):
    """The fetch failed; catching this catches every failure of one."""


class BadURL(OutboundError):
    """Not an address we fetch: its scheme, port, userinfo or characters. Trying again is no use."""


class BlockedAddress(OutboundError):
    """The host's name leads somewhere that is not the public Internet.

    `address` is for the operator's log, not for pages.
    """

    def __init__(self, message: str, address: str) -> None:
        super().__init__(message)
        self.address = address


class Unreachable(OutboundError):
    """No such name, connection refused, or no TLS session with a valid certificate."""


class BadResponse(OutboundError):
    """It answered, but broke off or not in HTTP that can be read."""


class TooLarge(OutboundError):
    """The headers, or the body once decompressed, passed their cap."""


class TimedOut(OutboundError):
    """The whole transfer did not end by the deadline."""


class TooManyRedirects(OutboundError):
    """More hops than the policy follows."""
