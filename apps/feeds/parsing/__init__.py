"""What a feed says: bytes in, a feed out, nothing else touched.

    feed = parse(data, url="https://example.org/feed.xml", content_type="text/xml")

RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, with podcasts' additions. One pass of expat is
both the gate and the parser; what no XML parser accepts goes to feedparser, in a process that can
be killed. Every failure is a ``FeedError`` whose text may be shown to readers.
"""

from apps.feeds.errors import BrokenDocument, HostileDocument
from apps.feeds.parsing import jsonfeed, last_resort, reading, tree
from apps.feeds.parsing.decoding import decode
from apps.feeds.parsing.documents import Enclosure, ParsedEntry, ParsedFeed, Wishes
from apps.feeds.parsing.texts import letters, with_fit_references

__all__ = ["Enclosure", "ParsedEntry", "ParsedFeed", "Wishes", "parse"]

#: feedparser takes quadratic time in places: what is larger is read up to where it breaks.
LARGEST_BROKEN = 2 * 2**20


def parse(data: bytes, *, url: str | None = None, content_type: str | None = None) -> ParsedFeed:
    """Read a feed; relative addresses are resolved against ``url``. Raises FeedError."""
    text = decode(data, content_type)
    if text.lstrip().startswith("{"):
        return jsonfeed.feed_of(text, url or "")
    text = with_fit_references(letters(text))
    try:
        return reading.feed_of(tree.read(text), url or "")
    except BrokenDocument as error:
        if len(data) > LARGEST_BROKEN:
            if error.beginning is None:
                raise
            return reading.feed_of(error.beginning, url or "")
        _refuse_bombs(text)
        return last_resort.read(text.encode(errors="replace"), url or "", "text/xml; charset=utf-8")


def _refuse_bombs(text: str) -> None:
    """What the gate did not come to see, because the XML broke before."""
    if "<!ENTITY" in text:
        raise HostileDocument("It declares entities of its own")
