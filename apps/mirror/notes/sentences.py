"""Sentences of a passage, with their lines."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from apps.mirror.notes.facts import Span
from apps.mirror.notes.source import Source

# After a full stop that ends no abbreviation and stands outside brackets; before a list's next item
ENDS: Final = re.compile(
    r"(?<=[.!?])(?<!\betc\.)(?<!\be\.g\.)(?<!\bi\.e\.)[\"”')]*\s+(?=[\"“'(]?\w)"
    r"|\n(?=\s*(?:[-*+•]|\d{1,2}[.)])\s+\S)"
)


class Sentence(NamedTuple):
    text: str
    span: Span


def sentences(source: Source, first: int, last: int) -> Iterator[Sentence]:
    """The sentences of each paragraph, on one line each."""
    for span, text in source.paragraphs(first, last):
        if len(text) > 20_000:
            continue
        start = 0
        for found in [*ENDS.finditer(text), None]:
            end = found.start() if found else len(text)
            lines = Span(
                first=span.first + text.count("\n", 0, start),
                last=span.first + text.count("\n", 0, end),
            )
            words = " ".join(text[start:end].split())
            if words:
                yield Sentence(words, lines)
            start = found.end() if found else end
