"""Cutting a long text where its renderer loses least, since renderers are quadratic somewhere."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

WHOLE: Final = 100_000
PART: Final = 20_000
FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
BETWEEN_BLOCKS: Final = re.compile(r"\n[ \t]*\n(?=\S)")


class Part(NamedTuple):
    """A piece of a text and the lines before it."""

    text: str
    offset: int


def parts(text: str) -> Iterator[Part]:
    """The text as one part up to 100,000 characters, else in parts of at most 20,000.

    Cuts fall before an unindented block outside a fence if there is one, else after a line.
    """
    if len(text) <= WHOLE:
        yield Part(text, 0)
        return
    start = line = 0
    while start < len(text):
        piece = text[start : start + PART]
        if start + PART < len(text):
            piece = piece[: _cut(piece)]
        yield Part(piece, line)
        start += len(piece)
        line += piece.count("\n")


def _cut(piece: str) -> int:
    for found in reversed(list(BETWEEN_BLOCKS.finditer(piece))):
        if len(FENCE.findall(piece, 0, found.end())) % 2 == 0:
            return found.end()
    return piece.rfind("\n") + 1 or len(piece)
