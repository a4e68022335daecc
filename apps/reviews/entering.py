"""Reviews as clients of the API write them, with the rules of the site's own form."""

import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from apps.catalog.writing import MOST_PARTS, PartSerializer, PublicationWriteSerializer, Writer
from apps.core.fields import SlugOf
from apps.people.models import Person
from apps.people.writing import credit
from apps.reviews.models import FIRST_YEAR, Book, Comment, Review, Verdict


class CommentWriteSerializer(PartSerializer):
    class Meta:
        model = Comment
        fields = ("part", "page", "text")


class VerdictWriteSerializer(PartSerializer):
    class Meta:
        model = Verdict
        fields = ("reader", "advice", "text")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("advice") and not attrs.get("text"):
            raise serializers.ValidationError("give advice, text or both")
        return attrs


class ReviewWriteSerializer(PublicationWriteSerializer):
    """A review. Comments and verdicts that are given replace those there were."""

    book = serializers.SlugRelatedField(slug_field="slug", queryset=Book.objects.published())
    reviewer = SlugOf(queryset=Person.objects.all(), required=False)
    comments = CommentWriteSerializer(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]
    verdicts = VerdictWriteSerializer(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]

    class Meta:
        model = Review
        fields = (
            "book", "title", "reviewer", "reviewer_name", "written_on", "summary", "body",
            "markup", "language", "verdict", "preamble", "postscript", "caveats", "copy_from",
            "personal_tie", "disclosure", "scope", "scope_note", "not_judged", "audience",
            "platform_caveat", "answers_name", "answers_url", "state", "topics", "comments",
            "verdicts",
        )  # fmt: skip

    def validate_book(self, book: Book) -> Book:
        if self.instance and self.instance.book_id != book.pk:
            raise serializers.ValidationError("a review stays with its book")
        return book

    def validate_written_on(self, day: datetime.date | None) -> datetime.date | None:
        if day and not (
            day.year >= FIRST_YEAR and day <= timezone.localdate() + datetime.timedelta(days=1)
        ):
            raise serializers.ValidationError(f"must be a day since {FIRST_YEAR}, not to come")
        return day

    def validate_verdicts(self, verdicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        readers = [verdict["reader"] for verdict in verdicts]
        if len(set(readers)) < len(readers):
            raise serializers.ValidationError("has two for the same reader")
        return verdicts

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        credit(attrs, "reviewer", is_new=self.instance is None)
        texts = (attrs.get(name, getattr(self.instance, name, "")) for name in ("body", "verdict"))
        if not any(texts):
            raise serializers.ValidationError({"body": ["give the review, or at least a verdict"]})
        return attrs

    def parts(self) -> tuple[str, ...]:
        return ("comments", "verdicts")

    def write_parts(self, row: Any, parts: dict[str, Any]) -> None:
        for name, given in parts.items():
            related = getattr(row, name)
            related.all().delete()
            for position, fields in enumerate(given):
                related.create(position=position, **fields)


WRITER = Writer(
    serializer=ReviewWriteSerializer,
    changeable=Review.editable_by,
    may_add=lambda user, fields: True,
)
