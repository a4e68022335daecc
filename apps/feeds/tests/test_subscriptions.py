"""Lists of feeds as files: what is read, what is refused and where, and the way back."""

import contextlib
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.feeds.subscriptions import ListingError, Subscription, key_of, opml, read

INI = """\
[Planet]
name = Somewhere
; a remark

[http://one.example.org/feed.xml]
name = Grace & Co. 100%
face = grace.png
filter = python|django rest
[https://two.example.org/atom]
name: Zoë
    of Lima
exclude = crypto
"""


def ini(text: str) -> Any:
    return read(text.encode())


def test_an_ini_is_read() -> None:
    listing = ini(INI)

    assert listing.problems == []
    assert listing.subscriptions == [
        Subscription(
            url="http://one.example.org/feed.xml",
            title="Grace & Co. 100%",
            words_wanted=("python", "django rest"),
        ),
        Subscription(
            url="https://two.example.org/atom", title="Zoë of Lima", words_unwanted=("crypto",)
        ),
    ]


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("oops\n[https://a.example.org/]\n", 1, "before the first section"),
        ("[https://a.example.org/]\nname\n", 2, "no option"),
        ("[https://a.example.org/]\nname = A\n\ncolour = red", 4, "not known: colour"),
        ("[https://a.example.org/]\nfilter = ^py.*$", 2, "a pattern, not words"),
        ("[ftp://a.example.org/]\n", 1, "ftp"),
        ("[http://]\n[https://a.example.org/]", 1, "http://"),
        ("[https://user:pw@a.example.org/]", 1, "https://user"),
        ("[a.example.org/feed]", 1, "no address"),
        (
            "[https://a.example.org/x]\n\n[http://A.example.org:80/x/]",
            3,
            "with http and with https",
        ),
        ("[https://a.example.org/x]\n[feed:https://a.example.org/x#y]", 2, "already (line 1)"),
    ],
)
def test_a_bad_line_is_named_and_costs_no_other(text: str, line: int, complaint: str) -> None:
    listing = ini(text)

    assert [(problem.line, complaint in problem.message) for problem in listing.problems] == [
        (line, True)
    ]


def test_of_a_pair_the_secure_address_stays() -> None:
    listing = ini("[http://a.example.org/x]\n[https://a.example.org/x]\n")

    assert [each.url for each in listing.subscriptions] == ["https://a.example.org/x"]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\0\0\0", "NUL"),
        (b"just words", "no line reads like"),
        (b"x" * (5 * 2**20 + 1), "larger than 5 MB"),
        (b"<html><body>Hello</body></html>", "its root is not"),
        (b"<opml><body>", "broken in line 1"),
        (b"<opml>\n<body>\n<outline a=1/></body></opml>", "broken in line 3"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml>&a;</opml>', "entities"),
        (b'<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml>&a;</opml>', "entities"),
        (b"<opml>" + b"<outline>" * 60 + b"</outline>" * 60 + b"</opml>", "nested"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(ListingError, match=complaint):
        read(data)


def test_too_many_feeds_are_refused() -> None:
    text = "".join(f"[https://a.example.org/{n}]\n" for n in range(20_001))

    with pytest.raises(ListingError, match="more than 20000"):
        ini(text)


def test_opml_of_either_version_is_read_with_its_folders() -> None:
    listing = read(
        b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="Django"><outline text="Deep"><outline type="rss" text="A &amp; \xe9"
 xmlUrl="https://a.example.org/feed" htmlUrl="https://a.example.org/" category="/news/web,orm"/>
</outline></outline>
<outline text="only a name"/>
<outline type="RSS" title="B" text="b" XMLURL=" https://b.example.org/ "/>
<outline type="rss" text="No address"/>
<outline type="rss" url="https://c.example.org/" language="unknown"/>
</body></opml>"""
    )

    assert listing.subscriptions == [
        Subscription(
            url="https://a.example.org/feed",
            title="A & é",
            site_url="https://a.example.org/",
            topics=("Deep", "Django", "news", "orm", "web"),
        ),
        Subscription(url="https://b.example.org/", title="B"),
        Subscription(url="https://c.example.org/"),
    ]
    assert [str(problem) for problem in listing.problems] == [
        "line 8: A feed without xmlUrl: No address"
    ]


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "S", "P"]), min_size=1)
WORD = WORDS.filter(lambda text: "|" not in text)
SUBSCRIPTIONS = st.builds(
    Subscription,
    url=st.integers(0, 10**6).map(lambda n: f"https://example.org/{n}?a=1&b=2"),
    title=WORDS,
    site_url=st.just("https://example.org/"),
    summary=WORDS,
    language=st.sampled_from(["", "en", "pt-BR"]),
    topics=st.lists(WORD, max_size=3).map(tuple),
    tags_wanted=st.lists(WORD, max_size=2).map(tuple),
    words_wanted=st.lists(WORD, max_size=2).map(tuple),
    words_unwanted=st.lists(WORD, max_size=2).map(tuple),
)


@given(st.lists(SUBSCRIPTIONS, unique_by=lambda each: each.url))
def test_what_is_written_is_read_back(subscriptions: list[Subscription]) -> None:
    text = opml.write(subscriptions, title="All\x07", changed=timezone.now())

    assert read(text.encode()).subscriptions == subscriptions


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for each in (data, b"<opml>" + data, b"[https://a.example.org/]\n" + data):
        with contextlib.suppress(ListingError):
            read(each)


def test_one_feed_has_one_key() -> None:
    assert key_of("http://A.example.org:80/x/") == key_of("https://a.example.org/x#top")
    assert key_of("https://a.example.org/x") != key_of("https://a.example.org/X")
    assert key_of("https://a.example.org/?p=1") != key_of("https://a.example.org/?p=2")
