"""Pages of a list: by cursor (the default), by number, or by offset. All bounded.

A cursor names the last record of a page by the values it was ordered by, so that records that
come or go meanwhile neither repeat nor hide others, and a deep page costs what the first one does.
"""

import base64
import binascii
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Q, QuerySet

from apps.catalog.filters import BadParameter

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
#: By number or offset the database has to walk up to the page: this far and no farther.
MAX_OFFSET = 100_000

#: Column that a list is ordered by -> how its values are read back from a cursor
ORDERS: dict[str, Any] = {"date": datetime.date.fromisoformat, "title": str}
_COLUMNS = {"date": "sort_date", "title": "sort_title"}
PARAMETERS = ("limit", "cursor", "page", "offset", "order")


@dataclass(frozen=True)
class Page:
    """Documents of one page, as (card, value ordered by, object id), and where to go from it."""

    cards: list[str]
    next: dict[str, str] | None
    previous: dict[str, str] | None


@dataclass(frozen=True)
class Paging:
    """What the parameters ask for. At most one of ``cursor``, ``page`` and ``offset`` is given."""

    limit: int
    column: str
    descending: bool
    cursor: tuple[str, int, bool] | None = None
    page: int | None = None
    offset: int | None = None

    def slice(self, documents: QuerySet[Any]) -> Page:
        """Read one page."""
        if self.page is not None:
            return self._numbered(documents)
        if self.offset is not None:
            return self._from_offset(documents)
        return self._from_cursor(documents)

    def _numbered(self, documents: QuerySet[Any]) -> Page:
        assert self.page is not None
        rows = self._rows(documents, (self.page - 1) * self.limit)
        after = {"page": str(self.page + 1)} if len(rows) > self.limit else None
        before = {"page": str(self.page - 1)} if self.page > 1 else None
        return Page([row[0] for row in rows[: self.limit]], after, before)

    def _from_offset(self, documents: QuerySet[Any]) -> Page:
        assert self.offset is not None
        rows = self._rows(documents, self.offset)
        after = {"offset": str(self.offset + self.limit)} if len(rows) > self.limit else None
        before = {"offset": str(max(0, self.offset - self.limit))} if self.offset else None
        return Page([row[0] for row in rows[: self.limit]], after, before)

    def _from_cursor(self, documents: QuerySet[Any]) -> Page:
        if self.cursor is None:
            rows = self._rows(documents, 0)
            more = len(rows) > self.limit
            rows = rows[: self.limit]
            return self._page(rows, after=more, before=False)
        value, object_id, backwards = self.cursor
        beyond = "lt" if self.descending != backwards else "gt"
        documents = documents.filter(
            Q(**{f"{self.column}__{beyond}": value})
            | Q(**{self.column: value, f"object_id__{beyond}": object_id})
        ).filter(**{f"{self.column}__{beyond}e": value})  # lets the index start at the cursor
        rows = self._rows(documents, 0, backwards=backwards)
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        if backwards:
            rows.reverse()
        return self._page(rows, after=more or backwards, before=more or not backwards)

    def _page(self, rows: list[Any], *, after: bool, before: bool) -> Page:
        ends = rows and (rows[0], rows[-1])
        return Page(
            [row[0] for row in rows],
            {"cursor": encode(ends[1], backwards=False)} if ends and after else None,
            {"cursor": encode(ends[0], backwards=True)} if ends and before else None,
        )

    def _rows(self, documents: QuerySet[Any], start: int, *, backwards: bool = False) -> list[Any]:
        sign = "-" if self.descending != backwards else ""
        ordered = documents.order_by(f"{sign}{self.column}", f"{sign}object_id")
        rows = ordered.values_list("card", self.column, "object_id")
        return list(rows[start : start + self.limit + 1])


def encode(row: tuple[str, Any, int], *, backwards: bool) -> str:
    """The cursor that continues after (or before) a row."""
    text = orjson.dumps([row[1], row[2], backwards])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _decode(text: str, order: str) -> tuple[Any, int, bool]:
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        value, object_id, backwards = orjson.loads(raw)
        if not isinstance(value, str) or "\0" in value:
            raise ValueError("not a value")
        if not (type(object_id) is int and 0 <= object_id < 2**63 and type(backwards) is bool):
            raise ValueError("not a place")
        return ORDERS[order](value), object_id, backwards
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadParameter(
            "cursor", "is not one that this list gave out; take it from 'next' or 'previous'"
        ) from error


def parse(params: Mapping[str, str], default_order: str) -> Paging:
    """Read the paging parameters (BadParameter says which one is wrong, and how)."""
    ways = [name for name in ("cursor", "page", "offset") if name in params]
    if len(ways) > 1:
        raise BadParameter(ways[1], f"cannot be used together with {ways[0]}")
    order = params.get("order", default_order)
    name = order.removeprefix("-")
    if name not in ORDERS:
        allowed = ", ".join(f"{name}, -{name}" for name in ORDERS)
        raise BadParameter("order", f"must be one of {allowed}")
    limit = _whole(params, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    return Paging(
        limit=limit,
        column=_COLUMNS[name],
        descending=order.startswith("-"),
        cursor=_decode(params["cursor"], name) if "cursor" in params else None,
        page=_whole(params, "page", 1, 1, MAX_OFFSET // limit) if "page" in params else None,
        offset=_whole(params, "offset", 0, 0, MAX_OFFSET) if "offset" in params else None,
    )


def _whole(params: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise BadParameter(name, f"must be a whole number from {low} to {high}")
    return int(text)
