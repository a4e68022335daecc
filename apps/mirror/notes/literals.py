"""Which lines of a document are code or data, told by its markup alone."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from apps.core.markup import Markup

FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})")
LITERAL_DIRECTIVE: Final = re.compile(
    r"^\s*\.\. (?:code|code-block|sourcecode|parsed-literal|math|raw|highlight|csv-table"
    r"|graphviz)::"
)
CODE_SIGN: Final = re.compile(r"^(?:\s*(?:>>>|\.\.\.) |\{[%{] ?\w|#!/)")
BEGIN: Final = re.compile(r"^\s*#\+begin_\w+", re.IGNORECASE)
END: Final = re.compile(r"^\s*#\+end_\w+", re.IGNORECASE)
SOURCE: Final = re.compile(r"^\[(?:source|listing|literal)\b[^\]]*\]\s*$")
BAR: Final = re.compile(r"^(?:-{4,}|\.{4,})\s*$")
INDENT: Final = re.compile(r"[ \t]*")


def literal_lines(lines: Sequence[str], markup: Markup) -> frozenset[int]:
    """The numbers, from 1, of lines that no rule may read as words."""
    match markup:
        case Markup.MARKDOWN:
            return frozenset(_fenced(lines))
        case Markup.RST:
            return frozenset(_in_literal_blocks(lines))
        case Markup.PLAIN:
            signed = (n for n, line in enumerate(lines, 1) if CODE_SIGN.match(line[:200]))
            return frozenset([*signed, *_between(lines)])


def _between(lines: Sequence[str]) -> Iterator[int]:
    """Source blocks of Org and AsciiDoc, with the lines that open and close them."""
    closes: re.Pattern[str] | None = None
    for number, line in enumerate(lines, 1):
        if closes:
            yield number
            closes = None if closes.match(line[:200]) else closes
        elif number < len(lines) and SOURCE.match(line[:200]) and BAR.match(lines[number][:200]):
            yield number
        elif (opened := BEGIN.match(line[:200])) or (
            number > 1 and BAR.match(line[:200]) and SOURCE.match(lines[number - 2][:200])
        ):
            yield number
            closes = END if opened else BAR


def _fenced(lines: Sequence[str]) -> Iterator[int]:
    fence = ""
    for number, line in enumerate(lines, 1):
        found = FENCE.match(line[:200])
        if fence:
            yield number
            if found and found[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
        elif found:
            yield number
            fence = found[1]


def _in_literal_blocks(lines: Sequence[str]) -> Iterator[int]:
    indent: int | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        own = _indent(line)
        if indent is not None and own > indent:
            yield number
            continue
        indent = own if _opens(line) else None


def _opens(line: str) -> bool:
    is_directive = line.lstrip().startswith(".. ")
    return bool(LITERAL_DIRECTIVE.match(line[:200])) or (
        line.rstrip().endswith("::") and not is_directive
    )


def _indent(line: str) -> int:
    found = INDENT.match(line[:1000])
    return len(found[0].expandtabs(8)) if found else 0
