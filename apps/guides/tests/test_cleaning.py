"""Damaged texts: what is mended, what is left out, and that the source is never touched."""

import os
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from apps.core.markup import Markup
from apps.guides.cleaning import BROKEN, BULLETS, CONTENTS, INDEX, Block, Form, clean

SHARED = Path(os.environ.get("SHARED", settings.BASE_DIR.parent / "shared"))

CONTENTS_TABLE = """\
| 1 | Down            | ii           |
|---|-----------------|--------------|
| 2 | <b>Further</b>  | <b>vii</b>   |
|   | Ingr 4.1 Deeper | vii<br>viii  |"""


def test_a_list_of_contents_with_roman_page_numbers_is_left_out_with_its_heading() -> None:
    cleaned = clean(f"An opening.\n\n# **Contents**\n\n{CONTENTS_TABLE}\n\nThe text.")

    assert cleaned.blocks == (Block(Form.TEXT, "An opening.\n\nThe text."),)
    assert cleaned.mended == (CONTENTS,)


@pytest.mark.parametrize(
    "table",
    [
        "| engine | remark |\n|---|---|\n| Mako | quick |\n| Jinja | safe |",
        "| year | talks |\n|---|---|\n| 2012 | 7 |\n| 2013 | 45 |",
        "| I | II |\n|---|---|",
    ],
)
def test_other_tables_stay(table: str) -> None:
    assert clean(table).blocks == (Block(Form.TEXT, table),)
    assert clean(table).mended == ()


def test_an_index_at_the_end_is_left_out() -> None:
    cleaned = clean("The text.\n\n# Index\n\nP\n\nPython Proposals PEP 333, vi\nwsgiref, v, vi")

    assert cleaned.blocks == (Block(Form.TEXT, "The text."),)
    assert cleaned.mended == (INDEX,)


def test_a_section_about_an_index_stays() -> None:
    text = "# Index\n\nAn index makes a look-up fast: it is read instead of the table."

    assert clean(text).blocks == (Block(Form.TEXT, text),)


def test_a_paragraph_that_a_page_end_cut_is_made_whole() -> None:
    first, second = "Even people who use other frameworks (or even other", "languages) know it."

    assert clean(f"{first}\n\n{second}").blocks == (Block(Form.TEXT, f"{first}\n{second}"),)
    assert clean(f"{first}\n\n{second}").mended == (BROKEN,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A whole sentence that ends where the page ends.", "iterators come next."),
        ("A sentence that leads to a list of many things:", "pysvn, for one."),
        ("# A heading that has more than five words in it", "begins small."),
        ("- an item of a list that has more than five words", "small again"),
        ("Few words", "small again"),
    ],
)
def test_other_paragraphs_stay_apart(before: str, after: str) -> None:
    assert clean(f"{before}\n\n{after}").blocks == (Block(Form.TEXT, f"{before}\n\n{after}"),)


def test_letters_that_are_bullets_become_a_list() -> None:
    cleaned = clean("Modules:\n\n• wsgiref - a server\n\n• cgi - forms")

    assert cleaned.blocks[0].text == "Modules:\n\n- wsgiref - a server\n\n- cgi - forms"
    assert cleaned.mended == (BULLETS,)


def test_notes_and_pointers_are_told_from_the_text() -> None:
    cleaned = clean(
        "Text.\n\n**Note:** Mind this.\n\nMore.\n\n#### See Also:\n\nA page.\n\n- Another\n\n"
        "## After\n\nEnd."
    )

    assert cleaned.blocks == (
        Block(Form.TEXT, "Text."),
        Block(Form.NOTE, "Mind this."),
        Block(Form.TEXT, "More."),
        Block(Form.SEE_ALSO, "A page.\n\n- Another"),
        Block(Form.TEXT, "## After\n\nEnd."),
    )
    assert cleaned.mended == ()


def test_code_is_left_alone() -> None:
    code = "```\n• not a bullet\n\n# Index\n\n**Note:** no note\n```"

    assert clean(code).blocks == (Block(Form.TEXT, code),)
    assert clean(code).mended == ()


def test_line_ends_do_not_matter() -> None:
    text = "One.\n\n**Note:** Two.\n\n• three"

    assert clean(text.replace("\n", "\r\n")) == clean(text)


def test_other_markup_stays_as_it_is() -> None:
    text = "• one\n\n.. note:: two"

    assert clean(text, Markup.RST).blocks == (Block(Form.TEXT, text),)
    assert clean("  ", Markup.RST).blocks == ()


#: Lines that mean something to the cleaner, in any order
LINES = st.sampled_from(
    ["", "Some words stand here and end.", "• item", "```", "# Index", "#### See Also:", "P",
     "**Note:** mind", "| 1 | Down | ii |", "|---|---|---|", "# **Contents**", "PEP 333, vi",
     "words without an end (or even other", "languages) go on", "~~~", "    code", "- item"]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
def test_no_word_is_lost_unless_it_is_said(lines: list[str]) -> None:
    text = "\n".join(lines)
    cleaned = clean(text)
    shown = " ".join(block.text for block in cleaned.blocks)

    if CONTENTS not in cleaned.mended and INDEX not in cleaned.mended:
        kept = [line for line in lines if "words" in line or "mind" in line or "code" in line]
        assert all(line.removeprefix("**Note:** ") in shown for line in kept)
    assert "\n".join(lines) == text


@given(st.text(max_size=300))
def test_any_text_can_be_cleaned_and_what_is_clean_stays(text: str) -> None:
    assert clean(text).blocks == clean(text).blocks


def test_the_real_scan_loses_its_paper_and_keeps_its_words() -> None:
    """The reference guide of the seeds, where it lies beside the clone."""
    archive = SHARED / "seeds.tar.xz"
    text = scan(archive) if archive.exists() else f"# **Contents**\n\n{CONTENTS_TABLE}\n\n# Index"
    cleaned = clean(text)
    shown = " ".join(block.text for block in cleaned.blocks)

    assert CONTENTS in cleaned.mended
    assert "| vii" not in shown
    assert "PEP 333, vi" not in shown
    lines = (line.removeprefix("• ").removeprefix("**Note:** ") for line in text.splitlines())
    long = [line for line in lines if len(line) > 200 and "|" not in line]
    assert [line for line in long if line not in shown] == []


def scan(archive: Path) -> str:
    with tarfile.open(archive) as members:
        for member in members:
            file = members.extractfile(member)
            if file and member.name.split("/")[-1].startswith("002"):
                return file.read().decode("utf-8-sig")
    return ""
