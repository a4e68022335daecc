"""Damaged texts made readable. Pure: what is stored stays as its source has it.

A scan brings along what belonged to the paper: a list of contents with page numbers that the
reader of columns garbled, an index, paragraphs cut in two by the end of a page, bullets that are
letters. ``clean`` leaves the first two out, mends the others, and says so; it also tells notes and
pointers ("Note:", "See also:") from the text around them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from apps.core.markup import Markup


class Form(StrEnum):
    TEXT = "text"
    NOTE = "note"
    SEE_ALSO = "see-also"


@dataclass(frozen=True)
class Block:
    """A run of text of one sort, its marker taken off."""

    form: Form
    text: str


@dataclass(frozen=True)
class Cleaned:
    """The blocks to show, and what was left out or mended, as readers are told."""

    blocks: tuple[Block, ...]
    mended: tuple[str, ...] = ()


CONTENTS = "a list of contents with the page numbers of the paper"
INDEX = "an index with the page numbers of the paper"
BULLETS = "bullets that were letters"
BROKEN = "paragraphs that a page end cut in two"

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_PAGE = re.compile(r"(?i)\b(?:[ivxlc]{1,6}|\d{1,3})(?:\s*</?\w+>)*\s*\|?\s*$")
_CONTENTS_HEADING = re.compile(r"(?i)^#*\s*\**\s*(table of )?contents\s*\**$")
_INDEX_HEADING = re.compile(r"(?i)^#+\s*\**\s*index\s*\**$")
_INDEX_ENTRY = re.compile(
    r"(?i)^(?:\w|.{1,80}?,?\s+(?:[ivxlc]{1,6}|\d{1,3})(?:,\s*(?:[ivxlc]+|\d+))*)$"
)
_SEE_ALSO = re.compile(r"(?i)^(?:#{1,6}\s*)?\**\s*see also\s*:?\s*\**\s*:?\s*$")
_NOTE = re.compile(r"(?i)^(?:\*\*|__)note:?(?:\*\*|__):?\s+")
_BULLET = re.compile(r"^(\s*)[•▪◦‣·]\s+", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_ENDS = re.compile(r"[.!?:;…”’\")\]*_`|]\s*$")


def clean(text: str, markup: str = Markup.MARKDOWN) -> Cleaned:
    """The text as blocks to show. Only Markdown is mended; other markup is one block as it is."""
    if markup != Markup.MARKDOWN:
        return Cleaned((Block(Form.TEXT, text),) if text.strip() else ())
    paragraphs = list(_paragraphs(text))
    kept, mended = _without_paper(paragraphs)
    bulleted = [part if _is_code(part) else _BULLET.sub(r"\1- ", part) for part in kept]
    joined = list(_joined(bulleted))
    mended += [BULLETS] * (bulleted != kept) + [BROKEN] * (len(joined) != len(bulleted))
    return Cleaned(tuple(_blocks(joined)), tuple(mended))


def _paragraphs(text: str) -> Iterator[str]:
    """What empty lines part; a fence of code is one paragraph, whatever is in it."""
    lines: list[str] = []
    fence = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if found := _FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
        if line.strip() or fence:
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _is_code(paragraph: str) -> bool:
    return bool(_FENCE.match(paragraph)) or paragraph.startswith(("    ", "\t"))


def _without_paper(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs without contents and index, and which of them were there."""
    left_out: list[str] = []
    cut = _index_start(paragraphs)
    if cut is not None:
        paragraphs, left_out = paragraphs[:cut], [INDEX]
    kept: list[str] = []
    for paragraph in paragraphs:
        if _is_contents(paragraph):
            left_out.append(CONTENTS)
            if kept and _CONTENTS_HEADING.match(kept[-1]):
                kept.pop()
        else:
            kept.append(paragraph)
    return kept, sorted(set(left_out))


def _index_start(paragraphs: list[str]) -> int | None:
    """Where the index begins: its heading, with nothing but its entries after it."""
    for place, paragraph in enumerate(paragraphs):
        if _INDEX_HEADING.match(paragraph):
            lines = [line for part in paragraphs[place + 1 :] for line in part.split("\n")]
            return place if all(_INDEX_ENTRY.match(line.strip()) for line in lines) else None
    return None


def _is_contents(paragraph: str) -> bool:
    """Whether this is a table most rows of which end in a page number."""
    rows = [line for line in paragraph.split("\n") if re.search(r"\w", line)]
    if len(rows) < 3 or not all(line.lstrip().startswith("|") for line in rows):
        return False
    paged = sum(bool(_PAGE.search(line.rstrip(" |"))) for line in rows)
    roman = sum(bool(re.search(r"(?i)\b[ivxlc]{1,6}\b(?:\s*</?\w+>)*\s*\|\s*$", r)) for r in rows)
    return paged * 3 >= len(rows) * 2 and roman * 2 >= len(rows)


def _joined(paragraphs: Iterable[str]) -> Iterator[str]:
    """Paragraphs, those that a page end cut made whole: no full stop, then a small letter."""
    before = ""
    for paragraph in paragraphs:
        if before and _was_cut(before, paragraph):
            before = f"{before.rstrip()}\n{paragraph}"
            continue
        if before:
            yield before
        before = paragraph
    if before:
        yield before


def _was_cut(before: str, after: str) -> bool:
    is_prose = not any(
        _is_code(p) or p.lstrip().startswith(("#", "|", ">")) for p in (before, after)
    )
    return (
        is_prose
        and after[:1].islower()
        and not _ENDS.search(before)
        and not _ITEM.match(before.split("\n")[-1])
        and len(before.split()) > 5
    )


def _blocks(paragraphs: list[str]) -> Iterator[Block]:
    """Runs of text, notes (a paragraph each), and what "See also" gathers up to a heading."""
    form, gathered = Form.TEXT, list[str]()
    for paragraph in paragraphs:
        if _SEE_ALSO.match(paragraph):
            yield from _block(form, gathered)
            form, gathered = Form.SEE_ALSO, []
        elif found := _NOTE.match(paragraph):
            yield from _block(form, gathered)
            yield Block(Form.NOTE, paragraph[found.end() :])
            form, gathered = Form.TEXT, []
        elif form is Form.SEE_ALSO and paragraph.startswith("#"):
            yield from _block(form, gathered)
            form, gathered = Form.TEXT, [paragraph]
        else:
            gathered.append(paragraph)
    yield from _block(form, gathered)


def _block(form: Form, paragraphs: list[str]) -> Iterator[Block]:
    if paragraphs:
        yield Block(form, "\n\n".join(paragraphs))
