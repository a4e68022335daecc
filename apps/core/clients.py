"""Who is asking, when a proxy stands between: what its headers say is believed of no one else."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: An IPv6 subscriber has at least this network to choose addresses from (RFC 6177).
IPV6_SUBSCRIBER = 64


def is_trusted(address: str) -> bool:
    """Whether the address is one of TRUSTED_PROXIES. A socket's peer has none: "unix"."""
    if not address:
        return "unix" in settings.TRUSTED_PROXIES
    if not _is_address(address):
        return False
    listed = (ip_network(each, strict=False) for each in settings.TRUSTED_PROXIES if each != "unix")
    return any(ip_address(address) in network for network in listed)


def client_address(request: HttpRequest) -> str:
    """The nearest address that is no proxy of ours: further ones, a client may have made up."""
    nearest: str = request.META.get("REMOTE_ADDR", "")
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    for hop in (each.strip() for each in reversed(hops)):
        if not is_trusted(nearest) or not _is_address(hop):
            break
        nearest = hop
    return nearest or "127.0.0.1"


def client_network(request: HttpRequest) -> str:
    """The address, or for IPv6 the network of one subscriber."""
    text = client_address(request)
    if not _is_address(text) or ip_address(text).version == 4:
        return text
    return str(ip_network((text, IPV6_SUBSCRIBER), strict=False))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
