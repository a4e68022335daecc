"""A feed is suggested, accepted, refused, withdrawn. Each is one transaction that publishes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from apps.catalog.publishing import publish
from apps.core.languages import language as known_language
from apps.feeds import discovering
from apps.feeds.models import Feed, Suggestion
from apps.feeds.subscribing import RESERVED, free_slug
from apps.feeds.subscriptions import key_of

#: So many suggestions of one account may wait at a time; of people without one, altogether.
MOST_WAITING = 10
MOST_WAITING_OF_NOBODY = 50


class Refused(Exception):
    """The suggestion or decision is not taken; the text tells why."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody says with a suggestion."""

    url: str
    by: Any = None
    is_owner: bool = False
    note: str = ""


def suggest(asked: Asked) -> Suggestion:
    """Put a feed into the editors' queue. It is asked first, and must be one. Raises Refused."""
    _refuse_too_many(asked)
    again = _of_known(asked)
    try:
        parsed = discovering.read(asked.url)
    except discovering.NothingFound as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        feed = again.feed if again else _draft(asked.url, parsed)
        suggestion, _ = Suggestion.objects.update_or_create(
            feed=feed,
            defaults={
                "by": asked.by,
                "is_owner": asked.is_owner,
                "note": asked.note,
                "at": timezone.now(),
                "decision": Suggestion.Decision.WAITING,
                "decided_by": None,
                "decided_at": None,
                "reason": "",
            },
        )
        return suggestion


def _refuse_too_many(asked: Asked) -> None:
    waiting = Suggestion.objects.filter(decision=Suggestion.Decision.WAITING, by=asked.by).count()
    if waiting >= (MOST_WAITING if asked.by else MOST_WAITING_OF_NOBODY):
        raise Refused("Too many suggestions are waiting for an editor. Please come back later.")


def _of_known(asked: Asked) -> Suggestion | None:
    """The suggestion to take up again, of a feed that is known here. Raises Refused otherwise."""
    key = key_of(asked.url)
    found = Feed.objects.filter(url__icontains=urlsplit(asked.url).hostname or "")
    feed = next((each for each in found if key_of(each.url) == key), None)
    if feed is None:
        return None
    suggestion = Suggestion.objects.filter(feed=feed).first()
    if feed.state == Feed.State.PUBLISHED:
        raise Refused(f"The planet reads this feed already: it is “{feed.title}”.")
    if suggestion is None or feed.state == Feed.State.WITHDRAWN:
        raise Refused(
            "This feed was withdrawn here. Its owner can ask the editors to take it back."
        )
    if suggestion.decision == Suggestion.Decision.WAITING:
        raise Refused("This feed waits for an editor already.")
    if suggestion.decision == Suggestion.Decision.REFUSED:
        raise Refused(f"The editors have declined this feed: {suggestion.reason}")
    return suggestion


def _draft(url: str, parsed: Any) -> Feed:
    host = urlsplit(url).netloc
    title = (parsed.title or host)[:300]
    taken = set(Feed.objects.values_list("slug", flat=True)) | RESERVED
    site = parsed.link if urlsplit(parsed.link or "").scheme in ("http", "https") else ""
    feed: Feed = Feed.objects.create(
        url=url,
        title=title,
        slug=free_slug(title, taken),
        site_url=site[:1000] or f"{urlsplit(url).scheme}://{host}/",
        language=known_language(getattr(parsed, "language", "") or "") or "",
        state=Feed.State.DRAFT,
        status=Feed.Status.SUGGESTED,
    )
    return feed


@transaction.atomic
def accept(suggestion: Suggestion, by: Any) -> None:
    """Take a feed: it is read at the next opportunity. Raises Refused if it does not wait."""
    _decide(suggestion, Suggestion.Decision.ACCEPTED, by)
    feed = suggestion.feed
    feed.state, feed.status = Feed.State.PUBLISHED, Feed.Status.ACTIVE
    feed.next_at, feed.actor = timezone.now(), by
    feed.save()
    publish(feed)


@transaction.atomic
def refuse(suggestion: Suggestion, by: Any, reason: str) -> None:
    """Decline a feed and say why. Raises Refused if it does not wait."""
    _decide(suggestion, Suggestion.Decision.REFUSED, by, reason)


@transaction.atomic
def withdraw(suggestion: Suggestion, by: Any) -> None:
    """Take a suggestion back; whoever owns the feed takes it off the planet, with its entries."""
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    feed = suggestion.feed
    if locked.decision == Suggestion.Decision.WAITING:
        _decide(suggestion, Suggestion.Decision.WITHDRAWN, by)
    elif locked.decision == Suggestion.Decision.ACCEPTED and locked.is_owner:
        suggestion.decision = Suggestion.Decision.WITHDRAWN
        suggestion.save(update_fields=["decision"])
        feed.state, feed.actor = Feed.State.WITHDRAWN, by
        feed.save()
        publish(feed)
    else:
        raise Refused("This can no longer be withdrawn. An editor can take the feed off.")


def _decide(suggestion: Suggestion, decision: str, by: Any, reason: str = "") -> None:
    """Decide once: two editors with the queue open do not overrule each other."""
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if locked.decision != Suggestion.Decision.WAITING:
        raise Refused(f"This was decided meanwhile: {locked.get_decision_display()}.")
    suggestion.decision, suggestion.reason = decision, reason
    suggestion.decided_by, suggestion.decided_at = by, timezone.now()
    suggestion.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
