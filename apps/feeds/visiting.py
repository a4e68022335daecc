"""What an answer means: from an ``Answer`` to a ``Visit``, with the feed parsed where one came."""

import hashlib
import logging
from dataclasses import dataclass
from typing import Final

from apps.feeds.errors import FeedError, PoisonousDocument
from apps.feeds.fetching import BUSY, Answer
from apps.feeds.models import Feed, Fetch
from apps.feeds.parsing import ParsedFeed, parse
from apps.feeds.parsing.documents import digest

log = logging.getLogger(__name__)

Outcome = Fetch.Outcome

#: Outcomes after which a feed is as well as before
GOOD: Final = frozenset({Outcome.NEW, Outcome.SAME, Outcome.NOT_MODIFIED, Outcome.SAME_BYTES})

#: 203: a proxy on the way changed something (RFC 9110, 15.3.4)
WITH_A_FEED: Final = frozenset({200, 203})

WORDS: Final = {
    401: "Its host asks for a password",
    402: "Its host asks for money",
    403: "Its host does not let us read it",
    404: "There is nothing at its address",
    406: "Its host has it in no form that we can read",
    429: "Its host says that we ask too often",
    451: "Its host may not show it, for legal reasons",
    503: "Its host is out of service for a while",
}


@dataclass(slots=True)
class Visit:
    """How a visit went, and what it brought."""

    answer: Answer
    outcome: Fetch.Outcome
    message: str = ""
    body_hash: str = ""
    parsed: ParsedFeed | None = None
    seen: int = 0
    added: int = 0
    edited: int = 0

    @property
    def feed(self) -> Feed:
        return self.answer.feed

    @property
    def is_good(self) -> bool:
        return self.outcome in GOOD


def visit_of(answer: Answer) -> Visit:
    """Tell what an answer means. Raises nothing: a document that no parser survives is a value."""
    status = answer.status
    if status is None:
        return Visit(answer, Outcome.UNREACHABLE, answer.error[:300])
    if status == 304:
        return _unchanged(answer)
    if status == 410:
        return Visit(answer, Outcome.GONE, "Its host says that it is gone for good")
    if status in BUSY:
        return Visit(answer, Outcome.BUSY, _words(status))
    if status not in WITH_A_FEED:
        return Visit(answer, Outcome.REFUSED, _words(status))
    return _read(answer)


def _unchanged(answer: Answer) -> Visit:
    """A 304 is good news of what was read before, and of nothing else."""
    if answer.feed.etag or answer.feed.last_modified:
        return Visit(answer, Outcome.NOT_MODIFIED)
    return Visit(answer, Outcome.REFUSED, "Its host says that nothing changed, but not what (304)")


def _words(status: int) -> str:
    if status in WORDS:
        return f"{WORDS[status]} ({status})"
    kind = "has a fault" if status >= 500 else "gave an answer that is no feed"
    return f"Its host {kind} ({status})"


def _read(answer: Answer) -> Visit:
    """Parse what came, unless it is what came last time and was kept then."""
    body_hash = body_hash_of(answer.feed, answer.body)
    if body_hash == answer.feed.body_hash:
        return Visit(answer, Outcome.SAME_BYTES, body_hash=body_hash)
    try:
        parsed = parse(answer.body, url=answer.url, content_type=answer.content_type)
    except PoisonousDocument as error:
        return Visit(answer, Outcome.CRASHED, str(error))
    except FeedError as error:
        return Visit(answer, Outcome.UNREADABLE, str(error)[:300])
    except Exception as error:  # a document nobody foresaw is that feed's trouble alone
        return crashed(answer, error)
    return Visit(answer, Outcome.SAME, "", body_hash, parsed, len(parsed.entries))


def crashed(answer: Answer, error: Exception) -> Visit:
    """A fault of ours that a document brought to light."""
    log.exception("Feed %s made the reader crash", answer.feed.pk)
    return Visit(answer, Outcome.CRASHED, f"The reader failed at it ({type(error).__name__})")


def body_hash_of(feed: Feed, body: bytes) -> str:
    """The digest of a body and of what the planet takes of it: other filters, another result."""
    wanted = digest(feed.tags_wanted, feed.words_wanted, feed.words_unwanted)
    return hashlib.blake2b(body, digest_size=16, key=wanted.encode()).hexdigest()
