"""A folder of notes: its index is the event, its files are the sessions."""

from collections.abc import Mapping
from pathlib import Path

from apps.mirror.notes.facts import EventFact, NoteFact, ReviewFact, SessionFact, Tree
from apps.mirror.notes.reading import read_files, read_tree

INDEX = b"""=================
Snake Conf Europe
=================

.. toctree::
   :maxdepth: 2

   nests
   missing
   keynotes

Dates: September 13-16
Location: Dubbo

Sponsors
========

* Burrow Press
"""
FILES: Mapping[str, bytes] = {
    "SnakeConf2031/index.rst": INDEX,
    "SnakeConf2031/eggs.rst": b"====\nEggs\n====\n\nby Zoe Zett and Lin Lee\n\n* round\n",
    "SnakeConf2031/keynotes.rst": (
        b"Keynotes\n========\n\nJo Jones\n--------\n\nlong\n\nOn politics\n-----------\n\n"
        b"by Mia Meier\n\nshort\n"
    ),
    "SnakeConf2031/nests.rst": (
        b"Nests\n=====\n\nby Tom Thumb\n~~~~~~~~~~~~\n\nMore\n~~~~\n\nwarm\n"
    ),
    "SnakeConf2031/heat/lamps.rst": b"Lamps\n=====\n\nby everybody who came\n\nred\n",
    "Meetup2030/talk.md": b"# Talk\n\n* by Ada Byron\n",
    "README.rst": b"About\n=====\n\nThese are notes.\n",
    "SnakeConf2031/logo.png": b"\x89PNG",
}


def tree(files: Mapping[str, bytes] = FILES) -> Tree:
    return read_files(sorted(files), files.__getitem__)


def sessions(found: Tree, folder: str) -> list[tuple[str, SessionFact]]:
    (chosen,) = (f for f in found.folders if f.name == folder)
    return [
        (document.name.rpartition("/")[2], session)
        for document in chosen.documents
        for entry in document.entries
        if isinstance(entry, EventFact)
        for session in entry.sessions
    ]


def test_the_index_is_the_event_with_its_days_and_notes() -> None:
    (_, conf) = tree().folders
    assert (conf.name, conf.event.title, conf.event.location) == (
        "SnakeConf2031",
        "Snake Conf Europe 2031",
        "Dubbo",
    )
    assert [str(day) for day in (conf.event.starts_on, conf.event.ends_on)] == [
        "2031-09-13",
        "2031-09-16",
    ]
    assert "* Burrow Press" in conf.event.body.text
    assert "toctree" not in conf.event.body.text


def test_sessions_come_in_the_order_of_the_index_then_by_name() -> None:
    assert [(name, s.kind, s.title) for name, s in sessions(tree(), "SnakeConf2031")] == [
        ("nests.rst", "talk", "Nests"),
        ("keynotes.rst", "keynote", "Jo Jones"),
        ("keynotes.rst", "keynote", "On politics"),
        ("eggs.rst", "talk", "Eggs"),
        ("lamps.rst", "talk", "Lamps"),
    ]


def test_speakers_are_named_below_the_title() -> None:
    found = {s.title: [p.name for p in s.people] for _, s in sessions(tree(), "SnakeConf2031")}
    assert found == {
        "Nests": ["Tom Thumb"],
        "Jo Jones": ["Jo Jones"],
        "On politics": ["Mia Meier"],
        "Eggs": ["Zoe Zett", "Lin Lee"],
        "Lamps": [],
    }


def test_a_credit_that_is_no_name_is_reported_and_stays() -> None:
    (_, conf) = tree().folders
    (lamps,) = (d for d in conf.documents if d.name.endswith("lamps.rst"))
    assert [(p.line, p.text) for p in lamps.problems] == [(4, "everybody who came")]
    (entry,) = lamps.entries
    assert isinstance(entry, EventFact)
    assert "by everybody who came" in entry.sessions[0].body.text


def test_a_document_that_is_not_there_is_reported() -> None:
    (_, conf) = tree().folders
    assert [(p.line, p.text) for p in conf.problems] == [(9, "missing")]


def test_a_folder_without_an_index_is_an_event_by_its_name() -> None:
    (meetup, _) = tree().folders
    assert (meetup.event.title, meetup.event.kind, meetup.index) == ("Meetup 2030", "meetup", None)
    assert [p.name for _, s in sessions(tree(), "Meetup2030") for p in s.people] == ["Ada Byron"]


def test_files_of_a_folder_that_is_no_event_stand_for_themselves() -> None:
    files = {
        "mine/2031/book.md": b"---\ntype: review\nbook: Eggs\n---\nGood.\n",
        "mine/thoughts.md": b"# Thoughts\n\nOn nests.\n",
        "mine/SnakeDays2031/one.md": b"# One\n\nx\n",
    }
    found = tree(files)
    kinds = [type(entry) for reading in found.documents for entry in reading.entries]
    assert kinds == [ReviewFact, NoteFact]
    assert [folder.event.title for folder in found.folders] == ["Snake Days 2031"]


def test_loose_files_and_other_files_are_told_apart() -> None:
    found = tree()
    assert [type(entry) for reading in found.documents for entry in reading.entries] == [NoteFact]
    assert found.skipped == ["SnakeConf2031/logo.png"]


def test_front_matter_makes_a_document_of_an_event_something_else() -> None:
    data = b"---\ntype: review\nbook: Eggs\n---\nGood.\n"
    found = tree({**FILES, "SnakeConf2031/book.md": data})
    (review,) = (d for d in found.folders[1].documents if d.name.endswith("book.md"))
    assert isinstance(review.entries[0], ReviewFact)


def test_an_index_in_markdown_orders_by_its_links() -> None:
    files = {
        "c/index.md": b"# Conf 2031\n\n- [Two](two.md)\n- [One](one.md)\n",
        "c/one.md": b"# One\n\nx\n",
        "c/two.md": b"# Two\n\ny\n",
    }
    assert [s.title for _, s in sessions(tree(files), "c")] == ["Two", "One"]


def test_a_readme_in_the_folder_of_an_event_is_no_session() -> None:
    files = {
        "c2031/index.md": b"# Conf 2031\n",
        "c2031/README.md": b"# About\n\nTyped live.\n",
        "c2031/one.md": b"# One\n\nx\n",
    }
    assert [s.title for _, s in sessions(tree(files), "c2031")] == ["One"]
    (readme,) = (d for d in tree(files).folders[0].documents if d.name.endswith("README.md"))
    (entry,) = readme.entries
    assert isinstance(entry, EventFact)
    assert entry.body.text == "# About\n\nTyped live."


def test_an_index_may_list_by_pattern_and_name_what_sphinx_makes() -> None:
    listed = b"   self\n   day2/*\n   day1\n   search\n"
    index = b"Conf 2031\n=========\n\n.. toctree::\n   :glob:\n\n" + listed
    files = {
        "c/index.rst": index,
        "c/day1.rst": b"One\n===\n\nx\n",
        "c/day2/b.rst": b"Three\n=====\n\ny\n",
        "c/day2/a.rst": b"Two\n===\n\nz\n",
        "c/day2/more/d.rst": b"Four\n====\n\nw\n",
    }
    assert [s.title for _, s in sessions(tree(files), "c")] == ["Two", "Three", "One", "Four"]
    assert tree(files).folders[0].problems == ()


def test_a_tree_on_disk_has_no_hidden_files_and_follows_no_links(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "one.md").write_bytes(b"# One\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "notes.md").write_bytes(b"# Hidden\n")
    (tmp_path / "conf" / "two.md").symlink_to("/etc/hostname")
    (folder,) = read_tree(tmp_path).folders
    assert [document.name for document in folder.documents] == ["conf/one.md"]
