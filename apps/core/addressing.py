"""Parts of web addresses that strangers wrote."""

from urllib.parse import SplitResult, urlsplit

NOWHERE = SplitResult("", "", "", "", "")


def parts_of(address: str) -> SplitResult:
    """What `urlsplit` says, without raising: nothing of what is no address ("http://[::1")."""
    try:
        return urlsplit(address)
    except ValueError:
        return NOWHERE
