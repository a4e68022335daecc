"""Feeds of every version and in every state of repair, beside what they say."""

import tarfile
from datetime import UTC, datetime, timedelta
from os import environ
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.feeds.errors import BrokenDocument, EmptyDocument, FeedError, NotAFeed
from apps.feeds.parsing import Enclosure, ParsedEntry, parse
from apps.feeds.parsing.dates import moment

URL = "https://example.org/blog/feed.xml"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'

RSS_2 = f"""<?xml version="1.0"?>
<rss version="2.0" {DC} xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Knots &amp;amp; cords</title><link>/blog/</link><description>On counting</description>
<language>en-gb</language><ttl>120</ttl>
<skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="hub" href="https://hub.example.org/"/><atom:link rel="self" href="feed.xml"/>
<item><title>First &lt;em&gt;knot&lt;/em&gt;</title><link>one</link>
<guid isPermaLink="false">k1</guid><pubDate>Tue, 03 Feb 2026 10:20:30 +0200</pubDate>
<dc:creator>Ana Example</dc:creator><category>cord</category><category>cord</category>
<description>Short.</description>
<content:encoded><![CDATA[<p>Long, with <a href="two">two</a>.</p>]]></content:encoded>
<enclosure url="/a.mp3" length="12" type="audio/mpeg"/></item>
<item><guid>https://example.org/two</guid><author>b@example.org (Bo Example)</author></item>
</channel></rss>"""

ATOM_1 = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/" xml:lang="de">
<title type="text">A &lt; B</title><link href="/"/><link rel="self" href="/atom"/>
<author><name>Feed Author</name></author>
<entry xml:base="deep/"><id>urn:1</id><title type="xhtml"><div
 xmlns="http://www.w3.org/1999/xhtml">Two <b>words</b></div></title>
<link rel="enclosure" href="f.ogg" type="audio/ogg" length="7"/><link href="page"/>
<published>2026-02-03T04:05:06.789Z</published><updated>2026-02-04T00:00:00-05:00</updated>
<author><name>One</name></author><author><name>Two</name></author><category term="t" label="Tag"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>See <img src="i.png"/></p></div>
</content></entry></feed>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "hubs":
[{"type": "WebSub", "url": "https://hub.example.org/"}], "home_page_url": "https://example.org/",
"items": [{"id": 7, "url": "/seven", "content_text": "1 < 2", "tags": ["x", 3],
"date_published": "2026-02-03T04:05:06Z", "authors": [{"name": "N"}],
"attachments": [{"url": "/s.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}]}, "nonsense"]}"""


def only(text: str) -> ParsedEntry:
    (entry,) = parse(text.encode(), url=URL).entries
    return entry


def test_rss_2() -> None:
    feed = parse(RSS_2.encode(), url=URL)
    assert (feed.title, feed.link, feed.subtitle, feed.language) == (
        "Knots & cords",
        "https://example.org/blog/",
        "On counting",
        "en-gb",
    )
    assert (feed.hub_url, feed.self_url) == ("https://hub.example.org/", URL)
    assert feed.wishes.every == timedelta(hours=2)
    assert (feed.wishes.skip_hours, feed.wishes.skip_days) == ({0, 3}, {6})
    first, second = feed.entries
    assert (first.guid, first.title, first.tags) == ("k1", "First knot", ("cord",))
    assert first.link == "https://example.org/blog/one"
    assert first.authors == ("Ana Example",)
    assert first.published == datetime(2026, 2, 3, 8, 20, 30, tzinfo=UTC)
    assert 'href="https://example.org/blog/two"' in first.content
    assert first.summary == "Short."
    assert first.enclosures == (Enclosure("https://example.org/a.mp3", "audio/mpeg", 12),)
    assert second.link == second.guid == "https://example.org/two"
    assert second.authors == ("Bo Example",)
    assert second.published is None


def test_atom_1_with_its_bases_and_types() -> None:
    feed = parse(ATOM_1.encode(), url="https://elsewhere.example.net/")
    assert (feed.title, feed.link) == ("A < B", "https://example.org/")
    (entry,) = feed.entries
    assert entry.title == "Two words"
    assert entry.link == "https://example.org/deep/page"
    assert entry.published == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert entry.updated == datetime(2026, 2, 4, 5, tzinfo=UTC)
    assert (entry.authors, entry.tags, entry.language) == (("One", "Two"), ("Tag",), "de")
    assert 'src="https://example.org/deep/i.png"' in entry.content
    assert entry.enclosures == (Enclosure("https://example.org/deep/f.ogg", "audio/ogg", 7),)


def test_json_feed() -> None:
    feed = parse(JSON_FEED.encode(), url=URL)
    assert feed.hub_url == "https://hub.example.org/"
    (entry,) = feed.entries
    assert (entry.guid, entry.link, entry.tags) == ("7", "https://example.org/seven", ("x",))
    assert entry.content == "1 &lt; 2"
    assert entry.enclosures == (Enclosure("https://example.org/s.mp3", "audio/mpeg", 9),)


@pytest.mark.parametrize(
    "text",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" {DC}><channel rdf:about="x"><title>T</title></channel>'
        '<item rdf:about="https://e.org/1"><title>A</title><link>https://e.org/1</link>'
        "<dc:date>2026-02-03</dc:date></item></rdf:RDF>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>'
        "<item><title>A</title><link>https://e.org/1</link></item></rdf:RDF>",
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>'
        "<title>T</title><item><title>A</title><link>https://e.org/1</link></item></channel></rss>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry>'
        '<title mode="escaped">A</title><link rel="alternate" type="text/html" '
        'href="https://e.org/1"/><issued>2026-02-03</issued></entry></feed>',
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title><a:entry><a:title>A'
        '</a:title><a:link href="https://e.org/1"/></a:entry></a:feed>',
        "<RSS><Channel><Title>T</Title><Item><Title>A</Title><Link>https://e.org/1</Link></Item>"
        "</Channel></RSS>",
        '\n \n<?xml version="1.0"?><rss><channel><title>T</title><item><title>A</title>'
        "<link>https://e.org/1</link></item></channel></rss> trailing words",
        "<rss><channel><title>T</title><item><title>A</title><link>https://e.org/1</link>"
        "<dc:creator>x</dc:creator><description>&nbsp; & \x0b</description></item></channel></rss>",
        "<rss><channel><title>T</title><item><title>A</title><link>https://e.org/1</link></item>",
    ],
    ids=["1.0", "0.90", "0.91", "Atom 0.3", "prefixes", "capitals", "space around", "damaged",
         "cut off"],
)  # fmt: skip
def test_every_version_says_the_same(text: str) -> None:
    feed = parse(text.encode(), url=URL)
    entry = feed.entries[0]
    assert (feed.title, entry.title, entry.link) == ("T", "A", "https://e.org/1")
    assert entry.published in (None, datetime(2026, 2, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("declared", "charset", "written"),
    [
        ("utf-8", None, "utf-8"),
        (None, None, "utf-8"),
        (None, None, "utf-8-sig"),
        ("utf-16", None, "utf-16"),
        ("iso-8859-1", None, "cp1252"),
        ("utf-8", None, "cp1252"),
        ("no-such-code", None, "utf-8"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("utf-16", None, "utf-8"),
        ("hex", "rot13", "utf-8"),
    ],
)
def test_letters_are_what_was_meant(
    declared: str | None, charset: str | None, written: str
) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f"{head}<rss><channel><title>“Ñandú” – €5</title></channel></rss>"
    content_type = f"text/xml; charset={charset}" if charset else None
    assert parse(text.encode(written), content_type=content_type).title == "“Ñandú” – €5"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyDocument),
        (b" \n\t", EmptyDocument),
        (b"<!doctype html><html><body>Hello", NotAFeed),
        (b"\x89PNG\r\n", NotAFeed),
        (b"hello", NotAFeed),
        (b'{"a": 1}', NotAFeed),
        (b'{"items": [', BrokenDocument),
        (b'<?xml version="1.0"?><html/>', NotAFeed),
        (b"<rss", BrokenDocument),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(data: bytes, error: type[FeedError]) -> None:
    with pytest.raises(error) as raised:
        parse(data, url=URL)
    assert len(str(raised.value)) > 10


def test_what_is_too_large_is_cut() -> None:
    item = "<item><title>x</title></item>"
    feed = parse(f"<rss><channel>{item * 5000}</channel></rss>".encode())
    assert len(feed.entries) == 1000
    long = "&lt;p&gt;word " * 200_000
    assert len(only(f"<rss><channel><item><description>{long}</description></item></channel></rss>")
               .content) < 600_000  # fmt: skip


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Tue, 03 Feb 2026 04:05:06 GMT", (2026, 2, 3, 4, 5, 6)),
        ("3 Feb 26 04:05 EST", (2026, 2, 3, 9, 5)),
        ("2026-02-03T04:05:06+05:30", (2026, 2, 2, 22, 35, 6)),
        ("2026-02-03 04:05", (2026, 2, 3, 4, 5)),
        ("2026-02-03T24:00:00Z", (2026, 2, 4)),
        ("2026-02", (2026, 2, 1)),
        ("Tue, 31 Feb 2026 04:05:06 GMT", None),
        ("0000-00-00T00:00:00Z", None),
        ("9999-99-99", None),
        ("yesterday", None),
        ("1" * 5000, None),
    ],
)
def test_dates(text: str, when: tuple[int, ...] | None) -> None:
    assert moment(text) == (datetime(*when, tzinfo=UTC) if when else None)  # type: ignore[misc,arg-type]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    found = moment(text)
    assert found is None or found.tzinfo is UTC


pieces = st.sampled_from([RSS_2, ATOM_1, JSON_FEED]).flatmap(
    lambda text: st.tuples(
        st.just(text.encode()),
        st.integers(0, len(text)),
        st.integers(0, len(text)),
        st.binary(max_size=12) | st.sampled_from([b"<", b"&", b"]]>", b"<!--", b"\0", b"<item>"]),
    )
)


@given(pieces)
def test_damage_of_any_kind_gives_a_feed_or_a_feed_error(
    damage: tuple[bytes, int, int, bytes],
) -> None:
    data, start, end, put = damage
    try:
        feed = parse(data[:start] + put + data[max(start, end) :], url=URL)
    except FeedError:
        return
    for entry in feed.entries:
        assert "<script" not in entry.content
        assert len(entry.hash) == 32


def test_on_feedparsers_own_test_files_nothing_crashes() -> None:
    """2,242 files, in its source distribution: ``PYCOMMUNITY_TEST_FEEDPARSER`` is its path."""
    path = environ.get("PYCOMMUNITY_TEST_FEEDPARSER", "")
    if not path or not Path(path).exists():
        pytest.skip("No source distribution of feedparser (PYCOMMUNITY_TEST_FEEDPARSER)")
    seen = read = 0
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if "/tests/" in member.name else None
            if file and not member.name.endswith(".py"):
                seen += 1
                try:
                    feed = parse(file.read(), url=URL)
                except FeedError:
                    continue
                read += 1
                assert all(entry.content is not None for entry in feed.entries)
    assert seen >= 2242
    assert read >= 2200
