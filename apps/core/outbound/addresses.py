"""Which addresses are the public Internet, and which URLs may be asked for at all."""

import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from .errors import BadURL
from .policy import Policy

DEFAULT_PORTS = {"http": 80, "https": 443}

# IANA's special-purpose registry (RFC 6890) and multicast. Spelled out, because what `ipaddress`
# calls global differs between Python versions and includes multicast.
_NOT_PUBLIC_4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; 0.0.0.0 reaches the machine itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's NAT (RFC 6598)
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's agent on the host, reachable from inside only
        "169.254.0.0/16",  # link-local, clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
# Of IPv6 only this is handed out (RFC 4291). It leaves out mapped and compatible IPv4, NAT64,
# loopback, unique local, link-local, site-local and multicast at one stroke.
_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries an IPv4 address
        "3fff::/20",  # documentation (RFC 9637)
    )
]

# Parsers disagree about these: some drop them, some take a backslash for a slash.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
# After IDNA. No zone ids, percent signs or other marks that name no host.
_HOST = re.compile(r"([a-z0-9_-]+\.)*[a-z0-9_-]+\.?|\[[0-9a-f:.]+\]")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is reachable for everybody, and means nothing special here."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


@lru_cache(maxsize=4096)  # feeds are asked for again and again
def checked_url(url: str, policy: Policy) -> Url:
    """Parse once, by the parser that also connects, and refuse what is not plain http(s).

    The result has a scheme, host and port, and no fragment. Raises BadURL.
    """
    shown = ascii(url.rpartition("@")[2][:100])  # without a password
    if _UNSAFE.search(url):
        raise BadURL(f"{shown} contains a control character or a backslash")
    try:
        parsed = parse_url(url)
    except LocationParseError as error:
        raise BadURL(f"{shown} is not a valid address") from error
    if parsed.scheme not in DEFAULT_PORTS:
        raise BadURL(f"{shown} is not an http or https address")
    if parsed.auth is not None:
        raise BadURL(f"{shown} carries a user name or password")
    if not _HOST.fullmatch(parsed.host or ""):
        raise BadURL(f"{shown} does not name a host")
    port = DEFAULT_PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if port not in policy.ports:
        raise BadURL(f"Port {port} of {parsed.host} is not one we fetch from")
    return parsed._replace(fragment=None)


def joined(base: str, location: str) -> str:
    """Where a redirect leads; still to be checked. Raises BadURL.

    http.client reads headers as Latin-1, servers mean UTF-8.
    """
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    if _UNSAFE.search(location):  # urljoin would drop tabs and newlines
        raise BadURL(f"A redirect from {base} contains a control character or a backslash")
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise BadURL(f"A redirect from {base} is not a valid address") from error
