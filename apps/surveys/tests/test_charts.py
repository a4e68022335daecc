"""What a chart draws. The golden files are looked at by people; a test compares.

    GOLDEN=write pytest apps/surveys/tests/test_charts.py

writes them anew.
"""

import datetime
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from apps.core.estimates import Estimate, exact_below, parse
from apps.surveys.charts import FULL, chart, strip
from apps.surveys.templatetags.surveys import tally_chart, trend_chart
from apps.surveys.trends import Line, trend_of

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"

LONDON = [("Django", "10"), ("TurboGears", "4"), ("Other", "h")]
CASES = {
    "rough-and-exact": ("about 50", LONDON),
    "every-precision": (
        "=40",
        [("Exact", "=12"), ("Rough", "~12"), ("Range", "12-15"), ("Handful", "h"), ("None", "0"),
         ("Not asked", "-"), ("Unknown", ""), ("Garbled", "2,5000")],
    ),
    "unknown-room": ("", [("Yes", "=3"), ("No", "0")]),
    "nobody": ("0", [("Yes", "0")]),
    "markup": ("=5", [("<script>alert(1)</script> & “quotes”", "=2")]),
    "more-than-the-room": ("=10", [("Windows", "70")]),
}  # fmt: skip


def question(
    room: str, counts: list[tuple[str, str]], *, version: int = 1, year: int = 2008
) -> Any:
    event = SimpleNamespace(title="Meetup", starts_on=datetime.date(year, 5, 6))
    options = [
        SimpleNamespace(
            key=label.casefold(),
            label=label,
            tally=SimpleNamespace(estimate=parse(cell, default=exact_below(10))),
        )
        for label, cell in counts
    ]
    return SimpleNamespace(
        key="framework",
        wording="Which?",
        wording_version=version,
        denominator="room",
        run=SimpleNamespace(head_count=parse(room), event=event),
        options=SimpleNamespace(all=lambda: options),
    )


def drawn(name: str) -> str:
    return render_to_string("surveys/_chart.html", tally_chart(question(*CASES[name])))


def trend() -> list[Line]:
    """Asked three times; before the last in other words."""
    return list(
        trend_of(
            [
                question("about 50", LONDON),
                question("=40", [("Django", "=16"), ("TurboGears", "-")], year=2009),
                question("=64", [("Django", "23"), ("Flask", "4")], year=2010, version=2),
            ]
        ).lines
    )


@pytest.mark.parametrize("name", [*CASES, "trend"])
def test_charts_are_drawn_as_they_were(name: str) -> None:
    svg = (
        render_to_string("surveys/_trend.html", trend_chart(trend()[0]))
        if name == "trend"
        else drawn(name)
    ).strip() + "\n"
    path = GOLDEN / f"{name}.svg"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(svg)
    assert svg == path.read_text()


@pytest.mark.parametrize("name", CASES)
def test_charts_are_sound_say_what_they_show_and_need_no_style(name: str) -> None:
    root = ET.fromstring(drawn(name))
    ids = {each.get("id") for each in root.iter() if each.get("id")}
    assert {*(root.get("aria-labelledby") or "").split()} <= ids
    assert [root[0].tag, root[1].tag] == ["title", "desc"]
    assert root[1].text
    assert not [each for each in root.iter() if each.get("style") or each.tag == "style"]
    fills = {each.get("fill", "") for each in root.iter()} - {""}
    assert {fill.removeprefix("url(#").removesuffix(")") for fill in fills} <= ids


def bar(cell: str, room: str = "=50") -> Any:
    return chart(parse(room), [("It", parse(cell))]).bars[1]


@pytest.mark.parametrize(
    ("cell", "sure", "maybe", "said", "text"),
    [
        ("=25", 30.0, 0.0, 30.0, "25 of 50"),
        ("~30", 30.0, 12.0, 36.0, "≈30 of 50"),
        ("10-20", 12.0, 12.0, None, "10–20 of 50"),
        ("h", 2.4, 8.4, None, "a handful of 50"),
        ("0", 0.0, 0.0, 0.0, "0 of 50"),
        ("-", None, None, None, "not asked"),
        ("", None, None, None, "not counted"),
        ("2,5000", None, None, None, "unknown (written “2,5000”)"),
    ],
)
def test_a_bar_is_solid_to_the_least_and_hatched_to_the_most(
    cell: str, sure: float | None, maybe: float | None, said: float | None, text: str
) -> None:
    drawn = bar(cell)
    assert (drawn.sure, drawn.maybe, drawn.said, drawn.count) == (sure, maybe, said, text)


ESTIMATES = st.one_of(
    st.integers(0, 10**6).map(lambda n: parse(f"={n}")),
    st.integers(0, 10**6).map(lambda n: parse(f"~{n}")),
    st.sampled_from(["h", "-", "", "0", "3-9"]).map(parse),
)


@given(ESTIMATES, st.lists(ESTIMATES, max_size=5))
def test_every_bar_stays_within_the_chart(room: Estimate, counts: list[Estimate]) -> None:
    made = chart(room, [(str(n), count) for n, count in enumerate(counts)])
    for each in made.bars:
        assert 0 <= (each.sure or 0) <= each.end <= FULL + 0.02
        if each.said is not None:
            assert (each.sure or 0) - 0.01 <= each.said <= each.end + 0.01
        assert each.top + 3 <= made.height


def test_a_line_goes_on_while_the_wording_stays_and_breaks_where_it_changes() -> None:
    django = strip(trend()[0].points).marks
    assert [(mark.came_from is not None, mark.is_break) for mark in django] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_where_an_answer_was_not_asked_or_not_there_the_line_has_a_gap() -> None:
    _, turbogears, _, flask = trend()
    assert [mark.text for mark in strip(turbogears.points).marks] == [
        "6 May 2008: ≈8% (6–10%)",
        "6 May 2009: not asked",
        "6 May 2010: no such answer",
    ]
    assert strip(turbogears.points).marks[1].came_from is None
    assert strip(flask.points).marks[0].text == "6 May 2008: no such answer"
