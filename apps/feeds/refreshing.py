"""Asking feeds, and storing what they say: what a worker does with a chunk of feeds.

A chunk is asked at once and stored in batches. A worker that dies leaves ``in_hand`` on the feeds
it was about to store; they are then taken one by one, so that the one which kills workers is
found, and only that one is counted against.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, datetime

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import F

from apps.catalog.publishing import publish
from apps.feeds.fetching import Answer, ask_all
from apps.feeds.ingesting import store
from apps.feeds.models import Feed
from apps.feeds.outcomes import CRASHES
from apps.feeds.visiting import Visit, crashed, visit_of

#: What is parsed and not stored yet: so many feeds, and so many bytes of bodies
BATCH = 100
BATCH_BYTES = 8 * 2**20

Progress = Callable[[Visit], None]


def refresh(ids: Collection[int], progress: Progress = lambda _: None) -> int:
    """Ask these feeds if they are due, and store what they say. Returns how many were stored."""
    quarantine_killers()
    feeds = Feed.objects.active().filter(pk__in=ids, next_at__lte=datetime.now(UTC))
    return refresh_now(feeds, progress)


def refresh_now(feeds: Iterable[Feed], progress: Progress = lambda _: None) -> int:
    """Ask these feeds, due or not."""
    stored = 0
    for batch in _batches(ask_all(feeds)):
        for visit in _handle(batch):
            stored += 1
            progress(visit)
    return stored


def quarantine_killers() -> None:
    """Leave alone what took a worker along each time it was tried by itself."""
    killers = Feed.objects.active().filter(in_hand=True, crashes__gte=CRASHES)
    with transaction.atomic():
        for feed in killers.select_for_update():
            feed.status = Feed.Status.QUARANTINED
            feed.status_reason = f"It ended the process that read it, {feed.crashes} times in a row"
            feed.in_hand, feed.leased_until = False, None
            feed.save()
            publish(feed)


def receive(feed: Feed, body: bytes, content_type: str) -> Visit | None:
    """Store what a hub sent of a feed, as if it had been asked. None if another visit was first."""
    answer = Answer(
        feed,
        status=200,
        url=feed.topic_url or feed.url,
        body=body,
        content_type=content_type,
        etag=feed.etag,  # what the hub sends has none of its own
        last_modified=feed.last_modified,
        is_pushed=True,
    )
    return next(iter(_handle([answer])), None)


def _batches(answers: Iterable[Answer]) -> Iterator[list[Answer]]:
    """Answers in batches of bounded weight; suspects alone, and last."""
    suspects: list[Answer] = []
    batch: list[Answer] = []
    weight = 0
    for answer in answers:
        if answer.feed.in_hand:
            suspects.append(answer)
            continue
        batch.append(answer)
        weight += len(answer.body)
        if len(batch) >= BATCH or weight >= BATCH_BYTES:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch
    for answer in sorted(suspects, key=lambda answer: answer.feed.crashes):
        yield [answer]


def _handle(answers: list[Answer]) -> list[Visit]:
    """Parse and store a batch. What fails as a batch is tried one by one."""
    _take_in_hand(answers)
    visits = [visit_of(answer) for answer in answers]
    try:
        return store(visits)
    except DatabaseError:
        raise  # not the feed's fault: the chunk is asked for again
    except Exception as error:  # one feed nobody foresaw must not cost the others theirs
        if len(answers) == 1:
            return store([crashed(answers[0], error)])
        return [visit for answer in answers for visit in _handle([answer])]


def _take_in_hand(answers: list[Answer]) -> None:
    """Note what is about to be read. What was in hand already, and alone now, is suspected.

    What another worker has stored meanwhile is due at another time, and left alone.
    """
    heavy = [answer.feed for answer in answers if answer.body]
    if not heavy:
        return
    rows = Feed.objects.filter(
        pk__in=[feed.pk for feed in heavy], next_at__in={feed.next_at for feed in heavy}
    )
    if len(answers) == 1 and heavy[0].in_hand:
        rows.update(crashes=F("crashes") + 1)
    else:
        rows.update(in_hand=True)
