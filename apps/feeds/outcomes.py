"""What a visit changes of a feed's row: when to go again, and how it is doing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from apps.feeds import timing
from apps.feeds.deciding import silent_since
from apps.feeds.models import SILENT_AFTER, Feed
from apps.feeds.parsing import ParsedFeed, Wishes
from apps.feeds.visiting import Outcome, Visit

#: A permanent redirect is believed when it was there so many times in a row.
MOVES: Final = 3
#: A feed that made the reader crash so many times in a row is left alone.
CRASHES: Final = 3

#: What a visit may change
KEPT: Final = [
    "url", "title", "site_url", "summary", "language", "status", "status_reason",
    "etag", "last_modified", "body_hash", "next_at", "leased_until", "interval", "moved_to",
    "moves", "last_success_at", "last_error_at", "last_error", "failures", "crashes", "in_hand",
    "newest_at", "silent_since", "hub_url", "topic_url", "same_as_id",
    "push_secret", "push_until", "push_asked_at",
]  # fmt: skip
#: What the catalog shows of it
PUBLIC: Final = [
    "url", "title", "site_url", "summary", "language", "status", "status_reason", "newest_at",
    "silent_since",
]  # fmt: skip


def note(
    feed: Feed,
    visit: Visit,
    now: datetime,
    *,
    dates: Iterable[datetime] = (),
    taken: Iterable[str] = (),
    jitter: float = 0.5,
) -> None:
    """Change the feed's row, not saved yet, after a visit.

    ``dates`` are those of the entries in the document, ``taken`` addresses of other feeds.
    """
    feed.in_hand = False
    feed.leased_until = None
    if visit.is_good:
        _note_success(feed, visit, now, list(dates))
    else:
        _note_failure(feed, visit, now)
    _note_move(feed, visit, frozenset(taken))
    feed.silent_since = silent_since(feed.newest_at or feed.published_at, now, SILENT_AFTER)
    _plan(feed, visit, now, jitter)


def _note_success(feed: Feed, visit: Visit, now: datetime, dates: list[datetime]) -> None:
    answer = visit.answer
    feed.last_success_at = now
    feed.failures = feed.crashes = 0
    # A 304 may repeat validators, or leave them out: the old ones hold.
    if answer.status != 304 or answer.etag:
        feed.etag = answer.etag
    if answer.status != 304 or answer.last_modified:
        feed.last_modified = answer.last_modified
    if visit.body_hash:
        feed.body_hash = visit.body_hash
    if visit.parsed:
        _note_facts(feed, visit.parsed)
        if not answer.is_pushed:  # what a hub sends may leave the hub out
            hub = answer.hub_url or visit.parsed.hub_url
            topic = answer.self_url or visit.parsed.self_url
            _note_hub(feed, _short(hub), _short(topic))
        feed.interval = timing.by_rate(dates, now, feed.interval)
        feed.newest_at = max(filter(None, [feed.newest_at, *dates]), default=None)
    else:
        feed.interval = timing.unchanged(feed.interval, feed.newest_at, now)


def _note_facts(feed: Feed, parsed: ParsedFeed) -> None:
    """What the feed says of itself fills what editors left open."""
    feed.title = feed.title or parsed.title[:300]
    feed.site_url = feed.site_url or _short(parsed.link)
    feed.summary = feed.summary or parsed.subtitle[:1000]
    feed.language = feed.language or parsed.language[:10]


def _note_hub(feed: Feed, hub: str, topic: str) -> None:
    """A subscription is at one hub for one topic: where another is named, it is begun anew."""
    if (hub, topic) != (feed.hub_url, feed.topic_url):
        feed.push_secret, feed.push_until, feed.push_asked_at = "", None, None
    feed.hub_url, feed.topic_url = hub, topic


def _short(address: str) -> str:
    return address if len(address) <= 1000 else ""


def _note_failure(feed: Feed, visit: Visit, now: datetime) -> None:
    feed.last_error_at = now
    feed.last_error = visit.message
    feed.failures += 1
    if visit.outcome is Outcome.CRASHED:
        if not visit.feed.in_hand:  # else it was counted before it was tried
            feed.crashes += 1
        if feed.crashes >= CRASHES:
            feed.status = Feed.Status.QUARANTINED
            feed.status_reason = f"{visit.message}, {feed.crashes} times in a row"
    elif visit.outcome is Outcome.GONE:
        feed.status = Feed.Status.RETIRED
        feed.status_reason = visit.message


def _note_move(feed: Feed, visit: Visit, taken: frozenset[str]) -> None:
    """Count permanent redirects to one address; keep it the third time, if it is nobody else's."""
    if not visit.is_good:
        return  # a detour to an error page is no new home
    target = visit.answer.moved_to
    feed.moves = (feed.moves + 1 if target == feed.moved_to else 1) if target else 0
    feed.moved_to = target
    if feed.moves >= MOVES and target not in taken:
        feed.url, feed.moved_to, feed.moves = target, "", 0


def _plan(feed: Feed, visit: Visit, now: datetime, jitter: float) -> None:
    interval = feed.interval
    if not visit.is_good:
        interval = timing.after_failures(interval, feed.failures)
    elif feed.is_pushed():
        interval = timing.LONGEST
    feed.next_at = timing.next_at(
        now,
        interval,
        jitter=jitter,
        wait=visit.answer.wait,
        fresh_for=visit.answer.fresh_for if visit.is_good else None,
        wishes=visit.parsed.wishes if visit.parsed else Wishes(),
    )
