"""Statuses of packages in lists and tables, and tables as such."""

import pytest

from apps.mirror.notes.facts import NoteFact, StatusFact
from apps.mirror.notes.reading import read
from apps.mirror.notes.source import open_source
from apps.mirror.notes.tables import read_tables

LISTS = """\
# Porting our nest to Python 3 (as of June 2031)

## Works

- Twig
- Leaf (since 0.8)
- the rest of it

## Problematic

- Moss - leaks at night
- straw: use hay instead

## Broken

- Stone (alternatives: Pebble, Rock)

## Unknown

- Bark
"""
MARKDOWN = """\
| Package | Status | Notes |
|---|:-:|---|
| Twig | works | 3.0+ |
| Moss | in progress | half done |
| Stone | ✗ | alternative: Pebble |
| two words | works | |
"""
SIMPLE = """\
======= ============ ===================
Package Status       Notes
======= ============ ===================
Twig    works        3.0+
Moss    in progress  half done
Stone   does not     alternative: Pebble
======= ============ ===================
"""
GRID = """\
+-------+------------+---------------------+
| Name  | Python 3   | Notes               |
+=======+============+=====================+
| Twig  | yes        | 3.0+                |
+-------+------------+---------------------+
| Moss  | partly     | half done           |
+-------+------------+---------------------+
| Stone | not yet    | alternative: Pebble |
+-------+------------+---------------------+
"""


def note(text: str, name: str) -> NoteFact:
    (entry,) = read(text.encode(), name=name).entries
    assert isinstance(entry, NoteFact)
    return entry


def said(statuses: "list[StatusFact]") -> list[tuple[str, ...]]:
    return [(s.package, s.verdict.value, s.reason, *s.alternatives) for s in statuses]


def test_items_under_a_heading_share_its_verdict() -> None:
    found = note(LISTS, "x.md")
    assert said([*found.statuses]) == [
        ("Twig", "works", ""),
        ("Leaf", "works", "since 0.8"),
        ("Moss", "problematic", "leaks at night"),
        ("straw", "problematic", "", "hay"),
        ("Stone", "does-not", "", "Pebble", "Rock"),
        ("Bark", "unknown", ""),
    ]
    assert str(found.as_of) == "2031-06-30"
    assert found.date is None
    assert found.statuses[1].span.first == 6


@pytest.mark.parametrize(
    ("table", "name"), [(MARKDOWN, "x.md"), (SIMPLE, "x.rst"), (GRID, "x.rst")]
)
def test_a_table_with_a_status_column_gives_statuses(table: str, name: str) -> None:
    title = "# Python 3 ports\n" if name == "x.md" else "Python 3 ports\n==============\n"
    assert said([*note(f"{title}\nRain.\n\n{table}", name).statuses]) == [
        ("Twig", "works", "3.0+"),
        ("Moss", "problematic", "half done"),
        ("Stone", "does-not", "", "Pebble"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        LISTS.replace("Porting our nest to Python 3", "Our nest"),
        "# Porting to Python 3\n\n| Package | Mood |\n|---|---|\n| Twig | works |\n",
        "# Porting to Python 3\n\n```\n" + MARKDOWN + "```\n",
    ],
)
def test_elsewhere_a_list_is_a_list(text: str) -> None:
    assert note(text, "x.md").statuses == ()


@pytest.mark.parametrize("text", ["a | b\nc | d\n", "| a |\n|---|\n", "== ==\na  b\n", "+--+--+\n"])
def test_what_has_no_header_or_no_rows_is_no_table(text: str) -> None:
    source = open_source(text.encode(), "x.md")
    assert list(read_tables(source, 1, source.last)) == []
