"""Records as rows of a table: one column for each field, ``event.title`` for a field within one.

Lists become one cell with ``; `` between their values, and HTML becomes none: a table is for
looking at and counting. NDJSON has everything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeAlias

from apps.catalog.serializers import HtmlField
from apps.catalog.shaping import Fields, Selection, nested
from apps.core.csv_cells import all_guarded

BETWEEN = "; "
#: A cell with one of these stands in quotation marks
SIGN = re.compile('[,"\r\n]')

#: Fields by name; of each, the fields within it: none for what is one column
Columns: TypeAlias = dict[str, "Columns"]
#: The cells of one column; None where a list has nothing in it
Cells: TypeAlias = list[str | None]


def columns(fields: Fields, selection: Selection | None = None) -> Columns:
    """The columns of records with these fields, or with those of them that were asked for."""
    fit = (name for name, field in fields.items() if not isinstance(field, HtmlField))
    chosen = selection.fields if selection else dict.fromkeys(fit)
    table: Columns = {}
    for name, part in chosen.items():
        inner = nested(fields.get(name))
        table[name] = columns(inner, part) if inner else {}
    return table


def header(table: Columns) -> str:
    """The first line: the names of the columns."""
    return "".join(_lines([_quoted([name]) for name in _names(table)]))


def lines(records: list[Any], table: Columns) -> list[str]:
    """The line of each record (RFC 4180). Made column by column, a fifth of the time of cells."""
    return lines_of_each(records, table)[0]


def lines_of_each(records: list[Any], *tables: Columns) -> list[list[str]]:
    """The lines of several tables: what they have in common is written once."""
    columns = {name: inner for table in tables for name, inner in table.items()}
    written = {
        name: [_quoted(all_guarded(cells)) for cells in _cells(records, {name: inner})]
        for name, inner in columns.items()
    }
    return [_lines([each for name in table for each in written[name]]) for table in tables]


def _names(table: Columns, head: str = "") -> Iterator[str]:
    for name, inner in table.items():
        yield from _names(inner, f"{head}{name}.") if inner else [head + name]


def _lines(written: list[list[str]]) -> list[str]:
    """The lines of a table given by its columns."""
    if len(written) == 1:  # a line with nothing on it is none
        written = [[cell or '""' for cell in written[0]]]
    return [",".join(row) + "\r\n" for row in zip(*written, strict=True)]


def _quoted(column: Sequence[str | None]) -> list[str]:
    """Cells as they are written. Most columns have none that needs quotation marks."""
    cells = [cell or "" for cell in column]
    if not SIGN.search("".join(cells)):
        return cells
    return ['"' + cell.replace('"', '""') + '"' if SIGN.search(cell) else cell for cell in cells]


def _cells(values: list[Any], table: Columns) -> Iterator[Cells]:
    """The columns of values that are records, or lists of them, or cells if there is no table.

    All lists' values are put into one table, of which the columns are cut up again.
    """
    if any(type(value) is list for value in values):
        lists = [value if type(value) is list else [value] for value in values]
        sizes = [len(each) for each in lists]
        for column in _cells(list(chain.from_iterable(lists)), table):
            yield _cut(column, sizes)
    elif table:
        for name, inner in table.items():
            yield from _cells([v.get(name) if type(v) is dict else None for v in values], inner)
    else:
        yield [value if type(value) is str else _text(value) for value in values]


def _cut(column: Cells, sizes: list[int]) -> Cells:
    """A cell for each list, of the cells that its values have."""
    cells = iter(column)
    return [_joined(islice(cells, size)) if size else None for size in sizes]


def _joined(cells: Iterable[str | None]) -> str | None:
    kept = [cell for cell in cells if cell is not None]
    return BETWEEN.join(kept) if kept else None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if type(value) is bool else str(value)
