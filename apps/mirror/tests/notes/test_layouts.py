"""Guides, reviews, surveys and notes in other layouts than those of `test_other_kinds`."""

import pytest

from apps.mirror.notes.facts import Entry, EventFact, GuideFact, NoteFact, ReviewFact
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines

GUIDE = """\
=============
Warming stones
=============

:Author: Mia Meier
:Version: 0.3
:Date: 2031-05-03

.. note:: Mind your fingers.

1. Lamps
========

====== =========== ============
Lamp   Status      Remarks
====== =========== ============
Twig   recommended dry only
Moss   avoid       wet
Straw  obsolete    burnt in 2030
Bark   so so
====== =========== ============

2. Baths
========

Hot.

3. Trouble
==========

Cold?
    Wait.
"""


def only(text: str, name: str) -> Entry:
    data = text.encode()
    assert lost_lines(data, name) == []
    (entry,) = read(data, name=name).entries
    return entry


def test_a_guide_has_its_fields_and_its_table_of_technologies() -> None:
    guide = only(GUIDE, "x.rst")
    assert isinstance(guide, GuideFact)
    assert (guide.authors, guide.release, str(guide.date)) == (("Mia Meier",), "0.3", "2031-05-03")
    assert guide.body.text == ".. note:: Mind your fingers."
    assert [(t.name, t.status, t.limits) for t in guide.technologies] == [
        ("Twig", "recommended", "dry only"),
        ("Moss", "avoid", "wet"),
        ("Straw", "obsolete", "burnt in 2030"),
        ("Bark", "so so", ""),
    ]


def test_a_review_says_publisher_and_isbn_in_lines() -> None:
    review = only(
        "Book review: Warm Stones by Mia Meier\n\nPublisher: Nest & Sons, 2031\n"
        "ISBN-10: 1449364829\nISBN-13: 978-1449364823\n\n"
        "The book has chapters. Its author cares.\n",
        "x.txt",
    )
    assert isinstance(review, ReviewFact)
    assert (review.publisher, review.isbn) == ("Nest & Sons", "978-1449364823")


@pytest.mark.parametrize(
    "options",
    [
        "| Food | Hands |\n|---|---|\n| Mice | 4 |\n| Owls | about 15 |\n",
        "1. Mice: 4\n2. Owls: about 15\n",
        "Mice (4), Owls (about 15)\n",
    ],
)
def test_options_of_a_survey(options: str) -> None:
    event = only(
        "# Snake Meetup, 3 May 2031\n\nCounts are rough above 10.\n\n## Quick poll\n\n"
        f"**What do you feed?** (multiple answers)\n\n{options}",
        "x.md",
    )
    assert isinstance(event, EventFact)
    (survey,) = event.surveys
    (question,) = survey.questions
    assert (survey.exact_below, question.multi) == (10, True)
    assert question.text.startswith("What do you feed?")
    assert [(o.label, o.raw) for o in question.options] == [("Mice", "4"), ("Owls", "about 15")]


def test_a_note_answers_a_linked_post_and_is_corrected_within_a_paragraph() -> None:
    note = only(
        "# Slow eggs\n\nIn response to [Jo's post about eggs](https://x.example/jo.html).\n\n"
        "They take 2 days. UPDATE (3 May): Mia Meier pointed out that it was cold.\n\n"
        "Edit: a typo, thanks to Jo Jones.\n",
        "x.md",
    )
    assert isinstance(note, NoteFact)
    assert note.answers == "Jo's post about eggs"
    assert [by for _, by in note.corrections] == ["Mia Meier", "Jo Jones"]
    assert note.corrections[0][0].startswith("UPDATE (3 May)")


def test_a_link_is_what_the_words_before_it_say() -> None:
    event = only(
        "# SnakeConf 2031\n\n## Jo Jones on Eggs[^1]\n\n**Slides:** [here](https://x.example/s)\n"
        "**Mood:** [here](https://x.example/m)\n\n[^1]: Large ones.\n",
        "x.md",
    )
    assert isinstance(event, EventFact)
    (session,) = event.sessions
    assert session.title == "Eggs"
    assert [link.url for link in session.links] == ["https://x.example/s"]
