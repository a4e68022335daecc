"""What a text links to and whom it may name."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.feeds.matching import LONGEST_TEXT, address_key, host_of, hosts_of, look, spellings
from apps.feeds.parsing.cleaning import lines_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org", "https://www.example.org/"),
        ("https://example.org/a/", "http://example.org/a"),
        ("https://youtu.be/tV0E9JAjmGA?t=30", "http://www.youtube.com/watch?v=tV0E9JAjmGA&list=x"),
        ("https://m.youtube.com/embed/tV0E9JAjmGA", "https://youtu.be/tV0E9JAjmGA"),
        (
            "https://pypi.python.org/pypi/Django_Taggit/1.0",
            "https://pypi.org/project/django-taggit/",
        ),
        ("https://github.com/Django/django/issues/1", "http://github.com/django/Django.git"),
        ("https://example.org:443/x", "http://example.org:80/x"),
    ],
)
def test_two_ways_to_write_one_address(one: str, other: str) -> None:
    assert address_key(one) == address_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/?v=1", "https://example.org/?v=2"),
        ("https://example.org:8443/", "https://example.org/"),
        ("https://github.com/django/django", "https://github.com/django/channels"),
        ("https://youtube.com/watch?v=aaaaaaa", "https://youtube.com/watch?v=bbbbbbb"),
    ],
)
def test_two_addresses(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(
    "url", ["", "mailto:a@example.org", "javascript:alert(1)", "http://[", "//x", "/y", "http:///z"]
)
def test_what_is_no_address_of_the_web_has_no_key(url: str) -> None:
    assert address_key(url) == ""


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    address_key(text)
    look(text, text, text, {host_of(text)})


@pytest.mark.parametrize(
    "url", ["https://example.org/a", "https://youtu.be/tV0E9JAjmGA", "https://github.com/a/b"]
)
def test_every_spelling_has_the_same_key(url: str) -> None:
    assert url in set(spellings(url))
    assert {address_key(each) for each in spellings(url)} == {address_key(url)}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org:8443/a", "example.org"),
        ("http://m.youtube.com?v=a", "youtube.com"),
        ("HTTP://somebody:secret@example.org", "example.org"),
        (" https://example.org#a", "example.org"),
        ("//example.org/", ""),
        ("mailto:a@example.org", ""),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host


@given(
    st.from_regex(
        r"https?://(www\.|m\.)?[a-z]{1,9}\.example(:[0-9]{1,4})?(/[a-z]*)?", fullmatch=True
    )
)
def test_what_an_address_is_compared_by_begins_with_its_host(url: str) -> None:
    assert address_key(url).startswith(host_of(url))


def test_a_film_has_several_hosts() -> None:
    hosts = hosts_of(["https://www.youtube.com/watch?v=tV0E9JAjmGA"])

    assert {host_of(url) for url in spellings("https://youtu.be/tV0E9JAjmGA")} <= hosts


def test_links_to_strangers_are_passed_over() -> None:
    html = "".join(f'<a href="https://{n}.example.org/">x</a>' for n in range(1000))

    found = look("", f'{html}<a href="https://known.example.org/">x</a>', "", {"known.example.org"})

    assert set(found.links) == {"known.example.org"}


def people(text: str) -> set[str]:
    return set(look("", "", lines_of(f"<p>{text}</p>"), ()).people)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I met Grace Hopper there", "grace hopper"),
        ("Yesterday Grace Hopper spoke.", "grace hopper"),
        ("by Guido van Rossum.", "guido van rossum"),
        ("by <em>Jacob Kaplan-Moss</em>, again", "jacob kaplan moss"),
        ("said José Álvarez Peña (of Lima)", "jose alvarez pena"),
        ("Иван Петров пишет", "иван петров"),
        ("Mary J. Example", "mary j example"),
    ],
)
def test_a_whole_name_in_capitals_may_be_a_person(text: str, key: str) -> None:
    assert key in people(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("grace hopper", "grace hopper"),
        ("Grace, Hopper", "grace hopper"),
        ("Grace. Hopper", "grace hopper"),
        ("Grace</p><p>Hopper", "grace hopper"),
        ("Grace", "grace"),
        ("grace Hopper", "grace hopper"),
    ],
)
def test_what_is_doubtful_is_no_name(text: str, key: str) -> None:
    assert key not in people(text)


def test_packages_are_taken_by_names_that_are_no_words() -> None:
    found = look(
        "On django-taggit", "", "SQLAlchemy, requests and Django; pep8. Well-known words.", ()
    )

    assert {"django-taggit", "sqlalchemy", "pep8"} <= found.packages
    assert not {"requests", "django", "well"} & found.packages


def test_links_are_read_from_markup_not_from_words() -> None:
    html = '<p>https://a.example.org/ <a href="https://b.example.org/">x</a></p>'

    found = look("", html, lines_of(html), {"a.example.org", "b.example.org"})

    assert set(found.links) == {"b.example.org"}


def test_a_page_of_links_is_not_read_to_its_end() -> None:
    html = "".join(f'<a href="https://example.org/{n}">x</a>' for n in range(3000))

    assert len(look("", html, lines_of(html), {"example.org"}).links) == 500


@pytest.mark.parametrize("letters", ["A", "日", "Aa ", "aA", "A. ", "A.", "Ab-", "Ab_", "Aa de "])
def test_no_text_keeps_who_looks_for_names_busy(letters: str) -> None:
    text = letters * (LONGEST_TEXT // len(letters))
    began = time.thread_time()

    look("", text, text, set())

    assert time.thread_time() - began < 2
