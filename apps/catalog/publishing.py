"""The one way into the catalog: rows as they are now become documents.

``publish()`` belongs at the end of the transaction that changed the rows. It takes a lock that
lasts until that transaction ends, so that documents are made one transaction after the other:
none is made from rows that another one is about to change, and ``Document.sequence`` grows in the
order of commits, which is what ``changes/`` and the lists' ETags stand on.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, models, transaction
from django.utils import timezone

from apps.catalog.kinds import Kind, Touched, kind_named, kind_of, kinds
from apps.catalog.models import Document
from apps.catalog.serializers import HOST
from apps.core.naming import fold

LOCK = 0x70796361
BATCH = 500
#: Of a document's text this much is searched; PostgreSQL holds at most 1 MB in a tsvector.
SEARCHED_CHARACTERS = 200_000

#: What is compared and written: everything but the keys and what the database fills in
CONTENT = [
    "slug", "path", "title", "sort_title", "weight", "summary", "form", "language", "date",
    "event", "series", "people", "topics", "text_a", "text_b", "text_c", "text_d", "card", "detail",
]  # fmt: skip


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
        todo: dict[str, set[int]] = defaultdict(set)
        for name, keys in ids.items():
            todo[name].update(keys)
        for name, keys in list(todo.items()):
            for touched, touched_keys in _touched_by(kind_named(name), sorted(keys)):
                todo[touched].update(touched_keys)
        # In the order of the layers: a topic counts documents that must be there by then.
        return sum(
            _publish_batch(kind, batch)
            for kind in kinds()
            for batch in _batches(sorted(todo[kind.name]))
        )


def take_turn() -> None:
    """Wait until no other transaction publishes; keep the others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _touched_by(kind: Kind, ids: list[int]) -> Iterator[tuple[str, Iterable[int]]]:
    """Yield what shows these rows now, and what showed them when they were last published."""
    yield from kind.touches(ids).items()
    before = Document.objects.filter(kind=kind.name, object_id__in=ids)
    people, topics, events = set[str](), set[str](), set[str]()
    for document in before.only("people", "topics", "event"):
        people.update(slug for slug in document.people if ":" not in slug)
        topics.update(document.topics)
        events.add(document.event)
    for name, slugs in (("person", people), ("topic", topics), ("event", events - {""})):
        if slugs and name != kind.name:
            shown = Document.objects.filter(kind=name, slug__in=slugs)
            yield name, shown.values_list("object_id", flat=True)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _publish_batch(kind: Kind, ids: Sequence[int]) -> int:
    stored = dict(
        Document.objects.filter(kind=kind.name, object_id__in=ids, withdrawn_at__isnull=True)
        .values_list("object_id", "content_hash")
    )  # fmt: skip
    fresh = [document_of(kind, row) for row in kind.rows().filter(pk__in=ids)]
    changed = [new for new in fresh if stored.get(new.object_id) != new.content_hash]
    Document.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=[*CONTENT, "content_hash", "sequence", "changed_at", "withdrawn_at"],
    )
    return len(changed) + _bury(kind, stored.keys() - {new.object_id for new in fresh})


def _bury(kind: Kind, ids: Iterable[int]) -> int:
    """Turn documents into tombstones: that they were here, and nothing of what they said."""
    graves = [
        Document(
            kind=kind.name, object_id=key, slug=slug, path=path, withdrawn_at=timezone.now()
        )
        for key, slug, path in Document.objects.filter(kind=kind.name, object_id__in=ids)
        .values_list("object_id", "slug", "path")
    ]  # fmt: skip
    Document.objects.bulk_create(
        graves,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=[*CONTENT, "content_hash", "sequence", "changed_at", "withdrawn_at"],
    )
    return len(graves)


def document_of(kind: Kind, row: Any) -> Document:
    """Make the document of a row, not saved yet."""
    entry = kind.entry(row)
    detail = kind.serializer.to_representation(row)
    card = {name: detail[name] for name in kind.card_fields}
    document = Document(
        kind=kind.name,
        object_id=row.pk,
        slug=entry.slug,
        path=detail["html_url"].removeprefix(HOST),
        title=entry.title,
        sort_title=fold(entry.title)[:300],
        weight=entry.weight,
        summary=entry.summary,
        form=entry.form,
        language=entry.language,
        date=entry.date,
        event=entry.event,
        series=entry.series,
        people=sorted(
            {term for slug, role in entry.people for term in (slug, f"{role}:{slug}", f"{role}:")}
        ),
        topics=sorted(set(entry.topics)),
        card=orjson.dumps(card).decode(),
        detail=orjson.dumps(detail).decode(),
    )
    document.text_a, document.text_b, document.text_c, document.text_d = (
        text[:SEARCHED_CHARACTERS] for text in entry.texts
    )
    document.content_hash = _content_hash(document)
    return document


def _content_hash(document: Document) -> str:
    content = orjson.dumps([getattr(document, name) for name in CONTENT])
    return hashlib.blake2b(content, digest_size=16).hexdigest()


@dataclass(frozen=True)
class Difference:
    """A document that is not what its row says: ``missing``, ``stale`` or ``orphaned``."""

    kind: str
    object_id: int
    what: str


def differences() -> Iterator[Difference]:
    """Compare every document with one made afresh."""
    for kind in kinds():
        stored = dict(
            Document.objects.filter(kind=kind.name, withdrawn_at__isnull=True)
            .values_list("object_id", "content_hash")
        )  # fmt: skip
        for row in kind.rows().order_by("pk").iterator(chunk_size=BATCH):
            kept = stored.pop(row.pk, None)
            if kept != document_of(kind, row).content_hash:
                yield Difference(kind.name, row.pk, "stale" if kept else "missing")
        for key in stored:
            yield Difference(kind.name, key, "orphaned")


def rebuild() -> int:
    """Make every document anew, a batch a transaction: readers and writers go on meanwhile."""
    return sum(
        _publish_alone(kind, batch) for kind in kinds() for batch in _batches(_all_ids(kind))
    )


def _publish_alone(kind: Kind, ids: Sequence[int]) -> int:
    with transaction.atomic():
        take_turn()
        return _publish_batch(kind, ids)


def _all_ids(kind: Kind) -> list[int]:
    rows = set(kind.model._base_manager.values_list("pk", flat=True))
    documents = Document.objects.filter(kind=kind.name).values_list("object_id", flat=True)
    return sorted(rows.union(documents))
