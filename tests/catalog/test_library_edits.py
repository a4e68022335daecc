"""Whatever is edited in the library, in whatever order: the catalog says what the rows say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog import checking, publishing
from apps.guides.models import Guide, Note
from apps.people.models import Person
from apps.reviews.models import Book, BookAuthor, Review
from tests.factories import PersonFactory
from tests.factories.guides import GuideFactory, NoteFactory, SectionFactory, TechnologyFactory
from tests.factories.reviews import BookFactory, ReviewFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMES = st.sampled_from(["Ada", "Łukasz Langa", "a" * 150, "<b>", '"\\', "吉田"])
KINDS: list[Any] = [Book, Review, Guide, Note]


def pick(model: Any, number: int) -> Any:
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def retitle(number: int, text: str) -> None:
    if row := pick(KINDS[number % 4], number // 4):
        row.title, row.slug = text, f"{text[:20]}-{number}"
        if type(row).objects.exclude(pk=row.pk).filter(slug=row.slug).exists():
            return
        row.save()
        publishing.publish(row)


def toggle(number: int, text: str) -> None:
    if row := pick(KINDS[number % 4], number // 4):
        row.state = "withdrawn" if row.state == "published" else "published"
        row.save()
        publishing.publish(row)


def tag(number: int, text: str) -> None:
    if row := pick(KINDS[number % 4], number // 4):
        row.topics.set([text[:100], "python"])
        publishing.publish(row)


def rename_person(number: int, text: str) -> None:
    if person := pick(Person, number):
        person.name, person.slug = text, f"person-{person.pk}-{len(text)}"
        person.save()
        publishing.publish(person)


def delete_person(number: int, text: str) -> None:
    if person := pick(Person, number):
        key = person.pk
        person.delete()
        publishing.publish_ids({"person": [key]})


def review_another(number: int, text: str) -> None:
    review, book = pick(Review, number), pick(Book, number // 2)
    if review and book:
        review.book = book
        review.save()
        publishing.publish(review)


def refer(number: int, text: str) -> None:
    one, other = pick(Review, number), pick(Review, number + 1)
    if one and one != other:
        one.refers_to.add(other)
        publishing.publish(one)


def write_book(number: int, text: str) -> None:
    book, person = pick(Book, number), pick(Person, number // 3)
    if book and person:
        row, new = BookAuthor.objects.get_or_create(book=book, person=person)
        if not new:
            row.delete()
        publishing.publish(book)


def delete_written(number: int, text: str) -> None:
    model = (Guide, Note)[number % 2]
    if row := pick(model, number // 2):
        key = row.pk
        row.delete()
        publishing.publish_ids({model._meta.model_name or "": [key]})


EDITS: list[Callable[[int, str], None]] = [
    retitle, toggle, tag, rename_person, delete_person, review_another, refer, write_book,
    delete_written,
]  # fmt: skip


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 23), NAMES), max_size=12))
def test_any_edits_end_clean(edits: list[tuple[Callable[[int, str], None], int, str]]) -> None:
    with transaction.atomic():
        people = PersonFactory.create_batch(2)
        books = [BookFactory(authors=people, topics=["Web"]) for _ in "ab"]
        reviews = [ReviewFactory(book=book, reviewer=people[0]) for book in books for _ in "ab"]
        guide = TechnologyFactory(
            guide=SectionFactory(guide=GuideFactory(authors=people)).guide
        ).guide
        note = NoteFactory(author=people[1], topics=["Web"])
        publishing.publish(*books, *reviews, guide, note)
        for edit, number, text in edits:
            edit(number, text)
        assert list(checking.differences()) == []
        transaction.set_rollback(True)
