"""What an element of a feed holds: HTML that is not safe yet, or words in one line."""

import base64
import binascii
import html
import re
from typing import Final
from xml.etree.ElementTree import Element

from django.utils.html import linebreaks

from apps.feeds.parsing.cleaning import clean, text_of
from apps.feeds.parsing.texts import fit, one_line

#: Characters of what stands in a line; nothing shows as many
LONGEST_WORDS: Final = 10_000
MARKUP: Final = re.compile(r"<[a-zA-Z/!]")
#: Elements of HTML, old ones too; anything else between < and > is a word: List<T>
_ELEMENTS: Final = (
    "a|abbr|acronym|address|applet|area|article|aside|audio|b|base|bdi|bdo|big|blink|blockquote|"
    "body|br|button|canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|"
    "dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|"
    "h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|"
    "mark|marquee|math|menu|meta|meter|nav|nobr|noframes|noscript|object|ol|optgroup|option|output|"
    "p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|section|select|slot|small|source|span|"
    "strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|"
    "title|tr|track|tt|u|ul|var|video|wbr"
)
_NO_ELEMENT: Final = re.compile(rf"<(?!/?(?:{_ELEMENTS})[\s/>]|!)", re.IGNORECASE)
#: What shows that a title without a type is HTML: an end, an attribute, what needs no end
_IS_HTML: Final = re.compile(
    rf"</(?:{_ELEMENTS})\s*+>|<(?:{_ELEMENTS})\s[^<>=]*+=|<(?:br|hr|img|wbr)[\s/>]|<!",
    re.IGNORECASE,
)
#: Plain where they do not say otherwise: Atom (RFC 4287, 3.1.1), Media RSS, Apple's
_PLAIN: Final = ("content", "summary", "media:description", "itunes:summary")


def words_of(element: Element | None) -> str:
    """The words in one line, of an element that may hold markup."""
    if element is None:
        return ""
    if _is_called_plain(element):
        return one_line((element.text or "")[:LONGEST_WORDS])
    if len(element):
        return one_line(text_of(clean(_serialised(element)[:LONGEST_WORDS])))
    return words_in(html_of(element), is_html=bool(element.get("type")))


def words_in(text: str, *, is_html: bool = False) -> str:
    """The words in one line, of a text that is HTML if it looks so."""
    text = text[:LONGEST_WORDS]
    if (MARKUP if is_html else _IS_HTML).search(text):
        return one_line(text_of(clean(_NO_ELEMENT.sub("&lt;", text))))
    return one_line(html.unescape(text))


def html_of(element: Element | None) -> str:
    """What an element holds, as HTML that is not safe yet."""
    if element is None:
        return ""
    kind = _type(element)
    if element.get("mode") == "base64" or kind == "application/octet-stream":
        return _decoded(element.text or "")
    if len(element):
        return _serialised(element)
    text = (element.text or "").strip()
    if "<![CDATA[" in text:  # wrapped twice
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    if _is_called_plain(element):
        return paragraphs(text)
    if not kind and element.tag in _PLAIN and "&" not in text and not MARKUP.search(text):
        return paragraphs(text)
    if "/" in kind and not kind.startswith("text/") and not kind.endswith(("html", "xml")):
        return ""  # a picture or the like, packed (RFC 4287, 4.1.3.3)
    return text


def paragraphs(text: str) -> str:
    """Plain text as HTML that keeps its lines."""
    return linebreaks(text, autoescape=True) if "\n" in text else html.escape(text, quote=False)


def _type(element: Element) -> str:
    return element.get("type", "").partition(";")[0].strip().lower()


def _is_called_plain(element: Element) -> bool:
    return _type(element) in ("text", "text/plain", "plain") and element.get("mode") != "escaped"


def _decoded(text: str) -> str:
    try:
        return fit(base64.b64decode(text).decode(errors="replace"))
    except (binascii.Error, ValueError):
        return ""


def _serialised(element: Element) -> str:
    """The inside of an element as HTML."""
    pieces = [html.escape(element.text or "", quote=False)]
    for child in element:
        tag = child.tag.rpartition(":")[2]
        attributes = "".join(
            f' {name}="{html.escape(value)}"'
            for name, value in child.attrib.items()
            if ":" not in name
        )
        pieces.append(f"<{tag}{attributes}>")
        if tag not in ("br", "img", "hr", "wbr"):
            pieces += [_serialised(child), f"</{tag}>"]
        pieces.append(html.escape(child.tail or "", quote=False))
    return "".join(pieces).strip()
