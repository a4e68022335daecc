"""What both forms have in common: a subscription, a problem with its line, what is one feed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from apps.core.outbound import OutboundError, Policy
from apps.core.outbound.addresses import checked_url

LARGEST = 5 * 2**20
MOST = 20_000
LONGEST_URL = 1000


class ListingError(ValueError):
    """The file cannot be read at all; the text says why and what to do."""


@dataclass(frozen=True)
class Problem:
    """Something that was left out or looks wrong, and where."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A feed as a list names it, and what is to be taken of it."""

    url: str
    title: str = ""
    site_url: str = ""
    summary: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    tags_wanted: tuple[str, ...] = ()
    words_wanted: tuple[str, ...] = ()
    words_unwanted: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Listing:
    """Everything in a file: each feed once, and what was wrong with the rest."""

    subscriptions: list[Subscription]
    problems: list[Problem]


def decoded(data: bytes) -> str:
    """The text of a file. Raises ListingError for one that is too large."""
    if len(data) > LARGEST:
        raise ListingError(f"The file is larger than {LARGEST >> 20} MB. Split it.")
    if not data.strip():
        raise ListingError("The file is empty.")
    if b"\0" in data:
        raise ListingError("This is not a text: it holds a NUL. Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def key_of(url: str) -> str:
    """What two addresses of one feed share: http and https are one, so is a slash at the end."""
    parts = urlsplit(tidied(url))
    host = (parts.hostname or "").lower().rstrip(".")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return urlunsplit(("", host + port, parts.path.rstrip("/"), parts.query, ""))


def tidied(url: str) -> str:
    """The address without what some lists put around it: spaces, ``feed:``, a fragment."""
    url = url.strip()
    if url[:5].lower() == "feed:":
        url = url[5:] if url[5:].lower().startswith(("http:", "https:")) else f"http:{url[5:]}"
    return url.partition("#")[0]


def fault_of(url: str) -> str:
    """What is wrong with the address of a feed; "" if nothing is."""
    if len(url) > LONGEST_URL:
        return f"The address is longer than {LONGEST_URL} characters."
    try:
        checked_url(url, Policy())
    except OutboundError as error:
        return f"{str(error).rstrip('.')}: {url[:200]}"
    return ""


def gathered(read: Iterable[Subscription], problems: list[Problem]) -> Listing:
    """Each feed once. Of several addresses of one feed the first that is secure stays."""
    by_key: dict[str, Subscription] = {}
    for each in read:
        if len(by_key) == MOST:
            raise ListingError(f"The file has more than {MOST} feeds. Split it.")
        if fault := fault_of(each.url):
            problems.append(Problem(each.line, fault))
            continue
        first = by_key.setdefault(key_of(each.url), each)
        if first is not each:
            problems.append(_twice(first, each))
            if _is_plain(first) and not _is_plain(each):
                by_key[key_of(each.url)] = each
    return Listing(list(by_key.values()), sorted(problems, key=lambda problem: problem.line))


def _is_plain(subscription: Subscription) -> bool:
    return subscription.url.lower().startswith("http:")


def _twice(first: Subscription, again: Subscription) -> Problem:
    pair = _is_plain(first) != _is_plain(again)
    how = "with http and with https; the secure one is taken" if pair else "already"
    return Problem(again.line, f"The feed is listed {how} (line {first.line}): {again.url[:200]}")
