from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.mirror.importing.merging import digest, digests, items_changed, merged

OLD = {"title": "Old", "date": date(2013, 7, 5), "body": ["text", "rst"]}


def test_what_the_source_changed_and_nobody_edited_follows_the_source() -> None:
    said = {**OLD, "title": "New", "body": None}
    assert merged(said, digests(OLD), OLD) == {"title": "New", "body": None}


def test_what_was_edited_here_stays() -> None:
    here = {**OLD, "title": "Edited", "body": None}
    said = {"title": "New", "date": date(2014, 1, 1), "body": ["more", "rst"]}
    assert merged(said, digests(OLD), here) == {"date": date(2014, 1, 1)}


def test_what_the_source_never_spoke_of_is_filled_only_where_it_is_empty() -> None:
    here = {"title": "By hand", "date": None, "body": ""}
    said = {"title": "New", "date": date(2013, 7, 5), "body": "text"}
    assert merged(said, {}, here) == {"date": date(2013, 7, 5), "body": "text"}


VALUES = st.dictionaries(
    st.sampled_from("abcdef"), st.none() | st.text(max_size=3) | st.dates(), min_size=6
)


@given(before=VALUES, here=VALUES, said=VALUES)
def test_a_merge_done_twice_changes_nothing_more(
    before: dict[str, Any], here: dict[str, Any], said: dict[str, Any]
) -> None:
    once = {**here, **merged(said, digests(before), here)}
    assert merged(said, digests(said), once) == {}


@given(before=VALUES, here=VALUES)
def test_a_source_that_says_the_same_changes_nothing(
    before: dict[str, Any], here: dict[str, Any]
) -> None:
    assert merged(before, digests(before), here) == {}


def test_items_are_added_and_removed_one_by_one() -> None:
    before = [digest(item) for item in ("a", "b")]
    assert items_changed(["b", "c", "d"], before) == (["c", "d"], {digest("a")})
    assert items_changed(["a", "b"], before) == ([], frozenset())
    assert items_changed(["a"], None) == (["a"], frozenset())
