"""The one way into the catalog: rows as they are now become documents.

``publish()`` belongs at the end of the transaction that changed the rows. It takes a lock that
lasts until that transaction ends, so that documents are made one transaction after the other:
none is made from rows that another one is about to change, and ``Document.sequence`` grows in the
order of commits, which is what ``changes/`` and the lists' ETags stand on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db import connection, models, transaction
from django.utils import timezone

from apps.catalog.kinds import Kind, Touched, kind_of, kinds
from apps.catalog.making import CONTENT, document_of
from apps.catalog.models import Document, Version
from apps.catalog.touching import together, touched_by

LOCK = 0x70796361
BATCH = 500


def publish(*rows: models.Model) -> int:
    """Publish rows of registered models and what shows part of them.

    Rows that are deleted or no longer public become tombstones. Returns how many documents changed.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ids[kind_of(type(row)).name].append(row.pk)
    return publish_ids(ids)


def publish_ids(ids: Touched) -> int:
    """Publish records given as {kind name: primary keys}, and what shows part of them."""
    with transaction.atomic():
        take_turn()
        asked = together(ids)
        todo, expanded, changed = together(asked, touched_by(asked)), asked, 0
        while todo:
            follow: dict[str, set[int]] = defaultdict(set)
            # In the order of the layers: a topic counts documents that must be there by then.
            for kind in kinds():
                for batch in batches(sorted(todo[kind.name])):
                    writing = Writing(kind, batch)
                    # A withdrawn event takes its talks along: who counted those must count anew.
                    moved = writing.moved() - expanded[kind.name] if kind.counted else set()
                    expanded[kind.name] |= moved
                    follow = together(follow, touched_by({kind.name: moved}))
                    changed += writing.write()
            todo = follow
        return changed


def publish_only(kind: Kind, ids: Sequence[int]) -> int:
    """Publish just these records of one batch, not what shows them."""
    with transaction.atomic():
        take_turn()
        return Writing(kind, ids).write()


def take_turn() -> None:
    """Wait until no other transaction publishes; keep the others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys by batches that fit into memory and a transaction."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


class Writing:
    """One batch of a kind: how its documents are, how they should be, and the difference."""

    def __init__(self, kind: Kind, ids: Collection[int]) -> None:
        self.kind = kind
        public = Document.objects.public(kind.name).filter(object_id__in=ids)
        self.before = dict(public.values_list("object_id", "content_hash"))
        rows = kind.rows().filter(pk__in=ids)
        self.now = {row.pk: document_of(kind, row) for row in rows}

    def moved(self) -> set[int]:
        """Records that appear or vanish."""
        return self.before.keys() ^ self.now.keys()

    def write(self) -> int:
        """Store what differs; return how many documents that is."""
        changed = [
            document
            for key, document in self.now.items()
            if self.before.get(key) != document.content_hash
        ]
        changed += self._graves()
        if changed:
            self._upsert(changed)
            self._new_version()
        return len(changed)

    def _graves(self) -> list[Document]:
        """Tombstones: that a record was here, and nothing of what it said."""
        gone = self.before.keys() - self.now.keys()
        stored = Document.objects.filter(kind=self.kind.name, object_id__in=gone)
        return [
            Document(
                kind=self.kind.name,
                object_id=key,
                slug=slug,
                path=path,
                withdrawn_at=timezone.now(),
            )
            for key, slug, path in stored.values_list("object_id", "slug", "path")
        ]

    def _upsert(self, documents: list[Document]) -> None:
        Document.objects.bulk_create(
            documents,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=[*CONTENT, "content_hash", "sequence", "changed_at", "withdrawn_at"],
        )

    def _new_version(self) -> None:
        Version.objects.bulk_create(
            [Version(kind=self.kind.name)],
            update_conflicts=True,
            unique_fields=["kind"],
            update_fields=["number", "changed_at"],
        )
