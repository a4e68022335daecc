"""Are the recordings still there? Asked politely, and denied only after three days of failure.

`check()` picks what is due, asks host by host with pauses, and stores what `decide()` makes of the
answers. One run at a time; what was asked is not due again, so a run that was ordered twice asks
nothing twice.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.utils import timezone

from apps.catalog.publishing import publish
from apps.events.asking import Answer, ask, question
from apps.events.models import Recording, Session

LOCK = 0x70796363
MISSING_AFTER = 3  # failures in a row, each on another day
AT_MOST = 60  # recordings in a run
PER_HOST = 30  # of them, on one host
PAUSE = 1.0  # seconds between two requests to one host
TIME = 60.0  # seconds after which a run asks no more; below the soft time limit of a task
NEVER = float("inf")

Progress = Callable[[Recording, Answer], None]


@dataclass(frozen=True)
class State:
    """What a recording's row says of where it leads."""

    available: bool | None
    failures: int
    checked_at: datetime | None


def decide(before: State, answer: Answer, now: datetime, *, online: bool) -> State:
    """Return the state after an answer.

    Found once is available. Missing or silent is a failure, at most one a day; the third makes it
    unavailable. A host that is busy says nothing about its recordings. When nobody at all answered
    (``online`` is false) the fault is ours, and nothing changes.
    """
    if answer is Answer.FOUND:
        return State(available=True, failures=0, checked_at=now)
    if answer is Answer.SILENT and not online:
        return before
    if answer is Answer.BUSY or (before.checked_at and before.checked_at.date() == now.date()):
        return State(before.available, before.failures, now)
    failures = before.failures + 1
    return State(False if failures >= MISSING_AFTER else before.available, failures, now)


def check(at_most: int = AT_MOST, progress: Progress = lambda *_: None) -> int:
    """Ask for recordings that are due; return how many were found to have come or gone.

    Does nothing while another process does it.
    """
    with _alone() as alone:
        if not alone:
            return 0
        due = Recording.objects.due(timezone.now())[: at_most * 50]
        answers = list(_asked(_spread(due, at_most), progress))
        silent = all(answer is Answer.SILENT for _, answer in answers)
        return _store(answers, online=not silent or _witness_answers()) if answers else 0


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold a lock of this database connection: it is free again even if the process is killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _spread(due: Iterable[Recording], at_most: int) -> list[Recording]:
    """Take some of each host's, ordered so that hosts take turns."""
    hosts: dict[str, list[Recording]] = defaultdict(list)
    for recording in due:
        of_host = hosts[_host(recording)]
        if len(of_host) < PER_HOST:
            of_host.append(recording)
    turns = chain.from_iterable(zip_longest(*hosts.values()))
    return [recording for recording in turns if recording][:at_most]


def _host(recording: Recording) -> str:
    return urlsplit(question(recording)).hostname or ""


def _asked(
    recordings: Iterable[Recording], progress: Progress
) -> Iterator[tuple[Recording, Answer]]:
    """Ask one after the other. A host that is silent or busy is left alone for this run."""
    end = time.monotonic() + TIME
    next_turn: dict[str, float] = {}
    for recording in recordings:
        host = _host(recording)
        turn = max(time.monotonic(), next_turn.get(host, 0))
        if turn == NEVER:
            continue
        if turn > end:
            return
        time.sleep(max(0.0, turn - time.monotonic()))
        answer = ask(recording)
        next_turn[host] = time.monotonic() + PAUSE
        if answer in {Answer.SILENT, Answer.BUSY}:
            next_turn[host] = NEVER
        progress(recording, answer)
        yield recording, answer


def _witness_answers() -> bool:
    """Whether one that was there lately still is: then it is not our network that is down."""
    witness = Recording.objects.filter(available=True).order_by("-checked_at").first()
    return witness is not None and ask(witness) is not Answer.SILENT


def _store(answers: list[tuple[Recording, Answer]], *, online: bool) -> int:
    """Write what follows from the answers, and publish the sessions that show it."""
    changed: set[int] = set()
    with transaction.atomic():
        for recording, answer in answers:
            before = State(recording.available, recording.failures, recording.checked_at)
            after = decide(before, answer, timezone.now(), online=online)
            if after != before:
                # By address too: what was edited meanwhile is another recording.
                Recording.objects.filter(pk=recording.pk, url=recording.url).update(**vars(after))
            if after.available != before.available:
                changed.add(recording.session_id)
        publish(*Session.objects.filter(pk__in=changed))
    return len(changed)
