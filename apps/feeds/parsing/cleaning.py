"""HTML of strangers made safe: nesting cut, then the list of ``core.markup``, links absolute.

nh3 is quadratic in the depth of what it reads, and HTML repeats open formatting elements in each
block that follows. So both depths are cut first, by a look at the tags that is linear.
"""

import html
import re
from contextvars import ContextVar
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit

import nh3

from apps.core.markup.cleaning import ATTRIBUTES, LINK_RELATION, SCHEMES, SILENCED, TAGS
from apps.feeds.parsing.replacing import replaced

DEEPEST: Final = 100
DEEPEST_FORMATTING: Final = 10
MOST_TAGS: Final = 20_000

# Read alike by every parser, so what is counted here is what nh3 will see. All else that begins
# with < is dropped, or escaped. Possessive, so that nothing is tried twice.
PIECE: Final = re.compile(
    r"""<!--.*?(?:-->|\Z)
    |<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)
      (?>[\s/]*+[a-zA-Z_:@][\w:.@-]*+(?>\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+[\s/]*+>
    |<[^<>]*+>
    |<""",
    re.VERBOSE | re.DOTALL,
)
#: A span that says nothing of its text: its class and style go anyway. Of highlighted code most of
#: the bytes are these.
SPAN: Final = re.compile(r"""<span(?: (?:class|id|style)="[^"<>]*+")*+>([^<>]*+)</span>""")
#: Other elements within a line with nothing in them but text: without these, everything else is
#: as deep as before.
LEAF: Final = re.compile(r'<(code|a|em|strong|b|i)(?: [\w:-]+="[^"<>]*+")*+>[^<>]*+</\1>')
ANY_TAG: Final = re.compile(r"<[^>]*>")
EDGE: Final = re.compile(
    r"</?(?:p|div|li|h[1-6]|tr|dt|dd|pre|blockquote|td|th|br)(?=[\s/>])[^>]*+>"
)
#: Tags as nh3 writes them, attributes in quotation marks: those within a line, and any others
_REST: Final = r'(?![a-z0-9])[^<>"]*+(?:"[^"]*+"[^<>"]*+)*+>'
INLINE: Final = re.compile(rf"</?(?:a|b|em|i|strong|span|small|sup|sub|q){_REST}")
BLOCK: Final = re.compile(rf"</?[a-z0-9]+{_REST}")
FORMATTING: Final = frozenset(
    "a b big code em font i nobr s small strike strong tt u".split()  # noqa: SIM905
)
# Nothing nests in these, or HTML closes them by itself.
FLAT: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr "  # noqa: SIM905
    "option thead tbody tfoot colgroup".split()
)

#: What addresses are resolved against, and the page that those within it (#note) are of
_places: ContextVar[tuple[str, str]] = ContextVar("places", default=("", ""))


def clean(text: str, base: str = "", page: str = "") -> str:
    """Safe HTML of any; relative addresses are resolved against ``base``, those that are places
    in the text (#note) against ``page``: of a feed they would be places in the feed.
    """
    if "<" not in text and "&" not in text:
        return html.escape(text, quote=False)
    token = _places.set((_place(base), _place(page or base)))
    try:
        return _cleaner.clean(cut(replaced(_without_spans(text)))).strip()
    finally:
        _places.reset(token)


def _place(address: str) -> str:
    """What can be resolved against: nh3 does not ask again what an address became."""
    return address if address.startswith(("http://", "https://")) else ""


def beginning_of(clean_html: str, characters: int) -> str:
    """The words of HTML, in one line, or so many characters of them and perhaps more."""
    part = clean_html[: 3 * characters].rpartition("<")[0]
    words = text_of(part)
    return words if len(words) > characters else text_of(clean_html)


def text_of(clean_html: str) -> str:
    """The words of HTML, in one line."""
    if "<" in clean_html:
        clean_html = ANY_TAG.sub("", EDGE.sub(" ", clean_html))
    return " ".join(html.unescape(clean_html).split())


def lines_of(clean_html: str) -> str:
    """The words of HTML that ``clean`` made, a line for each block: they are not what is said in
    one go.
    """
    if "<" in clean_html:
        clean_html = BLOCK.sub("\n", INLINE.sub("", clean_html))
    return html.unescape(clean_html)


def _without_spans(text: str) -> str:
    """Highlighters nest them two deep."""
    for _ in range(2):
        if "<span" in text:
            text = "".join(SPAN.split(text))
    return text


def cut(text: str) -> str:
    """The HTML without the tags that are too deep or, where there are too many, without any."""
    if text.count("<") > MOST_TAGS:
        end = text.rfind(">") + 1  # else each < would look for one that is not there
        return html.escape(ANY_TAG.sub(" ", text[:end]) + text[end:], quote=False)
    if _most_opened(text) <= DEEPEST or _most_opened(LEAF.sub("", text)) <= DEEPEST:
        return text
    return PIECE.sub(_Nesting().kept, text)


def _most_opened(text: str) -> int:
    """At most so many tags open something: what looks like an end counts as a beginning too."""
    return text.count("<") - text.count("</")


class _Nesting:
    """What is open while tags go by. What closes nothing, or not what was opened last, is dropped:
    nothing is left that parsers would have to guess at.
    """

    def __init__(self) -> None:
        self.open: list[str] = []
        self.formatting = 0

    def kept(self, piece: re.Match[str]) -> str:
        """The tag if it may stay, or what stands in its place."""
        if piece["name"] is None:
            return "&lt;" if piece[0] == "<" else ""
        name = piece["name"].lower()
        if name in FLAT:
            return piece[0]
        return piece[0] if (self._close if piece["close"] else self._open)(name) else ""

    def _open(self, name: str) -> bool:
        is_formatting = name in FORMATTING
        if len(self.open) >= DEEPEST or (is_formatting and self.formatting >= DEEPEST_FORMATTING):
            return False
        self.open.append(name)
        self.formatting += is_formatting
        return True

    def _close(self, name: str) -> bool:
        if not self.open or self.open[-1] != name:
            return False
        self.open.pop()
        self.formatting -= name in FORMATTING
        return True


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _absolute(url: str) -> str | None:
    base, page = _places.get()
    if url.startswith("#"):
        base = page
    if not base:
        return url
    try:
        if url.startswith("/") and not url.startswith("//") and "/." not in url:
            return _origin(base) + url  # most are, and urljoin is slow
        return urljoin(base, url)
    except ValueError:
        return None


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    attributes={name: values - {"id"} for name, values in ATTRIBUTES.items()},
    clean_content_tags=set(SILENCED),
    url_schemes=set(SCHEMES),
    url_relative=_absolute,
    link_rel=LINK_RELATION,
    set_tag_attribute_values={"img": {"loading": "lazy"}},
)
