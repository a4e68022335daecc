"""Storing what a reviewer entered: the review, its rows and perhaps its book, or nothing."""

from typing import Any

from django.db import models, transaction

from apps.catalog.publishing import publish
from apps.core import naming
from apps.people.matching import the_one_named
from apps.reviews.entry import ROWS, Entry
from apps.reviews.models import Book, BookAuthor, Review


class ChangedMeanwhile(Exception):
    """Somebody else saved the review since it was opened."""


@transaction.atomic
def save(entry: Entry, user: Any, state: str, version: str = "") -> Review:
    """Store a valid entry, in ``state``, and publish it.

    ``version`` is that of the row when it was opened. Raises ChangedMeanwhile if it is another
    now. The same review sent twice in a row is stored once.
    """
    review: Review = entry.form.save(commit=False)
    if review.pk:
        _lock(review, version)
    elif twin := _twin(entry, user):
        return twin
    book = entry.form.cleaned_data.get("book") or add_book(entry.new_book)
    _set_reviewer(review, entry.form.cleaned_data["reviewer_name"])
    review.book, review.state, review.actor = book, state, user
    if not review.pk:
        review.created_by = user
        review.slug = free_slug(Review, review.title)
    review.save()
    entry.form.save_m2m()
    for name in ROWS:
        _replace(review, name, entry.filled(name))
    publish(book, review)
    return review


def _lock(review: Review, version: str) -> None:
    stored = Review.objects.select_for_update().values_list("updated_at", flat=True)
    if stored.get(pk=review.pk).isoformat() != version:
        raise ChangedMeanwhile


def _twin(entry: Entry, user: Any) -> Review | None:
    """The same review, already stored by an impatient second click."""
    data = entry.form.cleaned_data
    same = Review.objects.filter(created_by=user, title=data["title"], body=data["body"])
    found = same.order_by("-pk").first()
    if found is None:
        return None
    book = data.get("book")
    is_same = found.book == book if book else found.book.title == entry.new_book["title"].value()
    return found if is_same else None


def _set_reviewer(review: Review, name: str) -> None:
    """Keep the person as long as the name stays; else whoever has the new one."""
    if not review.reviewer or review.reviewer.name != name:
        review.reviewer = the_one_named(name)
    review.reviewer_name = "" if review.reviewer else name


def add_book(form: Any) -> Book:
    """Store a book that is not here yet, its authors linked where they have a page."""
    book: Book = form.save(commit=False)
    book.slug = free_slug(Book, book.title)
    book.save()
    people = set[int]()
    for position, name in enumerate(form.cleaned_data["authors"]):
        person = the_one_named(name)
        if person and person.pk in people:
            continue
        people.update({person.pk} if person else ())
        printed = "" if person and person.name == name else name
        BookAuthor.objects.create(book=book, person=person, name=printed, position=position)
    return book


def free_slug(model: type[Book | Review], title: str) -> str:
    """An address of the title that no other row of ``model`` has."""
    stem = naming.slug(title, fallback="untitled", max_length=100)
    slug, n = stem, 1
    while model._base_manager.filter(slug=slug).exists():
        n += 1
        slug = f"{stem}-{n}"
    return slug


def _replace(review: Review, name: str, rows: list[Any]) -> None:
    getattr(review, name).all().delete()
    for row in rows:
        row.review = review
    if rows:
        model: type[models.Model] = type(rows[0])
        model._base_manager.bulk_create(rows)


@transaction.atomic
def withdraw(review: Review, user: Any) -> None:
    """Take a review off every page; what it said stays for those who may edit it."""
    review.state, review.actor = Review.State.WITHDRAWN, user
    review.save()
    publish(review)
