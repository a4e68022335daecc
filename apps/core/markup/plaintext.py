"""Plain text to HTML and back: paragraphs, line ends and bare addresses, nothing else."""

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import nh3

ADDRESS: Final = re.compile(r"\b(?:https?|ircs?)://[^\s<>\"'`]+")
ITEM: Final = re.compile(r"[ \t]*[•‣⁃](?:[ \t]+|$)")
DEEPEST: Final = 20
TRAILING: Final = ".,;:!?*_"
#: Characters to which people and programs wrap running text
WIDTHS: Final = range(55, 121)
#: A line of a block in which each is a line: reStructuredText has them, and people copy them
OF_BLOCK: Final = re.compile(r"[ \t]*\|(?:[ \t]+|$)")
#: What does not go on with the line before: items, quotes, rows of a table, what is set in
OWN_LINE: Final = re.compile(r"\s|[-*+>|#]|\d+[.)]|https?:")
BLOCK_END: Final = re.compile(r"</(?:p|div|li|h[2-6]|tr|dt|dd|pre|blockquote|caption)>|<br>")
CELL_END: Final = re.compile(r"</t[dh]>")


def to_html(text: str) -> str:
    """Paragraphs at blank lines, http and irc addresses linked, all escaped.

    Line ends are kept, but for those of text that was wrapped to a width. Lines that begin with a
    typed bullet (•) are lists, in lists as far as they are set in; a bar before lines is left out.
    """
    return "\n".join(filter(None, map(_block, _stretches(text))))


def _stretches(text: str) -> Iterator[list[str]]:
    """The lines, cut where a list begins, and where a line is set in no further than the list."""
    stretch: list[str] = []
    margin: int | None = None
    for line in text.strip("\n").split("\n"):
        item = ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        if item and margin is None:
            yield stretch
            stretch, margin = [], indent
        elif margin is not None and line.strip() and not item and indent <= margin:
            yield stretch
            stretch, margin = [], None
        stretch.append(line)
    yield stretch


def _block(lines: list[str]) -> str:
    if lines and ITEM.match(lines[0]):
        return _list(lines)
    paragraphs = re.split(r"\n[ \t]*\n\s*", "\n".join(lines).strip("\n"))
    return "\n".join(f"<p>{_linked(_unwrapped(p))}</p>" for p in paragraphs if p.strip())


def _unwrapped(paragraph: str) -> str:
    """The paragraph as one line, if its lines end just where the next word did not fit."""
    lines = paragraph.split("\n")
    if OF_BLOCK.match(lines[0]):
        return _without_bars(lines)
    width = max(map(len, lines))
    if len(lines) == 1 or width not in WIDTHS or any(map(OWN_LINE.match, lines[1:])):
        return paragraph
    fits = any(len(a) + 1 + len(b.partition(" ")[0]) <= width for a, b in pairwise(lines))
    # Of two lines the first always seems full
    if fits or (len(lines) == 2 and not lines[1][:1].islower()):
        return paragraph
    return " ".join(line.strip() for line in lines)


def _without_bars(lines: list[str]) -> str:
    """The lines of a block, each with those that go on with it; as they are if it is a table."""
    if any("|" in line.strip()[1:] for line in lines):
        return "\n".join(lines)
    found: list[str] = []
    for line in lines:
        if bar := OF_BLOCK.match(line):
            found.append(line[bar.end() :].rstrip())
        else:
            found[-1] = f"{found[-1]} {line.strip()}"
    return "\n".join(found)


def _list(lines: list[str]) -> str:
    """Items, each with the lines and the lists that are set in below it."""
    pieces: list[str] = []
    depths: list[int] = []
    for line in filter(str.strip, lines):
        found = ITEM.match(line)
        if not found:
            pieces.append(f"<br>\n{_linked(line.strip())}")
            continue
        indent = len(line) - len(line.lstrip())
        while len(depths) > 1 and indent < depths[-1]:
            depths.pop()
            pieces.append("</li>\n</ul>")
        if not depths or (indent > depths[-1] and len(depths) < DEEPEST):
            depths.append(indent)
            pieces.append("\n<ul>\n<li>")
        else:
            pieces.append("</li>\n<li>")
        pieces.append(_linked(line[found.end() :].rstrip()))
    return "".join([*pieces, "</li>\n</ul>" * len(depths)]).lstrip("\n")


def to_text(clean_html: str) -> str:
    """The words of HTML that `clean` made, a line for each block."""
    marked = CELL_END.sub("\t", BLOCK_END.sub("\n", clean_html))
    words = html.unescape(nh3.clean(marked, tags=set()))
    lines = (" ".join(line.split()) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def _linked(paragraph: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in ADDRESS.finditer(paragraph):
        url = _without_trailing(found[0])
        address = html.escape(url)
        pieces += [html.escape(paragraph[end : found.start()], quote=False)]
        pieces += [f'<a href="{address}">{address}</a>']
        end = found.start() + len(url)
    pieces.append(html.escape(paragraph[end:], quote=False))
    return "".join(pieces).replace("\n", "<br>\n")


def _without_trailing(url: str) -> str:
    """A full stop or a closing bracket belongs to the sentence, unless the URL opened it."""
    url = url.rstrip(TRAILING)
    unopened = url.count(")") - url.count("(")
    closing = len(url) - len(url.rstrip(")"))
    return url[: len(url) - max(0, min(unopened, closing))].rstrip(TRAILING)
