"""How people write down who spoke, line by line: what is read, and what is left alone."""

import pytest

from apps.mirror.notes.bylines import read_credit
from apps.mirror.notes.facts import EventFact, SessionFact
from apps.mirror.notes.names import read_person
from apps.mirror.notes.reading import read
from apps.mirror.notes.titles import read_title


@pytest.mark.parametrize(
    ("heading", "title", "people"),
    [
        ("Jo Jones on Snakes", "Snakes", ["Jo Jones"]),
        ("Jo Jones on the care of snakes", "The care of snakes", ["Jo Jones"]),
        ("Snakes by Jo Jones and Mia van Meier", "Snakes", ["Jo Jones", "Mia van Meier"]),
        ("Keynote: Snakes (Jo Jones)", "Keynote: Snakes", ["Jo Jones"]),
        ("10:30 - Snakes, by Jo Jones", "Snakes", ["Jo Jones"]),
        ("Keynote by Jo Jones", "Keynote by Jo Jones", ["Jo Jones"]),
        ("Python on Rails", "Python on Rails", []),
        ("Web Scraping on the Cheap", "Web Scraping on the Cheap", []),
        ("Learning by Doing", "Learning by Doing", []),
        ("Flaky Tests (or why they fail)", "Flaky Tests (or why they fail)", []),
        ("Mia on Nests", "Mia on Nests", []),
        ("", "", []),
    ],
)
def test_headings(heading: str, title: str, people: list[str]) -> None:
    read_as = read_title(heading)
    assert (read_as.title, [person.name for person in read_as.people]) == (title, people)


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("by Jo Jones", [("Jo Jones", "speaker")]),
        ("* BY JO JONES AND MIA MEIER", [("Jo Jones", "speaker"), ("Mia Meier", "speaker")]),
        (":Speaker: Dr. Zo\u00eb \u00d3 Br\u00fcll", [("Zo\u00eb \u00d3 Br\u00fcll", "speaker")]),
        ("*Presented by* **Jo Jones** (Nest Ltd)", [("Jo Jones", "speaker")]),
        ("**Moderator:** Jo Jones", [("Jo Jones", "moderator")]),
        (
            "Panelists: Jo, Mia Meier (Nest) & TT",
            [(n, "panelist") for n in ("Jo", "Mia Meier", "TT")],
        ),
        (
            "Moderated by Jo Jones and starring **Mia Meier**",
            [("Jo Jones", "moderator"), ("Mia Meier", "panelist")],
        ),
        ("by ???", []),
        ("by cast of thousands", []),
        ("By giving it away they made money", []),
        ("with regards to eggs", []),
        ("Speaker: TBA", []),
    ],
)
def test_credits(line: str, people: list[tuple[str, str]]) -> None:
    assert [(person.name, person.role.value) for person in read_credit(line, 1)] == people


@pytest.mark.parametrize(
    ("text", "affiliations", "nickname"),
    [
        ("Jo Jones (Nest Ltd, Reptile BDFL)", ["Nest Ltd"], "Reptile BDFL"),
        ("Jo Jones (Nest/Eggs)", ["Nest", "Eggs"], ""),
        ("Jo Jones (aka snakey)", [], "snakey"),
        ("Jo Jones (@snakey)", [], "@snakey"),
        ("Jo Jones (3 new ideas)", [], ""),
        ('Jo "snakey" Jones', [], "snakey"),
        ('Jo "snakey" Jones (Nest)', ["Nest"], "snakey"),
        ("Jo Jones of Nest Ltd", ["Nest Ltd"], ""),
        ("Jo Jones, from Nest", ["Nest"], ""),
        ("Jo Jones (", [], ""),
    ],
)
def test_what_stands_in_brackets(text: str, affiliations: list[str], nickname: str) -> None:
    person = read_person(text)
    assert person is not None
    assert (person.name, list(person.affiliations), person.nickname) == (
        "Jo Jones",
        affiliations,
        nickname,
    )


def sessions(text: str, name: str = "x.md") -> list[SessionFact]:
    (entry,) = read(f"---\ntype: event\ntitle: Snake Days\n---\n{text}".encode(), name=name).entries
    assert isinstance(entry, EventFact)
    return list(entry.sessions)


def test_speakers_of_a_panel_are_panelists_and_its_moderator_asks() -> None:
    (panel,) = sessions(
        "# Panel: Nests\n\n**Moderator:** Jo Jones\n**Speakers:** Mia Meier, Tom Thumb\n\n"
        "Jo: What is next?\n\nMia: Eggs.\nTom: Nests.\n\nQuestion from the audience: Why?\n\n"
        "Tom: Because.\n"
    )
    assert [(p.name, p.role.value) for p in panel.people] == [
        ("Jo Jones", "moderator"),
        ("Mia Meier", "panelist"),
        ("Tom Thumb", "panelist"),
    ]
    assert [(t.kind.value, t.by, t.text) for t in panel.turns] == [
        ("question", "Jo Jones", "What is next?"),
        ("answer", "Mia Meier", "Eggs."),
        ("answer", "Tom Thumb", "Nests."),
        ("question", "", "Why?"),
        ("answer", "Tom Thumb", "Because."),
    ]


def test_questions_in_a_talk_may_be_marked_by_letters() -> None:
    (talk,) = sessions("# Eggs\n\nRound.\n\n**Q: Why?**\n\nA: Because.\n\nQ. How?\nA. Slowly.\n")
    assert [(turn.kind.value, turn.text) for turn in talk.turns] == [
        ("question", "Why?"),
        ("answer", "Because."),
        ("question", "How?"),
        ("answer", "Slowly."),
    ]


def test_lightning_talks_may_be_a_list() -> None:
    (block,) = sessions("# Lightning talks\n\n1. Jo Jones - eggsio\n2. Nests by Mia Meier\n3. ?\n")
    assert [(part.title, [p.name for p in part.people]) for part in block.parts] == [
        ("eggsio", ["Jo Jones"]),
        ("Nests", ["Mia Meier"]),
        ("?", []),
    ]


def test_template_code_tabs_and_lists_from_three_stay_as_they_are() -> None:
    body = "3. three\n\n4. four\n\n\t> quoted\n\n    {% if x == 'y' %}\n\n| a | b |\n|---|---|"
    (talk,) = sessions(f"# Eggs\n\n{body}\n")
    assert talk.body.text == body
