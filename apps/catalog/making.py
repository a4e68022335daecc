"""Rows become documents: pure, nothing is stored here."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from apps.catalog import columns, serving
from apps.catalog.kinds import Kind
from apps.catalog.models import Document
from apps.catalog.serializers import HOST
from apps.core.naming import fold

#: Of a document's text this much is searched; PostgreSQL holds at most 1 MB in a tsvector.
SEARCHED_CHARACTERS = 200_000

#: What follows from the card and the detail, and is written with them
LINES = ["card_line", "detail_line"]

#: Changes with how lines are made, so that they are made anew (``catalog rebuild``).
REVISION = 2
SORTED_CHARACTERS = 100

#: What is compared and written: everything but the keys and what the database fills in
CONTENT = [
    "slug", "path", "title", "sort_title", "weight", "summary", "form", "language", "date",
    "event", "series", "people", "topics", "text_a", "text_b", "text_c", "text_d", "card", "detail",
]  # fmt: skip


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
        sort_title=sort_title(entry.title),
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
        card=serving.stored(card),
        detail=serving.stored(detail),
    )
    document.text_a, document.text_b, document.text_c, document.text_d = (
        text[:SEARCHED_CHARACTERS] for text in entry.texts
    )
    document.content_hash = _content_hash(document)
    return document


def add_lines(kind: Kind, documents: Sequence[Document]) -> None:
    """Give documents the lines that tables have of them. One by one would take far longer."""
    records = [serving.loaded(document.detail) for document in documents]
    tables = [columns.columns(kind.fields(whole=whole)) for whole in (False, True)]
    of_each = columns.lines_of_each(records, *tables)  # a card is part of the whole
    for name, lines in zip(LINES, of_each, strict=True):
        for document, line in zip(documents, lines, strict=True):
            marked = line.replace(serving.MARK, "\ufffd").replace(HOST, serving.MARK)
            setattr(document, name, marked)


def sort_title(title: str) -> str:
    """What a title is ordered by: so much of it that a cursor still fits into an address."""
    return fold(title)[:SORTED_CHARACTERS]


def _content_hash(document: Document) -> str:
    content = orjson.dumps([REVISION, *(getattr(document, name) for name in CONTENT)])
    return hashlib.blake2b(content, digest_size=16).hexdigest()
