"""Documents read as they are stored: SQL made once, and texts as the bytes that the base sends."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg2.extensions import BYTES, register_type

#: SQL and its parameters; None where nothing can match
Chosen: TypeAlias = tuple[str, tuple[Any, ...]] | None


def choose(documents: QuerySet[Any], *columns: str) -> Chosen:
    """The SQL that reads these columns of documents."""
    try:
        sql, params = documents.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, params


def fetch(chosen: Chosen) -> list[Any]:
    """All rows, their texts as bytes: decoding what is only sent on is half of reading it."""
    if chosen is None:
        return []
    with connection.cursor() as cursor:
        register_type(BYTES, cursor.cursor)
        cursor.execute(*chosen)
        return cursor.fetchall()


def stream(chosen: Chosen, size: int) -> Iterator[list[Any]]:
    """The same, so many rows at a time; the others stay with the server meanwhile."""
    if chosen is None:
        return
    # Outside of a transaction the server would copy all rows first.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        register_type(BYTES, cursor.cursor)
        cursor.execute(*chosen)
        while rows := cursor.fetchmany(size):
            yield rows
