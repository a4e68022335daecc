"""Notes as other programs write them: vaults, exports, slides, wikis, letters."""

import datetime

import pytest

from apps.mirror.notes.dates import find_days
from apps.mirror.notes.facts import Entry, EventFact, NoteFact
from apps.mirror.notes.front_matter import find as front_matter_of
from apps.mirror.notes.reading import read
from apps.mirror.notes.source import open_source
from apps.mirror.notes.titles import read_marked, read_title
from apps.mirror.tests.notes.accounting import lost_lines

DAY = datetime.date


def only(text: str, name: str = "x.md") -> Entry:
    assert lost_lines(text.encode(), name) == []
    (entry,) = read(text.encode(), name=name).entries
    return entry


def event(text: str, name: str = "x.md") -> EventFact:
    entry = only(text, name)
    assert isinstance(entry, EventFact)
    return entry


def spoken(found: EventFact) -> list[tuple[str, list[str]]]:
    return [(session.title, [p.name for p in session.people]) for session in found.sessions]


def test_a_vault_with_links_tags_and_attributes() -> None:
    found = event(
        "---\naliases: [PyNorth]\ntags:\n  - event/conference\n  - python\ndate: 2031-06-14\n---\n"
        "# PyNorth 2031\n\nlocation:: [[Tromsø]]\n\n"
        "## [[Inga Dahl]] - [[Typing in the dark|Typing in winter]] {#typing}\n#talk\n\n"
        "- letters\n\n"
        "## [[Ola Nordmann]] - Async fjords\n%% he was late %%\n\n- water\n"
    )
    assert (found.title, found.location, found.starts_on) == (
        "PyNorth 2031",
        "Tromsø",
        DAY(2031, 6, 14),
    )
    assert spoken(found) == [
        ("Typing in winter", ["Inga Dahl"]),
        ("Async fjords", ["Ola Nordmann"]),
    ]


def test_an_export_with_pictures_times_and_pronouns() -> None:
    found = event(
        "# PyLake 2031\n\nDate: June 3, 2031 → June 4, 2031\nLocation: Lake Hall, Como\n\n"
        "## 🎤 09:30 Boats and bytes (Dr. Giulia Rossi, she/her)\n\nSlow.\n\n"
        "## ☕️ 11:30 Coffee break\n\nHot.\n\n"
        "## 🎤 12:00 Panel: Who owns the lake?\n\nModerator: Marta Bianchi\n"
        "Panelists: Giulia Rossi, Ahmed El-Sayed\n\n**MB:** Who?\n\n**AE:** The bank.\n"
    )
    assert (found.starts_on, found.ends_on) == (DAY(2031, 6, 3), DAY(2031, 6, 4))
    talk, coffee, panel = found.sessions
    assert (talk.title, [p.name for p in talk.people]) == ("Boats and bytes", ["Giulia Rossi"])
    assert [p.affiliations for p in talk.people] == [()]
    assert (coffee.title, coffee.kind) == ("Coffee break", "other")
    assert [turn.by for turn in panel.turns] == ["Marta Bianchi", "Ahmed El-Sayed"]


def test_slides_repeat_the_title_of_their_front_matter() -> None:
    found = event(
        "---\ntitle: PyRail 2031 talk notes\n---\n\n# PyRail 2031\n\n"
        "Hamburg, 5.–7. September 2031\n"
        "\n---\n\n## Trains\n*Katrin Vogel*\n\n- switch\n\n---\n\n## Tables\n*Aylin Öz*\n\n- late\n"
    )
    assert (found.title, found.location) == ("PyRail 2031", "Hamburg")
    assert spoken(found) == [("Trains", ["Katrin Vogel"]), ("Tables", ["Aylin Öz"])]


def test_a_word_processor_escapes_and_numbers_its_headings() -> None:
    found = event(
        "**PyDelta 2031 \\- Notes**\n\nNew Orleans, October 3\\-5, 2031\n\n"
        "# **1\\. “Mud” by Renée O’Connor** {#1.-mud}\n\n* Don’t\\.\n\n"
        "# **2\\. “Ferries & You” by José Ñúñez\\-Pérez** {#2.-ferries}\n\n* go\n\n"
        "# **3\\. Break** {#3.-break}\n\n* cake\n"
    )
    assert (found.title, found.ends_on) == ("PyDelta 2031", DAY(2031, 10, 5))
    assert spoken(found) == [
        ("“Mud”", ["Renée O’Connor"]),
        ("“Ferries & You”", ["José Ñúñez-Pérez"]),
        ("Break", []),
    ]


ASCIIDOC = """\
= PyCliff 2031 Notes
Owen Hughes <owen@cliff.example>
:toc:

Notes from PyCliff 2031, Cardiff, April 1-2, 2031.

== Climbing trees

_Speaker:_ Megan Price

[source,python]
----
== not a heading ==
----

== Ropes

_Speaker:_ Dylan Rees

* knots
"""
ORG = """\
#+TITLE: PyDune 2031
#+DATE: <2031-02-08 Sat>
#+FILETAGS: :conference:python:

* Talks                                         :notes:
** Sand -- Youssef Amrani
   #+BEGIN_SRC python
* not a heading
   #+END_SRC
** TODO Camels -- Fatima Zahra
   - humps
"""
MEDIAWIKI = """\
'''SnakeConf 2031''' was held in [[Bergen]].

== ''Whales'' (Sigrid Berg) ==
* big
# first

== Nets (Lars Vik) ==
{| class="wikitable"
| small || 1
|}

[[Category:Conferences]]
"""


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        (ASCIIDOC, [("Climbing trees", ["Megan Price"]), ("Ropes", ["Dylan Rees"])]),
        (ORG, [("Sand", ["Youssef Amrani"]), ("Camels", ["Fatima Zahra"])]),
        (MEDIAWIKI, [("Whales", ["Sigrid Berg"]), ("Nets", ["Lars Vik"])]),
    ],
)
def test_another_markup_is_plain_text_with_its_headings(
    text: str, sessions: list[tuple[str, list[str]]]
) -> None:
    assert spoken(event(text)) == sessions
    assert read(text.encode(), name="x.md").markup == "plain"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Title: Eggs\nTags: a, b\n\nRound.\n", {"title": "Eggs", "tags": "a, b"}),
        ("title:: Eggs\ntags:: [[a]], [[b]]\n\n- round\n", {"title": "Eggs", "tags": "a, b"}),
        ("#+TITLE: Eggs\n#+FILETAGS: :a:b:\n\nRound.\n", {"title": "Eggs", "tags": ["a", "b"]}),
        (
            "From: Bea Jones <bea@x.example>\nSubject: Re: [snakes] Eggs\n\nRound.\n",
            {"title": "Eggs", "author": "Bea Jones"},
        ),
        ("Date: 3 May 2031\nPlace: Bath\n\nRound.\n", {}),
        ("Title: Eggs\nRound they are.\n", {}),
    ],
)
def test_lines_of_keys_at_the_top_are_front_matter(text: str, values: dict[str, object]) -> None:
    assert front_matter_of(open_source(text.encode(), "x.md")).values == values
    assert lost_lines(text.encode(), "x.md") == []


def test_front_matter_that_no_field_takes_is_reported_with_its_line() -> None:
    reading = read(
        b"---\ntitle: Eggs\nmood: sunny\nlicence: CC0\nlocation:\n  city: Oslo\n  country: Norway\n"
        b"type: event\n---\n\nRound.\n",
        name="x.md",
    )
    assert [(p.line, p.text) for p in reading.problems] == [(3, "mood: sunny")]
    (entry,) = reading.entries
    assert isinstance(entry, EventFact)
    assert entry.location == "Oslo, Norway"


def test_the_title_of_a_rest_file_may_stand_below_its_settings() -> None:
    found = event(
        ".. -*- coding: utf-8 -*-\n.. meta::\n   :description: notes\n"
        ".. |snake| replace:: *Python*\n"
        "\nSnakeConf 2031\n==============\n\n:Location: Bilbao\n\nAna Ruiz on |snake|\n"
        "-------------------\n\nSee |snake|.\n\nJon Etxea on docs\n-----------------\n\nGood.\n",
        "x.rst",
    )
    assert (found.title, found.location) == ("SnakeConf 2031", "Bilbao")
    assert [session.people[0].name for session in found.sessions] == ["Ana Ruiz", "Jon Etxea"]
    assert ".. |snake| replace:: *Python*" in found.sessions[0].body.text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Thu 30 Jan – Sat 1 Feb 2031", DAY(2031, 1, 30), DAY(2031, 2, 1)),
        ("30 December - 2 January 2031", DAY(2030, 12, 30), DAY(2031, 1, 2)),
        ("Dec 30, 2030 – Jan 2, 2031", DAY(2030, 12, 30), DAY(2031, 1, 2)),
        ("June 3rd, 4th and 5th 2031", DAY(2031, 6, 3), DAY(2031, 6, 5)),
        ("12–14.5.2031", DAY(2031, 5, 12), DAY(2031, 5, 14)),
        ("30.04.–02.05.2031", DAY(2031, 4, 30), DAY(2031, 5, 2)),
        ("2031-07-01..03", DAY(2031, 7, 1), DAY(2031, 7, 3)),
        ("2031年6月3日〜5日", DAY(2031, 6, 3), DAY(2031, 6, 5)),
        ("2031년 6월 3일", DAY(2031, 6, 3), DAY(2031, 6, 3)),
        ("6-7 czerwca 2031", DAY(2031, 6, 6), DAY(2031, 6, 7)),
        ("3–5 июня 2031 г.", DAY(2031, 6, 3), DAY(2031, 6, 5)),
        ("vom 3. bis zum 5. Mai 2031", DAY(2031, 5, 3), DAY(2031, 5, 5)),
        ("Fri 30th May - Sun 1st June 2031", DAY(2031, 5, 30), DAY(2031, 6, 1)),
    ],
)
def test_the_last_day_of_several_is_not_taken_for_the_first(
    text: str, first: DAY, last: DAY
) -> None:
    days = find_days(text)
    assert days is not None
    assert (days.first, days.last) == (first, last)


@pytest.mark.parametrize(
    ("heading", "title", "people"),
    [
        ("Jo Jones (she/they, Nest) on Boats", "Boats", [("Jo Jones", ["Nest"])]),
        ("Boats (Jo Jones, they/them)", "Boats", [("Jo Jones", [])]),
        ("Ludwig von und zu Stein on air", "Air", [("Ludwig von und zu Stein", [])]),
        ("3. Boats by María José de la Cruz y Ramos", "Boats", None),
        ("Boats by Jean-Luc d’Aubigné", "Boats", [("Jean-Luc d’Aubigné", [])]),
        ("Boats by Mia Meier 👩‍💻", "Boats", [("Mia Meier", [])]),
        ("Boats (Hana Sato (佐藤花))", "Boats (Hana Sato (佐藤花))", []),
    ],
)
def test_names_with_particles_pronouns_and_pictures(
    heading: str, title: str, people: list[tuple[str, list[str]]] | None
) -> None:
    found = read_title(heading)
    expected = [("María José de la Cruz y Ramos", [])] if people is None else people
    assert (found.title, [(p.name, list(p.affiliations)) for p in found.people]) == (
        title,
        expected,
    )


def test_a_name_in_its_own_script_is_no_affiliation() -> None:
    found = event(
        "# SnakeConf 2031\n\n## Eggs\n\n**Speakers:** Hana Sato (佐藤花), Luca Moretti (Nest)\n"
    )
    assert [(p.name, p.nickname, p.affiliations) for p in found.sessions[0].people] == [
        ("Hana Sato", "佐藤花", ()),
        ("Luca Moretti", "", ("Nest",)),
    ]


def test_a_name_in_han_needs_no_space_before_a_dash() -> None:
    marked = read_marked("山田太郎 — ヘビの話")
    assert marked is not None
    assert (marked.title, [p.name for p in marked.people]) == ("ヘビの話", ["山田太郎"])
    assert read_marked("蛇 — 蛇与茶") is None


def test_a_moderator_or_a_speaker_further_down_did_not_write_the_note() -> None:
    panel = only(
        "Panel: ten years\nNest, 7 March 2030\nModerator: Anne Boyd\n\nAB: Where?\n", "x.txt"
    )
    assert isinstance(panel, NoteFact)
    assert (panel.title, panel.author) == ("Panel: ten years", "")
    post = only("# Eggs\n\nRound.\n\n## Talk\n\n**Speaker:** Jo Jones\n\nGood.\n")
    assert isinstance(post, NoteFact)
    assert post.author == ""


def test_options_with_percentages_and_dozens() -> None:
    found = event(
        "# Snake Meetup, 3 May 2031\n\nAbout 40 people.\n\n## Show of hands\n\nWho keeps:\n"
        "- Boas: ~15 (37 %)\n- Adders: 8, 20%\n- Eggs: a dozen\n- none: 0\n"
    )
    assert found.head_count == "About 40"
    (question,) = found.surveys[0].questions
    assert [(o.label, o.raw) for o in question.options] == [
        ("Boas", "~15"),
        ("Adders", "8"),
        ("Eggs", "a dozen"),
        ("none", "0"),
    ]


def test_a_post_with_a_dateline_is_no_event() -> None:
    text = "# Snake Forecasts 2031\n\nOslo, 3 May 2031\n\n## Eggs\n\nRound.\n\n## Nests\n\nWarm.\n"
    assert isinstance(only(text), NoteFact)
