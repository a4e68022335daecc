"""What an author would want to mend, by line: it stays in the text as it is."""

import re
from collections.abc import Sequence
from typing import Final

from apps.core.markup import Markup, examine
from apps.mirror.notes.blocks import ITEM
from apps.mirror.notes.headings import Heading
from apps.mirror.notes.outline import Outline, flat
from apps.mirror.notes.source import Source

LONGEST_EXAMINED: Final = 300_000
MOST_PROBLEMS: Final = 1_000
MARKED: Final = re.compile(r"\b(?:TODO|FIXME|XXX|TBD|TBC)\b")
MALFORMED: Final = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3}){0,5},\d{4,12}(?![\d,])")
EMPTY_ITEM: Final = re.compile(r"^[ \t]*(?:[-+•‣⁃·]|\*|\d{1,4}[.)])[ \t]*$")
CUT_LINK: Final = re.compile(
    r"\b(?:https?|ircs?)://[^\s<>]{0,500}(?:…|\.\.\.)|\bhttps?:(?://)?(?=[\s,;)]|$)|\]\((?=\s*$)"
)
EMPTY_LINK: Final = re.compile(r"\]\(\s{0,9}\)|<a href=[\"']{2}>")
NO_ADDRESS: Final = re.compile(
    r"\b(?:available|found|posted|online|hosted|downloaded?|issues|up|slides|code|lives?) at"
    r"(?:\s*$|\s?[,;.](?:\s|$)|\s(?:and|but|though|or)\b)|\b(?:defined|described"
    r"|documented) in\s*$"
)
CREDIT: Final = re.compile(r"^(?:authors?|editors?|by|release|version|abstract|contents)\b", re.I)
LABEL: Final = re.compile(r"^\s*(?:[-*+•]\s+)?[^\s:][^:]{0,80}:\s*$")


def check(source: Source, first: int, outline: Outline) -> None:
    """Note on the source what is unfinished, broken or empty in its lines from `first` on."""
    known = len(source.problems)
    for number, line in source.numbered(first, source.last):
        if len(source.problems) - known > MOST_PROBLEMS:
            source.problem(number, "More problems follow; they are not listed.")
            break
        _line(source, number, line)
    for span, text in source.paragraphs(first, source.last):
        if len(text) < 20_000 and (found := NO_ADDRESS.search(" ".join(text.split()))):
            source.problem(span.first, "An address seems to be missing here.", found[0])
    _empty_sections(source, flat(outline))
    _rendering(source, first)


def _line(source: Source, number: int, line: str) -> None:
    if found := MARKED.search(line):
        source.problem(number, f"Marked as unfinished ({found[0]}).", line)
    if found := MALFORMED.search(line):
        source.problem(number, "This is no well-formed number.", found[0])
    if EMPTY_ITEM.match(line) and _may_begin_item(source, number):
        source.problem(number, "A list item is empty.", line)
    if found := CUT_LINK.search(line):
        source.problem(number, "A link is cut short.", found[0])
    if EMPTY_LINK.search(line):
        source.problem(number, "A link has no address.", line)
    if LABEL.match(line[:120]) and len(line) < 120 and _nothing_follows(source, number):
        source.problem(number, "Nothing follows what is announced here.", line)


def _may_begin_item(source: Source, number: int) -> bool:
    """Not the last word of a sentence that ends in "2005."."""
    return source.is_blank(number - 1) or bool(ITEM.match(source.line(number - 1)))


def _nothing_follows(source: Source, number: int) -> bool:
    """Whether after blank lines another label stands, as far out, or the document ends."""
    following = number + 1
    while following <= source.last and source.is_blank(following):
        following += 1
    if following > source.last:
        return True
    line = source.line(following)
    indent = len(source.line(number)) - len(source.line(number).lstrip())
    further_in = len(line) - len(line.lstrip()) > indent
    if following == number + 1 or further_in or following in source.literal:
        return False
    return bool(LABEL.match(line[:120])) and not ITEM.match(line)


def _empty_sections(source: Source, headings: Sequence[Heading]) -> None:
    if not headings:
        return
    ends = [heading.span.first - 1 for heading in headings[1:]] + [source.last]
    levels = [heading.level for heading in headings[1:]] + [0]
    for heading, end, following in zip(headings, ends, levels, strict=True):
        blank = all(map(source.is_blank, range(heading.span.last + 1, end + 1)))
        if blank and following <= heading.level and not CREDIT.match(heading.text):
            source.problem(heading.span.first, "Nothing stands under this heading.", heading.text)


def _rendering(source: Source, first: int) -> None:
    """What the renderer of the markup stumbles on."""
    if source.markup == Markup.PLAIN:
        return
    if len(source.text) > LONGEST_EXAMINED:
        source.problem(0, "Too long to look for links that lead nowhere.")
        return
    text = "\n".join(source.lines[first - 1 :])
    for problem in examine(text, source.markup).problems:
        if "toctree" not in problem.message:
            source.problem(problem.line + first - 1 if problem.line else 1, problem.message)
