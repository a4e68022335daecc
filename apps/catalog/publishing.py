"""The one way into the catalog: rows as they are now become documents.

``publish()`` belongs at the end of the transaction that changed the rows. It takes a lock that
lasts until that transaction ends, so that documents are made one transaction after the other:
none is made from rows that another one is about to change, and ``Document.sequence`` grows in the
order of commits, which is what ``changes/`` and the lists' ETags stand on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from apps.catalog.kinds import Kind, Touched, kind_named, kind_of, kinds
from apps.catalog.making import CONTENT, LINES, add_lines, document_of
from apps.catalog.models import Document, Version
from apps.catalog.touching import together, touched_by
from apps.catalog.words import forget, learn
from apps.core.querysets import among
from apps.core.writing import insert, upsert

#: Rows by kind name
Made = Mapping[str, Sequence[models.Model]]
NOTHING: Mapping[str, Any] = MappingProxyType({})
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


def publish_ids(ids: Touched, *, alone: Touched = NOTHING, made: Made = NOTHING) -> int:
    """Publish records given as {kind name: primary keys}, and what shows part of them.

    ``alone`` are published without what shows them: nothing that is shown elsewhere has changed.
    ``made`` are rows of ``ids`` that this transaction has inserted, by kind name: whole as they
    are in the base, so that their own columns need not be read again.
    """
    with transaction.atomic():
        take_turn()
        asked = together(ids)
        todo, expanded, changed = together(asked, alone, touched_by(asked)), asked, 0
        while todo:
            follow: dict[str, set[int]] = defaultdict(set)
            # In the order of the layers: a topic counts documents that must be there by then.
            for kind in kinds():
                for batch in batches(sorted(todo[kind.name])):
                    writing = Writing(kind, batch, made.get(kind.name, ()))
                    # A withdrawn event takes its talks along: who counted those must count anew.
                    moved = writing.moved() if kind.counted else set()
                    moved = (writing.changed() if kind.embedded else moved) - expanded[kind.name]
                    expanded[kind.name] |= moved
                    follow = together(follow, touched_by({kind.name: moved}))
                    todo["person"] |= writing.people_named_otherwise()
                    changed += writing.write()
            todo = follow
        return changed


def publish_only(kind: Kind, ids: Sequence[int]) -> int:
    """Publish just these records of one batch, not what shows them."""
    with transaction.atomic():
        take_turn()
        return Writing(kind, ids).write()


def new_version(*changed: Kind) -> None:
    """Lists of these kinds are not what they were."""
    Version.objects.bulk_create(
        [Version(kind=kind.name) for kind in changed],
        update_conflicts=True,
        unique_fields=["kind"],
        update_fields=["number", "changed_at"],
    )


def take_turn() -> None:
    """Wait until no other transaction publishes; keep the others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys by batches that fit into memory and a transaction."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def rows_of(kind: Kind, ids: Collection[int], made: Mapping[int, models.Model]) -> Iterator[Any]:
    """The public ones of these rows with all that they show; ``made`` ones as they are in memory.

    What they refer to is read here, where no other transaction publishes.
    """
    rows = kind.rows()
    yield from rows.filter(pk__in=[pk for pk in ids if pk not in made])
    here = rows.filter(among("pk", [pk for pk in ids if pk in made]))
    public = [made[pk] for pk in here.order_by().values_list("pk", flat=True)]
    # What the rows would be fetched with; Django has no public name for it.
    models.prefetch_related_objects(public, *rows._prefetch_related_lookups)  # type: ignore[attr-defined]
    yield from public


class Writing:
    """One batch of a kind: how its documents are, how they should be, and the difference."""

    def __init__(self, kind: Kind, ids: Collection[int], made: Sequence[models.Model] = ()) -> None:
        self.kind = kind
        stored = Document.objects.filter(among("object_id", ids), kind=kind.name)
        there = stored.values_list("object_id", "content_hash", "withdrawn_at", "sort_title")
        self.before = {key: content for key, content, gone, _ in there if not gone}
        self.graves = {key for key, _, gone, _ in there if gone}
        self.titles = {key: title for key, _, gone, title in there if not gone}
        rows = rows_of(kind, ids, {row.pk: row for row in made})
        self.now = {row.pk: document_of(kind, row) for row in rows}

    def moved(self) -> set[int]:
        """Records that appear or vanish."""
        return self.before.keys() ^ self.now.keys()

    def changed(self) -> set[int]:
        """Records that appear, vanish, or are no longer what their document says."""
        differ = {key for key, now in self.now.items() if self.before.get(key) != now.content_hash}
        return self.moved() | differ

    def people_named_otherwise(self) -> set[int]:
        """People whom these documents name from now on, or did so far, or in another role.

        A person's own document says as what they are named. It comes later in the same round.
        """
        if self.kind.name == "person":
            return set()
        changed = self.changed()
        known = changed & self.before.keys()
        stored = Document.objects.filter(kind=self.kind.name, object_id__in=known)
        before = dict(stored.values_list("object_id", "people"))
        slugs: set[str] = set()
        for key in changed:
            now = self.now[key].people if key in self.now else []
            terms = {*before.get(key, ())} ^ {*now}
            slugs.update(term.rpartition(":")[2] for term in terms)
        people = kind_named("person").model._base_manager.filter(slug__in=slugs - {""})
        return set(people.values_list("pk", flat=True)) if slugs else set()

    def write(self) -> int:
        """Store what differs; return how many documents that is."""
        changed = [
            document
            for key, document in self.now.items()
            if self.before.get(key) != document.content_hash
        ]
        add_lines(self.kind, changed)
        changed += self._graves()
        if changed:
            known = self.before.keys() | self.graves
            insert([each for each in changed if each.object_id not in known], keyed=False)
            self._upsert([each for each in changed if each.object_id in known])
            learn(changed)
            forget(self._titles_left(changed))
            new_version(self.kind)
        return len(changed)

    def _titles_left(self, changed: list[Document]) -> list[str]:
        """Titles that these documents had so far and have no more."""
        left = {each.object_id: each.sort_title for each in changed}
        return [self.titles[key] for key in left if self.titles.get(key, left[key]) != left[key]]

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
        replaced = [*CONTENT, *LINES, "content_hash", "sequence", "changed_at", "withdrawn_at"]
        upsert(documents, unique=["kind", "object_id"], replace=replaced)
