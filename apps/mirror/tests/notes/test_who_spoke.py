"""Who spoke, in the ways in which people write it into headings and the lines below."""

import pytest

from apps.mirror.notes.facts import EventFact, SessionFact
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines


def event(text: str, name: str = "x.md") -> EventFact:
    data = text.encode()
    assert lost_lines(data, name) == []
    (entry,) = read(data, name=name).entries
    assert isinstance(entry, EventFact)
    return entry


def session(heading: str, below: str = "Round.") -> SessionFact:
    return event(f"# SnakeConf 2031\n\n## {heading}\n\n{below}\n").sessions[0]


def people(found: SessionFact) -> list[tuple[str, ...]]:
    return [(person.name, person.role.value, *person.affiliations) for person in found.people]


@pytest.mark.parametrize(
    ("heading", "title", "speaker"),
    [
        ("Keynote: Mia Meier – Warm stones", "Warm stones", ("Mia Meier", "speaker")),
        ("Keynote by Mia Meier: Warm stones", "Warm stones", ("Mia Meier", "speaker")),
        ("基調講演: Mia Meier「Warm stones」", "Warm stones", ("Mia Meier", "speaker")),
        ("Warm stones par Mia Méier", "Warm stones", ("Mia Méier", "speaker")),
        (
            "Warm stones — Dr. Mia Meier, Heat Lab",
            "Warm stones",
            ("Mia Meier", "speaker", "Heat Lab"),
        ),
        ("Warm stones (Mia Meier, Heat Inc.)", "Warm stones", ("Mia Meier", "speaker", "Heat Inc")),
    ],
)
def test_a_heading_names_the_speaker(heading: str, title: str, speaker: tuple[str, ...]) -> None:
    found = session(heading)
    assert (found.title, people(found)) == (title, [speaker])


@pytest.mark.parametrize(
    "heading", ["Keynote: Web Scraping – a start", "Talk: Eggs", "Warm stones, Heat Inc."]
)
def test_what_is_no_name_is_no_speaker(heading: str) -> None:
    assert people(session(heading)) == []


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("Mia Meier gave a report on eggs.", ["Mia Meier"]),
        ("At the summit, Mia Meier and Jo Jones described eggs.", ["Mia Meier", "Jo Jones"]),
        ("Warm Stones gave way. Mia Meier led.", []),
        ("Everybody talked about eggs.", []),
        ("Referentin: Mia Meier", ["Mia Meier"]),
        ("Ponente: José Ángel Núñez", ["José Ángel Núñez"]),
        ("Speaker: Mia M.", ["Mia M."]),
    ],
)
def test_the_first_lines_name_the_speaker(below: str, names: list[str]) -> None:
    found = session("Eggs", below)
    assert [person.name for person in found.people] == names


def test_a_list_of_panelists_that_is_not_understood_is_reported() -> None:
    text = "# SnakeConf 2031\n\n## Panel\n\nPanelists: the keepers of the 2nd bath and friends\n"
    reading = read(text.encode(), name="x.md")
    assert (5, "Who is meant as panelist is not clear.") in [
        (problem.line, problem.what) for problem in reading.problems
    ]


def test_panelists_may_be_cut_short_and_speak_by_initials() -> None:
    found = session(
        "Panel",
        "Moderator: Jo Jones (JJ)\nPanelists: Mia M. (Heat), Tom Thumb\n\n"
        "JJ: Why?\nMia: So.\nAudience member: And at night?\nTT: No.\nMember of the audience: Boo!",
    )
    assert people(found)[:3] == [
        ("Jo Jones", "moderator"),
        ("Mia M.", "panelist", "Heat"),
        ("Tom Thumb", "panelist"),
    ]
    assert [(turn.kind.value, turn.by, turn.text) for turn in found.turns] == [
        ("question", "Jo Jones", "Why?"),
        ("answer", "Mia M.", "So."),
        ("question", "", "And at night?"),
        ("answer", "Tom Thumb", "No."),
        ("interjection", "", "Boo!"),
    ]


@pytest.mark.parametrize(
    ("q", "a"), [("Q :", "R :"), ("Frage:", "Antwort:"), ("Question 2 (IRC):", "A:")]
)
def test_questions_in_other_words(q: str, a: str) -> None:
    found = session("Eggs", f"{q} Why?\n{a} So.")
    assert [(turn.kind.value, turn.text) for turn in found.turns] == [
        ("question", "Why?"),
        ("answer", "So."),
    ]


def test_first_names_will_do_in_lightning_talks() -> None:
    found = session("Lightning talks", "* Tom on knitting\n* Mia Meier: Stones\n* Eggs, again")
    assert [(p.title, [who.name for who in p.people]) for p in found.parts] == [
        ("Knitting", ["Tom"]),
        ("Stones", ["Mia Meier"]),
        ("Eggs, again", []),
    ]


def test_headings_agree_among_those_that_say_nothing_else() -> None:
    found = event(
        "# SnakeConf 2031\n\n## Opening\n\nHi.\n\n## Mia Meier - Stones\n\nWarm.\n\n"
        "## Tom Thumb - Moss\n\nWet.\n\n## Eggs\n\nSpeaker: Jo Jones\n\n## Nests\n\nby Ada Abel\n"
    )
    assert [(s.title, [p.name for p in s.people]) for s in found.sessions] == [
        ("Opening", []),
        ("Stones", ["Mia Meier"]),
        ("Moss", ["Tom Thumb"]),
        ("Eggs", ["Jo Jones"]),
        ("Nests", ["Ada Abel"]),
    ]


def test_a_bare_title_may_have_its_speaker_right_below() -> None:
    found = event(
        "SnakeConf 2031\n\nDay 1\n\nRain.\n\nWarm stones\nSpeaker: Mia Meier\n\nFlat.\n\n"
        "Day 2\n\nSun.\n\nThanks\n\nTo all.\n",
        "x.txt",
    )
    assert [(s.title, [p.name for p in s.people]) for s in found.sessions] == [
        ("Day 1", []),
        ("Warm stones", ["Mia Meier"]),
        ("Day 2", []),
    ]
    assert found.body.text.endswith("Thanks\n\nTo all.")
