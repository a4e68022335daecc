"""Books and reviews for tests."""

import datetime
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.helpers import post_generation

from apps.people.models import Person
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
from tests.factories import Factory, PersonFactory, SourceFactory, WithTopics, slug_of


class BookFactory(WithTopics[Book]):
    """A book; give ``authors=[person, "A Name"]`` to have somebody write it."""

    class Meta:
        model = Book

    title = Sequence(lambda n: f"Book {n}")
    slug = slug_of("title")
    publisher = "Printer & Daughters"
    published_year = 2009

    @post_generation
    def authors(self, create: bool, given: list[Person | str] | None, **kwargs: Any) -> None:
        for position, author in enumerate(given or []):
            named = {"name": author} if isinstance(author, str) else {"person": author}
            BookAuthorFactory(book=self, position=position, **named)


class BookAuthorFactory(Factory[BookAuthor]):
    class Meta:
        model = BookAuthor

    book = SubFactory(BookFactory)


class ReviewFactory(WithTopics[Review]):
    class Meta:
        model = Review

    book = SubFactory(BookFactory)
    reviewer = SubFactory(PersonFactory)
    title = Sequence(lambda n: f"A look at book {n}")
    slug = slug_of("title")
    body = "It is a good book for a long journey."
    written_on = datetime.date(2009, 5, 1)


class CommentFactory(Factory[Comment]):
    class Meta:
        model = Comment

    review = SubFactory(ReviewFactory)
    part = Sequence(lambda n: f"Chapter {n}")
    text = "Short and to the point."


class VerdictFactory(Factory[Verdict]):
    class Meta:
        model = Verdict

    review = SubFactory(ReviewFactory)
    reader = Sequence(lambda n: f"reader {n}")
    advice = Verdict.Advice.BORROW


class ReviewCorrectionFactory(Factory[ReviewCorrection]):
    class Meta:
        model = ReviewCorrection

    review = SubFactory(ReviewFactory)
    text = "There are twelve chapters, not eleven."
    credit = "Attentive Reader"
    made_on = datetime.date(2009, 6, 1)


class BookOriginFactory(Factory[BookOrigin]):
    class Meta:
        model = BookOrigin

    book = SubFactory(BookFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"books/{n}")


class ReviewOriginFactory(Factory[ReviewOrigin]):
    class Meta:
        model = ReviewOrigin

    review = SubFactory(ReviewFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"reviews/{n}")
