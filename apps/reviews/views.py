"""Pages about books and reviews. Lists read the catalog; the page of one row reads the row."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from apps.catalog.freshness import catalog_page, content_page
from apps.catalog.listing import list_page
from apps.catalog.models import Document
from apps.catalog.records import cards, refuse
from apps.reviews import linked_data
from apps.reviews.models import Book, Review
from apps.reviews.reading import laid_out

RELATED = 5
#: As many changes are told on a page
CHANGES = 20


@catalog_page
def books(request: HttpRequest) -> HttpResponse:
    """Books, newest first, narrowed by the query string."""
    return list_page(request, "book", "reviews/books.html")


@catalog_page
def reviews(request: HttpRequest) -> HttpResponse:
    """Reviews, newest first, narrowed by the query string."""
    return list_page(request, "review", "reviews/reviews.html")


@content_page
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """One book, and what was thought of it."""
    found = Book.objects.whole().filter(slug=slug).first()
    if found is None or found.state != Book.State.PUBLISHED:
        refuse("book", request.path, found)
    reviews = Review.objects.published().filter(book=found).order_by("-written_on", "pk")
    context = {
        "book": found,
        "reviews": list(reviews.select_related("reviewer").prefetch_related("verdicts")),
        "related": _related(found),
        "revisions": found.revisions().select_related("actor")[:CHANGES],
        "linked_data": linked_data.book(found),
    }
    return render(request, "reviews/book.html", context)


def _related(book: Any) -> list[dict[str, Any]]:
    """Other books on the same topics."""
    topics = [topic.slug for topic in book.topics.all()]
    others = Document.objects.public("book").filter(topics__overlap=topics)
    return cards(others.exclude(object_id=book.pk).newest()[:RELATED])


def review(request: HttpRequest, slug: str) -> HttpResponse:
    """One review: the same for everybody, but for those who may change it."""
    # Only a reader who brings a session can be one of them. Others get no cookie for being asked.
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return (_review_with_actions if signed_in else _review)(request, slug)


@content_page
def _review(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "reviews/review.html", _review_context(request, slug))


@never_cache
def _review_with_actions(request: HttpRequest, slug: str) -> HttpResponse:
    found = Review.objects.filter(slug=slug).select_related("book").first()
    if found is None or not found.is_public() or not found.may_be_edited_by(request.user):
        return _review(request, slug)
    context = _review_context(request, slug) | {"may_edit": True}
    return render(request, "reviews/review.html", context)


def _review_context(request: HttpRequest, slug: str) -> dict[str, Any]:
    found = Review.objects.whole().filter(slug=slug).first()
    if found is None or not found.is_public():
        refuse("review", request.path, found)
    public = Review.objects.published().select_related("book").order_by("pk")
    return {
        "review": found,
        "parts": laid_out(found),
        "refers_to": list(public.filter(referred_by=found)),
        "referred_by": list(public.filter(refers_to=found)),
        "others": list(public.filter(book=found.book).exclude(pk=found.pk)[:RELATED]),
        "revisions": found.revisions().select_related("actor")[:CHANGES],
        "linked_data": linked_data.review(found),
    }
