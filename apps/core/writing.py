"""Many rows of one model in one statement.

Django's ``bulk_create`` and ``bulk_update`` do the same and spend several times as long writing
the SQL as PostgreSQL running it. Nothing here calls ``save`` or sends signals; neither do those.
"""

from collections.abc import Collection, Sequence
from io import BytesIO
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg2.extras import Json, execute_values

PAGE = 500
#: Stands for a quotation mark: hardly any text has one, so that next to none is written otherwise
#: than it is (https://www.postgresql.org/docs/current/sql-copy.html, "CSV Format")
MARK = "\x01"


def insert(rows: Sequence[models.Model], *, keyed: bool = True) -> None:
    """Write new rows by COPY, the cheapest way for both sides; ``keyed`` gives them their keys.

    Columns that the database fills in itself (generated, ``db_default``) are left to it.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not _is_filled_in(field)]
    with connection.cursor() as cursor:
        if keyed:
            _give_keys(rows, cursor)
            fields = [meta.pk, *fields]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        lines = "".join(map(_line, _values(rows, fields))).encode()
        sql = f"COPY \"{meta.db_table}\" ({columns}) FROM STDIN (FORMAT csv, QUOTE '{MARK}')"
        cursor.copy_expert(sql, BytesIO(lines), len(lines))


def _give_keys(rows: Sequence[models.Model], cursor: Any) -> None:
    """New keys, for rows that are about to be written."""
    sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    cursor.execute(sequence, [rows[0]._meta.db_table, len(rows)])
    for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = key
        row._state.adding = False
        row._state.db = connection.alias


def _line(values: Sequence[Any]) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: Any) -> str:
    """A value as COPY reads it: CSV, but for the quotation mark."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _text(value)
    if "\0" in text:
        raise ValueError("PostgreSQL stores no NUL")
    if MARK in text:
        text = text.replace(MARK, MARK + MARK)
    return f"{MARK}{text}{MARK}"


def _text(value: Any) -> str:
    """What PostgreSQL reads as the value: of numbers and moments, what Python says."""
    if isinstance(value, list):
        return f"{{{','.join(map(_quoted, value))}}}"
    return value.dumps(value.adapted) if isinstance(value, Json) else str(value)


def _quoted(value: str) -> str:
    """A text within an array."""
    return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'


def upsert(rows: Sequence[models.Model], unique: Collection[str], replace: Collection[str]) -> None:
    """Write rows; where one with the same ``unique`` columns is, replace these fields of it."""
    changes = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in replace)
    _insert(rows, f"({', '.join(unique)}) DO UPDATE SET {changes}")


def insert_missing(rows: Sequence[models.Model]) -> None:
    """Write those of these rows that are not there yet."""
    _insert(rows, "DO NOTHING")


def _insert(rows: Sequence[models.Model], conflict: str) -> None:
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not _is_filled_in(field)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES %s ON CONFLICT {conflict}'  # noqa: S608 our names
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, sql, _values(rows, fields), page_size=PAGE)


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows that are there, by primary key."""
    if not rows:
        return
    meta = rows[0]._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    columns = [field.column for field in fields]
    changes = ", ".join(f'"{column}" = new."{column}"' for column in columns[1:])
    head = ", ".join(f'"{column}"' for column in columns)
    sql = (
        f'UPDATE "{meta.db_table}" AS old SET {changes} FROM (VALUES %s) AS new ({head})'  # noqa: S608 our names
        " WHERE old.id = new.id"
    )
    casts = ", ".join(f"%s::{_type(field)}" for field in fields)
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, sql, _values(rows, fields), f"({casts})", page_size=PAGE)


def _is_filled_in(field: Any) -> bool:
    return field.generated or field.has_db_default() or isinstance(field, models.AutoField)


def _values(rows: Sequence[models.Model], fields: Sequence[Any]) -> list[list[Any]]:
    """What psycopg2 is given for each row. Most fields need no more than their value."""
    ways = [
        (field.attname, None if type(field) in _AS_THEY_ARE else field.get_db_prep_save)
        for field in fields
    ]
    return [
        [
            getattr(row, name) if way is None else way(getattr(row, name), connection)
            for name, way in ways
        ]
        for row in rows
    ]


_AS_THEY_ARE: set[type] = {
    models.TextField,
    models.CharField,
    models.BooleanField,
    models.DateTimeField,
    models.DateField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.PositiveBigIntegerField,
    models.BigAutoField,
    models.ForeignKey,  # by the key that it holds
    ArrayField,  # of texts, as all here are
}


def _type(field: Any) -> str:
    if field.is_relation:
        field = field.target_field
    return str(field.cast_db_type(connection))
