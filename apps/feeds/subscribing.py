"""Lists of feeds into the base and out of it.

A feed that is here already is left as it is: what was edited here stays, and only what was empty
is filled. So the same list twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction

from apps.catalog.publishing import publish
from apps.core.addressing import parts_of
from apps.core.languages import language as known_language
from apps.core.naming import slug as slug_of
from apps.feeds.models import Feed
from apps.feeds.subscriptions import Listing, Subscription, key_of

#: Slugs that are addresses of other pages below /feeds/
RESERVED: Final = {"suggest", "suggestions", "opml", "hub"}
#: Fields of both; a list fills them where they are empty here.
FILLED: Final = (
    "site_url",
    "summary",
    "language",
    "tags_wanted",
    "words_wanted",
    "words_unwanted",
)


@dataclass
class Report:
    """What an import did, or would do."""

    added: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    #: Listed with http and here with https, or the other way round: (here, listed)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


def subscribe(listing: Listing, *, dry_run: bool = False) -> Report:
    """Bring a list into the base, in one transaction. ``dry_run`` only tells."""
    report = Report()
    report.problems = [{"line": p.line, "message": p.message} for p in listing.problems]
    here = {key_of(feed.url): feed for feed in Feed.objects.order_by("-pk")}
    slugs = set(Feed.objects.values_list("slug", flat=True)) | RESERVED
    changed: list[Feed] = []
    new: list[tuple[Feed, Subscription]] = []
    for each in listing.subscriptions:
        feed = here.get(key_of(each.url))
        if feed is None:
            new.append((_feed(each, slugs), each))
            report.added.append(each.url)
        elif _fill(feed, each):
            changed.append(feed)
            report.filled.append(feed.url)
        else:
            report.kept.append(feed.url)
        if feed and urlsplit(feed.url).scheme != urlsplit(each.url).scheme:
            report.pairs.append((feed.url, each.url))
    if not dry_run:
        _store(new, changed)
    return report


def _feed(each: Subscription, slugs: set[str]) -> Feed:
    """A feed, not saved yet, with a slug that no other has."""
    title = (each.title or urlsplit(each.url).hostname or each.url)[:300]
    feed = Feed(url=each.url, title=title, slug=free_slug(title, slugs))
    _fill(feed, each)
    return feed


def free_slug(title: str, taken: set[str]) -> str:
    """A slug that is not taken. It is taken from then on."""
    wanted = slug_of(title, fallback="feed")
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    taken.add(slug)
    return slug


def _fill(feed: Feed, each: Subscription) -> bool:
    """Take over what is empty here; whether anything was."""
    filled = False
    for name in FILLED:
        value = _value(name, getattr(each, name))
        if value and not getattr(feed, name):
            setattr(feed, name, value)
            filled = True
    return filled


def _value(name: str, value: Any) -> Any:
    if name == "language":
        return known_language(value) or "" if value else ""
    if name == "site_url":
        is_web = parts_of(value).scheme in ("http", "https") and len(value) <= 1000
        return value if is_web else ""
    return list(value) if isinstance(value, tuple) else value


@transaction.atomic
def _store(new: list[tuple[Feed, Subscription]], changed: list[Feed]) -> None:
    Feed.objects.bulk_create([feed for feed, _ in new])
    for feed, each in new:
        if each.topics:
            feed.topics.add(*each.topics)
    for feed in changed:
        feed.save()
    publish(*(feed for feed, _ in new), *changed)


def subscriptions() -> Iterable[Subscription]:
    """The public feeds, as a list names them."""
    feeds = Feed.objects.published().prefetch_related("topics").order_by("title", "pk")
    for feed in feeds:
        yield Subscription(
            url=feed.url,
            title=feed.title,
            site_url=feed.site_url,
            summary=feed.summary,
            language=feed.language,
            topics=tuple(sorted((topic.name for topic in feed.topics.all()), key=str.casefold)),
            tags_wanted=tuple(feed.tags_wanted),
            words_wanted=tuple(feed.words_wanted),
            words_unwanted=tuple(feed.words_unwanted),
        )
