"""Books, reviews, guides and notes as readers find them."""

import datetime
import json
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog import checking
from apps.catalog.publishing import publish
from apps.guides.models import Guide, Note, Section
from apps.people.models import Person
from apps.reviews.models import Book, Review
from tests import factories as make
from tests.factories import guides as guide_rows
from tests.factories import reviews as review_rows
from tests.pages.reading import Page


@dataclass
class Library:
    """A book by Ada that Rex reviewed twice, a guide by Ada with two sections, a note by Rex."""

    author: Person
    reviewer: Person
    book: Book
    review: Review
    second: Review
    guide: Guide
    section: Section
    note: Note


@pytest.fixture
def library(db: None) -> Library:
    ada, rex = make.PersonFactory(name="Ada Author"), make.PersonFactory(name="Rex Reader")
    book = review_rows.BookFactory(
        title="Snakes & Ladders",
        subtitle="Climbing with Python",
        isbn="0-306-40615-2",
        authors=[ada, "Ben Bystander"],
        topics=["Web"],
    )
    second = review_rows.ReviewFactory(
        book=book,
        reviewer=rex,
        title="Second look",
        slug="second",
        written_on=datetime.date(2008, 5, 1),
    )
    review = review_rows.ReviewFactory(
        book=book,
        reviewer=rex,
        title="A first look",
        slug="first",
        topics=["Web"],
        copy_from="Printer & Daughters",
        personal_tie="The author is *a friend*.",
        preamble="Before we begin.",
        postscript="One more thing.",
        caveats="Written on a train.",
        scope=Review.Scope.SKIMMED,
        scope_note="Only the code was skimmed.",
        not_judged="The chapter about ladders.",
        audience="Climbers.",
        platform_caveat="Windows has no ladders.",
        verdict="Borrow it.",
        answers_name="A post elsewhere",
        answers_url="https://blog.example.org/post",
    )
    review.refers_to.add(second)
    review_rows.CommentFactory(review=review, part="Chapter 4", page="75", text="Too short.")
    review_rows.VerdictFactory(review=review, reader="fond of snakes", advice="buy")
    review_rows.ReviewCorrectionFactory(review=review)
    review_rows.ReviewOriginFactory(review=review, first_line=3, last_line=9)
    guide = guide_rows.GuideFactory(
        title="Ladders on the web",
        slug="ladders",
        release="2.7.3",
        authors=[ada],
        topics=["Web"],
        body="# **Contents**\n\n| 1 | Down | ii |\n|---|---|---|\n| 1.1 | Further | iii |\n"
        "| 1.2 | Last | iv |\n\nAn opening.",
    )
    section = guide_rows.SectionFactory(
        guide=guide, number="1", title="Down", body="**Note:** Mind the gap.\n\n[Gone]()"
    )
    low = guide_rows.SectionFactory(guide=guide, number="1.1", title="Further", level=2)
    guide_rows.TechnologyFactory(guide=guide, section=low, name="rope", limits="Ten metres.")
    guide_rows.PointerFactory(guide=guide, label="The wiki of ladders", reason="newer")
    guide_rows.CaseStudyFactory(guide=guide, section=low, title="Old wiki")
    guide_rows.GuideOriginFactory(guide=guide)
    note = guide_rows.NoteFactory(
        title="On ropes", slug="ropes", author=rex, topics=["Web"], answers_name="Somebody's post"
    )
    guide_rows.NoteCorrectionFactory(note=note, made_on=datetime.date(2009, 4, 2))
    publish(book, review, second, guide, note)
    return Library(ada, rex, book, review, second, guide, section, note)


PAGES = [
    "/books/",
    "/books/?year=2009&author=ada-author&publisher=printer+%26+daughters",
    "/books/snakes-ladders/",
    "/reviews/",
    "/reviews/?book=snakes-ladders&reviewer=rex-reader",
    "/reviews/first/",
    "/reviews/second/",
    "/guides/",
    "/guides/?technology=rope",
    "/guides/ladders/",
    "/guides/ladders/?as=scanned",
    "/notes/",
    "/notes/ropes/",
    "/topics/web/",
    "/topics/web/?kind=review",
    "/people/ada-author/",
    "/people/rex-reader/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_sound_leads_somewhere_and_may_be_kept(
    path: str, library: Library, client: Client
) -> None:
    response = client.get(path)
    page = Page(response)

    assert response.status_code == 200
    assert page.faults == []
    assert page.one("h1").text
    assert all(nav.get("aria-label") for nav in page.all("nav"))
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    again = client.get(path, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    links = {a.get("href").partition("#")[0] for a in page.all("a")}
    links |= {link.get("href") for link in page.all("link", rel="alternate")}
    own = path.partition("?")[0]
    for href in links - {""}:
        if href.startswith(("/", "?")):
            target = own + href if href.startswith("?") else href
            assert client.get(target).status_code == 200, target
    anchors = {a.get("href")[1:] for a in page.all("a") if a.get("href").startswith("#")}
    assert anchors <= {element.get("id") for element in page.elements}


def test_a_book_gathers_its_reviews_and_says_where_to_find_a_copy(
    library: Library, client: Client
) -> None:
    page = Page(client.get("/books/snakes-ladders/"))

    assert page.names[:2] == ["A first look", "Second look"]
    assert page.one("ul", class_="cast").text == "Ada Author Ben Bystander"
    facts = page.one("aside", class_="facts").text
    assert "9780306406157" in facts
    assert "0306406152" in facts
    assert page.link("Open Library") == "https://openlibrary.org/isbn/9780306406157"
    assert "9780306406157" in page.link("WorldCat")
    assert json.loads(page.scripts[0].text)["@type"] == "Book"


def test_a_review_keeps_apart_what_stands_apart(library: Library, client: Client) -> None:
    page = Page(client.get("/reviews/first/"))
    told = page.one("aside", class_="disclosure").text

    assert "Review copy from Printer & Daughters." in told
    assert "The author is a friend." in told
    assert [each.text for each in page.all("section", class_="set-off")] == [
        "Preamble Before we begin.",
        "Postscript One more thing.",
    ]
    assert "Chapter 4 page 75 Too short." in page.one("section", class_="chapters").text
    beside = page.one("dl", class_="beside").text
    for said in ("Only the code", "about ladders", "Climbers", "no ladders", "on a train"):
        assert said in beside
    assert "fond of snakes Buy" in page.one("section", class_="verdicts").text
    assert "1 June 2009, thanks to Attentive Reader" in page.one("ins").text
    assert page.link("A post elsewhere") == "https://blog.example.org/post"
    assert page.link("Second look") == "/reviews/second/"
    assert "lines 3–9" in page.main
    assert json.loads(page.scripts[0].text)["itemReviewed"]["isbn"] == "9780306406157"


def test_a_guide_is_mended_to_read_and_shown_as_scanned(library: Library, client: Client) -> None:
    mended, scanned = (
        Page(client.get(f"/guides/ladders/{query}")) for query in ("", "?as=scanned")
    )

    assert "Left out or mended here: a list of contents" in mended.main
    assert "| 1.2 | Last | iv |" not in mended.main
    assert "An opening." in mended.main
    assert "Note Mind the gap." in mended.main
    assert "has no address" in mended.one("ul", class_="flags").text
    assert "The wiki of ladders link without a target" in mended.main
    assert scanned.all("pre")[0].text == " ".join(library.guide.body.split())
    assert client.get("/guides/ladders/?as=poem").status_code == 400


def test_a_guide_has_contents_neighbours_and_a_table_of_statuses(
    library: Library, client: Client
) -> None:
    page = Page(client.get("/guides/ladders/"))

    assert "1 Down 1.1 Further" in page.one("nav", class_="contents").text
    assert page.link("1.1 Further") == "#further"
    assert page.link("Further →") == "#further"
    assert page.link("← Down") == "#down"
    assert (
        "rope avoid Ten metres. 19 March 2013"
        in page.one("section", id="status-of-technologies").text
    )
    assert "A script for every server." in page.one("table", class_="case").text


def test_a_note_answers_and_was_corrected(library: Library, client: Client) -> None:
    page = Page(client.get("/notes/ropes/"))

    assert "Answers Somebody's post" in page.main
    assert "undated" in page.main
    assert "2 April 2009, thanks to Attentive Reader" in page.one("ins").text


def test_what_was_changed_is_told(library: Library, client: Client) -> None:
    library.note.body = "Better worth remembering."
    library.note.save()

    assert "body" in Page(client.get("/notes/ropes/")).one("details").text


def test_people_and_topics_gather_every_kind(library: Library, client: Client) -> None:
    rex, ada = (Page(client.get(f"/people/{slug}/")) for slug in ("rex-reader", "ada-author"))
    topic = Page(client.get("/topics/web/"))

    assert rex.names == ["A first look", "Second look", "On ropes"]
    assert [each.text for each in rex.all("h2")] == ["Reviews 2", "Notes 1"]
    assert "Snakes & Ladders" in ada.names
    assert "Ladders on the web" in ada.names
    assert topic.one("nav", class_="letters").text == (
        "Everything reviews 1 books 1 guides 1 notes 1"
    )
    assert Page(client.get("/topics/web/?kind=guide")).names == ["Ladders on the web"]
    assert client.get("/topics/web/?kind=talk").status_code == 400


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
@pytest.mark.parametrize("name", ["book", "review", "guide", "note"])
def test_what_is_not_public_is_nowhere(
    name: str, state: str, library: Library, client: Client
) -> None:
    row = getattr(library, name)
    row.state = state
    row.save()
    publish(row)

    kind = type(row)._meta.model_name
    assert client.get(row.get_absolute_url()).status_code == 410
    assert client.get(f"/api/v1/{kind}s/{row.slug}/").status_code == 410
    people = [f"/people/{p.slug}/" for p in (library.author, library.reviewer)]
    for path in (
        f"/{kind}s/",
        f"/api/v1/{kind}s/",
        "/topics/web/",
        f"/sitemap-{kind}s.xml",
        *people,
    ):
        assert row.get_absolute_url() not in client.get(path).content.decode(), path
    assert list(checking.differences()) == []


def test_a_review_goes_with_its_book(library: Library, client: Client) -> None:
    library.book.state = "withdrawn"
    library.book.save()
    publish(library.book)

    assert client.get("/reviews/first/").status_code == 410
    assert client.get("/api/v1/reviews/").json()["count"] == 0
    assert list(checking.differences()) == []


def test_what_never_was_public_is_not_said_to_have_been(client: Client, db: None) -> None:
    review_rows.ReviewFactory(slug="secret", state="draft")

    assert client.get("/reviews/secret/").status_code == 404
    assert client.get("/books/nothing/").status_code == 404


def test_sitemaps_name_them(library: Library, client: Client) -> None:
    index = client.get("/sitemap.xml").content.decode()
    for plural in ("books", "reviews", "guides", "notes"):
        assert f"sitemap-{plural}.xml" in index
    assert "/reviews/first/" in client.get("/sitemap-reviews.xml").content.decode()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("books/?isbn=0306406152", "Snakes & Ladders"),
        ("books/?publisher=PRINTER %26 DAUGHTERS", "Snakes & Ladders"),
        ("books/?author=ada-author", "Snakes & Ladders"),
        ("reviews/?book=snakes-ladders&topic=web", "A first look"),
        ("reviews/?publisher=printer %26 daughters&topic=web", "A first look"),
        ("reviews/?reviewer=rex-reader&topic=web", "A first look"),
        ("guides/?technology=ROPE", "Ladders on the web"),
        ("guides/?author=ada-author&year=2013", "Ladders on the web"),
        ("notes/?author=rex-reader", "On ropes"),
    ],
)
def test_the_api_filters(path: str, title: str, library: Library, client: Client) -> None:
    listed = client.get(f"/api/v1/{path}").json()

    assert [row["title"] for row in listed["results"]] == [title]


@pytest.mark.parametrize("path", ["books/?isbn=123", "books/?isbn=030640615Y", "guides/?year=x"])
def test_a_filter_that_cannot_be_is_explained(path: str, library: Library, client: Client) -> None:
    for prefix in ("/api/v1/", "/"):
        assert client.get(prefix + path).status_code == 400


def test_the_api_has_everything(library: Library, client: Client) -> None:
    review = client.get("/api/v1/reviews/first/").json()
    guide = client.get("/api/v1/guides/ladders/").json()
    person = client.get("/api/v1/people/rex-reader/").json()

    assert review["comments"] == [{"part": "Chapter 4", "page": "75", "text": "Too short."}]
    assert review["verdicts"][0]["advice"] == "buy"
    assert review["refers_to"][0]["slug"] == "second"
    assert review["corrections"][0]["credit"] == "Attentive Reader"
    assert review["copy_from"] == "Printer & Daughters"
    assert review["book"]["authors"][1] == {"name": "Ben Bystander", "slug": None, "url": None}
    assert (review["source"]["first_line"], review["source"]["last_line"]) == (3, 9)
    assert [row["anchor"] for row in guide["sections"]] == ["down", "further"]
    assert guide["technologies"][0]["status"] == "avoid"
    assert guide["technologies"][0]["as_of"] == "2013-03-19"
    assert guide["pointers"][0]["url"] is None
    assert person["work_counts"] == {"note": 1, "review": 2}
    assert person["roles"] == ["author", "reviewer"]


def test_queries_do_not_grow(
    library: Library, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    expected = {
        "/books/": 3, "/reviews/": 3, "/guides/": 3, "/notes/": 3, "/books/snakes-ladders/": 10,
        "/reviews/first/": 15, "/guides/ladders/": 13, "/notes/ropes/": 7,
    }  # fmt: skip
    for more in range(2):
        for path, number in expected.items():
            with django_assert_num_queries(number):
                client.get(path)
        if not more:
            _grow(library)


def _grow(library: Library) -> None:
    for n in range(3):
        review_rows.CommentFactory(review=library.review)
        review_rows.VerdictFactory(review=library.review)
        review_rows.ReviewCorrectionFactory(review=library.review)
        review_rows.ReviewFactory(book=library.book)
        guide_rows.SectionFactory(guide=library.guide, title=f"More {n}")
        guide_rows.TechnologyFactory(guide=library.guide, name=f"t{n}")
        guide_rows.PointerFactory(guide=library.guide)
        guide_rows.NoteCorrectionFactory(note=library.note)
    publish(library.book, library.guide, library.note)
