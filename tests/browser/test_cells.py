"""The page's grammar of cells says what the server's says."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from apps.core.estimates import EstimateError, exact_below, parse, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CELLS = [
    "", " ", "?", "unknown", "-", "–", "not asked", "0", "none", "Nobody", "no one", "h", "H",
    "handful", "(handful)", "a handful", "2-9 (a handful)", "1", "9", "10", "12", " 12 ", "007",
    "=12", "= 12", "exactly 12", "~12", "≈30", "about 50", "c. 1,700", "over 3,000", ">5", "<5",
    "12+", "12 or so", "50 or more", "12-15", "12 – 15", "12 to 15", "between 12 and 15", "15-12",
    "12-", "-3", "- 3", "-3-5", "2,500", "2,5000", "2 500", "2'500", "2’500", "1,2-5", "many",
    "12 people",
    "1e3", "１２", "٤٢", "½", "9" * 15, "9" * 17, "9" * 101, "12\t13", "(12)", "((12))",
    "~", "=", "~~12", "=h", "12.5", "up to 20", "h?", "12?", "\u00a012\u202f", "0-0", "0-5", "00",
]  # fmt: skip

ASK = """async ([address, cells, below]) => {
    const { parse, write, label } = await import(address);
    return cells.map((cell) => {
        try {
            const { precision, value, low, high, raw } = parse(cell, below);
            const said = { precision, value, low, high, raw };
            return [precision, value, low, high, label(said), write(said)];
        } catch (error) {
            return error.message;
        }
    });
}"""


def of_server(cell: str, below: int | None) -> Any:
    try:
        read = parse(cell) if below is None else parse(cell, default=exact_below(below))
    except EstimateError as error:
        return str(error)
    return [read.precision.value, read.value, read.low, read.high, read.label(), write(read)]


def test_every_cell_means_the_same_in_the_browser(site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site}/about/")
    for below in (None, 10):
        read = page.evaluate(ASK, [f"{site}/static/js/desk/cells.js", CELLS, below])
        assert dict(zip(CELLS, read, strict=True)) == {
            cell: of_server(cell, below) for cell in CELLS
        }
