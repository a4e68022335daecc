"""Pages of a list: by cursor (the default), by number, or by offset. All bounded.

A cursor names the last record of a page by the values it was ordered by, so that records that
come or go meanwhile neither repeat nor hide others, and a deep page costs what the first one does.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet

from apps.catalog.filters import BadParameter
from apps.catalog.reading import Chosen, choose, fetch

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
#: By number or offset the database has to walk up to the page: this far and no farther.
MAX_OFFSET = 100_000
MAX_PAGE = MAX_OFFSET // MAX_LIMIT

#: What a list may be ordered by, and the column that has it
ORDERS = {"date": "sort_date", "title": "sort_title"}
#: How the base gives its values: a number is read in a fifth of the time of a date.
_GIVEN = {"date": "sort_date - DATE '0001-01-01' + 1", "title": "sort_title"}
#: How a cursor writes values, and reads them
_VALUES: dict[str, Any] = {
    "date": (
        datetime.date.toordinal,
        lambda text: datetime.date.fromordinal(min(int(text), datetime.date.max.toordinal())),
    ),
    "title": (
        lambda title: title.encode().hex(),
        lambda text: bytes.fromhex(text).decode(errors="replace").replace("\0", ""),
    ),
}
#: What a cursor looks like
CURSOR = r"^-?(date\.[1-9][0-9]{0,6}|title\.([0-9a-f]{2}){0,400})\.[0-9]{1,15}\.[np]$"
#: Which page, each in its own way; the first that is given counts
PLACES = ("cursor", "page", "offset")
PARAMETERS = ("limit", *PLACES, "order")


@dataclass(frozen=True)
class Page:
    """The cards of one page (or what else was asked of each), and where to go from it."""

    cards: list[bytes]
    next: dict[str, str] | None
    previous: dict[str, str] | None
    #: What was asked beside; None if there are no cards to be beside of
    beside: bytes | None = None


@dataclass(frozen=True)
class Paging:
    """What the parameters ask for."""

    limit: int
    order: str
    cursor: "Cursor | None" = None
    page: int | None = None
    offset: int | None = None
    #: The column that is read
    shown: str = "card"
    #: What else the base is to say at the same moment: the SQL of a text, and its parameters
    beside: tuple[str, tuple[Any, ...]] = ("NULL", ())

    @property
    def column(self) -> str:
        return ORDERS[self.order.removeprefix("-")]

    @property
    def descending(self) -> bool:
        return self.order.startswith("-")

    def ordered(self, documents: QuerySet[Any]) -> QuerySet[Any]:
        """The documents in the order asked for: a total one."""
        sign = "-" if self.descending else ""
        return documents.order_by(f"{sign}{self.column}", f"{sign}object_id")

    def slice(self, documents: QuerySet[Any]) -> Page:
        """Read one page."""
        return self.read(choose(documents, *self.columns))

    @property
    def columns(self) -> tuple[str, ...]:
        """What ``read`` needs of each document: what is shown, and what a cursor names."""
        return self.shown, self.column, "object_id"

    def read(self, chosen: Chosen) -> Page:
        """Read one page of what SQL chooses, with these columns."""
        if chosen is None:
            return Page([], None, None)
        if self.cursor is None and self.page is not None:
            return self._numbered(*chosen)
        if self.cursor is None and self.offset is not None:
            return self._from_offset(*chosen)
        return self._from_cursor(*chosen)

    def _numbered(self, sql: str, params: tuple[Any, ...]) -> Page:
        assert self.page is not None
        rows = self._rows(sql, params, (self.page - 1) * self.limit)
        after = {"page": str(self.page + 1)} if len(rows) > self.limit else None
        before = {"page": str(self.page - 1)} if self.page > 1 else None
        return _page(rows[: self.limit], after, before)

    def _from_offset(self, sql: str, params: tuple[Any, ...]) -> Page:
        assert self.offset is not None
        rows = self._rows(sql, params, self.offset)
        after = {"offset": str(self.offset + self.limit)} if len(rows) > self.limit else None
        before = {"offset": str(max(0, self.offset - self.limit))} if self.offset else None
        return _page(rows[: self.limit], after, before)

    def _from_cursor(self, sql: str, params: tuple[Any, ...]) -> Page:
        if self.cursor is None:
            rows = self._rows(sql, params, 0)
            more = len(rows) > self.limit
            rows = rows[: self.limit]
            return self._between(rows, after=more, before=False)
        backwards = self.cursor.backwards
        rows = self._rows(sql, params, 0, self.cursor)
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        if backwards:
            rows.reverse()
        return self._between(rows, after=more or backwards, before=more or not backwards)

    def _between(self, rows: list[Any], *, after: bool, before: bool) -> Page:
        ends = rows and (rows[0], rows[-1])
        return _page(
            rows,
            {"cursor": self._place(ends[1])} if ends and after else None,
            {"cursor": self._place(ends[0], backwards=True)} if ends and before else None,
        )

    def _place(self, row: Any, *, backwards: bool = False) -> str:
        _, given, object_id, _ = row
        dated = isinstance(given, int)
        value = datetime.date.fromordinal(given) if dated else given.decode()
        return str(Cursor(self.order, value, object_id, backwards))

    def _rows(
        self, sql: str, params: tuple[Any, ...], start: int, cursor: "Cursor | None" = None
    ) -> list[Any]:
        """The page and one row more.

        Which documents is Django's SQL. The rest is written out, as Django takes longer to build
        it than PostgreSQL to run it.
        """
        descending = self.descending != bool(cursor and cursor.backwards)
        way, beyond = ("DESC", "<") if descending else ("ASC", ">")
        given = _GIVEN[self.order.removeprefix("-")]
        beside, of_beside = self.beside
        sql = f"SELECT {self.shown}, {given}, object_id, {beside} FROM ({sql}) AS chosen"  # noqa: S608 our names
        params = (*of_beside, *params)
        if cursor:
            sql += f" WHERE ({self.column}, object_id) {beyond} (%s, %s)"
            params = (*params, cursor.value, cursor.object_id)
        sql += f" ORDER BY {self.column} {way}, object_id {way} LIMIT %s OFFSET %s"
        return fetch((sql, (*params, self.limit + 1, start)))


def _page(rows: list[Any], after: dict[str, str] | None, before: dict[str, str] | None) -> Page:
    return Page([row[0] for row in rows], after, before, rows[0][3] if rows else None)


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the values of the record before (or after) it, and the list's order.

    Written so that the schema's pattern says what can be one: ``-date.735054.4201.n``, the date as
    a day number, a title in hexadecimal digits.
    """

    order: str
    value: Any
    object_id: int
    backwards: bool

    def __str__(self) -> str:
        encode, _ = _VALUES[self.order.removeprefix("-")]
        way = "p" if self.backwards else "n"
        return f"{self.order}.{encode(self.value)}.{self.object_id}.{way}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadParameter for what no list gave out."""
        if len(text) > 1000 or not re.fullmatch(CURSOR, text, re.ASCII):
            raise BadParameter(
                "cursor", "is not one that a list gave out; take it from 'next' or 'previous'"
            )
        order, value, object_id, way = text.split(".")
        _, decode = _VALUES[order.removeprefix("-")]
        return cls(order, decode(value), int(object_id), way == "p")


def parse(params: Mapping[str, str], default_order: str) -> Paging:
    """Read the paging parameters (BadParameter says which one is wrong, and how).

    Of several places the first of ``PLACES`` counts. A cursor brings its list's order along.
    """
    order = params.get("order", default_order)
    if order.removeprefix("-") not in ORDERS:
        allowed = ", ".join(f"{name}, -{name}" for name in ORDERS)
        raise BadParameter("order", f"must be one of {allowed}")
    cursor = Cursor.read(params["cursor"]) if "cursor" in params else None
    page = whole(params, "page", 1, 1, MAX_PAGE) if "page" in params else None
    return Paging(
        limit=whole(params, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
        order=cursor.order if cursor else order,
        cursor=cursor,
        page=page,
        offset=whole(params, "offset", 0, 0, MAX_OFFSET) if "offset" in params else None,
    )


def whole(params: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Read a whole number within bounds (BadParameter if it is none)."""
    text = params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise BadParameter(name, f"must be a whole number from {low} to {high}")
    return int(text)
