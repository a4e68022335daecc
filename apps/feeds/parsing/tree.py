"""XML to a tree, behind a gate: no entities, and an end to depth, elements and attributes.

The gate and the parser are one pass of expat, which is linear in what it reads and loads nothing
from elsewhere. Names become ``prefix:name`` with the usual prefixes, in lower case.
"""

import html
import re
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from apps.feeds.errors import BrokenDocument, HostileDocument, NotAFeed
from apps.feeds.parsing.texts import UNFIT

DEEPEST: Final = 200
#: Entries that are whole by then are read, what follows is left out.
MOST_ELEMENTS: Final = 40_000
MOST_ATTRIBUTES: Final = 100

#: Namespaces under the prefix that is usual for them; none for those of feeds themselves
PREFIXES: Final = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/net/rss1.1#": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}
#: What a prefix means, whatever its name space is called: many are written from memory.
USUAL: Final = frozenset(PREFIXES.values()) - {"", "rdf", "xhtml", "xml"}
#: Written with a prefix, these are elements of the feed nevertheless.
OURS: Final = ("atom:", "rss:", "a10:", "atom10:")

#: Entries, and where they stand
ENTRIES: Final = ("item", "entry")
PLACES: Final = ("item", "entry", "channel/item")

START: Final = re.compile(r"<(?:\?xml|(?:[a-z0-9]+:)?(?:feed|rss|rdf))\b", re.IGNORECASE)
NAMED: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
LONELY: Final = re.compile(r"&(?!#?[A-Za-z0-9]{1,30};)")


#: How a page begins: that of a domain for sale, of a login, of one who asks for JavaScript. Some
#: feeds have its document type before them, by mistake.
PAGE: Final = re.compile(
    r"\s*+(?:<[?!](?!--)[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+<html\b",
    re.IGNORECASE | re.DOTALL,
)


def read(text: str) -> Element:
    """The root of the document. Raises NotAFeed, HostileDocument, BrokenDocument."""
    if PAGE.match(text):
        raise NotAFeed("This is not a feed, but a web page")
    start = START.search(text, 0, 20_000)
    if start is None:
        raise NotAFeed("This is not a feed: neither RSS, Atom nor JSON Feed begins like that")
    text = text[start.start() :]
    try:
        root = _Gate(with_namespaces=True).read(text)
    except expat.ExpatError:
        return _read_mended(text)
    # A name space that nobody knows, on a feed that is one by its names
    return root if not root.tag.startswith("other:") else _read_mended(text)


def _read_mended(text: str) -> Element:
    """Try again without what breaks most broken feeds."""
    mended = NAMED.sub(_numbered, LONELY.sub("&amp;", UNFIT.sub("", text))).rstrip()
    gate = _Gate(with_namespaces=False)
    try:
        return gate.read(mended)
    except expat.ExpatError as error:
        message = f"The XML is broken: {expat.ErrorString(error.code)}"
        raise BrokenDocument(message, gate.beginning()) from error


def _numbered(entity: re.Match[str]) -> str:
    character = html.unescape(entity[0])
    return entity[0] if character == entity[0] else "".join(f"&#{ord(c)};" for c in character)


class _TooLong(Exception):
    """There is more of it than is read."""


class _Gate:
    """One expat parser that builds a tree, and refuses."""

    def __init__(self, *, with_namespaces: bool) -> None:
        self._builder = TreeBuilder()
        self._depth = self._elements = 0
        self._names: dict[str, str] = {}
        self._parser = expat.ParserCreate("utf-8", " " if with_namespaces else None)
        self._parser.namespace_prefixes = with_namespaces
        self._parser.buffer_text = True
        self._parser.buffer_size = 2**16
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.EntityDeclHandler = self._entity

    def read(self, text: str) -> Element:
        try:
            self._parser.Parse(text.encode(errors="replace"), True)
            return self._builder.close()
        except _TooLong as error:
            beginning = self.beginning()
            if beginning is None:
                raise HostileDocument(f"It has more than {MOST_ELEMENTS} elements") from error
            return beginning
        finally:
            del self._parser  # it knows this gate: a circle, and the tree would wait in it

    def beginning(self) -> Element | None:
        """What was read until now, without the entry that is not whole; None if no entry is."""
        is_open = self._depth
        for _ in range(is_open):
            self._builder.end("")
        root: Element | None = self._builder.close()
        parent = root
        for _ in range(is_open - 1):
            if parent is None or len(parent) == 0:
                break
            if parent[-1].tag in ENTRIES:
                parent.remove(parent[-1])
                break
            parent = parent[-1]
        return root if root is not None and any(map(root.findall, PLACES)) else None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._elements == MOST_ELEMENTS:
            raise _TooLong
        if self._depth == DEEPEST:
            raise HostileDocument(f"Its elements are nested more than {DEEPEST} deep")
        if len(attributes) > MOST_ATTRIBUTES:
            raise HostileDocument(f"An element has more than {MOST_ATTRIBUTES} attributes")
        if attributes:
            attributes = {self._name(key): value for key, value in attributes.items()}
        self._builder.start(self._name(name), attributes)
        self._depth += 1
        self._elements += 1

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(self._name(name))

    def _name(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = _usual(name)
        return known

    def _entity(self, name: str, is_parameter: int, value: str | None, *rest: object) -> None:
        # Sets of HTML entities are declared in many old feeds, and never loaded.
        if not is_parameter or value is not None:
            raise HostileDocument("It declares entities of its own")


def _usual(name: str) -> str:
    space, _, local = name.partition(" ")
    if local:
        name, _, written = local.lower().partition(" ")
        prefix = PREFIXES.get(space.lower(), written if written in USUAL else "other")
        return f"{prefix}:{name}" if prefix else name
    name = name.lower()
    for prefix in OURS:
        name = name.removeprefix(prefix)
    return name
