"""Whatever is typed is no error, its counts add up, and results are what was asked for."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.search.asking import FILTERS, LONGEST, MOST, read

OPERATORS = ["&", "|", "!", "<->", "(", ")", ":*", "*", "\\", "'", '"', "-", "OR", "AND", "%", "\0"]
WORDS = [
    "moss",
    "django",
    "the",
    "C++",
    "3.12",
    "kind:talk",
    "year:2013",
    'topic:"',
    "机",
    "🐍",
    "é",
]
PIECES = st.one_of(st.sampled_from(OPERATORS + WORDS), st.text(max_size=8))
LINES = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join))

pytestmark = pytest.mark.django_db


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(line=LINES)
@example(line="a" * 10_000)
@example(line="- " * 5_000)
@example(line='" OR "')
@example(line="'/de'")
@example(line="ﷺ" * 400)
def test_no_line_is_an_error(line: str, world: Any, client: Client) -> None:
    answer = client.get("/api/v1/search/", {"q": line, "limit": "100"})
    assert answer.status_code == 200, answer.content
    data = answer.json()

    assert data["count"] == len(data["results"])
    kinds = sum(row["count"] for row in data["facets"]["kind"])
    assert kinds == data["count"] if "kind" not in data["filters"] else kinds >= data["count"]
    for name, column in (("kind", "kind"), ("language", "language")):
        if name in data["filters"]:
            assert {row[column] for row in data["results"]} <= {data["filters"][name]}


@settings(max_examples=200, deadline=None)
@given(line=LINES)
def test_what_was_understood_reads_the_same_again(line: str) -> None:
    asked = read(line)
    again = read(asked.words)

    assert {*asked.filters} <= {*FILTERS}
    assert sum(map(len, asked.groups)) <= MOST**2
    assert len(asked.words) <= LONGEST * 2
    assert (
        [list(map(str, group)) for group in again.groups]
        == [list(map(str, group)) for group in asked.groups]
        or '"' in line
        or ":" in line
        or len(asked.words) > LONGEST
    )
