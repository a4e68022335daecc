"""What a text of unknown origin is probably written in."""

import re
from typing import Final

from apps.core.markup.kinds import Markup

MARKDOWN_SIGNS: Final = re.compile(
    r"\]\([^)\s]{1,1000}\)"
    r"|^#{1,6} \S|^```|^~~~|^\[[^\]\n]+\]: \S|^\[\^[^\]\n]+\]:|\A---\n|^\|[ :|-]+\|$",
    re.MULTILINE,
)
RST_SIGNS: Final = re.compile(
    r"`__?\b|`__?$|``[^`\n]+``|^\.\. |^[ \t]*:[a-z -]+: |:[a-z]+:`|::$|\]_|\|[^|\n]+\|_"
    r"|`[^`<\n]{1,500}<[^>\n]{1,1000}>`_",
    re.MULTILINE,
)
SHARED_SIGNS: Final = re.compile(
    r"\*\S[^*\n]*\*|^[ ]*[-*+] \S|^\d+\. \S|^(?:={3,}|-{3,})$|`[^`\n]+`", re.MULTILINE
)


def looks_like(text: str) -> Markup:
    """The markup whose own signs are the more frequent; Markdown where only shared ones occur."""
    markdown = len(MARKDOWN_SIGNS.findall(text))
    rst = len(RST_SIGNS.findall(text))
    if rst > markdown:
        return Markup.RST
    return Markup.MARKDOWN if markdown or SHARED_SIGNS.search(text) else Markup.PLAIN
