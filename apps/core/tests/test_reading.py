"""How dates, durations and addresses read on pages."""

import re

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from apps.core.templatetags import reading


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2013-07-05", "2013-07-05", "5 July 2013"),
        ("2013-07-05", None, "5 July 2013"),
        ("2013-07-05", "2013-07-07", "5–7 July 2013"),
        ("2013-06-29", "2013-07-02", "29 June – 2 July 2013"),
        ("2013-12-30", "2014-01-02", "30 December 2013 – 2 January 2014"),
        (None, None, ""),
    ],
)
def test_days_say_month_and_year_once(first: str | None, last: str | None, text: str) -> None:
    assert strip_tags(reading.days(first, last)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0, ""), (20, "1 min"), (2520, "42 min"), (3900, "1 h 05 min")],
)
def test_durations(seconds: int | None, text: str) -> None:
    assert reading.duration(seconds) == text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http://[", "", "x"]
)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert reading.outside(address, "<b>") == "&lt;b&gt;"
    assert reading.host(address) == ""


def test_a_link_that_leaves_the_site_says_where_it_leads() -> None:
    link = reading.outside('https://www.example.org/?a="&b')

    assert link == (
        '<a href="https://www.example.org/?a=&quot;&amp;b" rel="external noopener nofollow">'
        "example.org</a>"
    )


@pytest.mark.parametrize(
    ("code", "text", "attributes"),
    [
        ("he", "פייתון", ' lang="he" dir="auto"'),
        ("he", "Python", ' dir="auto"'),
        ("fr", "Odoo", ' lang="fr" dir="auto"'),
        ("", "Python", ' dir="auto"'),
    ],
)
def test_a_text_is_marked_as_its_language(code: str, text: str, attributes: str) -> None:
    assert reading.tongue(code, text) == attributes


@pytest.mark.parametrize(
    ("code", "name"), [("ko", "Korean"), ("zh", "Chinese"), ("pt-br", "Brazilian Portuguese")]
)
def test_languages_by_name(code: str, name: str) -> None:
    assert reading.language_name(code) == name
    assert reading.language_name("xx-unknown") == "xx-unknown"


@given(st.text())
def test_linked_data_never_leaves_its_element(text: str) -> None:
    block = str(reading.linked_data({"name": text}))

    assert len(re.findall(r"<|>", block)) == 4, "its own start and end tag, and nothing else"
