"""Telling at a glance that a text has no markup, so that no renderer need look at it.

Most descriptions of talks are a few bare paragraphs. The patterns name every sign that could
begin a construct; what has none of them reads the same whether a renderer has seen it or not.
"""

import re
from typing import Final

# Line ends that str.splitlines, and so docutils, knows beside \n; controls it replaces.
ODD_CONTROLS: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]"
RST: Final = re.compile(
    rf"{ODD_CONTROLS}|[*`|\\]|::|_(?![A-Za-z0-9])"
    r"|^(?:[ \t]+\S|\.\.|[-+•‣⁃/:]|>>>|[^\w\n]+$|\(?(?:[0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+|#)[.)])",
    re.MULTILINE,
)
MARKDOWN: Final = re.compile(
    rf"{ODD_CONTROLS}|[*`|\\#<>\[\]~^%]|&[#\w]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
    r"|^(?:[ \t]+\S|[-+=:]|[0-9]+[.)])",
    re.MULTILINE,
)


def is_bare_rst(text: str) -> bool:
    """Whether the text is valid reST made of paragraphs alone. A "no" says nothing."""
    return RST.search(text) is None


def is_bare_markdown(text: str) -> bool:
    """Whether the text is Markdown made of paragraphs alone. A "no" says nothing."""
    return MARKDOWN.search(text) is None
