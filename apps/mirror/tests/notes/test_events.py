"""Live notes of a conference in Markdown: a sample, and what is read of it."""

import pytest

from apps.core.markup import Markup
from apps.mirror.notes.event_names import event_and_session, named_event
from apps.mirror.notes.facts import EventFact, Reading, Role, SessionFact, TurnKind
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines

NOTES = b"""---
title: SnakeConf AU 2031
tags: event, python , reptiles
location: Dubbo, New South Wales
excerpt:
  Two days of notes,
  typed in a hurry.
mood: sunny
---

Typed while people talk. Mistakes are mine.

# Ada Byron on the Shedding of Skins

[The programme][1] and her ([slides][deck]).

[1]: https://snakes.example/programme#byron
[deck]: https://slides.example/skins

- Skins are old
- New ones are better

> Shed often.

## Q&A

Does it hurt?

> Only the first time.
>
> Later it is fun.

And for lizards?

> They lose tails instead, see [the programme][1].

# Keepers' Panel

Ada, Tom, GH & Zoe; moderated by Lin.

## What do you feed them?

Ada: Mice, as in [this list][1].

Tom: Crickets. (Audience member shouts that this is cruel)

Grace: Nothing at all in winter.

# Grace Murray-Hopper on Counting Coils

Coils were counted.

# Tom Thumb on Small Snakes

Short.

# Lightning Talks

## Mia talking about Slither

Fast.

https://slither.example/code

## Untitled things

Nobody said who.

# Thanks

To all.
"""


def event(data: bytes, name: str = "conf.md") -> EventFact:
    (entry,) = read(data, name=name).entries
    assert isinstance(entry, EventFact)
    return entry


def session(entry: EventFact, title: str) -> SessionFact:
    return next(found for found in entry.sessions if found.title == title)


def people(found: SessionFact) -> list[tuple[str, str]]:
    return [(person.name, person.role.value) for person in found.people]


def problems(reading: Reading) -> list[tuple[int, str]]:
    return [(problem.line, problem.what) for problem in reading.problems]


def test_front_matter_tells_what_the_event_is() -> None:
    entry = event(NOTES)
    assert (entry.title, entry.kind, entry.location) == (
        "SnakeConf AU 2031",
        "conference",
        "Dubbo, New South Wales",
    )
    assert entry.topics == ("event", "python", "reptiles")
    assert entry.summary == "Two days of notes, typed in a hurry."
    assert read(NOTES, name="conf.md").extra == {"mood": "sunny"}


def test_headings_become_sessions_and_the_rest_stays_with_the_event() -> None:
    entry = event(NOTES)
    assert [(s.kind, s.title) for s in entry.sessions] == [
        ("talk", "The Shedding of Skins"),
        ("panel", "Keepers' Panel"),
        ("talk", "Counting Coils"),
        ("talk", "Small Snakes"),
        ("lightning", "Lightning Talks"),
    ]
    assert entry.body.text == "Typed while people talk. Mistakes are mine.\n\n# Thanks\n\nTo all."
    assert lost_lines(NOTES, "conf.md") == []


def test_a_heading_names_the_speaker() -> None:
    assert people(session(event(NOTES), "The Shedding of Skins")) == [("Ada Byron", "speaker")]


def test_links_of_a_talk_are_its_programme_and_slides() -> None:
    links = session(event(NOTES), "The Shedding of Skins").links
    assert [(link.label, link.url) for link in links] == [
        ("The programme", "https://snakes.example/programme#byron"),
        ("slides", "https://slides.example/skins"),
    ]


def test_questions_are_answered_in_block_quotes_of_several_paragraphs() -> None:
    turns = session(event(NOTES), "The Shedding of Skins").turns
    assert [(turn.kind, turn.text) for turn in turns] == [
        (TurnKind.QUESTION, "Does it hurt?"),
        (TurnKind.ANSWER, "Only the first time.\n\nLater it is fun."),
        (TurnKind.QUESTION, "And for lizards?"),
        (TurnKind.ANSWER, "They lose tails instead, see [the programme][1]."),
    ]


def test_first_names_on_a_panel_are_people_who_spoke_elsewhere() -> None:
    assert people(session(event(NOTES), "Keepers' Panel")) == [
        ("Ada Byron", "panelist"),
        ("Tom Thumb", "panelist"),
        ("GH", "panelist"),  # Grace Murray-Hopper's initials are GMH
        ("Zoe", "panelist"),
        ("Lin", "moderator"),
    ]


def test_a_panel_is_read_question_by_question() -> None:
    turns = session(event(NOTES), "Keepers' Panel").turns
    assert [(turn.kind.value, turn.by, turn.text) for turn in turns] == [
        ("question", "", "What do you feed them?"),
        ("answer", "Ada Byron", "Mice, as in [this list][1]."),
        ("answer", "Tom Thumb", "Crickets."),
        ("interjection", "", "Audience member shouts that this is cruel"),
    ]


def test_somebody_who_is_not_there_keeps_their_words_in_the_notes() -> None:
    panel = session(event(NOTES), "Keepers' Panel")
    assert panel.rest is not None
    assert "Grace: Nothing at all in winter." in panel.rest.text
    assert "Crickets" not in panel.rest.text


def test_a_passage_takes_the_definitions_along_that_it_needs() -> None:
    panel = session(event(NOTES), "Keepers' Panel")
    assert panel.body.text.endswith("\n\n[1]: https://snakes.example/programme#byron")
    assert "[deck]:" not in panel.body.text


def test_lightning_talks_are_one_session_with_parts() -> None:
    block = session(event(NOTES), "Lightning Talks")
    assert [(part.title, [p.name for p in part.people]) for part in block.parts] == [
        ("Slither", ["Mia"]),
        ("Untitled things", []),
    ]
    assert [link.url for link in block.links] == ["https://slither.example/code"]


def test_a_key_outlives_edits_elsewhere() -> None:
    edited = NOTES.replace(b"# Keepers' Panel", b"# Added by Jo Jones\n\nNew.\n\n# Keepers' Panel")
    edited = edited.replace(b"Typed while", b"Lines\n\nmore lines\n\nTyped while")
    before, after = ({s.title: s.key for s in event(data).sessions} for data in (NOTES, edited))
    assert before.items() <= after.items()


def test_equal_headings_have_keys_of_their_own() -> None:
    data = b"---\ntags: event\n---\n# Break\n\ntea\n\n# Talk\n\nx\n\n# Break\n\ncake\n"
    assert [s.key for s in event(data).sessions] == ["break", "talk", "break~2"]


def test_spans_are_lines_as_an_editor_counts_them() -> None:
    lines = NOTES.decode().split("\n")
    for found in event(NOTES).sessions:
        assert lines[found.span.first - 1].startswith("# ")
        assert lines[found.body.span.first - 1] == found.body.text.split("\n")[0]


def test_windows_files_read_the_same() -> None:
    windows = b"\xef\xbb\xbf" + NOTES.replace(b"\n", b"\r\n")
    assert event(windows) == event(NOTES)


def test_an_old_encoding_is_read_and_reported() -> None:
    data = "# Summit 2031\n\n## Zo\u00eb Br\u00fcll on Eggs\n\nna\u00efve\n".encode("cp1252")
    reading = read(data, name="x.md")
    (entry,) = reading.entries
    assert isinstance(entry, EventFact)
    assert entry.sessions[0].people[0].name == "Zo\u00eb Br\u00fcll"
    assert reading.encoding == "cp1252"
    assert [line for line, what in problems(reading) if "UTF-8" in what] == [3, 5]


def test_one_heading_over_all_is_the_event() -> None:
    data = b"# Reptile Summit, March 8, 2031\n\nby Max Muster\n\n## Jo Jones on Eggs\n\nx\n"
    entry = event(data)
    assert (entry.title, entry.kind) == ("Reptile Summit 2031", "summit")
    assert str(entry.starts_on) == "2031-03-08"
    assert [(p.name, p.role) for p in entry.people] == [("Max Muster", Role.NOTES)]


def test_headings_with_a_colon_name_speakers_where_they_agree() -> None:
    talks = b"# Jo Jones: Eggs\n\nx\n\n# Mia Meier: Nests\n\ny\n\n# Lunch\n\nz\n"
    entry = event(b"---\ntype: event\n---\n" + talks)
    assert [(s.title, [p.name for p in s.people]) for s in entry.sessions] == [
        ("Eggs", ["Jo Jones"]),
        ("Nests", ["Mia Meier"]),
        ("Lunch", []),
    ]


def test_a_lone_heading_with_a_colon_is_a_title() -> None:
    entry = event(b"---\ntype: event\n---\n# Round Pegs: Square Holes\n\nx\n\n# Lunch\n\ny\n")
    assert [(s.title, s.people) for s in entry.sessions] == [
        ("Round Pegs: Square Holes", ()),
        ("Lunch", ()),
    ]


def test_code_is_no_heading() -> None:
    data = b"---\ntype: event\n---\n# Jo Jones on Eggs\n\n```\n# Mia Meier on Nests\n```\n"
    (only,) = event(data).sessions
    assert "# Mia Meier on Nests" in only.body.text


def test_what_is_broken_is_reported_where_it_stands() -> None:
    data = b"""# Snake Summit 2031

## Jo Jones on Eggs

See [the nest][], TODO ask her. 2,5000 eggs.

## Empty

## More

The slides are available at, she said.
"""
    reading = read(data, name="x.md")
    assert problems(reading) == [
        (5, "Marked as unfinished (TODO)."),
        (5, "The link reference [the nest] is not defined."),
        (5, "This is no well-formed number."),
        (7, "Nothing stands under this heading."),
        (11, "An address seems to be missing here."),
    ]
    assert lost_lines(data, "x.md") == []
    assert reading.markup == Markup.MARKDOWN


def test_days_are_no_sessions_but_what_stands_under_them_is() -> None:
    data = b"""---
title: Notes of a week
event: SnakeConf 2031
---

# Wednesday, 3 May

Rain.

## Opening

## Warm stones \xe2\x80\x94 Jo Jones

Flat.

## Friday deploys \xe2\x80\x94 Mia Meier

### More

Never.

# Day 2

## Keepers' Panel

Panelists: Jo, Mia Meier and Tom
"""
    entry = event(data)
    assert entry.title == "SnakeConf 2031"
    assert [(s.kind, s.title, [p.name for p in s.people]) for s in entry.sessions] == [
        ("other", "Opening", []),
        ("talk", "Warm stones", ["Jo Jones"]),
        ("talk", "Friday deploys", ["Mia Meier"]),
        ("panel", "Keepers' Panel", ["Jo", "Mia Meier", "Tom"]),
    ]
    assert entry.body.text == "# Wednesday, 3 May\n\nRain.\n\n# Day 2"
    assert lost_lines(data, "x.md") == []


HANDS = b"""---
title: Nest Meetup, March 2031
author: Mia Meier
---

# Survey

We were 35 people. Where do you keep them?

- Bath: 20
- Nest: a handful

| Food | Hands |
| --- | --- |
| Mice | 6 |
| Owls | 14 |

# Jo Jones on Eggs

Eggs are round.
"""


def test_a_heading_that_says_so_is_a_survey_and_no_session() -> None:
    read_as = event(HANDS)
    assert [session.title for session in read_as.sessions] == ["Eggs"]
    (survey,) = read_as.surveys
    assert survey.title == "Survey"
    (question,) = survey.questions
    assert question.text == "We were 35 people. Where do you keep them?"
    assert [(o.label, o.raw) for o in question.options] == [("Bath", "20"), ("Nest", "a handful")]
    assert "| Owls | 14 |" in survey.body.text
    assert lost_lines(HANDS, "conf.md") == []


@pytest.mark.parametrize(
    ("below", "text", "options"),
    [
        ("- Bath: 20\n- Nest: 3", "Quick poll", ["Bath", "Nest"]),
        (
            "| Where | Hands |\n|---|---|\n| Bath | 20 |\n| Nest | 3 |",
            "Quick poll",
            ["Bath", "Nest"],
        ),
        ("Hands for:\n\n- Bath (20)\n- Nest (3)", "Hands for", ["Bath", "Nest"]),
    ],
)
def test_a_survey_needs_no_question_mark(below: str, text: str, options: list[str]) -> None:
    document = f"# Nest Meetup 2031\n\n## Quick poll\n\n{below}\n\n## Jo Jones on Eggs\n\nRound."
    (survey,) = event(document.encode()).surveys
    (question,) = survey.questions
    assert (question.text, [option.label for option in question.options]) == (text, options)


@pytest.mark.parametrize(
    "heading", ["Poll", "Polling in Python", "Hands-on testing", "Survey says"]
)
def test_without_counts_or_by_another_name_it_is_a_session(heading: str) -> None:
    document = f"# Nest Meetup 2031\n\n## {heading}\n\nby Jo Jones\n\nRound: eggs."
    read_as = event(document.encode())
    assert (len(read_as.sessions), read_as.surveys) == (1, ())


def test_the_author_in_the_front_matter_took_the_notes() -> None:
    assert [(p.name, p.role) for p in event(HANDS).people] == [("Mia Meier", Role.NOTES)]


PANEL = """\
Snake Summit 2031: Web panel
============================

:Date: 2031-05-03

Panelists: Jo Jones (Nest, Burrow), Mia "Mo" Meier
Moderated by Dan Brown

1. Are nests round?

   Jo: mine is.

2. Are eggs?

   Mia: all are.
"""


def test_a_document_of_one_panel_is_its_event_and_that_panel() -> None:
    read_as = event(PANEL.encode(), "panel.rst")
    assert (read_as.title, str(read_as.starts_on)) == ("Snake Summit 2031", "2031-05-03")
    (panel,) = read_as.sessions
    assert (panel.title, panel.kind) == ("Web panel", "panel")
    assert [(p.name, p.nickname) for p in panel.people if p.role is Role.PANELIST] == [
        ("Jo Jones", ""),
        ("Mia Meier", "Mo"),
    ]
    assert [(turn.kind, turn.by) for turn in panel.turns] == [
        ("question", ""),
        ("answer", "Jo Jones"),
        ("question", ""),
        ("answer", "Mia Meier"),
    ]


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Snake Summit 2031: Web panel", ("Snake Summit 2031", "Web panel")),
        ("Snake Summit 2031 - Eggs", ("Snake Summit 2031", "Eggs")),
        ("Eggs at Snake Summit 2031", ("Snake Summit 2031", "Eggs")),
        ("Snake Summit 2031: Day 1", ("Snake Summit 2031: Day 1", "")),
        ("Notes at Snake Summit 2031", ("Notes at Snake Summit 2031", "")),
        ("A look at eggs in 2031", ("A look at eggs in 2031", "")),
    ],
)
def test_what_a_title_names_beside_the_event(title: str, parts: tuple[str, str]) -> None:
    assert event_and_session(title) == parts


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Notes from the 2031 Snake Summit", "2031 Snake Summit"),
        ("My trip report of SnakeConf 2031", "SnakeConf 2031"),
        ("Notes on snakes", "Notes on snakes"),
    ],
)
def test_what_is_noted_gives_the_event_its_name(title: str, name: str) -> None:
    assert named_event(title)[0] == name
