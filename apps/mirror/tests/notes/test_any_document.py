"""Whatever comes in: a report comes out, in time, with every line in it."""

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.mirror.notes.alone import TOO_SLOW
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines, overlapping, stumbled

NAMES = ("x.md", "x.rst", "x.txt")
MEGABYTE = 1_000_000

LINES = st.sampled_from(
    [
        "", "", "", "# Jo Jones on Eggs", "## Q&A", "# Keepers' Panel", "# Lightning Talks",
        "### Mia on Nests",
        "Moderated by Jo Jones (Heat, Reptile BDFL)", "Panelists:",
        "by Mia Meier and Tom Thumb", "by cast of thousands", "Jo: I say so.", "Mia Meier:",
        "Does it work?", "> It does.", "> ", "  * Jo Jones (Heat)", "    * Lamps",
        "1. Why?", "2. How?",
        "Eggs", "====", "----", "~~~~", "Final Thoughts", "my summary of their statements.",
        "Where do you keep them?", "Bath: 20", "Nest: (handful)", "```", "::", ".. note:: Hm.",
        "    code()", "[1]: http://x.example", "See [this][1].", "`a <http://x.example>`_",
        "A sentence that ends.", "UPDATE: Jo points out", "1 Warmth", "1.1 Stones", "2 Food",
        "3 End",
        "Snake Summit 2031", "Porting to Python 3", "Twig, Leaf and Moss work. But not Straw.",
        "Case study: Bath", "- Water needs, so we left.", "comments powered by Disqus",
        "(Review copy from Burrow Press)", "Preamble: a book", "P.S. a chapter of the book",
        "\u2022 A bullet", "  \u2022 Mia Meier: Lamps.", "\u201cQuoted words stand here.\u201d",
        "TODO", "Dates: 1-3 May 2031", "Keynotes", "Thanks", "\ta tab", "* ", "| a | b |",
    ]
)  # fmt: skip
DOCUMENTS = st.lists(LINES, max_size=60).map("\n".join)
SAID = ("type: event", "type: review", "type: guide", "tags: x\nodd: 1", "title: [")
FRONT = st.sampled_from(["", "---\n", *(f"---\n{said}\n---\n" for said in SAID)])


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(front=FRONT, text=DOCUMENTS)
def test_no_line_is_lost_and_no_session_overlaps(name: str, front: str, text: str) -> None:
    data = (front + text).encode()
    reading = read(data, name=name)
    assert stumbled(reading) == []
    assert lost_lines(data, name, reading) == []
    assert overlapping(reading) == []


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=100)
@given(data=st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"---\na: &a [1]\nb: *a\n---\n")
@example(b"\x00\r\r\n\xef\xbb\xbf")
def test_any_bytes_are_read(name: str, data: bytes) -> None:
    assert stumbled(read(data, name=name)) == []


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=100)
@given(text=st.text(max_size=400))
def test_any_text_is_kept(name: str, text: str) -> None:
    data = text.encode(errors="replace")
    assert lost_lines(data, name) == []


HOSTILE = {
    "one long line": b"A b. " * (2 * MEGABYTE),
    "lists in lists": b"".join(b"  " * depth + b"- x\n" for depth in range(1000)),
    "bullets in bullets": "".join("  " * d + "\u2022 x\n" for d in range(1000)).encode(),
    "brackets": b"[" * MEGABYTE,
    "unclosed links": b"[a](" * (MEGABYTE // 4),
    "stars and ticks": b"*`_a" * (MEGABYTE // 4),
    "headings": b"# a\n" * (MEGABYTE // 4),
    "titles": b"Some title here\n\n" * (MEGABYTE // 17),
    "panels": b"Title one\n\nModerated by Jo Jones\n\n" * (MEGABYTE // 36),
    "questions": b"Where?\n\na: 1\nb: 2\n\n" * (MEGABYTE // 19),
    "adornments": b"abc\n===\n\n" * (MEGABYTE // 9),
    "blank lines": b"\n" * MEGABYTE,
    "definitions": b"".join(b"[a%d]: http://x\n" % n for n in range(50_000)),
    "quotes in quotes": b"> " * 1000 + b"x\n" + b"> " * 100_000,
    "bytes": bytes(range(256)) * (MEGABYTE // 256),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_takes_less_than_five_seconds_a_megabyte(data: bytes, name: str) -> None:
    before = time.thread_time()
    reading = read(data, name=name)
    assert time.thread_time() - before < 5 * max(1, len(data) / MEGABYTE)
    assert stumbled(reading) == []


def test_yaml_bombs_are_refused_and_stay_in_the_text() -> None:
    data = b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n\nText.\n"
    reading = read(data, name="x.md")
    assert "aliases are not read" in reading.problems[0].what
    assert "b: &b [*a, *a]" in reading.entries[0].body.text


def test_what_takes_too_long_is_kept_whole() -> None:
    data = b"# a\n" * 400_000
    reading = read(data, name="x.md")
    assert [problem.what for problem in reading.problems] == [TOO_SLOW]
    assert reading.entries[0].body.text.count("# a") == 400_000
