"""JSON on a page: nothing added, nothing lost, nothing that runs."""

from html import unescape

import orjson
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.templatetags.catalog import linked_json

ADDRESSES = st.from_regex(r"https?://[a-z]+/[a-z<>&'?=]*", fullmatch=True)


def as_text(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


@given(st.dictionaries(st.text(), st.text() | ADDRESSES | st.integers(0, 99)))
def test_the_text_stays_the_same(data: dict[str, object]) -> None:
    text = as_text(data)
    shown = str(linked_json(text)).replace("</a>", "")

    assert unescape(strip_tags(shown)) == text


@given(ADDRESSES)
def test_addresses_become_links(address: str) -> None:
    assert str(linked_json(as_text([address]))).count("<a href=") == 1


def test_no_other_scheme_does() -> None:
    assert "<a" not in linked_json('["javascript:alert(1)", "data:,x", "<a href=x>"]')
