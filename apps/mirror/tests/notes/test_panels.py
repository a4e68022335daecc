"""A summit of panels in plain text: people, statements, remarks, closing words."""

from apps.core.markup import Markup
from apps.mirror.notes.facts import EventFact, SessionFact
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines

NOTES = """Reptile Summit March 8, 2031

Panels go fast. Forgive me.

by Max Muster

Keeping Warm

Moderated by Jo Jones (Reptile BDFL)

  \u2022 Mia Meier (Heat/Lamps)

    \u2022 Lamps are best.

      \u2022 Red ones.
  \u2022 Tom Thumb (Stones, Stone FLUFL)
  \u2022 Zo\u00eb Br\u00fcll (

  1. What is warm?
  2. How warm is warm.
  3. Is this safe?

On lamps and stones

  \u2022 Mia: They shine.
  \u2022 Olga Other: I sit in row three.
  \u2022 Jo\u2019s comment: Time is short.
  \u2022 Mia is going to write a page about lamps.
  \u2022 The others pledged to read it.

Final Thoughts

my summary of their statements.

  \u2022 Mia Meier: Buy lamps.
  \u2022 Tom Thumb:

Feeding

Moderated by Lin Yutang
"""


def read_event() -> EventFact:
    (entry,) = read(NOTES.encode(), name="summit.txt").entries
    assert isinstance(entry, EventFact)
    return entry


def first() -> SessionFact:
    return read_event().sessions[0]


def test_only_headings_with_people_begin_a_session() -> None:
    assert [(s.kind, s.title) for s in read_event().sessions] == [
        ("panel", "Keeping Warm"),
        ("panel", "Feeding"),
    ]
    assert read(NOTES.encode(), name="summit.txt").markup == Markup.PLAIN
    assert lost_lines(NOTES.encode(), "summit.txt") == []


def test_people_have_roles_affiliations_and_nicknames() -> None:
    found = [(p.name, p.role.value, p.affiliations, p.nickname) for p in first().people]
    assert found == [
        ("Jo Jones", "moderator", (), "Reptile BDFL"),
        ("Mia Meier", "panelist", ("Heat", "Lamps"), ""),
        ("Tom Thumb", "panelist", ("Stones",), "Stone FLUFL"),
        ("Zo\u00eb Br\u00fcll", "panelist", (), ""),
        ("Olga Other", "audience", (), ""),
    ]


def test_a_statement_keeps_its_outline_and_none_is_none() -> None:
    statements = {p.name: p.statement for p in first().people}
    assert statements["Mia Meier"] == "\u2022 Lamps are best.\n\n  \u2022 Red ones."
    assert statements["Tom Thumb"] is None


def test_a_bracket_that_never_closes_is_reported() -> None:
    reading = read(NOTES.encode(), name="summit.txt")
    assert [(p.line, p.what) for p in reading.problems] == [
        (17, "A bracket after a name is never closed.")
    ]


def test_turns_in_order() -> None:
    turns = [(t.kind.value, t.number, t.by, t.text, t.is_summary) for t in first().turns]
    assert turns == [
        ("question", 1, "", "What is warm?", False),
        ("question", 2, "", "How warm is warm.", False),
        ("question", 3, "", "Is this safe?", False),
        ("question", None, "", "On lamps and stones", False),
        ("answer", None, "Mia Meier", "They shine.", False),
        ("comment", None, "Olga Other", "I sit in row three.", False),
        ("comment", None, "Jo Jones", "Time is short.", False),
        ("pledge", None, "Mia Meier", "Mia is going to write a page about lamps.", False),
        ("pledge", None, "", "The others pledged to read it.", False),
        ("closing", None, "Mia Meier", "Buy lamps.", True),
        ("closing", None, "Tom Thumb", "", True),
    ]


def test_a_panel_without_notes_is_a_panel() -> None:
    feeding = read_event().sessions[1]
    assert [p.name for p in feeding.people] == ["Lin Yutang"]
    assert feeding.turns == ()


def test_the_rest_leaves_out_what_people_and_turns_tell() -> None:
    rest = first().rest
    assert rest is not None
    assert rest.text == "Final Thoughts\n\nmy summary of their statements."


def test_a_round_of_reports_has_a_part_for_each_person() -> None:
    data = """Reptile Summit March 8, 2031

State of Things, Round 1

Mia Meier (Heat Project)

  \u2022 Warm

Tom Thumb (Stones)

Things of stone

  \u2022 Hard
"""
    (entry,) = read(data.encode(), name="x.txt").entries
    assert isinstance(entry, EventFact)
    (only,) = entry.sessions
    assert [(part.title, part.span.first, part.span.last) for part in only.parts] == [
        ("Mia Meier (Heat Project)", 5, 8),
        ("Tom Thumb (Stones)", 9, 14),
    ]
    assert [(p.name, p.affiliations) for p in only.people] == [
        ("Mia Meier", ("Heat Project",)),
        ("Tom Thumb", ("Stones",)),
    ]
