"""Finding a book by what somebody types: its ISBN, its title, or who wrote it."""

from django.db.models import Q

from apps.reviews import isbn
from apps.reviews.models import Book

#: More would not be looked through
MOST = 10
LONGEST = 200


def find_books(text: str) -> list[Book]:
    """Published books by ISBN, or with every word in title, subtitle or an author's name."""
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        return []
    books = Book.objects.published().prefetch_related("authors__person").order_by("title", "pk")
    try:
        return list(books.filter(isbn=isbn.parse(text)))
    except isbn.IsbnError:
        pass
    for word in text.split():
        books = books.filter(
            Q(title__icontains=word)
            | Q(subtitle__icontains=word)
            | Q(authors__name__icontains=word)
            | Q(authors__person__name__icontains=word)
        )
    return list(books.distinct()[:MOST])
