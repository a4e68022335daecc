"""What there is to do, by what was done: fingerprints of events, and batches of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from apps.mirror.importing.event_talks import READER
from apps.mirror.pyvideo.layout import EventFolder
from apps.mirror.pyvideo.reading import RawEvent

TALKS_A_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Work:
    """An event that is not as it was when it was imported last."""

    folder: EventFolder
    withheld: frozenset[str]
    fingerprint: str


def fingerprint_of(raw: RawEvent, withheld: Iterable[str]) -> str:
    """Changes when a file of the event does, or who of it asked not to be published."""
    files = [(stem, file.digest) for stem, file in raw.talks.items()]
    category = raw.category.digest if raw.category else ""
    parts: list[Any] = [READER, category, files, sorted(withheld)]
    return blake2b(repr(parts).encode("utf-8", "replace"), digest_size=32).hexdigest()


def batches(work: Iterable[Work]) -> Iterator[list[Work]]:
    """Whole events, some hundred talks together."""
    batch: list[Work] = []
    size = 0
    for each in work:
        batch.append(each)
        size += len(each.folder.talks)
        if size >= TALKS_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
