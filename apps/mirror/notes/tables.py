"""Tables with a header, in Markdown and reST, as cells with the lines that they stand on."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apps.mirror.notes.headings import plain_words
from apps.mirror.notes.source import Source

LONGEST_ROW: Final = 2_000
MOST_ROWS: Final = 2_000
RULE: Final = re.compile(r"^\s{0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
BORDER: Final = re.compile(r"^={2,}(?:[ \t]+={2,})+\s*$")
GRID: Final = re.compile(r"^\+(?:[-=]+\+){2,}\s*$")
Split = Callable[[str], list[str] | None]
PIPE: Final = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, kw_only=True)
class Row:
    line: int
    cells: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """`first` is the header's line."""

    header: Sequence[str]
    rows: Sequence[Row]
    first: int

    @property
    def last(self) -> int:
        return self.rows[-1].line if self.rows else self.first

    def column(self, *names: str) -> int | None:
        """The first column that one of these words begins; None if there is none."""
        for position, title in enumerate(self.header):
            if title.casefold().startswith(names):
                return position
        return None


def read_tables(source: Source, first: int, last: int) -> Iterator[Table]:
    """The tables among these lines. One whose header cannot be told from its rows is left out."""
    number = first
    while number <= last:
        source.deadline.check()
        table = None if number in source.literal else _table(source, number, last)
        if table:
            yield table
            number = table.last
        number += 1


def _table(source: Source, number: int, last: int) -> Table | None:
    line = source.line(number)
    if "|" in line and RULE.match(source.line(number + 1)) and "|" in source.line(number + 1):
        rows = _rows(source, range(number + 2, last + 1), _piped)
        return _made(_piped(line), rows, number)
    if BORDER.match(line) and BORDER.match(source.line(number + 2)):
        edges = [found.span() for found in re.finditer(r"=+", line)]
        rows = _rows(source, range(number + 3, last + 1), lambda row: _cut(row, edges))
        return _made(_cut(source.line(number + 1), edges), rows, number + 1)
    if GRID.match(line) and GRID.match(source.line(number + 2)) and "=" in source.line(number + 2):
        numbers = range(number + 3, last + 1)
        rows = [r for r in _rows(source, numbers, _gridded) if r.cells != [""]]
        return _made(_piped(source.line(number + 1)), rows, number + 1)
    return None


def _made(header: Sequence[str] | None, rows: list[Row], first: int) -> Table | None:
    return (
        Table(header=header, rows=rows, first=first)
        if header and len(header) >= 2 and rows
        else None
    )


def _rows(source: Source, numbers: range, split: Split) -> list[Row]:
    rows: list[Row] = []
    for number in numbers[:MOST_ROWS]:
        line = source.line(number)
        cells = split(line) if line.strip() and len(line) < LONGEST_ROW else None
        if cells is None:
            break
        rows.append(Row(line=number, cells=cells))
    return rows


def _piped(line: str) -> list[str] | None:
    if "|" not in line:
        return None
    inside = line.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [plain_words(cell).strip() for cell in PIPE.split(inside)]


def _gridded(line: str) -> list[str] | None:
    return [""] if GRID.match(line) else _piped(line)


def _cut(line: str, edges: Sequence[tuple[int, int]]) -> list[str] | None:
    """A row of a simple table; None at its lower border."""
    if BORDER.match(line) or not edges:
        return None
    ends = [start for start, _ in edges[1:]] + [len(line)]
    return [plain_words(line[a:b]).strip() for (a, _), b in zip(edges, ends, strict=True)]
