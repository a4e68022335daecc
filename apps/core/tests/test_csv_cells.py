"""Spreadsheets show what a cell says, and run nothing of it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.csv_cells import FORMULA, all_guarded, guarded


@pytest.mark.parametrize("start", [*FORMULA, " =", "  \t@"])
def test_a_text_that_would_run_is_quoted(start: str) -> None:
    text = f'{start}HYPERLINK("https://example.org")'
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["django-pipeline", "a=b", "", "'tis", "''", " x"])
def test_what_does_not_run_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) is cell


@given(st.text())
def test_no_cell_read_back_begins_a_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([guarded(text), "end"])
    (cell, _), *_ = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert not cell.lstrip(" ").startswith(FORMULA)
    assert text in cell


@given(st.lists(st.none() | st.text() | st.sampled_from([f"{start}1" for start in FORMULA])))
def test_a_column_is_guarded_as_its_cells_are(cells: list[str | None]) -> None:
    assert list(all_guarded(cells)) == [cell and guarded(cell) for cell in cells]
