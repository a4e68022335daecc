import json
from dataclasses import astuple
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.mirror.pyvideo.dates import days_of_event
from apps.mirror.pyvideo.events import EventReading, read_event
from apps.mirror.pyvideo.fields import EVENT_KEYS, TALK_KEYS
from apps.mirror.pyvideo.kinds import session_kind
from apps.mirror.pyvideo.reading import Archive, RawEvent, RawFile
from apps.mirror.tests.archives import as_bytes, talk, write_event


def raw_event(key: str, category: Any, **talks: Any) -> RawEvent:
    def file(name: str, value: Any) -> RawFile:
        return RawFile(f"{key}/{name}.json", as_bytes(value))

    return RawEvent(
        key,
        key,
        None if category is None else file("category", category),
        {stem: file(f"videos/{stem}", value) for stem, value in talks.items()},
    )


def read(key: str, category: Any, **talks: Any) -> EventReading:
    return read_event(raw_event(key, category, **talks))


def noted(reading: EventReading) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in reading.problems]


def test_a_sound_event_is_read_without_a_problem() -> None:
    category = {"title": "Snake Days 2013", "url": "https://example.org", "description": "Hiss."}
    reading = read("snake-days-2013", category, wild=talk())
    assert noted(reading) == []
    event = reading.event
    assert (event.slug, event.title, event.kind) == (
        "snake-days-2013",
        "Snake Days 2013",
        "conference",
    )
    assert (event.series.slug, event.series.title) == ("snake-days", "Snake Days")
    assert (event.start, event.end, event.url) == (
        date(2013, 7, 5),
        date(2013, 7, 5),
        "https://example.org",
    )
    (wild,) = reading.talks
    assert (wild.slug, wild.title, wild.language, wild.duration_seconds) == (
        "wild",
        "Pythons in the wild",
        "en",
        1800,
    )
    assert wild.speakers == ("Alice Archer",)


def test_what_a_record_says_beyond_the_format_is_kept_and_noted() -> None:
    reading = read("a-2013", {"title": "A"}, one=talk(id=7, colour={"r": 1}, stars=[1, "\x00"]))
    assert reading.talks[0].extra == {"id": 7, "colour": {"r": 1}, "stars": [1, ""]}
    assert noted(reading) == [
        ("colour", "not a field of this format: kept"),
        ("stars", "not a field of this format: kept"),
    ]


def test_misspelt_fields_are_taken_for_what_they_mean() -> None:
    record = talk()
    record[",duration"] = record.pop("duration")
    record["Related_URL"] = [{"label": "x", "url": "https://example.org"}]
    record["Speaker"] = record.pop("speakers")
    reading = read("a-2013", {"title": "A"}, one=record)
    one = reading.talks[0]
    assert (one.duration_seconds, one.speakers) == (1800, ("Alice Archer",))
    assert one.links[0].url == "https://example.org"
    assert len(reading.problems) == 3


@pytest.mark.parametrize("title", [None, "", "  ", [], {"en": "x"}, "\x00"])
def test_a_talk_without_a_title_is_named_after_its_file(title: Any) -> None:
    reading = read("a-2013", {"title": "A"}, **{"state-of_snakes": talk(title=title)})
    assert reading.talks[0].title == "State of snakes"
    assert ("title", "missing: made from the file's name") in noted(reading)


def test_an_event_without_its_category_is_named_after_its_folder() -> None:
    reading = read("snake_days-2013", None, one=talk())
    assert reading.event.title == "Snake Days 2013"
    assert reading.event.slug == "snake_days-2013"
    assert ("", "category.json is missing") in noted(reading)


def test_unreadable_files_are_told_apart_from_absent_ones() -> None:
    reading = read("a-2013", "{", bad="{]", worse="[1]", deep="[" * 100_000, fine=talk())
    assert reading.unreadable == {"bad", "worse", "deep"}
    assert [each.stem for each in reading.talks] == ["fine"]
    assert {p.path for p in reading.problems} == {
        f"a-2013/{name}.json" for name in ("category", "videos/bad", "videos/worse", "videos/deep")
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xef\xbb\xbf" + as_bytes(talk()), None),
        (json.dumps(talk(title="Café"), ensure_ascii=False).encode("latin-1"), "not UTF-8"),
        (json.dumps(talk()).encode("utf-16"), "UTF-16"),
        (as_bytes(talk()) + b" trailing", "not quite JSON"),
        (as_bytes(talk(description="x")).replace(b'"x"', b'"raw\nnewline"'), "not quite JSON"),
        (b"[%b]" % as_bytes(talk()), "a list around the record"),
        (as_bytes(talk(duration=5)).replace(b" 5", b" NaN"), "negative, or longer"),
        (as_bytes(talk(title="\ud800 \x00")), "characters that no text may hold"),
    ],
)
def test_files_in_odd_encodings_are_read_as_far_as_they_go(data: bytes, reason: str) -> None:
    reading = read("a-2013", {"title": "A"}, one=data)
    assert len(reading.talks) == 1
    assert any(found.startswith(reason) for _, found in noted(reading)) if reason else True
    assert bool(noted(reading)) == bool(reason)


def test_a_summary_that_the_description_repeats_is_dropped() -> None:
    def texts(**given: str) -> tuple[str, str]:
        one = read("a-2013", {"title": "A"}, one=talk(**given)).talks[0]
        return one.summary, one.body

    assert texts(description="", summary="Short") == ("", "Short")
    assert texts(description="Long", summary="Short") == ("Short", "Long")
    assert texts(description="Short and long", summary="Short") == ("", "Short and long")
    assert texts(description="Long", abstract="Short") == ("Short", "Long")


@pytest.mark.parametrize(
    ("text", "markup", "noted_as"),
    [
        ("Just words, and a snake_case_name.", "plain", ""),
        ("See `the docs <https://example.org>`_.\n\n- one\n- two", "rst", ""),
        ("See `the docs <https://example.org>`_.\n\n.. image::\n", "rst", "not quite reStruct"),
        ("- one\n- two, *both*", "markdown", ""),
        ("A ``literal`` text::\n\n    code", "rst", ""),
        ("A ``literal`` text_, nowhere_ defined", "plain", ""),
        ("See [the docs](https://example.org).", "markdown", ""),
        ("<p>Hi <b>all</b>, <a href='https://example.org'>here</a></p>", "markdown", "HTML"),
    ],
)
def test_how_a_description_is_written_is_found_out(text: str, markup: str, noted_as: str) -> None:
    reading = read("a-2013", {"title": "A"}, one=talk(description=text))
    assert reading.talks[0].markup == markup
    assert [reason.startswith(noted_as) for _, reason in noted(reading)] == [True] * bool(noted_as)


def test_html_becomes_markdown_without_scripts() -> None:
    html = "<p>Hi <b>all</b></p><script>alert(1)</script><ul><li>one<li><a href='javascript:x'>two"
    body = read("a-2013", {"title": "A"}, one=talk(description=html)).talks[0].body
    assert body == "Hi **all**\n\n- one\n- two"


def test_slugs_that_meet_are_kept_apart() -> None:
    reading = read("a-2013", {"title": "A"}, **{"été": talk(), "ete": talk(), "Été!": talk()})
    assert sorted(each.slug for each in reading.talks) == ["ete", "ete-2", "ete-3"]


def test_a_recording_of_two_talks_is_noted() -> None:
    reading = read("a-2013", {"title": "A"}, one=talk(), two=talk())
    assert noted(reading) == [("videos", "also the recording of one")]


@pytest.mark.parametrize(
    ("key", "title", "slug", "name"),
    [
        ("pycon-us-2009", "PyCon US 2009", "pycon-us", "PyCon US"),
        ("djangocon-2012", "DjangoCon US 2012", "djangocon-us", "DjangoCon US"),
        ("depy2015", "DePy 2015", "depy", "DePy"),
        ("puppy-meetup-2016-01", "PuPPy Meetup 2016 Jan", "puppy-meetup", "PuPPy Meetup"),
        ("chipy", "ChiPy", "chipy", "ChiPy"),
        ("2019", "2019", "2019", "2019"),
    ],
)
def test_the_series_is_what_is_left_without_the_year(
    key: str, title: str, slug: str, name: str
) -> None:
    series = read(key, {"title": title}, one=talk()).event.series
    assert (series.slug, series.title) == (slug, name)


def test_folders_without_a_year_are_meetups_or_channels() -> None:
    def kind(key: str, title: str) -> str:
        return read(key, {"title": title}, one=talk()).event.kind

    assert kind("chipy", "Chicago Python user group") == "meetup"
    assert kind("data-school", "Data School") == "channel"
    assert kind("puppy-meetup-2016-01", "PuPPy Meetup 2016") == "meetup"
    assert kind("pycon-us-2009", "PyCon US 2009") == "conference"


def test_given_days_count_more_than_those_of_the_talks() -> None:
    def days(**category: str) -> tuple[date | None, date | None]:
        event = read("a-2013", {"title": "A", **category}, one=talk()).event
        return event.start, event.end

    first, last = date(2013, 7, 4), date(2013, 7, 9)
    assert days(start_date="2013-07-04", end_date="2013-07-09") == (first, last)
    assert days(start_date="2013-07-09", end_date="2013-07-04") == (first, last)
    assert days(start_date="2013-07-04") == (first, date(2013, 7, 5))
    assert days(start_date="2013-06-04") == (date(2013, 6, 4), date(2013, 6, 4))
    assert days(end_date="2013-07-09") == (date(2013, 7, 5), last)
    assert days(start_date="soon") == (date(2013, 7, 5), date(2013, 7, 5))


DAY = date(2016, 9, 10)


def after(*days: int) -> list[date]:
    return [DAY + timedelta(days=each) for each in days]


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (after(0, 0, 1, 1, 2), 0, 2),
        (after(0, 0, 1, 1, 2, -60), 0, 2),  # one outlier must not stretch it
        (after(0, 0, 1, 1, 2, 70), 0, 2),
        (after(0, 0, 1, 20, 20, 20, 20), 0, 1),  # the second lot are late uploads
        (after(0, 25, 50, 75, 100), 0, 100),  # a year of meetings
    ],
)
def test_the_days_of_an_event_from_those_of_its_talks(
    days: list[date], first: int, last: int
) -> None:
    assert days_of_event(days, [2016])[:2] == tuple(after(first, last))


def test_days_that_the_name_contradicts_are_worth_nothing() -> None:
    found = days_of_event([date(2019, 4, 8)], [2017])
    assert (found.start, found.end) == (None, None)
    assert "2019" in found.doubt


def test_an_event_over_new_year_keeps_both_sides() -> None:
    days = [date(2013, 12, 30), date(2013, 12, 31), date(2014, 1, 1), date(2014, 1, 2)]
    assert days_of_event(days, [2013])[:2] == (days[0], days[-1])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Keynote: My path", "keynote"),
        ("Lightning Talks, day 2", "lightning"),
        ("Lighting talks", "lightning"),
        ("Core Developer Panel", "panel"),
        ("Panel: Directions for Packaging", "panel"),
        ("Detecting Solar Panels in Switzerland", "talk"),
        ("An introduction to Panel", "talk"),
        ("[Poster] Read the Docs", "poster"),
        ("Imposter syndrome", "talk"),
        ("Cython Tutorial", "tutorial"),
        ("Giving the Perfect Coding Workshop ... in Python!", "talk"),
        ("Flask Workshop", "tutorial"),
        ("Opening Remarks", "other"),
        ("Opening up the French tax software", "talk"),
        ("Conference Closing", "other"),
        ("Closing the gap with TLS", "talk"),
        ("Sprints Kickoff", "sprint"),
    ],
)
def test_the_kind_of_a_session_is_told_by_its_title(title: str, kind: str) -> None:
    assert session_kind(title, []) == kind


def test_the_kind_of_a_session_may_be_told_by_its_tags() -> None:
    assert session_kind("Snakes", ["web", "Lightning-Talks"]) == "lightning"


def test_an_unreadable_folder_of_everything_at_once(tmp_path: Path) -> None:
    write_event(tmp_path, "a-2013", {"bytes": bytes(range(256)), "null": b"null"}, b"\xff\xfe")
    with Archive(tmp_path) as archive:
        reading = read_event(next(archive.events()))
    assert reading.unreadable == {"bytes", "null"}
    assert reading.event.title == "A 2013"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
HOSTILE_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
VALUES = ANY_JSON | HOSTILE_TEXT | st.lists(HOSTILE_TEXT, max_size=3)
ODD_KEYS = st.dictionaries(HOSTILE_TEXT, VALUES, max_size=2)
TALKS = st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(TALK_KEYS), VALUES))
EVENTS = st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(EVENT_KEYS), VALUES))


@given(category=ANY_JSON | EVENTS, one=ANY_JSON | TALKS, two=TALKS, odd=ODD_KEYS)
@example(
    category={},
    one={"duration": 10**30, "id": 10**400},
    two={"speakers": "\ud800" * 9},
    odd={"\0": "\0"},
)
def test_any_json_becomes_something_that_can_be_stored(
    category: Any, one: Any, two: Any, odd: dict[str, Any]
) -> None:
    reading = read("a-2013", json.dumps(category), one=json.dumps(one), two=json.dumps(odd | two))
    assert len(reading.talks) + len(reading.unreadable) == 2
    assert len({each.slug for each in reading.talks}) == len(reading.talks)
    # orjson refuses lone surrogates and integers that are too large
    stored = orjson.dumps([reading.event, reading.talks])
    assert b"\\u0000" not in stored.replace(b"\\\\", b"")  # a backslash and "u0000" are a text
    assert reading.event.title
    for each in reading.talks:
        assert each.duration_seconds is None or 0 < each.duration_seconds <= 86_400
        assert all(name.strip() == name and name for name in each.speakers)
        assert each.title
    for problem in reading.problems:
        assert "\0" not in "".join(astuple(problem))
        assert orjson.dumps(problem)
        assert problem.path
        assert problem.reason


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_reported(data: bytes) -> None:
    reading = read("a-2013", data, one=data)
    assert reading.talks or reading.problems
