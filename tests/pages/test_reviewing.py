"""Writing a review: who may, what goes wrong, and that nothing is lost on the way."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from apps.catalog import checking
from apps.catalog.publishing import publish
from apps.people.models import User
from apps.reviews.models import Book, Review
from tests import factories as make
from tests.admin.forms import fields_of
from tests.factories import reviews as review_rows
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

NEW = "/reviewing/new/"
OF_ONE = "/reviewing/1/withdraw/"


def somebody(role: str) -> tuple[User, Client]:
    """A user with a role, and the browser they signed in with."""
    user: User = make.UserFactory()
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return user, client


@pytest.fixture
def writer() -> Client:
    return somebody("writer")[1]


@pytest.fixture
def book() -> Book:
    book = review_rows.BookFactory(title="Snakes & Ladders", isbn="0306406152", authors=["Ada A."])
    publish(book)
    return book


def form(client: Client, path: str = NEW, **changed: Any) -> dict[str, Any]:
    """What the browser would send of the form at ``path``."""
    sent = fields_of(client.get(path).content.decode()) | changed
    return {name: value for name, value in sent.items() if value is not None}


def faults(response: Any) -> str:
    return Page(response).one("div", class_="faults").text


class TestWhoMay:
    @pytest.mark.parametrize(
        "path", ["/reviewing/", NEW, "/reviewing/1/", "/reviewing/1/withdraw/"]
    )
    def test_anonymous_readers_are_sent_to_sign_in(self, path: str, client: Client) -> None:
        for response in (client.get(path), client.post(path)):
            if response.status_code == 405:
                continue
            assert response.status_code == 302
            assert f"next={path}" in response["Location"]

    def test_readers_may_not_write(self) -> None:
        client = somebody("reader")[1]

        assert client.get(NEW).status_code == 403
        assert client.post(NEW, {"action": "publish"}).status_code == 403

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("reader", 403),
            ("other writer", 403),
            ("author", 200),
            ("editor", 200),
            ("administrator", 200),
        ],
    )
    def test_own_reviews_are_edited_and_editors_edit_all(self, who: str, status: int) -> None:
        user, client = somebody(who.rpartition(" ")[2].replace("author", "writer"))
        owner = user if who == "author" else make.UserFactory()
        review = review_rows.ReviewFactory(created_by=owner)
        for name in ("edit-review", "withdraw-review"):
            assert client.get(reverse(name, args=[review.pk])).status_code == status
        sent = client.post(reverse("withdraw-review", args=[review.pk]))
        review.refresh_from_db()
        assert (sent.status_code, review.state) == (
            (302, "withdrawn") if status == 200 else (403, "published")
        )

    def test_a_review_without_an_owner_is_the_editors(self) -> None:
        review = review_rows.ReviewFactory(created_by=None)

        assert somebody("writer")[1].get(f"/reviewing/{review.pk}/").status_code == 403

    def test_only_those_who_may_see_the_way_to_edit(self, client: Client) -> None:
        user, author = somebody("writer")
        review = review_rows.ReviewFactory(created_by=user)
        publish(review)
        path = review.get_absolute_url()

        shown = author.get(path)
        assert "Edit this review" in shown.content.decode()
        assert "private" in shown["Cache-Control"]
        for other in (client, somebody("writer")[1], somebody("reader")[1]):
            assert "Edit this review" not in other.get(path).content.decode()
        assert client.get(path)["Cache-Control"].startswith("public")

    def test_nobody_learns_of_drafts(self, client: Client) -> None:
        user, author = somebody("writer")
        draft = review_rows.ReviewFactory(created_by=user, state="draft", title="Half done")
        publish(draft)

        assert author.get(draft.get_absolute_url()).status_code == 404
        assert "Half done" in author.get("/reviewing/").content.decode()
        assert "Half done" not in somebody("writer")[1].get("/reviewing/").content.decode()

    def test_a_form_from_elsewhere_is_refused(self) -> None:
        user, _ = somebody("writer")
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(user)

        assert strict.post(NEW, {"action": "publish"}).status_code == 403


class TestWriting:
    def test_a_review_with_everything_is_published(self, writer: Client, book: Book) -> None:
        rex = make.PersonFactory(name="Rex Reader")
        sent = form(
            writer,
            book=str(book.pk),
            title="A first look",
            reviewer_name="Rex  Reader".replace("  ", " "),
            written_on="2009-05-01",
            body="Worth *reading*.",
            topics="Web, machine learning",
            copy_from="Printer",
            scope="skimmed",
            action="publish",
            **{
                "comments-0-part": "Chapter 4",
                "comments-0-page": "75",
                "comments-0-text": "Short.",
                "verdicts-1-reader": "a beginner",
                "verdicts-1-advice": "skip",
            },
        )
        response = writer.post(NEW, sent)

        review = Review.objects.get()
        assert response["Location"] == f"/reviewing/?saved={review.pk}"
        assert (review.state, review.slug, review.reviewer) == ("published", "a-first-look", rex)
        assert (review.scope, review.copy_from) == ("skimmed", "Printer")
        assert sorted(review.topics.names()) == ["Web", "machine learning"]
        assert [str(row) for row in review.comments.all()] == ["Chapter 4"]
        assert [row.get_advice_display() for row in review.verdicts.all()] == ["Skip"]
        page = Page(writer.get("/reviews/a-first-look/"))
        assert "Worth reading." in page.main
        assert list(checking.differences()) == []

    def test_a_book_that_is_not_here_yet_is_added_with_it(self, writer: Client) -> None:
        ada = make.PersonFactory(name="Ada Author")
        sent = form(
            writer,
            title="On it",
            reviewer_name="Somebody New",
            body="Good.",
            action="publish",
            **{
                "new-title": "Climbing",
                "new-authors": "Ada Author\n\nBen Bystander\nAda Author",
                "new-isbn": "080442957X",
                "new-published_year": "1999",
            },
        )
        assert writer.post(NEW, sent).status_code == 302

        book = Book.objects.get()
        assert (book.isbn, book.published_year) == ("9780804429573", 1999)
        assert [(row.person, row.name) for row in book.authors.all()] == [
            (ada, ""),
            (None, "Ben Bystander"),
        ]
        assert Review.objects.get().reviewer_shown == "Somebody New"
        assert "On it" in Page(writer.get("/books/climbing/")).names
        assert list(checking.differences()) == []

    def test_a_draft_is_seen_by_nobody_else(self, writer: Client, book: Book) -> None:
        sent = form(
            writer, book=str(book.pk), title="Half", reviewer_name="R", body="…", action="draft"
        )
        writer.post(NEW, sent)

        assert Review.objects.get().state == "draft"
        assert Client().get("/reviews/half/").status_code == 404
        assert Client().get("/api/v1/reviews/").json()["count"] == 0

    def test_a_preview_shows_it_and_saves_nothing(self, writer: Client, book: Book) -> None:
        sent = form(
            writer,
            book=str(book.pk),
            title="A look",
            reviewer_name="R",
            body="Quite *good*.",
            action="preview",
            **{"verdicts-0-reader": "hasty", "verdicts-0-text": "Skip chapter 2."},
        )
        page = Page(writer.post(NEW, sent))

        assert page.faults == []
        assert "Quite good." in page.one("section", class_="preview").text
        assert "Skip chapter 2." in page.one("section", class_="preview").text
        assert fields_of(writer.post(NEW, sent).content.decode())["title"] == "A look"
        assert not Review.objects.exists()

    def test_a_book_is_found_by_isbn_title_or_author(self, writer: Client, book: Book) -> None:
        for query in ("978-0-306-40615-7", "ladders SNAKES", "ada"):
            page = Page(writer.post(NEW, form(writer, book_query=query, action="find")))
            assert "Snakes & Ladders" in page.one("div", class_="ticks").text, query
            assert page.all("div", class_="faults") == []
        none = Page(writer.post(NEW, form(writer, book_query="cookery", action="find")))
        assert "No book here fits “cookery”" in none.main

    def test_hidden_books_are_not_found(self, writer: Client) -> None:
        hidden = review_rows.BookFactory(title="Not yet", state="draft")

        found = writer.post(NEW, form(writer, book_query="not yet", action="find"))
        chosen = writer.post(NEW, form(writer, book=str(hidden.pk), action="publish"))
        assert "No book here fits" in Page(found).main
        assert "not here any more" in faults(chosen)

    def test_a_book_can_be_brought_along(self, writer: Client, book: Book) -> None:
        page = Page(writer.get(f"{NEW}?book={book.slug}"))
        (chosen,) = [
            each for each in page.all("input", name="book") if "checked" in each.attributes
        ]

        assert chosen.get("value") == str(book.pk)

    def test_more_rows_keep_what_was_typed(self, writer: Client) -> None:
        sent = form(writer, title="Kept", action="more-comments", **{"comments-1-part": "Ch. 2"})
        page = writer.post(NEW, sent)

        fields = fields_of(page.content.decode())
        assert (fields["title"], fields["comments-1-part"]) == ("Kept", "Ch. 2")
        assert "comments-3-text" in fields
        assert Page(page).all("div", class_="faults") == []

    @pytest.mark.parametrize("total", ["x", "-3", "99999999999", ""])
    def test_a_tampered_form_breaks_nothing(self, total: str, writer: Client) -> None:
        for action in ("more-verdicts", "publish"):
            sent = form(writer, action=action, **{"verdicts-TOTAL_FORMS": total})
            assert writer.post(NEW, sent).status_code in (200, 422)

    def test_a_second_click_stores_nothing_twice(self, writer: Client, book: Book) -> None:
        sent = form(
            writer, book=str(book.pk), title="Once", reviewer_name="R", body="x", action="publish"
        )
        assert writer.post(NEW, sent)["Location"] == writer.post(NEW, sent)["Location"]
        assert Review.objects.count() == 1

    def test_two_reviews_of_one_title_have_two_addresses(self, writer: Client, book: Book) -> None:
        for body in ("One.", "Two."):
            sent = form(
                writer,
                book=str(book.pk),
                title="Same",
                reviewer_name="R",
                body=body,
                action="publish",
            )
            writer.post(NEW, sent)
        assert set(Review.objects.values_list("slug", flat=True)) == {"same", "same-2"}


class TestWhatIsWrong:
    def test_all_of_it_is_said_at_the_top_and_linked(self, writer: Client) -> None:
        sent = form(
            writer,
            reviewer_name="",
            written_on="yesterday",
            answers_url="nonsense",
            action="publish",
            **{
                "new-isbn": "0306406153",
                "comments-0-text": "Of what?",
                "verdicts-0-reader": "me",
                "corrections-0-credit": "Nit Picker",
            },
        )
        response = writer.post(NEW, sent)
        page, said = Page(response), faults(response)

        assert response.status_code == 422
        for message in (
            "write its title here", "would end in 2", "Give the review a title",
            "Say whose review it is", "as 2009-04-30", "Write the review", "a whole address",
            "Say which chapter", "Choose what you advise", "Say what is right",
        ):  # fmt: skip
            assert message in said, message
        ids = {element.get("id") for element in page.elements}
        summary = [a.get("href")[1:] for a in page.all("a") if a.get("href").startswith("#id_")]
        assert summary
        assert set(summary) <= ids
        assert page.faults == []
        assert page.one("title").text.startswith("Not saved")
        assert not Review.objects.exists()

    def test_nothing_typed_is_lost(self, writer: Client) -> None:
        typed = {
            "title": "<b>A look</b>",
            "body": "Long & thoughtful.",
            "new-authors": "Ada\nBen",
            "new-isbn": "1",
            "verdicts-0-text": "In words",
            "topics": "a, b",
        }
        again = writer.post(NEW, form(writer, action="publish", **typed))

        fields = fields_of(again.content.decode())
        assert {name: fields[name].strip() for name in typed} == typed

    @pytest.mark.parametrize(
        ("field", "value", "complaint"),
        [
            ("written_on", "2999-01-01", "still to come"),
            ("written_on", "0009-01-01", "no printed books"),
            ("language", "English, of course"[:10], "as its code"),
            ("title", "x" * 301, "at most 300"),
            ("body", "x" * 100_001, "at most 100000"),
            ("scope", "twice", "valid choice"),
            ("new-published_year", "20O9", "in digits"),
            ("new-published_year", "1066", "greater than or equal to 1450"),
            ("new-authors", "x" * 201, "one author a line"),
            ("refers_to", "999999", "valid choice"),
            ("title", "a\0b", "Null characters"),
        ],
    )
    def test_each_field_says_what_would_be_right(
        self, field: str, value: str, complaint: str, writer: Client
    ) -> None:
        assert complaint in faults(
            writer.post(NEW, form(writer, action="publish", **{field: value}))
        )

    def test_a_book_is_not_added_twice(self, writer: Client, book: Book) -> None:
        sent = form(
            writer, action="publish", **{"new-title": "Again", "new-isbn": "978-0306406157"}
        )
        assert "“Snakes & Ladders” has this ISBN" in faults(writer.post(NEW, sent))

    def test_one_verdict_a_reader(self, writer: Client) -> None:
        twice = {f"verdicts-{n}-{name}": value for n in (0, 1) for name, value in
                 {"reader": "me", "advice": "buy"}.items()}  # fmt: skip

        assert "a verdict for “me” already" in faults(
            writer.post(NEW, form(writer, action="publish", **twice))
        )


class TestEditing:
    @pytest.fixture
    def owned(self, book: Book) -> tuple[Review, Client]:
        user, client = somebody("writer")
        review = review_rows.ReviewFactory(
            book=book, created_by=user, title="First", body="First words.", topics=["Web"]
        )
        review_rows.CommentFactory(review=review, part="Chapter 1")
        publish(review)
        return review, client

    def test_saving_unchanged_changes_nothing(self, owned: tuple[Review, Client]) -> None:
        review, client = owned
        path = f"/reviewing/{review.pk}/"
        before = Review.objects.filter(pk=review.pk).values().get()
        client.post(path, form(client, path, action="publish"))

        after = Review.objects.filter(pk=review.pk).values().get()
        assert {**before, "updated_at": None} == {**after, "updated_at": None}
        assert list(review.topics.names()) == ["Web"]
        assert [row.part for row in review.comments.all()] == ["Chapter 1"]
        assert not review.revisions().exists()

    def test_a_change_is_published_with_who_made_it(self, owned: tuple[Review, Client]) -> None:
        review, client = owned
        path = f"/reviewing/{review.pk}/"
        sent = form(client, path, body="Second thoughts.", action="publish")
        client.post(path, sent | {"comments-0-part": "", "comments-0-text": ""})

        assert "Second thoughts." in Page(Client().get(review.get_absolute_url())).main
        assert review.revisions().get().actor == review.created_by
        assert not review.comments.exists()
        assert list(checking.differences()) == []

    def test_a_correction_is_dated_and_credited(self, owned: tuple[Review, Client]) -> None:
        review, client = owned
        path = f"/reviewing/{review.pk}/"
        corrected = {
            "corrections-0-text": "Eleven chapters.",
            "corrections-0-made_on": "2009-06-01",
            "corrections-0-credit": "Attentive Reader",
        }
        client.post(path, form(client, path, action="publish", **corrected))

        row = review.corrections.get()
        assert (row.made_on, row.credit) == (datetime.date(2009, 6, 1), "Attentive Reader")

    def test_two_at_once_do_not_overwrite_each_other(self, owned: tuple[Review, Client]) -> None:
        review, client = owned
        path = f"/reviewing/{review.pk}/"
        opened = form(client, path, body="Mine.", action="publish")
        editor = somebody("editor")[1]
        editor.post(path, form(editor, path, body="Theirs.", action="publish"))

        refused = client.post(path, opened)
        assert refused.status_code == 409
        assert "Somebody changed this review" in faults(refused)
        assert Review.objects.get().body == "Theirs."
        again = fields_of(refused.content.decode()) | {"action": "publish"}
        assert again["body"].strip() == "Mine."
        client.post(path, {name: value for name, value in again.items() if value is not None})
        assert Review.objects.get().body == "Mine."

    def test_withdrawn_is_gone_and_comes_back(self, owned: tuple[Review, Client]) -> None:
        review, client = owned
        path = f"/reviewing/{review.pk}/"
        client.post(f"{path}withdraw/")
        assert Client().get(review.get_absolute_url()).status_code == 410

        client.post(path, form(client, path, action="publish"))
        assert Client().get(review.get_absolute_url()).status_code == 200
        assert list(checking.differences()) == []

    def test_a_person_stays_the_reviewer_though_another_has_the_name(
        self, owned: tuple[Review, Client]
    ) -> None:
        review, client = owned
        assert review.reviewer is not None
        make.PersonFactory(name=review.reviewer.name, slug="namesake")
        path = f"/reviewing/{review.pk}/"
        client.post(path, form(client, path, action="publish"))

        before = review.reviewer
        review.refresh_from_db()
        assert review.reviewer == before


def test_the_forms_are_sound(writer: Client, book: Book) -> None:
    user, client = somebody("editor")
    review = review_rows.ReviewFactory(book=book, created_by=user)
    for path in (
        "/reviewing/",
        NEW,
        f"/reviewing/{review.pk}/",
        f"/reviewing/{review.pk}/withdraw/",
    ):
        response = client.get(path)
        page = Page(response)
        assert page.faults == []
        assert len(page.all("h1")) == 1
        assert "no-store" in response["Cache-Control"]
        labelled = {label.get("for") for label in page.all("label")}
        controls = [*page.all("textarea"), *page.all("select"), *page.all("input")]
        for control in controls:
            if control.get("type") != "hidden":
                assert control.get("id") in labelled, control


def test_the_form_costs_the_same_whatever_there_is(
    writer: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        review_rows.ReviewFactory()
    with django_assert_max_num_queries(12):
        writer.get(NEW)
