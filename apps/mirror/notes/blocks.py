"""Paragraphs, list items and block quotes of a stretch of lines, with how far each is set in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Final, Literal

from apps.core.markup import Markup
from apps.mirror.notes.facts import Span
from apps.mirror.notes.source import Source

ITEM: Final = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>[-*+•‣⁃·]|(?P<number>\d{1,6})[.)]"
    r"|#\.)[ \t]+(?P<text>\S.*)$"
)
QUOTE: Final = re.compile(r"^[ \t]{0,8}>[ \t]?(?P<text>.*)$")
INDENT: Final = re.compile(r"[ \t]*")

Kind = Literal["paragraph", "item", "quote"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """`text` is without the list or quote marks, lines kept. `number` is of a numbered item."""

    kind: Kind
    text: str
    indent: int
    number: int | None = None
    span: Span

    @property
    def flat(self) -> str:
        return " ".join(self.text.split())


def read_blocks(source: Source, first: int, last: int, skipped: frozenset[int]) -> list[Block]:
    """The blocks of these lines in order. Code, and the lines in `skipped`, are in none."""
    found: list[Block] = []
    run: list[int] = []
    kind: Kind = "paragraph"
    for number in range(first, last + 2):
        source.deadline.check()
        over = number > last or number in skipped or number in source.literal
        line = "" if over else source.line(number)
        own: Kind | None = _kind(source, line) if line.strip() else None
        continues = own is not None and run and (own == "paragraph" or (own == kind == "quote"))
        if run and not continues:
            found.append(_block(source, kind, run))
            run = []
        if own is not None:
            kind = kind if continues else own
            run.append(number)
    return found


def _kind(source: Source, line: str) -> Kind:
    if ITEM.match(line):
        return "item"
    return "quote" if source.markup != Markup.RST and QUOTE.match(line) else "paragraph"


def _block(source: Source, kind: Kind, run: Sequence[int]) -> Block:
    lines = [source.line(number) for number in run]
    span = Span(first=run[0], last=run[-1])
    indent = indent_of(lines[0])
    if kind == "item" and (found := ITEM.match(lines[0])):
        text = "\n".join([found["text"], *(line.strip() for line in lines[1:])])
        number = int(found["number"]) if found["number"] else None
        return Block(kind=kind, text=text, indent=indent, number=number, span=span)
    if kind == "quote":
        stripped = [m["text"] if (m := QUOTE.match(line)) else line for line in lines]
        return Block(kind=kind, text="\n".join(stripped).strip(), indent=indent, span=span)
    return Block(kind=kind, text=dedent("\n".join(lines)).strip(), indent=indent, span=span)


def indent_of(line: str) -> int:
    found = INDENT.match(line)
    return len(found[0].expandtabs(4)) if found else 0


def below(blocks: Sequence[Block], position: int) -> Iterator[Block]:
    """The blocks that are set in below the one at `position`."""
    for block in blocks[position + 1 :]:
        if block.indent <= blocks[position].indent:
            return
        yield block
