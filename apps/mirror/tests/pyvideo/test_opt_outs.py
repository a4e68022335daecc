import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.opting_out import record_digest
from apps.mirror.errors import UnreadableOptOuts
from apps.mirror.problems import Notes
from apps.mirror.pyvideo.opt_outs import listed, names_of
from apps.mirror.pyvideo.reading import RawFile
from apps.mirror.tests.archives import as_bytes, talk

RECORD = RawFile("a-2013/videos/one.json", as_bytes(talk(id=2845, slug="the-one")))


def names(entries: Any, notes: Notes | None = None) -> frozenset[str]:
    file = RawFile("NO_PUBLISH.json", json.dumps(entries).encode())
    return listed(file, notes or Notes("NO_PUBLISH.json"))


@pytest.mark.parametrize(
    "entry",
    [
        2845,
        "2845",
        "a-2013/videos/one.json",
        "./a-2013/videos/one.json",
        "a-2013/one",
        "a-2013/the-one",
        "one",
        "the-one",
        "a-2013",
        "https://youtu.be/abcdefghijk",
        "http://pyvideo.org/video/2845/the-one",
        "https://pyvideo.org/a-2013/the-one.html",
        {"id": 2845, "reason": "asked"},
        {"url": "https://www.youtube.com/watch?v=abcdefghijk"},
        [["one"]],
    ],
)
def test_a_record_is_found_however_the_list_names_it(entry: Any) -> None:
    assert names([entry]) & names_of("a-2013", "one", RECORD)


@pytest.mark.parametrize("entries", [{"ids": [2845]}, {"2845": "asked"}, [[[2845]]]])
def test_the_list_may_have_other_shapes(entries: Any) -> None:
    assert names(entries) & names_of("a-2013", "one", RECORD)


@pytest.mark.parametrize("entry", [28, "284", "b-2014/one", "on", "https://youtu.be/ABCDEFGHIJK"])
def test_others_are_not_meant(entry: Any) -> None:
    assert not names([entry]) & names_of("a-2013", "one", RECORD)


def test_entries_that_name_nothing_are_noted() -> None:
    notes = Notes("NO_PUBLISH.json")
    assert names([True, 1.5, None, ""], notes) == frozenset()
    assert [problem.value for problem in notes.problems] == ["true", "1.5", ""]


@pytest.mark.parametrize("data", [b"[1, 2", b"", b"7", b'"x"', b"\xff\xfe\xfd", None])
def test_a_list_that_cannot_be_read_stops_everything(data: bytes | None) -> None:
    with pytest.raises(UnreadableOptOuts, match=r"NO_PUBLISH\.json"):
        listed(RawFile("NO_PUBLISH.json", data, "too large"), Notes(""))


def test_no_list_asks_for_nothing() -> None:
    assert listed(None, Notes("")) == frozenset()


TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(
    entries=st.lists(JSON),
    record=JSON | st.fixed_dictionaries({"slug": TEXT, "id": JSON, "videos": JSON}),
)
def test_any_list_and_any_record_can_be_compared(entries: Any, record: Any) -> None:
    own = names_of("a-2013", "one", RawFile("x", as_bytes(json.dumps(record))))
    assert "a-2013/one" in own
    assert all(len(record_digest("source", name)) == 64 for name in own | names(entries))
