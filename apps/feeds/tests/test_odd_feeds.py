"""Feeds that other readers choke on, or read wrong: what is in them is read, and nothing else."""

import base64
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from apps.feeds.errors import BrokenDocument
from apps.feeds.parsing import LARGEST_BROKEN, ParsedEntry, ParsedFeed, parse
from apps.feeds.parsing.cleaning import clean, lines_of
from apps.feeds.parsing.dates import moment

URL = "https://example.org/blog/feed.xml"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


def rss(items: str, head: str = "", attributes: str = "") -> str:
    return f"<rss {attributes}><channel><title>T</title>{head}{items}</channel></rss>"


def feed_of(text: str) -> ParsedFeed:
    return parse(text.encode(), url=URL)


def entry_of(inside: str, attributes: str = "") -> ParsedEntry:
    (entry,) = feed_of(rss(f"<item>{inside}</item>", attributes=attributes)).entries
    return entry


def json_entry(**item: Any) -> ParsedEntry:
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})
    (entry,) = feed_of(text).entries
    return entry


# Characters


@pytest.mark.parametrize(
    ("reference", "character"),
    [("&#0;", ""), ("&#x1;", ""), ("&#xD83D;", ""), ("&#1114112;", ""), ("&#xFFFE;", ""),
     ("&#146;", "’"), ("&#x93;", "“"), ("\x94", "”"), ("&#x1F600;", "😀"), ("&#9;", " ")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", "</b>"])
def test_references_to_what_is_no_character_spoil_nothing(
    reference: str, character: str, end: str
) -> None:
    feed = feed_of(rss(f"<item><title>a{reference}b</title>{end}</item>"))
    assert feed.entries[0].title == f"a{character}b"


def test_what_is_packed_holds_no_character_that_cannot_be_stored() -> None:
    packed = base64.b64encode(b"a\0b\x01c").decode()
    text = f'<feed><entry><id>1</id><title mode="base64">{packed}</title></entry></feed>'
    assert feed_of(text).entries[0].title == "abc"


@pytest.mark.parametrize(
    "half", ['"\\ud83d"', '"\\u0000"', '"\x01"', '"\\ud83d\\u0000\n"'], ids=repr
)
def test_json_with_half_an_emoji_or_a_nul_is_read(half: str) -> None:
    text = f'{{"title": "T", "items": [{{"id": {half}, "content_text": "kept", {half}: 1}}]}}'
    (entry,) = feed_of(text).entries
    assert entry.content == "kept"
    assert not entry.guid.strip()


def test_broken_json_is_still_told() -> None:
    with pytest.raises(BrokenDocument):
        feed_of('{"items": [{"id": "1",')
    with pytest.raises(BrokenDocument):
        feed_of('{"items": [' + "[" * 100_000 + "]" * 100_000 + "]}")


@pytest.mark.parametrize("said", ["iso-8859-1", "windows-1252", "us-ascii", "koi8-r"])
def test_utf_8_that_is_called_latin_is_utf_8(said: str) -> None:
    text = f'<?xml version="1.0" encoding="{said}"?>' + rss("<item><title>Zoë</title></item>")
    assert feed_of(text).entries[0].title == "Zoë"
    by_host = parse(text.encode(), url=URL, content_type=f"text/xml; charset={said}")
    assert by_host.entries[0].title == "Zoë"


def test_letters_of_seven_bits_stay_what_they_are() -> None:
    text = '<?xml version="1.0" encoding="iso-2022-jp"?>' + rss("<item><title>日本</title></item>")
    assert parse(text.encode("iso-2022-jp")).entries[0].title == "日本"


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_json_in_wide_letters_is_read(code: str) -> None:
    text = '{"title": "Ñ", "items": []}'
    assert parse(text.encode(code)).title == "Ñ"


def test_nothing_in_one_line_turns_around_what_stands_beside_it() -> None:
    entry = entry_of(
        "<title>a\u202egnp.exe</title><author>\u2066Jo</author><category>\u202bt</category>"
    )
    assert (entry.title, entry.authors, entry.tags) == ("agnp.exe", ("Jo",), ("t",))
    other = json_entry(title="a\u202eb", authors=[{"name": "\u202ac"}], tags=["\u2067d"])
    assert (other.title, other.authors, other.tags) == ("ab", ("c",), ("d",))


def test_an_address_alone_is_no_authors_name() -> None:
    assert json_entry(authors=[{"name": "jo@example.org"}]).authors == ()
    (broken,) = feed_of(
        rss("<item><title>a</title><author>jo@example.org</author></b></item>")
    ).entries
    assert broken.authors == ()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("en_US", "en-US"),
        ("de", "de"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ('x"&gt;', ""),
        ("English language", ""),
    ],
)
def test_a_language_is_one_that_pages_can_name(said: str, meant: str) -> None:
    head = f"<language>{said}</language>"
    assert feed_of(rss("", head)).language == meant
    assert feed_of(rss("</b>", head)).language == meant
    assert entry_of("<title>a</title>" + head).language == meant
    assert json_entry(language=said).language == meant


# Addresses


def test_a_base_that_is_no_place_is_passed_over() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="javascript:alert(1)//"><entry>'
        '<id>1</id><link href="p"/><content type="html">&lt;a href="r"&gt;x&lt;/a&gt;</content>'
        "</entry></feed>"
    )
    (entry,) = feed_of(text).entries
    assert entry.link == "https://example.org/blog/p"
    assert 'href="https://example.org/blog/r"' in entry.content


def test_no_address_is_not_the_feeds_own() -> None:
    assert json_entry(id="1", title="a").link == ""
    assert entry_of("<title>a</title><enclosure url='' type='audio/ogg'/>").enclosures == ()


@pytest.mark.parametrize("guid", ["http://example.o[rg/", "http:///", "https://[::1"])
def test_a_guid_that_is_a_broken_address_is_no_link(guid: str) -> None:
    entry = entry_of(f"<guid>{guid}</guid>")
    assert (entry.guid, entry.link) == (guid, "")


def test_files_of_the_source_are_not_the_entrys() -> None:
    entry = entry_of('<source><link rel="enclosure" href="/film.mp4"/></source><title>a</title>')
    assert entry.enclosures == ()


def test_films_are_described_in_their_group() -> None:
    group = "<media:group><media:description>About knots</media:description></media:group>"
    entry = entry_of(f"<title>a</title>{group}", MEDIA)
    assert (entry.summary, entry.content) == ("About knots", "About knots")


# Numbers and sizes


def test_digits_of_other_scripts_are_no_numbers() -> None:
    head = "<ttl>²</ttl><skipHours><hour>²</hour><hour>٣</hour><hour>7</hour></skipHours>"
    feed = feed_of(rss("<item><enclosure url='f' length='²'/></item>", head))
    assert feed.wishes.every is None
    assert feed.wishes.skip_hours == {7}
    assert feed.entries[0].enclosures[0].length is None


def items(numbers: Any, parts: int = 1) -> str:
    inside = "<x/>" * parts
    return "".join(
        f"<item><guid>{n}</guid><pubDate>{datetime.fromtimestamp(n * 1e5, UTC):%Y-%m-%d}</pubDate>"
        f"{inside}</item>"
        for n in numbers
    )


def test_of_a_long_archive_the_newest_are_read_wherever_they_stand() -> None:
    down, up = (feed_of(rss(items(order))) for order in (range(5000, 0, -1), range(1, 5001)))
    for feed in (down, up):
        assert {entry.guid for entry in feed.entries} == {str(n) for n in range(4001, 5001)}


def test_a_podcast_of_very_many_elements_is_read_up_to_an_end() -> None:
    began = time.thread_time()
    feed = feed_of(rss(items(range(9000, 0, -1), parts=30)))
    assert time.thread_time() - began < 1
    assert [entry.guid for entry in feed.entries] == [str(n) for n in range(9000, 8000, -1)]


def test_what_is_large_and_cut_off_is_read_up_to_there() -> None:
    long = "&lt;p&gt;word " * 20_000
    text = rss("".join(f"<item><guid>{n}</guid><description>{long}</description></item>"
                       for n in range(12)))  # fmt: skip
    assert len(text) - 10_000 > LARGEST_BROKEN
    guids = [entry.guid for entry in feed_of(text[:-10_000]).entries]
    assert guids == [str(n) for n in range(11)]  # the last one is not whole
    with pytest.raises(BrokenDocument):
        feed_of(text[: len(long)] + "<a>" * 100 + "</b>" + " " * LARGEST_BROKEN)


def test_an_entry_has_a_bounded_number_of_tags_authors_and_files() -> None:
    many = "".join(
        f"<category>t{n}</category><author>A {n}</author><enclosure url='{n}'/>" for n in range(500)
    )
    for entry in (
        entry_of(many),
        feed_of(rss(f"<item><title>a</title>{many}</b></item>")).entries[0],
        json_entry(
            tags=[f"t{n}" for n in range(500)],
            authors=[{"name": f"A {n}"} for n in range(500)],
            attachments=[{"url": f"/{n}"} for n in range(500)],
        ),
    ):
        assert len(entry.tags) == len(entry.enclosures) == 100
        assert len(entry.authors) <= 100


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("mar., 03 févr. 2026 10:00:00 +0100", (2026, 2, 3, 9)),
        ("3. März 2026, 14:05 Uhr", (2026, 3, 3, 14, 5)),
        ("12 août 2026", (2026, 8, 12)),
        ("3 de febrero de 2026", (2026, 2, 3)),
        ("3 февраля 2026 г. 10:00", (2026, 2, 3, 10)),
        ("2026年2月3日", (2026, 2, 3)),
        ("2004년 05월 28일  01:31:15", (2004, 5, 28, 1, 31, 15)),
        ("2004-05-25 오후 11:23:17", (2004, 5, 25, 23, 23, 17)),
        ("2026/2/3", (2026, 2, 3)),
        ("20260203T040506Z", (2026, 2, 3, 4, 5, 6)),
        ("Feb 3rd, 2026", (2026, 2, 3)),
        ("February 3, 2026 12:30 AM", (2026, 2, 3, 0, 30)),
        ("Τρι, 03 Φεβ 2026 10:00:00 GMT", (2026, 2, 3, 10)),
        # Any of these could be several days. feedparser makes of some a day of this month.
        ("03/02/2026", None),
        ("03-02-2026", None),
        ("2026-034", None),
        ("2026-13-45", None),
        ("3 Foo 2026", None),
        ("31 février 2026", None),
        ("20261301", None),
    ],
)
def test_dates_in_other_words(text: str, when: tuple[int, ...] | None) -> None:
    assert moment(text) == (datetime(*when, tzinfo=UTC) if when else None)  # type: ignore[misc,arg-type]


def test_highlighted_code_is_kept_without_what_coloured_it() -> None:
    html = (
        '<pre><span id="l1"><span class="k" style="color: red">def</span> '
        '<span class="n">f</span>():</span>\n<span lang="la">nihil</span></pre>'
    )

    assert clean(html) == '<pre>def f():\n<span lang="la">nihil</span></pre>'


def test_long_code_loses_nothing_for_having_many_tags() -> None:
    code = "".join(f'<a href="https://example.org/{n}"><b>x</b></a>' for n in range(500))

    assert clean(code).count("<b>x</b>") == 500


def test_words_of_two_blocks_are_not_one_line() -> None:
    html = clean("<p>Grace</p><p><b>Ho</b>pper &amp; Co</p><ul><li>one<li>two</ul>")

    assert [line for line in lines_of(html).split("\n") if line] == [
        "Grace", "Hopper & Co", "one", "two",
    ]  # fmt: skip


@pytest.mark.parametrize("said", ["punycode", "idna", "unicode_escape", "raw_unicode_escape"])
def test_codecs_that_are_no_charsets_are_not_used(said: str) -> None:
    """Of punycode 5 MB would take minutes."""
    packed = ("a" * 400_000 + "é" * 100_000).encode("punycode").decode()
    text = rss(f"<item><title>\\u0041 b-c</title><description>{packed}</description></item>")
    began = time.thread_time()

    feed = parse(text.encode(), content_type=f"text/xml; charset={said}")

    assert feed.entries[0].title == "\\u0041 b-c"
    assert time.thread_time() - began < 1


def test_a_guid_is_the_same_in_a_document_that_is_broken() -> None:
    text = rss("<item><guid>post-7</guid><title>Seven</title><link>/7</link></item>")

    whole, broken = feed_of(text), feed_of(f"{text}<script src=x></script>")

    assert [entry.guid for entry in broken.entries] == [entry.guid for entry in whole.entries]
    assert [entry.link for entry in broken.entries] == [entry.link for entry in whole.entries]
