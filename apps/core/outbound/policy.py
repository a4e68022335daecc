"""How far a fetch may go."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The limits of one client. The defaults are safe for addresses strangers sent in."""

    user_agent: str = "pycommunity/1"
    """Says who asks; callers add a contact: `pycommunity/1 (+https://example.org/contact)`."""
    ports: frozenset[int] = frozenset({80, 443})
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that may be reached although they are not public (an intranet, a test)."""
    ca_file: str | None = None
    """Authorities (PEM) to trust besides the system's."""
    max_bytes: int = 10 * 2**20
    """Of the body, decompressed."""
    max_header_bytes: int = 64 * 2**10
    """Of the status line and headers of each hop."""
    deadline_seconds: float = 30
    """For everything from the first name looked up to the last byte, redirects included."""
    max_redirects: int = 5
