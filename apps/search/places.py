"""Where a page of results begins: after so many, or before or after a result that was shown.

A cursor names a result by what it was ordered by, as those of lists do (``catalog.paging``). The
score of a result follows from its own words, so that results which come or go meanwhile neither
repeat nor hide others; only a bounded number is ranked, and what drops out of it is passed over.
"""

import datetime
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from apps.catalog import paging
from apps.catalog.filters import BadParameter

ORDERS = ("relevance", "-date")
#: What a cursor looks like
CURSOR = r"^(relevance\.[0-9a-f]{16}|-date)\.[1-9][0-9]{0,6}\.[0-9]{1,15}\.[np]$"

Columns = tuple[str, ...]


class Row(NamedTuple):
    """A result, by what it is ordered by; ``score`` is 0 where only the date counts."""

    score: float
    sort_date: datetime.date
    id: int


@dataclass(frozen=True)
class Place:
    """Pass over ``start`` results, or begin at ``row``: the page after it, or the one before."""

    start: int = 0
    row: Row | None = None
    backwards: bool = False

    def read(self, sql: str, params: list[Any], size: int, by: Columns) -> list[Any]:
        """Rows of one page of what ``sql`` gives, in order, and one row more if there is one."""
        way, beyond = ("ASC", ">") if self.backwards else ("DESC", "<")
        after: list[Any] = []
        sql = f"SELECT * FROM ({sql}) AS results"  # noqa: S608 our own text
        if self.row:
            sql += f" WHERE ({', '.join(by)}) {beyond} ({', '.join('%s' for _ in by)})"
            after = [getattr(self.row, name) for name in by]
        sql += f" ORDER BY {', '.join(f'{name} {way}' for name in by)} LIMIT %s OFFSET %s"
        with connection.cursor() as cursor:
            cursor.execute(sql, [*params, *after, size + 1, self.start])
            return list(cursor.fetchall())

    def page(self, rows: list[Row], size: int) -> "Page":
        """What was read as it is shown, and whether something comes before and after it."""
        more, rows = len(rows) > size, rows[:size]
        if self.backwards:
            return Page(rows[::-1], before=more, after=True)
        return Page(rows, before=bool(self.row or self.start), after=more)


@dataclass(frozen=True)
class Page:
    """Results in the order asked for."""

    rows: list[Row]
    before: bool = False
    after: bool = False


def cursor(order: str, row: Row, *, backwards: bool = False) -> str:
    """A place as text: the score as its bits in hexadecimal digits, the date as a day number."""
    score = f".{struct.pack('>d', row.score).hex()}" if order == ORDERS[0] else ""
    return f"{order}{score}.{row.sort_date.toordinal()}.{row.id}.{'p' if backwards else 'n'}"


def asked(params: Mapping[str, str], size: int) -> tuple[str, Place]:
    """Order and place (BadParameter says which parameter is wrong, and how).

    Of several places the first of ``paging.PLACES`` counts. A cursor brings its order along.
    """
    order = order_of(params)
    number = paging.whole(params, "page", 1, 1, paging.MAX_PAGE)
    offset = paging.whole(params, "offset", 0, 0, paging.MAX_OFFSET)
    if "cursor" in params:
        return _read(params["cursor"])
    return order, Place((number - 1) * size if "page" in params else offset)


def order_of(params: Mapping[str, str]) -> str:
    order = params.get("order", ORDERS[0])
    if order not in ORDERS:
        raise BadParameter("order", f"must be one of {', '.join(ORDERS)}")
    return order


def _read(text: str) -> tuple[str, Place]:
    if len(text) > 100 or not re.fullmatch(CURSOR, text, re.ASCII):
        raise BadParameter(
            "cursor", "is not one that a search gave out; take it from 'next' or 'previous'"
        )
    order, *score, day, key, way = text.split(".")
    (number,) = struct.unpack(">d", bytes.fromhex(score[0])) if score else (0.0,)
    date = datetime.date.fromordinal(min(int(day), datetime.date.max.toordinal()))
    return order, Place(row=Row(number, date, int(key)), backwards=way == "p")
