"""HTML of strangers said with the elements that stay: what comes out is no safer than before."""

import html
import re
from typing import Final

#: What is not on the list of ``core.markup``, and what says the same there. Without these a
#: heading would be words in the line that follows it.
SAME: Final = {"h1": "h2", "tt": "code", "strike": "s"} | dict.fromkeys(
    ("address", "article", "center", "details", "fieldset", "footer", "header", "legend", "main",
     "nav", "summary"), "div",
)  # fmt: skip
_OTHER: Final = re.compile(rf"<(/?)({'|'.join(SAME)})(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTES: Final = r"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)"""
#: Films and sounds, which are shown as links like pictures. An end that is written into the
#: beginning (``<iframe />``) is none in HTML: all that follows would be inside.
_MEDIA: Final = re.compile(
    rf"<(?:iframe|video|audio|embed|source)(?=[\s/>]){_ATTRIBUTES}>|</(?:iframe|video|audio)\s*+>",
    re.IGNORECASE,
)
_ENDLESS: Final = re.compile(
    rf"<(?:script|style|object|noscript|template|title)(?=[\s/]){_ATTRIBUTES}(?<=/)>", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(
    r"""(?<![a-zA-Z])([a-zA-Z]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))"""
)
#: How any of these begins: most posts have none, but many ends and paragraphs.
_ANY: Final = re.compile(
    "<(?![pub/])(?i:h1|tt|strike|a[dru]|center|det|f[io]|hea|leg|mai|n[ao]|sum|iframe|video|embed|so|sc|sty|"
    "obj|te|ti)"
)
_PLACE: Final = re.compile(r"(?:https?:)?//[^/]|/(?!/)", re.IGNORECASE)


def replaced(text: str) -> str:
    """The HTML with headings, blocks, films and sounds as what can be shown of them."""
    if not _ANY.search(text):
        return text
    return _OTHER.sub(_named_otherwise, _MEDIA.sub(_linked, _ENDLESS.sub("", text)))


def _named_otherwise(tag: re.Match[str]) -> str:
    return f"<{tag[1]}{SAME[tag[2].lower()]}"


def _linked(tag: re.Match[str]) -> str:
    """A link to where a film is, called by its title or by its place."""
    values = {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "").strip()
        for found in _ATTRIBUTE.finditer(tag[1] or "")
    }
    source = values.get("src", "")
    if not _PLACE.match(source):
        return ""
    name = values.get("title") or re.sub(r"^(?:https?:)?//", "", source)
    return f'<p><a href="{html.escape(source)}">{html.escape(name)}</a></p>'
