"""Books and reviews as records of the catalog: what is public, what is found, what shows what."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Count, Q

from apps.catalog import filters, kinds
from apps.catalog.serializers import loaded, loaded_topics
from apps.reviews import isbn
from apps.reviews.entering import WRITER
from apps.reviews.models import (
    Book,
    BookAuthor,
    BookOrigin,
    Comment,
    Review,
    ReviewCorrection,
    ReviewOrigin,
    Verdict,
)
from apps.reviews.serializers import (
    BookCardSerializer,
    BookSerializer,
    ReviewCardSerializer,
    ReviewSerializer,
)


def public_books() -> models.QuerySet[Book]:
    """Published books with all that their documents show."""
    return (
        Book.objects.published()
        .prefetch_related(
            loaded_topics(),
            loaded("authors", BookAuthor.objects.select_related("person")),
            loaded("origins", BookOrigin.objects.select_related("source").order_by("pk")),
        )
        .annotate(review_count=Count("reviews", filter=Q(reviews__state="published")))
    )


def book_entry(book: Any) -> kinds.Entry:
    topics = [link.tag for link in book.loaded_topic_links]
    authors = book.loaded_authors
    names = [row.name_shown for row in authors]
    return kinds.Entry(
        slug=book.slug,
        title=book.title,
        summary=book.summary or book.subtitle,
        weight=book.review_count,
        language=book.language,
        date=book.published_year and datetime.date(book.published_year, 1, 1),
        people=[(row.person.slug, "author") for row in authors if row.person],
        topics=[topic.slug for topic in topics],
        texts=(
            f"{book.title} {book.subtitle}",
            " ".join([*names, book.publisher, book.isbn, book.isbn10, *map(str, topics)]),
            book.summary,
            book.body,
        ),
    )


def what_shows_books(ids: Iterable[int]) -> kinds.Touched:
    """The reviews of these books, their authors and topics."""
    books = Book.objects.filter(pk__in=list(ids))
    return {
        "review": set(books.values_list("reviews", flat=True)) - {None},
        "person": set(books.values_list("authors__person", flat=True)) - {None},
        "topic": set(books.values_list("topics", flat=True)) - {None},
    }


def public_reviews() -> models.QuerySet[Review]:
    """Published reviews of published books with all that their documents show."""
    return (
        Review.objects.published()
        .select_related("book", "reviewer")
        .prefetch_related(
            loaded_topics(),
            models.Prefetch(
                "book__authors", BookAuthor.objects.select_related("person"), "loaded_authors"
            ),
            loaded("comments", Comment.objects.all()),
            loaded("verdicts", Verdict.objects.all()),
            loaded("corrections", ReviewCorrection.objects.all()),
            loaded("refers_to", Review.objects.published().order_by("pk")),
            loaded("origins", ReviewOrigin.objects.select_related("source").order_by("pk")),
        )
    )


def review_entry(review: Any) -> kinds.Entry:
    topics = [link.tag for link in review.loaded_topic_links]
    book = review.book
    authors = [row.name_shown for row in book.loaded_authors]
    apart = (review.preamble, review.body, review.postscript, review.caveats, review.audience)
    comments = (f"{row.part} {row.text}" for row in review.loaded_comments)
    verdicts = (f"{row.reader} {row.text}" for row in review.loaded_verdicts)
    return kinds.Entry(
        slug=review.slug,
        title=review.title,
        summary=review.summary or review.verdict,
        language=review.language,
        date=review.written_on,
        people=[(review.reviewer.slug, "reviewer")] if review.reviewer else [],
        topics=[topic.slug for topic in topics],
        texts=(
            review.title,
            " ".join([book.title, *authors, review.reviewer_shown, *map(str, topics)]),
            f"{review.summary} {review.verdict}".strip(),
            "\n".join(filter(None, [*apart, *comments, *verdicts])),
        ),
    )


def what_shows_reviews(ids: Iterable[int]) -> kinds.Touched:
    """Their books, reviewers and topics, and the reviews that refer to them."""
    reviews = Review.objects.filter(pk__in=list(ids))
    return {
        "book": set(reviews.values_list("book", flat=True)),
        "person": set(reviews.values_list("reviewer", flat=True)) - {None},
        "topic": set(reviews.values_list("topics", flat=True)) - {None},
        "review": set(reviews.values_list("referred_by", flat=True)) - {None},
    }


def in_books(lookup: str, description: str) -> filters.Filter:
    """Match books by a column that the catalog does not hold, and reviews by that of their book."""

    def condition(text: str, _: Mapping[str, str]) -> Q:
        return Q(object_id__in=Book.objects.filter(**{lookup: text}).values("pk"))

    return filters.Filter(description, condition, {"type": "string"})


def of_books(lookup: str, description: str) -> filters.Filter:
    """Match reviews by a column of their book."""

    def condition(text: str, _: Mapping[str, str]) -> Q:
        return Q(object_id__in=Review.objects.filter(**{f"book__{lookup}": text}).values("pk"))

    return filters.Filter(description, condition, {"type": "string"})


def with_isbn(text: str, _: Mapping[str, str]) -> Q:
    """Match the book that has an ISBN, written either way (ValueError if it is none).

    One whose last digit does not fit is no book's: the schema's pattern cannot tell it apart.
    """
    if not re.fullmatch(isbn.PATTERN, text):
        raise ValueError("must be an ISBN of 10 or 13 digits, with or without hyphens")
    try:
        number = isbn.parse(text)
    except isbn.IsbnError:
        return Q(pk__in=[])
    return Q(object_id__in=Book.objects.filter(isbn=number).values("pk"))


ISBN = {"type": "string", "pattern": isbn.PATTERN}
LANGUAGE = filters.equals("language", "Language code (BCP 47), such as en")

kinds.register(
    kinds.Kind(
        name="review",
        plural="reviews",
        model=Review,
        rows=public_reviews,
        card=ReviewCardSerializer,
        detail=ReviewSerializer,
        entry=review_entry,
        touches=what_shows_reviews,
        filters={
            "book": of_books("slug", "Slug of the book"),
            "reviewer": filters.in_role("reviewer", "Slug of the person who wrote the review"),
            "publisher": of_books("publisher__iexact", "Publisher of the book, whatever its case"),
            "topic": filters.topic(),
            "year": filters.year("Year in which the review was written"),
            "language": LANGUAGE,
        },
        counted=True,
        writer=WRITER,
    )
)
kinds.register(
    kinds.Kind(
        name="book",
        plural="books",
        model=Book,
        rows=public_books,
        card=BookCardSerializer,
        detail=BookSerializer,
        entry=book_entry,
        touches=what_shows_books,
        filters={
            "author": filters.in_role("author", "Slug of a person who wrote it"),
            "publisher": in_books("publisher__iexact", "Publisher, whatever its case"),
            "isbn": filters.Filter("ISBN of 10 or 13 digits", with_isbn, ISBN),
            "topic": filters.topic(),
            "year": filters.year("Year of publication"),
            "language": LANGUAGE,
        },
        counted=True,
        embedded=True,
    )
)
