from datetime import date
from typing import Any

import pytest
import time_machine

from apps.mirror.problems import Notes
from apps.mirror.pyvideo.dates import read_date
from apps.mirror.pyvideo.durations import Units, read_duration
from apps.mirror.pyvideo.people import read_speakers
from apps.mirror.pyvideo.recordings import (
    kind_of,
    read_links,
    read_recordings,
    same_recording,
)
from apps.mirror.pyvideo.topics import read_topics
from apps.mirror.pyvideo.values import read_language, read_line, read_text, read_url


@pytest.fixture
def notes() -> Notes:
    return Notes("a-2013/videos/one.json")


def reasons(notes: Notes) -> list[str]:
    return [problem.reason for problem in notes.problems]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2013-07-05", date(2013, 7, 5)),
        ("2013-07-05T23:30:00+10:00", date(2013, 7, 5)),
        ("2013-7-5", date(2013, 7, 5)),
        ("2013/07/05", date(2013, 7, 5)),
        ("20130705", date(2013, 7, 5)),
        (20130705, date(2013, 7, 5)),
        ("05.07.2013", date(2013, 7, 5)),
        ("25/07/2013", date(2013, 7, 25)),
        ("July 5, 2013", date(2013, 7, 5)),
        ("5 Jul 2013", date(2013, 7, 5)),
    ],
)
def test_days_as_people_write_them(notes: Notes, written: Any, day: date) -> None:
    assert read_date(written, "recorded", notes) == day


@pytest.mark.parametrize(
    "written",
    [
        *("07/05/2013", "2013", "2013-07", "0000-01-01", "2013-02-30", "1970-01-01"),
        *("2099-01-01", "soon", "", "2013-07-05 and later", "9" * 500),
        *(2013, -1, 1.5, True, None, [], {}),
    ],
)
def test_what_names_no_day_is_left_out_and_noted(notes: Notes, written: Any) -> None:
    assert read_date(written, "recorded", notes) is None
    assert len(notes.problems) == 1


def test_a_conference_a_few_months_ahead_is_no_mistake(notes: Notes) -> None:
    with time_machine.travel("2025-01-01"):
        assert read_date("2025-10-01", "recorded", notes) == date(2025, 10, 1)
        assert read_date("2026-10-01", "recorded", notes) is None


def seconds(value: Any, notes: Notes, *others: Any, is_short: bool = False) -> int | None:
    durations = [read_duration(each, Notes("")) for each in (value, *others)]
    return Units.of(durations).seconds(read_duration(value, notes), is_short=is_short, notes=notes)


@pytest.mark.parametrize(
    ("written", "length"),
    [
        (1800, 1800),
        (1800.4, 1800),
        ("1800", 1800),
        ("1:02:03", 3723),
        ("45:30", 2730),
        ("PT30M", 1800),
        ("PT1H2M3S", 3723),
        ("30 min", 1800),
        ("1h 30m", 5400),
        ("90 minutes", 5400),
    ],
)
def test_durations_as_people_write_them(notes: Notes, written: Any, length: int) -> None:
    assert seconds(written, notes, 1700, 2000, 2500) == length


@pytest.mark.parametrize(
    "written",
    [-5, "-5", float("nan"), float("inf"), 10**400, "long", [], {}, True, "PT", "::", "1e999", "P"],
)
def test_what_is_no_duration_is_left_out_and_noted(notes: Notes, written: Any) -> None:
    assert seconds(written, notes) is None
    assert notes.problems


@pytest.mark.parametrize("written", [None, "", 0, 0.0])
def test_zero_was_always_how_the_format_wrote_unknown(notes: Notes, written: Any) -> None:
    assert seconds(written, notes) is None
    assert not notes.problems


def test_an_event_in_minutes_is_found_out_by_its_round_small_numbers(notes: Notes) -> None:
    assert seconds(30, notes, 30, 45, 50, 40) == 1800
    assert reasons(notes) == ["in minutes, not in seconds: converted"]


def test_an_event_of_short_films_is_left_in_seconds(notes: Notes) -> None:
    assert seconds(105, notes, 112, 124, 128, 137, 144) == 105
    assert not notes.problems


def test_a_lone_round_number_among_seconds_is_minutes_but_not_for_a_lightning_talk(
    notes: Notes,
) -> None:
    assert seconds(30, notes, 1800, 1700) == 1800
    assert seconds(45, notes, 1800, 1700, is_short=True) == 45
    assert seconds(44, notes, 1800, 1700) == 44


def test_seconds_multiplied_by_sixty_are_divided_again(notes: Notes) -> None:
    assert seconds(152_520, notes, 58_800, 52_620, 73_380, 67_440) == 2542


def test_what_has_a_unit_is_not_taken_for_minutes(notes: Notes) -> None:
    assert seconds("PT30S", notes, 30, 45) == 30


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (["Alice Archer", "Bob Baker"], ("Alice Archer", "Bob Baker")),
        ("Alice Archer", ("Alice Archer",)),
        ("Alice Archer, Bob Baker & Carol Cook", ("Alice Archer", "Bob Baker", "Carol Cook")),
        ([{"name": "Alice Archer"}, {"twitter": "@bob"}], ("Alice Archer",)),
        ([" Alice \n Archer", "Alice Archer"], ("Alice Archer",)),
        (["Jose Garcia", "José García"], ("Jose Garcia", "José García")),
        (["Various speakers", "TBA", "", None], ()),
        ([["Alice"], 7, True], ()),
        (["x" * 500], ()),
        (None, ()),
        ({}, ()),
    ],
)
def test_speakers(notes: Notes, listed: Any, names: tuple[str, ...]) -> None:
    assert read_speakers(listed, notes) == names


def test_various_speakers_are_reported_with_what_stood_there(notes: Notes) -> None:
    read_speakers(["Various speakers"], notes)
    assert [(p.field, p.reason, p.value) for p in notes.problems] == [
        ("speakers", "names nobody", "Various speakers")
    ]


@pytest.mark.parametrize(
    ("listed", "topics"),
    [
        (["Machine Learning", "machine-learning", "MACHINE LEARNING"], ("Machine Learning",)),
        ("python, web,  ,c++", ("python", "web", "c++")),
        (["#pycascades#pycon#python"], ("pycascades", "pycon", "python")),
        (["chicago,", "C#", "C++", "C"], ("chicago", "C#", "C++", "C")),
        ([{"name": "web"}, 3, None, [], "", "!!"], ("web", "3")),
        (None, ()),
    ],
)
def test_topics(notes: Notes, listed: Any, topics: tuple[str, ...]) -> None:
    assert read_topics(listed, notes) == topics


@pytest.mark.parametrize(
    ("written", "code"), [("eng", "en"), ("English", "en"), ("pt-BR", "pt"), ("klingon", "")]
)
def test_languages(notes: Notes, written: str, code: str) -> None:
    assert read_language(written, notes) == code
    assert bool(notes.problems) == (not code)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("//example.org/a", "https://example.org/a"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("javascript:alert(1)", ""),
        ("/media/slides.pdf", ""),
        ("https://", ""),
        ("https://exa mple.org", ""),
        ("https://[::1", ""),
        ("http://example.org:99999/", ""),
        ("https://example.org/" + "a" * 5000, ""),
        (7, ""),
        (None, ""),
    ],
)
def test_addresses(notes: Notes, written: Any, url: str) -> None:
    assert read_url(written, "url", notes) == url
    assert url or notes.problems


def test_recordings_of_any_shape(notes: Notes) -> None:
    found = read_recordings(
        [
            {"type": "youtube", "url": "https://www.youtube.com/watch?v=abcdefghijk"},
            {"type": "youtube", "url": "https://youtu.be/abcdefghijk"},
            "https://archive.org/details/x",
            {"type": "youtube", "url": "ABCDEFGHIJK"},
            {"type": "mp4", "url": "https://example.org/x.mp4", "size": "12"},
            {"type": "peertube", "url": "https://tube.example.org/w/1"},
            {"url": None},
            None,
            7,
        ],
        notes,
    )
    assert [(recording.kind, recording.size_bytes) for recording in found] == [
        ("youtube", None),
        ("archive", None),
        ("youtube", None),
        ("file", 12),
        ("peertube", None),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://youtu.be/abcdefghijk?t=10", "http://m.youtube.com/watch?v=abcdefghijk&x=1"),
        ("https://www.youtube.com/embed/abcdefghijk", "https://youtu.be/abcdefghijk"),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345"),
        ("http://www.example.org/a/", "https://example.org/a"),
    ],
)
def test_addresses_of_one_recording(one: str, other: str) -> None:
    assert same_recording(one) == same_recording(other)
    assert same_recording(one) != same_recording("https://youtu.be/ABCDEFGHIJK")


def test_the_platform_is_told_by_the_host_and_not_by_lookalikes() -> None:
    assert kind_of("https://youtube.com.example.org/watch?v=abcdefghijk") == "other"


def test_links_of_any_shape(notes: Notes) -> None:
    links = read_links(
        [
            "https://example.org/1",
            {"label": "Slides", "url": "https://example.org/2"},
            {"title": "Code", "href": "https://example.org/3"},
            {"Notes": "https://example.org/4"},
            {"label": "Slides", "url": "/media/slides.pdf"},
            {},
            None,
        ],
        notes,
    )
    assert [(link.label, link.url[-1]) for link in links] == [
        ("", "1"),
        ("Slides", "2"),
        ("Code", "3"),
        ("Notes", "4"),
    ]
    assert "/media/slides.pdf" in [problem.value for problem in notes.problems]


def test_text_comes_out_as_postgresql_takes_it(notes: Notes) -> None:
    assert read_text("a\x00b\x07\r\n\ud800c", "description", notes) == "ab\n\ufffdc"
    assert reasons(notes) == ["characters that no text may hold: removed"]


def test_lines_are_decoded_joined_and_cut(notes: Notes) -> None:
    assert read_line("Fish &amp;\n chips", "title", notes) == "Fish & chips"
    assert len(read_line("x" * 900, "title", notes)) == 300
    assert read_line(["a"], "title", notes) == ""
    assert read_line(3.5, "title", notes) == "3.5"
    assert len(notes.problems) == 4
