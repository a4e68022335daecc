"""Plain text to HTML and back: paragraphs, line ends and bare addresses, nothing else."""

import html
import re
from typing import Final

import nh3

ADDRESS: Final = re.compile(r"\b(?:https?|ircs?)://[^\s<>\"'`]+")
TRAILING: Final = ".,;:!?*_"
BLOCK_END: Final = re.compile(r"</(?:p|div|li|h[2-6]|tr|dt|dd|pre|blockquote|caption)>|<br>")
CELL_END: Final = re.compile(r"</t[dh]>")


def to_html(text: str) -> str:
    """Paragraphs at blank lines, line ends kept, http and irc addresses linked, all escaped."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip("\n"))
    return "\n".join(f"<p>{_linked(p)}</p>" for p in paragraphs if p.strip())


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
