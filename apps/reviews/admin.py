"""Books and reviews in the admin."""

from collections.abc import Iterable

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.catalog.admin import OriginInline, PartInline, PublicationAdmin
from apps.catalog.kinds import Touched
from apps.core.admin import RevisionInline
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


class BookAuthorInline(PartInline):
    model = BookAuthor
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[BookAuthor]:
        return super().get_queryset(request).select_related("person")


class BookOriginInline(OriginInline):
    model = BookOrigin


@admin.register(Book)
class BookAdmin(PublicationAdmin):
    list_display = ("title", "publisher", "published_year", "isbn", "state")
    list_filter = ("state", "language", "publisher")
    search_fields = ("title", "subtitle", "slug", "isbn", "authors__name", "authors__person__name")
    ordering = ("title",)
    readonly_fields = ("updated_at",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "subtitle", "state")}),
        ("Printed", {"fields": ("publisher", "edition", "isbn", "published_year", "url")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (BookAuthorInline, BookOriginInline, RevisionInline)

    def records(self, ids: Iterable[int]) -> Touched:
        """The reviews as well: whether they are public, and count, hangs on this."""
        ids = list(ids)
        reviews = Review.objects.filter(book__in=ids).values_list("pk", flat=True)
        return {"book": ids, "review": reviews}


class CommentInline(PartInline):
    model = Comment


class VerdictInline(PartInline):
    model = Verdict


class ReviewCorrectionInline(PartInline):
    model = ReviewCorrection


class ReviewOriginInline(OriginInline):
    model = ReviewOrigin


@admin.register(Review)
class ReviewAdmin(PublicationAdmin):
    list_display = ("title", "book", "reviewer_shown", "written_on", "state")
    list_filter = ("state", "language", "scope")
    list_select_related = ("book", "reviewer")
    search_fields = ("title", "slug", "book__title", "reviewer__name", "reviewer_name")
    date_hierarchy = "written_on"
    ordering = ("-written_on", "title")
    autocomplete_fields = ("book", "reviewer", "refers_to")
    readonly_fields = ("created_by", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "slug", "book", "state")}),
        ("Who", {"fields": ("reviewer", "reviewer_name", "written_on", "created_by")}),
        ("Text", {"fields": ("summary", "body", "verdict", "markup", "language", "topics")}),
        ("Apart", {"fields": ("preamble", "postscript", "caveats")}),
        ("Disclosures", {"fields": ("copy_from", "personal_tie", "disclosure")}),
        ("How it was read", {"fields": ("scope", "scope_note", "not_judged")}),
        ("For whom", {"fields": ("audience", "platform_caveat")}),
        ("Other texts", {"fields": ("refers_to", "answers_name", "answers_url")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (
        CommentInline,
        VerdictInline,
        ReviewCorrectionInline,
        ReviewOriginInline,
        RevisionInline,
    )
