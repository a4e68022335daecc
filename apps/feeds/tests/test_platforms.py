"""What blogs, forges, podcasts and planets write in their own ways: readers get what was meant."""

import json
import time
from typing import Any

import pytest

from apps.feeds.errors import NotAFeed
from apps.feeds.parsing import ParsedEntry, ParsedFeed, parse
from apps.feeds.parsing.cleaning import clean, text_of
from apps.feeds.parsing.dates import moment
from apps.feeds.parsing.texts import person_name

URL = "https://example.org/blog/feed.xml"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(inside: str, head: str = "") -> ParsedFeed:
    text = f'<rss version="2.0" {SPACES}><channel>{head}<item>{inside}</item></channel></rss>'
    return parse(text.encode(), url=URL)


def atom(inside: str, head: str = "") -> ParsedFeed:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry>{inside}</entry></feed>'
    return parse(text.encode(), url=URL)


def json_feed(item: dict[str, Any], **head: Any) -> ParsedFeed:
    return parse(json.dumps({**head, "items": [item]}).encode(), url=URL)


def only(feed: ParsedFeed) -> ParsedEntry:
    (entry,) = feed.entries
    return entry


def test_a_feed_behind_the_document_type_of_a_page_is_one() -> None:
    page = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><!-- theme -->'
    feed = "<rss><channel><item><title>a</title></item></channel></rss>"
    assert only(parse((page + feed).encode(), url=URL)).title == "a"
    with pytest.raises(NotAFeed, match="web page"):
        parse(f"<?xml version='1.0'?>{page}<HTML><body>{feed}".encode(), url=URL)


# Titles


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Fix &lt;thing&gt; (#12)", "Fix <thing> (#12)"),
        ("Why List&lt;T&gt; rocks", "Why List<T> rocks"),
        ("Re: words of &lt;ann@example.org&gt;", "Re: words of <ann@example.org>"),
        ("The &lt;b&gt; element", "The <b> element"),
        ("A &lt;b&gt;bold&lt;/b&gt; List&lt;T&gt;", "A bold List<T>"),
        ("One&lt;br/&gt;line", "One line"),
        ("AT&amp;amp;T", "AT&T"),
        ("a &lt; b", "a < b"),
    ],
)
def test_a_title_keeps_what_only_looks_like_markup(written: str, meant: str) -> None:
    title = f"<title>\n  {written}\n</title>"
    assert only(rss(title)).title == meant
    assert only(atom(title)).title == meant
    assert only(rss(f"{title}</b>")).title == meant, "in what is broken, too"


def test_elements_within_a_title_are_no_words() -> None:
    assert only(rss("<title>a <x:y xmlns:x='u:x'>b</x:y> &lt;T&gt;</title>")).title == "a b <T>"


def test_a_title_that_says_it_is_html_is_html() -> None:
    title = '<title type="html">The &lt;b&gt;bold &amp;lt;b&amp;gt;</title>'
    assert only(atom(title)).title == "The bold <b>"


# Texts


def test_an_entry_without_a_summary_is_summed_up_by_its_content() -> None:
    entry = only(atom('<content type="html">&lt;p&gt;All of it&lt;/p&gt;</content>'))
    assert entry.summary == entry.content == "<p>All of it</p>"


PLAIN = "First\nline\n\nx &lt; y"
LINES = "<p>First<br>line</p>\n\n<p>x &lt; y</p>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<content>{PLAIN}</content>",
        f'<content type="text">{PLAIN}</content>',
        f'<summary type="text/plain">{PLAIN}</summary>',
    ],
)
def test_plain_text_keeps_its_lines(inside: str) -> None:
    assert only(atom(inside)).content == LINES


def test_films_episodes_and_notes_keep_the_lines_of_what_describes_them() -> None:
    group = f"<media:group><media:description>{PLAIN}</media:description></media:group>"
    assert only(rss(group)).content == LINES
    assert only(rss(f"<itunes:summary>{PLAIN}</itunes:summary>")).content == LINES
    note = json_feed({"id": "1", "content_text": "First\nline\n\nx < y"})
    assert only(note).content == LINES


def test_html_without_a_type_stays_html() -> None:
    assert only(atom("<content>a\n&lt;b&gt;c&lt;/b&gt;</content>")).content == "a\n<b>c</b>"
    wrapped = "<description>a &amp;amp;\nb</description>"
    assert only(rss(wrapped)).content == "a &amp;\nb"


def test_a_picture_or_an_archive_in_an_entry_is_no_text() -> None:
    inside = '<summary>A bow</summary><content type="image/png">iVBORw0KGgo=</content>'
    assert only(atom(inside)).content == "A bow"


# Authors


def test_who_writes_the_feed_wrote_what_names_nobody() -> None:
    """RFC 4287, 4.2.1; JSON Feed 1.1."""
    head = "<author><name>Ada</name></author>"
    assert only(atom("<title>a</title>", head)).authors == ("Ada",)
    assert only(atom("<author><name>Bo</name></author>", head)).authors == ("Bo",)
    assert only(json_feed({"id": "1"}, authors=[{"name": "Ada"}])).authors == ("Ada",)
    assert only(rss("<title>a</title>", "<managingEditor>Ed</managingEditor>")).authors == ()
    broken = atom("<id>1</id><title>a</title></b>", head)
    assert only(broken).authors == ("Ada",)


def test_in_a_planet_each_entry_is_by_the_author_of_its_source() -> None:
    head = "<author><name>Planet</name></author>"
    source = "<source><title>S</title><author><name>Cy</name></author></source>"
    assert only(atom(source, head)).authors == ("Cy",)
    assert only(atom("<source><title>S</title></source>", head)).authors == ()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ann at example.org (Ann Onym)", "Ann Onym"),
        ("Ann Onym, ann@example.org", "Ann Onym"),
        ('"Ann Onym" &lt;ann@example.org&gt;', "Ann Onym"),
        ("&lt;ann@example.org&gt; Ann Onym", "Ann Onym"),
        ("mailto:ann@example.org", ""),
        ("Ann &amp;amp; Bo", "Ann & Bo"),
        ("Ann (she/her)", "Ann (she/her)"),
        ("Ann @ Example", "Ann @ Example"),
    ],
)
def test_a_name_is_shown_without_its_address(written: str, name: str) -> None:
    assert only(rss(f"<author>{written}</author>")).authors == ((name,) if name else ())


# Tags, languages, files


def test_keywords_of_podcasts_are_tags_and_no_tag_is_packed_twice() -> None:
    inside = (
        "<category>R&amp;amp;D</category><itunes:keywords>a, b</itunes:keywords>"
        "<media:keywords>b,c</media:keywords>"
    )
    assert only(rss(inside)).tags == ("R&D", "a", "b", "c")


def test_an_entry_is_in_the_language_of_its_text() -> None:
    inside = '<title xml:lang="en">T</title><content xml:lang="fr">Oui</content>'
    assert only(atom(inside)).language == "fr"
    assert only(atom('<title xml:lang="en">T</title>')).language == "en"
    assert only(atom("<title>T</title>", "<language>de</language>")).language == "de"


def test_a_show_may_describe_itself_in_apples_words() -> None:
    head = "<itunes:summary>On &lt;b&gt;snakes&lt;/b&gt;</itunes:summary>"
    assert rss("<title>a</title>", head).subtitle == "On snakes"


def test_flash_films_are_no_files_any_more() -> None:
    content = '<media:content url="https://e.org/v" type="application/x-shockwave-flash"/>'
    assert only(rss(f"<media:group>{content}</media:group>")).enclosures == ()


# Links


def test_where_a_burnt_feed_leads_stands_behind_the_link() -> None:
    inside = "<link>https://proxy.example/~3/a</link><feedburner:origLink>/a</feedburner:origLink>"
    assert only(rss(inside)).link == "https://example.org/a"


@pytest.mark.parametrize(
    "attributes",
    [
        'rel="http://www.iana.org/assignments/relation/alternate"',
        'rel="Alternate"',
        'type="text/html; charset=utf-8"',
    ],
)
def test_the_page_is_found_however_its_link_says_so(attributes: str) -> None:
    other = '<link rel="alternate" type="application/pdf" href="/a.pdf"/>'
    assert only(atom(f'{other}<link {attributes} href="/a"/>')).link == "https://example.org/a"


def test_lines_around_an_address_leave_what_is_inside_it() -> None:
    entry = only(rss("<link>\n  https://example.org/a b\n</link>"))
    assert entry.link == "https://example.org/a b"


def test_footnotes_lead_to_the_page_of_the_entry() -> None:
    body = '&lt;a href="#fn1"&gt;1&lt;/a&gt;'
    entry = only(atom(f'<link href="/post"/><content type="html">{body}</content>'))
    assert 'href="https://example.org/post#fn1"' in entry.content


def test_json_feeds_are_read_as_they_are_written() -> None:
    item = {
        "id": "https://example.org/1",
        "title": "It&#8217;s &amp; <T>",
        "authors": {"name": "A"},
    }
    hubs = [{"type": "rssCloud", "url": "/c"}, {"type": "WebSub", "url": "/h"}]
    feed = json_feed(item, hubs=hubs, feed_url="/feed.json")
    entry = only(feed)
    assert (entry.link, entry.title) == ("https://example.org/1", "It’s & <T>")
    assert entry.authors == ("A",)
    assert only(json_feed({"id": "1", "authors": ["B"]})).authors == ("B",)
    assert feed.hub_url == "https://example.org/h"
    assert feed.self_url == "https://example.org/feed.json"


# HTML


def test_a_film_within_a_text_becomes_a_link_to_it() -> None:
    frame = '<p>See</p><iframe title="Talk" src="https://www.youtube.com/embed/abcdef" />More'
    assert clean(frame) == (
        '<p>See</p><p><a href="https://www.youtube.com/embed/abcdef" rel="nofollow noopener">'
        "Talk</a></p>More"
    )
    film = '<video controls><source src="/clip.mp4" type="video/mp4">No film</video>'
    assert clean(film, "https://e.org/a") == (
        '<p><a href="https://e.org/clip.mp4" rel="nofollow noopener">/clip.mp4</a></p>No film'
    )


@pytest.mark.parametrize(
    "frame",
    [
        "<iframe>",
        "<iframe src='about:blank'></iframe>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<iframe src='data:text/html,<script>x</script>'>",
        "<iframe/>",
        "<script src=x />",
        "<picture><source srcset='a.webp'></picture>",
    ],
)
def test_frames_without_a_place_take_no_text_along(frame: str) -> None:
    safe = clean(f"<p>Before</p>{frame}<p>After</p>")
    assert "<p>After</p>" in safe
    assert "href" not in safe


def test_headings_and_blocks_that_are_not_shown_keep_words_apart() -> None:
    html = "<H1 class=x>One</H1>Two<article><center>Three</center>Four</article><tt>x</tt>"
    assert clean(html) == ("<h2>One</h2>Two<div><div>Three</div>Four</div><code>x</code>")


@pytest.mark.parametrize(
    "space",
    ["https://purl.org/rss/1.0/modules/content", "http://e.org/own", "HTTP://PURL.org/content/"],
)
def test_a_module_is_known_by_its_prefix_where_its_name_is_mistaken(space: str) -> None:
    text = (
        f'<rss xmlns:content="{space}"><channel><item><description>Short</description>'
        "<content:encoded>Long</content:encoded></item></channel></rss>"
    )
    assert only(parse(text.encode(), url=URL)).content == "Long"


def test_media_rss_has_two_names() -> None:
    text = (
        '<rss xmlns:m="http://www.rssboard.org/media-rss"><channel><item>'
        '<m:content url="https://e.org/a.jpg" type="image/jpeg"/></item></channel></rss>'
    )
    (file,) = only(parse(text.encode(), url=URL)).enclosures
    assert file.url == "https://e.org/a.jpg"


def test_what_was_wrapped_twice_is_unwrapped() -> None:
    wrapped = "&lt;![CDATA[{}]]&gt;"
    inside = f"<title>{wrapped.format('Open')}</title>"
    entry = only(
        rss(inside + f"<description>{wrapped.format('&lt;b&gt;x&lt;/b&gt;')}</description>")
    )
    assert (entry.title, entry.content) == ("Open", "<b>x</b>")


def test_a_block_begins_a_new_word() -> None:
    assert text_of(clean("One<p>two<div class='x'>three</div>four")) == "One two three four"


# Dates


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Tue, 03 Nov 2026 09:00:00 +02:00", "2026-11-03T07:00:00+00:00"),
        ("Tue, 03 Nov 2026 09:00:00 GMT+0200", "2026-11-03T07:00:00+00:00"),
        ("Tue, 03 Nov 2026 09:00:00 UTC-05:00", "2026-11-03T14:00:00+00:00"),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None),
        ("Tue, 03 Nov 26 09:00:00 GMT", "2026-11-03T09:00:00+00:00"),
    ],
)
def test_dates_of_generators(text: str, when: str | None) -> None:
    found = moment(text)
    assert (found and found.isoformat()) == when


def test_what_says_only_when_it_was_made_was_written_then() -> None:
    entry = only(rss("<dcterms:created>2026-02-03</dcterms:created>"))
    assert entry.published
    assert entry.published.day == 3


def test_a_tag_soup_of_names_costs_little() -> None:
    """Each of a megabyte, of which a pattern might try every part."""
    began = time.thread_time()
    for letters in ("a@", "@", "a ", ",", "a at ", "(", "<", "a"):
        person_name(letters * (2**20 // len(letters)))
    assert time.thread_time() - began < 2
