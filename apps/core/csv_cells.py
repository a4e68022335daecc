"""Cells of CSV that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""

import re
from collections.abc import Sequence
from typing import Final

#: What begins a formula in some spreadsheet: ASCII, and the full-width forms that some fold to it
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_SUSPECT: Final = frozenset((*FORMULA, " ", "'"))
_RUNS: Final = re.compile(rf"'* *[{re.escape(''.join(FORMULA))}]")


def guarded(cell: str) -> str:
    """The text with an apostrophe in front if a spreadsheet could take it for a formula.

    A text that begins with apostrophes before a formula gets one more: `unguarded` takes one off.
    """
    return f"'{cell}" if cell[:1] in _SUSPECT and _RUNS.match(cell) else cell


def all_guarded(cells: Sequence[str | None]) -> Sequence[str | None]:
    """As `guarded`, of a whole column: most have nothing to guard, and are told by a glance."""
    if _SUSPECT.isdisjoint({cell[:1] for cell in cells if cell}):
        return cells
    return [cell and guarded(cell) for cell in cells]


def unguarded(cell: str) -> str:
    """The text that `guarded` was given, or the cell as a person typed it."""
    return cell[1:] if cell[:1] == "'" and _RUNS.match(cell[1:]) else cell
