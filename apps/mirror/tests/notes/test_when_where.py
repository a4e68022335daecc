"""When and where an event was, in the ways in which people write it down."""

import datetime

import pytest

from apps.mirror.notes.dates import find_days
from apps.mirror.notes.event_names import event_and_session, named_event
from apps.mirror.notes.facts import EventFact, NoteFact
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines

MAY = datetime.date(2031, 5, 3)


def event(text: str, name: str = "x.md") -> EventFact:
    (entry,) = read(text.encode(), name=name).entries
    assert isinstance(entry, EventFact)
    return entry


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3-5 May 2031", MAY, datetime.date(2031, 5, 5)),
        ("May 3rd to 5th, 2031", MAY, datetime.date(2031, 5, 5)),
        ("3 May - 2 June 2031", MAY, datetime.date(2031, 6, 2)),
        ("May 3 - June 2, 2031", MAY, datetime.date(2031, 6, 2)),
        ("2031-05-03 to 2031-06-02", MAY, datetime.date(2031, 6, 2)),
        ("3.5.2031", MAY, MAY),
        ("3. bis 5. Mai 2031", MAY, datetime.date(2031, 5, 5)),
        ("3 y 5 de mayo de 2031", MAY, datetime.date(2031, 5, 5)),
        ("le 3 mai 2031", MAY, MAY),
        ("2031年5月3日", MAY, MAY),
    ],
)
def test_days_are_read_in_several_languages(
    text: str, first: datetime.date, last: datetime.date
) -> None:
    days = find_days(text)
    assert days is not None
    assert (days.first, days.last) == (first, last)


@pytest.mark.parametrize("text", ["3/4/2031", "31.31.2031", "30 February 2031", "3 Maybe 2031"])
def test_what_may_be_another_day_is_none(text: str) -> None:
    assert find_days(text) is None


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("*Nestville Town Hall, 3 May 2031. Notes by Mia Meier.*", "Nestville Town Hall"),
        ("Saturday, May 3, 2031 in Nestville", "Nestville"),
        ("- **Date:** 3 May, 19:00\n- **Location:** Nestville, Hut 4", "Nestville, Hut 4"),
        ("Datum: 03.05.2031\nOrt: Nestdorf", "Nestdorf"),
        ("開催日: 2031年5月3日\n場所: 東京", "東京"),
        ("SnakeConf 2031, Nestville, May 3, 2031", "Nestville"),
    ],
)
def test_the_first_lines_say_when_and_where(line: str, place: str) -> None:
    entry = event(f"# SnakeConf 2031\n\n{line}\n\n## Jo Jones on Eggs\n\nRound.\n")
    assert (entry.starts_on, entry.location) == (MAY, place)
    assert line.split("\n")[0] in entry.body.text


@pytest.mark.parametrize(
    "line", ["We met on 3 May 2031 and it rained.", "3 May 1999, Nestville", "Eggs since May 2031"]
)
def test_a_sentence_with_a_day_in_it_is_no_date_line(line: str) -> None:
    entry = event(f"# SnakeConf 2031\n\n{line}\n\n## Jo Jones on Eggs\n\nRound.\n")
    assert (entry.starts_on, entry.location) == (None, "")


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("About 700 people registered.", "About 700"),
        ("We had 32 people.", "32"),
        ("- **Present:** Jo Jones, Mia Meier, ca. 15 people", "ca. 15"),
        ("Anwesend: 14 Personen", "14"),
        ("We have 12 people to thank.", ""),
    ],
)
def test_how_many_came(line: str, count: str) -> None:
    assert event(f"# SnakeConf 2031\n\n{line}\n\n## Jo Jones on Eggs\n\nX.\n").head_count == count


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("SnakeConf 2031 live blog", "SnakeConf 2031"),
        ("SnakeConf 2031: my notes", "SnakeConf 2031"),
        ("PyNest 2031 notes", "PyNest 2031"),
        ("SnakeConf 2031 – notes de conférence", "SnakeConf 2031"),
        ("SnakeConf 2031 参加メモ", "SnakeConf 2031"),
        ("Snake User Group - Minutes of the meeting of 3 May 2031", "Snake User Group 2031"),
        ("Protokoll vom Schlangentreffen 2031", "Protokoll vom Schlangentreffen 2031"),
        ("Protokoll vom Treffen der Schlangen 2031", "Treffen der Schlangen 2031"),
        ("SnakeConf 2031: Day 1", "SnakeConf 2031: Day 1"),
    ],
)
def test_a_title_is_the_event_without_what_the_text_is(title: str, name: str) -> None:
    assert named_event(title)[0] == name


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Keepers' panel, SnakeConf 2031", ("SnakeConf 2031", "Keepers' panel")),
        ("Warm eggs (SnakeConf 2031)", ("SnakeConf 2031", "Warm eggs")),
        ("Notes: Eggs (SnakeConf 2031)", ("SnakeConf 2031", "Eggs")),
        ("Bath, May 3, 2031", ("Bath, May 3, 2031", "")),
    ],
)
def test_a_session_may_stand_before_its_event(title: str, parts: tuple[str, str]) -> None:
    assert event_and_session(title) == parts


def test_front_matter_may_be_toml() -> None:
    entry = event(
        '+++\ntitle = "SnakeConf 2031"\ndate = 2031-05-03\ntags = ["eggs"]\n[x]\nmood = 1\n+++\n'
        "\n## Jo Jones on Eggs\n\nRound.\n"
    )
    assert (entry.title, entry.starts_on, entry.topics) == ("SnakeConf 2031", MAY, ("eggs",))


def test_toml_that_is_none_is_reported_and_stays() -> None:
    reading = read(b"+++\ntitle = \n+++\n\nText.\n", name="x.md")
    assert "not TOML" in reading.problems[0].what
    assert lost_lines(b"+++\ntitle = \n+++\n\nText.\n", "x.md") == []


def test_front_matter_may_be_in_another_language() -> None:
    entry = event(
        "---\ntitre: SnakeConf 2031\ndate: 2031-05-03\nlieu: Rennes\nlangue: fr\n---\n\n"
        "# Samedi\n\n## Jo Jones on Eggs\n\nRound.\n"
    )
    assert (entry.title, entry.location, entry.language) == ("SnakeConf 2031", "Rennes", "fr")
    assert [session.title for session in entry.sessions] == ["Eggs"]


def test_wiki_headings_are_headings() -> None:
    entry = event(
        "= Snake Summit 2031 =\n\nNestville, May 3 2031\n\n== Attendees ==\n * Jo\n\n"
        "== Warm stones ==\n * flat\n\n=== More ===\n * dry\n",
        "x.txt",
    )
    assert (entry.title, entry.starts_on) == ("Snake Summit 2031", MAY)
    assert [(s.title, s.span.first, s.span.last) for s in entry.sessions] == [
        ("Warm stones", 8, 13)
    ]


def test_a_meeting_says_its_year_in_the_lines_below() -> None:
    text = f"Treffen der Schlangenfreunde\n{28 * '='}\nDatum: 3.5.2031\nOrt: Nestdorf\n"
    entry = event(text, "x.txt")
    assert (entry.title, entry.kind) == ("Treffen der Schlangenfreunde 2031", "meetup")
    (other,) = read(text.replace("Ort", "Oder").encode(), name="x.txt").entries
    assert isinstance(other, NoteFact)


def test_a_bare_first_line_is_the_title_of_a_note() -> None:
    (entry,) = read(b"Warm stones\n\nThey are *flat*.\n", name="dull-name.md").entries
    assert isinstance(entry, NoteFact)
    assert entry.title == "Warm stones"
    assert entry.body.text.startswith("Warm stones")
