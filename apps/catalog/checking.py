"""Does the catalog say what the rows say? And making it anew when it does not."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.catalog.kinds import Kind, kinds
from apps.catalog.making import document_of
from apps.catalog.models import Document
from apps.catalog.publishing import BATCH, batches, publish_only


@dataclass(frozen=True)
class Difference:
    """A document that is not what its row says: ``missing``, ``stale`` or ``orphaned``."""

    kind: str
    object_id: int
    what: str


def differences() -> Iterator[Difference]:
    """Compare every document with one made afresh."""
    for kind in kinds():
        public = Document.objects.public(kind.name)
        stored = dict(public.values_list("object_id", "content_hash"))
        for row in kind.rows().order_by("pk").iterator(chunk_size=BATCH):
            kept = stored.pop(row.pk, None)
            if kept != document_of(kind, row).content_hash:
                yield Difference(kind.name, row.pk, "stale" if kept else "missing")
        for key in stored:
            yield Difference(kind.name, key, "orphaned")


def rebuild() -> int:
    """Make every document anew, a batch a transaction: readers and writers go on meanwhile."""
    return sum(publish_only(kind, batch) for kind in kinds() for batch in batches(_all_ids(kind)))


def _all_ids(kind: Kind) -> list[int]:
    rows = set(kind.model._base_manager.values_list("pk", flat=True))
    documents = Document.objects.filter(kind=kind.name).values_list("object_id", flat=True)
    return sorted(rows.union(documents))
