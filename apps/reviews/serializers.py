"""What the API says of books and reviews: the only definition of their shapes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.catalog.serializers import (
    ApiAddress,
    CorrectionSerializer,
    OptionalAddress,
    PageAddress,
    RecordSerializer,
    SourceSerializer,
    TopicsField,
)
from apps.people.credits import CreditSerializer, credit


def authors_of(book: Any) -> list[Any]:
    """The credits of a book's authors, in order."""
    return [credit(row.person, row.name) for row in book.loaded_authors]


class BookRefSerializer(serializers.Serializer[Any]):
    """A book as its reviews name it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    publisher = serializers.CharField()
    authors = serializers.SerializerMethodField()
    url = ApiAddress("books")
    html_url = PageAddress()

    @extend_schema_field(CreditSerializer(many=True))
    def get_authors(self, book: Any) -> Any:
        return authors_of(book)


class BookCardSerializer(RecordSerializer):
    """A book as lists show it."""

    record_kind = "book"

    url = ApiAddress("books")
    subtitle = serializers.CharField()
    authors = serializers.SerializerMethodField()
    publisher = serializers.CharField()
    edition = serializers.CharField()
    isbn13 = serializers.CharField(source="isbn")
    isbn10 = serializers.CharField()
    published_year = serializers.IntegerField(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()
    review_count = serializers.IntegerField()

    @extend_schema_field(CreditSerializer(many=True))
    def get_authors(self, book: Any) -> Any:
        return authors_of(book)


class BookSerializer(BookCardSerializer):
    """A book with everything but its reviews, which are at ``reviews/?book={slug}``."""

    summary = serializers.CharField()
    body = serializers.CharField()
    markup = serializers.CharField()
    homepage = OptionalAddress(source="url")
    sources = SourceSerializer(source="loaded_origins", many=True)


class CommentSerializer(serializers.Serializer[Any]):
    part = serializers.CharField()
    page = serializers.CharField()
    text = serializers.CharField()


class VerdictSerializer(serializers.Serializer[Any]):
    """Advice for one sort of reader: buy, borrow, skip, or what the text says."""

    reader = serializers.CharField()
    advice = serializers.CharField()
    text = serializers.CharField()


class ReviewRefSerializer(serializers.Serializer[Any]):
    """A review as another one names it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = ApiAddress("reviews")


class ReviewCardSerializer(RecordSerializer):
    """A review as lists show it."""

    record_kind = "review"

    url = ApiAddress("reviews")
    summary = serializers.CharField()
    book = BookRefSerializer()
    reviewer = serializers.SerializerMethodField()
    written_on = serializers.DateField(allow_null=True)
    scope = serializers.CharField()
    verdict = serializers.CharField()
    language = serializers.CharField()
    topics = TopicsField()

    @extend_schema_field(CreditSerializer(allow_null=True))
    def get_reviewer(self, review: Any) -> Any:
        return credit(review.reviewer, "" if review.reviewer else review.reviewer_name)


class ReviewSerializer(ReviewCardSerializer):
    """A review with everything that it says and discloses."""

    preamble = serializers.CharField()
    body = serializers.CharField()
    postscript = serializers.CharField()
    caveats = serializers.CharField()
    markup = serializers.CharField()
    copy_from = serializers.CharField(help_text="Who gave the book away to have it reviewed")
    personal_tie = serializers.CharField()
    disclosure = serializers.CharField()
    scope_note = serializers.CharField()
    not_judged = serializers.CharField()
    audience = serializers.CharField()
    platform_caveat = serializers.CharField()
    comments = CommentSerializer(source="loaded_comments", many=True)
    verdicts = VerdictSerializer(source="loaded_verdicts", many=True)
    corrections = CorrectionSerializer(source="loaded_corrections", many=True)
    refers_to = ReviewRefSerializer(source="loaded_refers_to", many=True)
    answers = serializers.CharField(source="answers_name")
    answers_url = OptionalAddress()
    sources = SourceSerializer(source="loaded_origins", many=True)
