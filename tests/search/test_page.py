"""The page, the feed, the API's other manners."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from apps.catalog.models import Word
from apps.catalog.publishing import publish
from apps.catalog.words import like, mistakes
from tests.factories import SessionFactory
from tests.pages import atom_rules
from tests.pages.reading import Page


def page_of(client: Client, **params: Any) -> Page:
    answer = client.get("/search/", params)
    assert answer.status_code == 200
    return Page(answer)


def test_before_anything_is_asked_it_says_what_to_try(world: Any, client: Client) -> None:
    page = page_of(client)
    examples = [a.get("href") for a in page.all("a") if a.get("href").startswith("?q=")]

    assert "How to ask" in page.main
    assert 'speaker:"' in page.main
    assert examples
    assert page.all("meta", name="robots") == []
    for href in examples[:4]:
        assert "Nothing found" not in Page(client.get(f"/search/{href}")).main


def test_an_empty_base_is_no_error(db: None, client: Client) -> None:
    assert "How to ask" in page_of(client).main
    assert "Nothing found" in page_of(client, q="anything").main


def test_results_are_cards_with_a_passage(world: Any, client: Client) -> None:
    page = page_of(client, q="schema")

    assert page.names == ["Testing databases"]
    assert [mark.text for mark in page.all("mark")] == ["schema"]
    assert "1 result" in page.main
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert len(page.all("input", type="search")) == 1, "one box, not a second in the head"


def test_markup_in_titles_and_texts_does_nothing(
    world: Any, client: Client, search: Callable[..., Any]
) -> None:
    page = page_of(client, q="<script>alert")
    (result,) = search("script alert")["results"]

    assert page.names == ["<script>alert(1)</script> & friends"]
    assert page.scripts == []
    assert result["highlight"].startswith("&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)")
    (result,) = search("escaping")["results"]
    assert result["highlight"] == "<mark>Escaping</mark> titles safely."


def test_filters_can_be_taken_off(world: Any, client: Client) -> None:
    page = page_of(client, q="moss kind:talk", year="2015")
    chips = [a for a in page.all("a") if "take this filter off" in a.text]

    assert [chip.get("href") for chip in chips] == [
        "/search/?q=moss&kind=talk",
        "/search/?q=moss&year=2015",
    ]
    assert page.one("input", type="hidden").get("name") == "year", "new words keep the filter"


def test_nothing_found_says_what_else_to_do(world: Any, client: Client) -> None:
    page = page_of(client, q="snakes", kind="event", year="2013")

    assert "Nothing found" in page.main
    assert page.link("without kind: event") == "?q=snakes&year=2013"
    assert page.link("topics") == "/topics/"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("djagno", "django"),
        ("Jakob Kaplan Moss", "Jacob Kaplan Moss"),
        ("datbases honest", "databases honest"),
        ("Kaplen -band", "Kaplan -band"),
    ],
)
def test_a_misspelt_word_is_corrected(
    typed: str, meant: str, world: Any, client: Client, search: Callable[..., Any]
) -> None:
    assert search(typed)["suggestion"] == meant
    page = page_of(client, q=typed)
    assert "Did you mean" in page.main
    assert "Nothing found" not in Page(client.get(f"/search/{page.link(meant)}")).main


def test_another_form_of_a_word_is_no_correction(search: Callable[..., Any]) -> None:
    publish(*(SessionFactory(title=f"Array {n}") for n in range(12)))
    assert search("aray")["suggestion"] == "array"
    assert search("arrays nothing")["suggestion"] is None


def test_a_short_word_that_something_has_is_not_corrected(search: Callable[..., Any]) -> None:
    publish(SessionFactory(title="Café"), *(SessionFactory(title=f"Care {n}") for n in range(12)))
    assert search("cafe")["suggestion"] is None
    assert search("carr")["suggestion"] == "care"


def test_swapped_letters_are_the_likeliest_slip(search: Callable[..., Any]) -> None:
    publish(
        *(SessionFactory(title=f"{word} {n}") for n in range(12) for word in ("Panda", "Pandas"))
    )
    assert search("pandsa")["suggestion"] == "pandas"


def test_a_correction_that_finds_nothing_is_none(search: Callable[..., Any]) -> None:
    assert search("snakez")["suggestion"] == "snakes"
    assert search("snakez databases")["suggestion"] is None


def test_of_many_words_any_may_be_enough(world: Any, client: Client) -> None:
    page = page_of(client, q="snakes databases nothing")
    assert "Nothing found" in page.main
    again = page_of(client, q="snakes OR databases OR nothing")
    assert page.link("any of these words") == "?q=snakes%20OR%20databases%20OR%20nothing"
    assert "Testing databases" in again.names


def test_a_phrase_is_marked_where_it_stands(search: Callable[..., Any]) -> None:
    publish(
        SessionFactory(title="One", summary="Of zen, and of pythons: the Zen of Python."),
        SessionFactory(title="Two", language="ja", summary="学び、機械学習。"),
        SessionFactory(title="Drei", language="de", summary="Python und Pytest."),
    )
    marked = {
        result["highlight"]
        for line in ('"zen of python"', "機械学習", "pytest ")
        for result in search(line)["results"]
    }
    assert {
        "Of zen, and of pythons: the <mark>Zen of Python</mark>.",
        "学び、<mark>機械学習</mark>。",
        "Python und <mark>Pytest</mark>.",
    } <= marked


@pytest.mark.parametrize("typed", ["django", "qqqqqqqq", "Kaplan Mos", "the", "机"])
def test_no_suggestion_without_a_reason(typed: str, search: Callable[..., Any]) -> None:
    assert search(typed)["suggestion"] is None


def test_a_word_of_nothing_public_is_not_suggested(search: Callable[..., Any]) -> None:
    Word.objects.create(word="secretive", near=["secretive", "secretiv"])
    assert like("secretiev") == ["secretive"]
    assert search("secretiev")["suggestion"] is None


def test_words_of_withdrawn_and_former_titles_are_forgotten(world: Any) -> None:
    def known(*words: str) -> set[str]:
        return set(Word.objects.filter(word__in=words).values_list("word", flat=True))

    gone = SessionFactory(title="Zanzibar testing", event=world["event"])
    renamed = SessionFactory(title="Quokkas testing", event=world["event"])
    publish(gone, renamed)
    assert known("zanzibar", "quokkas", "testing") == {"zanzibar", "quokkas", "testing"}

    gone.state, renamed.title = "withdrawn", "Wombats testing"
    gone.save()
    renamed.save()
    publish(gone, renamed)
    assert known("zanzibar", "quokkas", "wombats", "testing") == {"wombats", "testing"}


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("django", "djagno", 1), ("", "abc", 3), ("same", "same", 0), ("kitten", "sitting", 3)],
)
def test_mistakes_are_counted_as_people_make_them(one: str, other: str, count: int) -> None:
    assert mistakes(one, other) == mistakes(other, one) == count


def test_newest_first(titles: Callable[..., list[str]], client: Client) -> None:
    assert titles("moss") == ["Jacob Kaplan-Moss", "Kaplan-Moss on moss", "Keynote"]
    page = page_of(client, q="moss", order="-date")
    current = [a.text for a in page.all("a") if a.get("aria-current")]
    assert current == ["Newest first", "Everything"]
    assert titles("moss", order="-date") == ["Keynote", "Kaplan-Moss on moss", "Jacob Kaplan-Moss"]


def test_an_answer_is_validated_by_the_state_of_the_base(world: Any, client: Client) -> None:
    first = client.get("/api/v1/search/?q=moss")
    again = client.get("/api/v1/search/?q=moss", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    wrong = client.get("/api/v1/search/?language=", headers={"if-none-match": "*"})
    assert wrong.status_code == 400


def test_queries(world: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):  # state, words, limits, counts, keys, cards, topics
        client.get("/search/?q=databases")
    with django_assert_max_num_queries(1):  # state: the page is kept
        client.get("/search/?q=databases")
    with django_assert_max_num_queries(9):
        client.get("/api/v1/search/?q=databases")


def test_a_search_is_a_feed(world: Any, client: Client) -> None:
    feed = client.get("/search/feed.atom?q=moss&year=2013").content
    assert [atom_rules.text(each, "title") for each in atom_rules.entries(feed)] == [
        "Kaplan-Moss on moss"
    ]
    assert atom_rules.faults(feed) == []
    assert client.get("/search/feed.atom").status_code == 400


def test_browsers_can_add_the_site(world: Any, client: Client) -> None:
    link = page_of(client).one("link", rel="search")
    answer = client.get(link.get("href"))
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert b"http://127.0.0.1:8000/search/?q={searchTerms}" in answer.content


def test_every_other_page_has_a_box(world: Any, client: Client) -> None:
    page = Page(client.get("/about/"))
    assert page.one("form", role="search").get("action") == "/search/"
    assert page.one("input", type="search").get("name") == "q"


def test_who_searches_too_often_waits(world: Any, client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT = 2
    cache.clear()
    with time_machine.travel("2013-07-05T10:00:20Z", tick=False):
        assert client.get("/search/?q=a").status_code == 200
        assert client.get("/api/v1/search/?q=a").status_code == 200
        refused = client.get("/search/?q=b")
        assert refused.status_code == 429
        assert refused["Retry-After"] == "40"
        assert "Ask again in 40 s" in Page(refused).main
        assert client.get("/about/").status_code == 200
    cache.clear()
