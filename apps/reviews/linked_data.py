"""Books and reviews in the words of schema.org, for search engines (JSON-LD)."""

from typing import Any

from apps.core.linked_data import person, publisher, thing


def book(book: Any) -> dict[str, Any]:
    """A Book: who wrote it, who printed it, its ISBN."""
    return thing(
        "Book",
        book.get_absolute_url(),
        name=book.title,
        author=[person(name) for name in book.author_names()],
        alternativeHeadline=book.subtitle,
        publisher=book.publisher and {"@type": "Organization", "name": book.publisher},
        bookEdition=book.edition,
        isbn=book.isbn,
        datePublished=book.published_year and str(book.published_year),
        inLanguage=book.language,
    )


def review(review: Any) -> dict[str, Any]:
    """A Review of a Book. There are no stars here, and none are made up."""
    return thing(
        "Review",
        review.get_absolute_url(),
        name=review.title,
        itemReviewed=book(review.book),
        author=person(review.reviewer_shown) if review.reviewer_shown else publisher(),
        datePublished=review.written_on and review.written_on.isoformat(),
        dateModified=review.updated_at.date().isoformat(),
        reviewBody=review.summary or review.verdict,
        inLanguage=review.language,
    )
