"""A review as it is being written: several forms that are one to whoever fills them in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apps.reviews.finding import find_books
from apps.reviews.forms import (
    BookForm,
    CommentFormSet,
    CorrectionFormSet,
    ReviewForm,
    VerdictFormSet,
)
from apps.reviews.models import Book, Comment, Review, ReviewCorrection, Verdict
from apps.reviews.reading import Laid, laid_out

ROWS = {"comments": CommentFormSet, "verdicts": VerdictFormSet, "corrections": CorrectionFormSet}
MODELS: dict[str, Any] = {
    "comments": Comment,
    "verdicts": Verdict,
    "corrections": ReviewCorrection,
}
MAIN = ("title", "reviewer_name", "written_on", "body", "verdict", "summary", "topics", "language")
APART = (
    ("How it was read", ("scope", "scope_note", "not_judged")),
    ("Disclosures", ("copy_from", "personal_tie", "disclosure")),
    ("For whom", ("audience", "platform_caveat")),
    ("Around the review", ("preamble", "postscript", "caveats")),
    ("Other texts", ("refers_to", "answers_name", "answers_url")),
)
#: Rows that "Add more" adds
MORE = 2


@dataclass(frozen=True)
class Fault:
    """One line of the summary: which field, what it is called, what is wrong."""

    field_id: str
    label: str
    message: str


class Entry:
    """The forms of one review. Without ``data`` they show what is stored."""

    def __init__(self, review: Review, data: QueryDict | None = None, book: str = "") -> None:
        self.review = review
        self.version = review.updated_at.isoformat() if review.pk else ""
        self.form = ReviewForm(data, instance=review)
        if book and not review.pk:
            found = Book.objects.published().filter(slug=book)
            self.form.initial["book"] = found.values_list("pk", flat=True).first()
        self.new_book = BookForm(data, prefix="new")
        self.rows = {name: self._formset(name, data) for name in ROWS}
        self.shows_errors = False
        self.conflict = ""

    def _formset(self, name: str, data: QueryDict | None) -> Any:
        stored = getattr(self.review, name).values() if self.review.pk else ()
        return ROWS[name](data, prefix=name, initial=list(stored) if data is None else None)

    def chosen(self) -> str:
        """The key of the book that is chosen, "" for one to be added."""
        return str(self.form["book"].value() or "")

    def candidates(self) -> list[Book]:
        """Books to choose from: what was found, and what is chosen already."""
        found = find_books(str(self.form["book_query"].value() or ""))
        key = self.chosen()
        if key.isascii() and key.isdigit() and key not in {str(book.pk) for book in found}:
            found = [
                *Book.objects.filter(pk=int(key[:18])).prefetch_related("authors__person"),
                *found,
            ]
        return found

    def is_valid(self) -> bool:
        """Check everything that counts, and have the errors shown."""
        self.shows_errors = True
        for form in (
            self.form,
            self.new_book,
            *(row for rows in self.rows.values() for row in rows),
        ):
            form.asked = True
        checked = [self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        if not self.chosen():
            checked.append(self.new_book.is_valid())
        return all(checked)

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong, in the order of the page."""
        if not self.shows_errors:
            return
        if self.conflict:
            yield Fault("review-form", "Review", self.conflict)
        forms = [self.form] if self.chosen() else [self.new_book, self.form]
        for form in [*forms, *(form for rows in self.rows.values() for form in rows)]:
            for name, messages in form.errors.items():
                for message in messages:
                    field = form[name] if name in form.fields else None
                    yield Fault(
                        (field.id_for_label if field else "") or "review-form",
                        str(field.label) if field else "Review",
                        str(message),
                    )
        for rows in self.rows.values():
            for message in rows.non_form_errors():
                yield Fault("review-form", rows.prefix.capitalize(), str(message))

    def main(self) -> list[Any]:
        """The fields that every review has."""
        return [self.form[name] for name in MAIN]

    def apart(self) -> list[tuple[str, list[Any]]]:
        """The fields that stand apart from the text, by group."""
        return [(group, [self.form[name] for name in names]) for group, names in APART]

    def filled(self, name: str) -> list[Any]:
        """Rows that say something, not saved yet."""
        rows = (form.cleaned_data for form in self.rows[name] if form.is_filled())
        return [MODELS[name](position=n, **data) for n, data in enumerate(rows)]

    def preview(self) -> Laid:
        """The review as its page would show it. Only once it is valid."""
        return laid_out(self.form.instance, *(self.filled(name) for name in ROWS))


def with_more(data: QueryDict, name: str) -> QueryDict:
    """What was sent, with room for more rows of one sort."""
    grown = data.copy()
    key = f"{name}-TOTAL_FORMS"
    count = grown.get(key, "0")
    grown[key] = str(int(count[:4]) + MORE if count.isascii() and count.isdigit() else MORE)
    return grown
