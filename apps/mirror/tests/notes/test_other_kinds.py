"""Reviews, surveys, guides, notes, case studies, statuses: a sample beside what is read of it."""

import datetime

from apps.mirror.notes.facts import (
    CaseStudyFact,
    EventFact,
    GuideFact,
    NoteFact,
    ReviewFact,
    Verdict,
)
from apps.mirror.notes.reading import read
from apps.mirror.tests.notes.accounting import lost_lines

BLOG = """A note on scales

Scales are dry. UPDATE is no word of mine.

UPDATE: Jo Jones points out that some are wet.

Snakes for Everybody

(Review copy from Burrow Press)

Preamble: I like snakes.

Snakes for Everybody (subtitle: \u201cA gentle start\u201d) is a book for readers of every age. Its
author knows a lot. Chapter one is slow, chapter two is not, and the book ends on page 90.

In conclusion this book is worth reading.

As a postscript: the cover is green.

Dubbo Snake Meetup May 2031

Thanks to Mia Meier for organising. About 40 people were there.

Counted by hands; I only counted exactly where there were fewer than 8.

Where do you keep them? (only once, please)

Bath: 20
Elsewhere: (handful)

What do they eat? (more than one answer is fine)

Mice: ~12
Nothing: (none)

That was it.

An answer

This is a reply to Mia Meier\u2019s post \u201cNo snakes\u201d. Snakes it is.
"""


def blog() -> tuple[object, ...]:
    return tuple(read(BLOG.encode(), name="blog.txt").entries)


def test_one_document_has_several_entries() -> None:
    assert [type(entry) for entry in blog()] == [NoteFact, ReviewFact, EventFact, NoteFact]
    assert lost_lines(BLOG.encode(), "blog.txt") == []


def test_a_correction_credits_who_made_it() -> None:
    note = blog()[0]
    assert isinstance(note, NoteFact)
    assert note.corrections == (("UPDATE: Jo Jones points out that some are wet.", "Jo Jones"),)
    assert "UPDATE: Jo Jones" in note.body.text


def test_what_stands_apart_from_a_review_is_kept_apart() -> None:
    review = blog()[1]
    assert isinstance(review, ReviewFact)
    assert (review.book_title, review.subtitle, review.publisher) == (
        "Snakes for Everybody",
        "A gentle start",
        "Burrow Press",
    )
    assert review.disclosure == "(Review copy from Burrow Press)"
    assert review.preamble == "Preamble: I like snakes."
    assert review.postscript == "As a postscript: the cover is green."
    assert review.verdict == "In conclusion this book is worth reading."
    assert "Preamble" not in review.body.text
    assert "In conclusion" in review.body.text


def test_a_show_of_hands_is_a_survey_of_the_event() -> None:
    meetup = blog()[2]
    assert isinstance(meetup, EventFact)
    (survey,) = meetup.surveys
    assert (meetup.kind, survey.head_count, survey.exact_below) == ("meetup", "About 40", 8)
    assert [(p.name, p.role.value) for p in meetup.people] == [("Mia Meier", "host")]
    assert [(q.text, q.multi) for q in survey.questions] == [
        ("Where do you keep them? (only once, please)", False),
        ("What do they eat? (more than one answer is fine)", True),
    ]
    assert [(o.label, o.raw) for q in survey.questions for o in q.options] == [
        ("Bath", "20"),
        ("Elsewhere", "(handful)"),
        ("Mice", "~12"),
        ("Nothing", "(none)"),
    ]
    assert "That was it." in meetup.body.text
    assert "Bath" not in meetup.body.text


def test_a_note_answers_a_post() -> None:
    note = blog()[3]
    assert isinstance(note, NoteFact)
    assert note.answers == "Mia Meier\u2019s post \u201cNo snakes\u201d"


def test_a_document_of_notes_alone_is_one_note() -> None:
    data = b"On eggs\n\nThey are round.\n\nOn nests\n\nThey are warm.\n"
    (note,) = read(data, name="x.txt").entries
    assert isinstance(note, NoteFact)
    assert "On nests" in note.body.text


def test_front_matter_makes_a_review() -> None:
    data = b"""---
type: review
book: 'Eggs: A History'
isbn: 978-3-16-148410-0
book_authors: Jo Jones, Mia Meier
publisher: Nest
reviewer: Max Muster
date: 2031-05-06
rating: 4
---
Round and good.
"""
    reading = read(data, name="x.md")
    (review,) = reading.entries
    assert isinstance(review, ReviewFact)
    assert (review.book_title, review.subtitle, review.isbn) == (
        "Eggs",
        "A History",
        "978-3-16-148410-0",
    )
    assert (review.authors, review.reviewer) == (("Jo Jones", "Mia Meier"), "Max Muster")
    assert review.date == datetime.date(2031, 5, 6)
    assert reading.extra == {"rating": 4}


GUIDE = b"""# **Keeping Snakes**

Release 3.1

# Jo van Jones Mia K. Meier, editor

May 6, 2031

# Contents

| 1 | War | mth  ii |

# Author Max Muster

# Abstract

How to keep them.

Longer words.

# 1 Warmth

The LAMP is no longer recommended.

#### See Also:

Lamps on the web.

## 1.1 Stones

Flat ones.

### How flat

Quite.

# 2 Case study: Bath

It leaks.

# 3 Food

Mice, as is defined in

# Index

M
"""


def test_a_guide_has_numbered_sections() -> None:
    (guide,) = read(GUIDE, name="guide.md").entries
    assert isinstance(guide, GuideFact)
    assert [(s.number, s.level, s.title) for s in guide.sections] == [
        ("1", 1, "Warmth"),
        ("1.1", 2, "Stones"),
        ("", 3, "How flat"),
        ("2", 1, "Case study: Bath"),
        ("3", 1, "Food"),
        ("", 1, "Index"),
    ]
    assert "#### See Also:\n\nLamps" in guide.sections[0].body.text
    assert lost_lines(GUIDE, "guide.md") == []


def test_a_guide_says_who_made_it_and_when() -> None:
    reading = read(GUIDE, name="guide.md")
    (guide,) = reading.entries
    assert isinstance(guide, GuideFact)
    assert (guide.title, guide.release, guide.date) == (
        "Keeping Snakes",
        "3.1",
        datetime.date(2031, 5, 6),
    )
    assert guide.authors == ("Jo van Jones", "Max Muster")
    assert guide.editors == ("Mia K. Meier",)
    assert guide.abstract == "How to keep them."
    assert (5, "Two names run together; read as two people.") in [
        (p.line, p.what) for p in reading.problems
    ]


def test_a_guide_warns_of_technologies() -> None:
    (guide,) = read(GUIDE, name="guide.md").entries
    assert isinstance(guide, GuideFact)
    assert [(t.name, t.status, t.span.first) for t in guide.technologies] == [("LAMP", "avoid", 23)]
    assert [study.title for study in guide.case_studies] == ["Bath"]


PORTING = b"""# Nest Summit 2031

## Jo Jones on Porting to Python 3

- Twig, Leaf (moss), bark-tools, all work. But not old-nest (last update 2029), Feather.
  There are alternatives to these (new-nest, [Down][]).

[Down]: https://down.example

- Twig and synchronous straw are fine. straw async is problematic (due to wind).

Everything works. It works. We are fine.

### Case Study: nest.example

- Light needs. None were met, so we built our own.
- Complex egg requirements, so we gave up.
- Testing: works fine.
- The weather was nice.

They say it cost about 20% more.
"""


def talk() -> tuple[list[tuple[str, str, str, tuple[str, ...]]], CaseStudyFact]:
    (entry,) = read(PORTING, name="x.md").entries
    assert isinstance(entry, EventFact)
    (session,) = entry.sessions
    statuses = [
        (
            f"{s.package} {s.condition}".strip(),
            s.verdict.value,
            s.reason,
            tuple(s.alternatives),
        )
        for s in session.statuses
    ]
    assert {(s.target, s.said_by) for s in session.statuses} == {("Python 3", "Jo Jones")}
    return statuses, session.case_studies[0]


def test_what_works_and_what_does_not_is_read_of_a_talk_about_porting() -> None:
    instead = ("new-nest", "Down")
    assert talk()[0] == [
        ("Twig", Verdict.WORKS, "", ()),
        ("Leaf", Verdict.WORKS, "moss", ()),
        ("bark-tools", Verdict.WORKS, "", ()),
        ("old-nest", Verdict.DOES_NOT, "last update 2029", instead),
        ("Feather", Verdict.DOES_NOT, "", instead),
        ("straw synchronous", Verdict.WORKS, "", ()),
        ("straw async", Verdict.PROBLEMATIC, "due to wind", ()),
    ]


def test_a_talk_about_anything_else_has_no_statuses() -> None:
    (entry,) = read(PORTING.replace(b"Porting to Python 3", b"Loving snakes"), name="x.md").entries
    assert isinstance(entry, EventFact)
    assert entry.sessions[0].statuses == ()


def test_a_case_study_has_requirements_outcomes_and_a_cost() -> None:
    study = talk()[1]
    assert (study.title, study.cost) == ("nest.example", "They say it cost about 20% more.")
    assert study.pairs == (
        ("Light needs", "None were met, so we built our own."),
        ("Complex egg requirements", "we gave up."),
        ("Testing", "works fine."),
    )


def test_a_document_may_be_a_case_study() -> None:
    data = b"# Case study: Bath\n\n- Water needs: plenty.\n"
    (note,) = read(data, name="x.md").entries
    assert isinstance(note, NoteFact)
    assert [(s.title, s.pairs) for s in note.case_studies] == [
        ("Bath", (("Water needs", "plenty."),))
    ]


REPORT = b"""Your Reptile Hosting Experts

I came back from SnakeCon 2031 and slept.

The Network

It was down. About 40 people noticed.

The Sprints

Long.

comments powered by Disqus
"""


def test_a_report_is_split_by_part_and_what_the_site_put_around_it_goes() -> None:
    reading = read(REPORT, name="x.txt")
    (entry,) = reading.entries
    assert isinstance(entry, EventFact)
    assert entry.title == "SnakeCon 2031"
    assert [(s.kind, s.title) for s in entry.sessions] == [
        ("other", "The Network"),
        ("sprint", "The Sprints"),
    ]
    assert [(p.line, p.text) for p in reading.problems] == [
        (1, "Your Reptile Hosting Experts"),
        (13, "comments powered by Disqus"),
    ]
    assert "Disqus" not in entry.sessions[1].body.text


def test_a_title_that_says_review_needs_few_words() -> None:
    document = b"# Review: Fluent Snakes by Jo Jones\n\nISBN 978-0-306-40615-7\n\nRound. Good.\n"
    (review,) = read(document, name="post.md").entries
    assert isinstance(review, ReviewFact)
    assert (review.book_title, list(review.authors)) == ("Fluent Snakes", ["Jo Jones"])


def test_a_review_of_code_is_a_note() -> None:
    (entry,) = read(b"# Code - review\n\nRead it aloud.\n", name="post.md").entries
    assert isinstance(entry, NoteFact)


LISTED = b"""# Nest Conf 2031

## Jo Jones on porting to Python 3

- Twig, Leaf: ported
- Straw - not yet (too many knots)
- Feather: in progress
* Moss doesn't work; use Down instead
* Weather: sunny
"""


def test_a_list_of_packages_and_verdicts_is_read_item_by_item() -> None:
    (entry,) = read(LISTED, name="x.md").entries
    assert isinstance(entry, EventFact)
    statuses = entry.sessions[0].statuses
    assert [(s.package, s.verdict, s.reason, s.alternatives, s.span.first) for s in statuses] == [
        ("Twig", Verdict.WORKS, "", (), 5),
        ("Leaf", Verdict.WORKS, "", (), 5),
        ("Straw", Verdict.DOES_NOT, "too many knots", (), 6),
        ("Feather", Verdict.PROBLEMATIC, "", (), 7),
        ("Moss", Verdict.DOES_NOT, "", ("Down",), 8),
    ]
