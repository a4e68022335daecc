"""What reviewers fill in: the review, a book that is not here yet, and the rows beside them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils import timezone

from apps.core.forms import TopicsField
from apps.reviews import isbn
from apps.reviews.models import FIRST_YEAR, Book, Review, Verdict

#: As many chapters, verdicts or corrections one review may have
MOST_ROWS = 60
#: Characters of one text: longer than any review, shorter than what would clog the site
MOST_TEXT = 100_000


def text(label: str, rows: int = 3, help_text: str = "", **options: Any) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label,
        widget=widget,
        help_text=help_text,
        **{"required": False, "max_length": MOST_TEXT, **options},
    )


class Unhurried(forms.BaseForm):
    """A form that says what is wrong only once it is asked: not while rows are being added."""

    asked = False

    @property
    def errors(self) -> ErrorDict:
        return super().errors if self.asked else ErrorDict()


class ReviewForm(Unhurried, forms.ModelForm):
    """The review itself. Which book it is of is in ``book``: empty means one to be added."""

    book = forms.ModelChoiceField(
        Book.objects.none(),
        required=False,
        error_messages={"invalid_choice": "That book is not here any more. Find it again."},
    )
    book_query = forms.CharField(
        label="Title, author or ISBN", required=False, max_length=200, strip=True
    )
    reviewer_name = forms.CharField(
        label="Reviewer",
        max_length=200,
        help_text="Whose review it is. A person of this site is linked by the full name.",
        error_messages={"required": "Say whose review it is."},
    )
    written_on = forms.DateField(
        label="Written on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2009-04-30."},
    )
    topics = TopicsField(required=False, label="Topics", help_text="Between commas.")
    body = text("The review", 14, "Markdown: a blank line parts paragraphs, *stars* emphasise.")
    verdict = text("Verdict", 2, "In a sentence or two, whoever is reading.")
    preamble = text("Preamble", help_text="What you want to say before the review begins.")
    postscript = text("Postscript")
    caveats = text("Bear in mind", help_text="What readers should know about this review.")
    personal_tie = text("Tie to the author or publisher", 2)
    disclosure = text("Any other interest", 2)
    scope_note = text("Which parts were skimmed or left out", 2)
    not_judged = text("What you do not know enough about to judge", 2)
    audience = text("Who the book is for", 2)
    platform_caveat = text("Systems on which it helps less", 2)

    answers_url = forms.URLField(
        label="Its address",
        required=False,
        assume_scheme="https",
        max_length=1000,
        widget=forms.URLInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": "Write a whole address, such as https://example.org/post."},
    )

    class Meta:
        model = Review
        fields = (
            "title", "summary", "body", "language", "topics", "written_on", "reviewer_name",
            "copy_from", "personal_tie", "disclosure", "scope", "scope_note", "not_judged",
            "audience", "platform_caveat", "verdict", "preamble", "postscript", "caveats",
            "refers_to", "answers_name", "answers_url",
        )  # fmt: skip
        labels = {
            "title": "Title of the review",
            "summary": "Summary for lists",
            "answers_name": "Answers a post elsewhere",
            "refers_to": "Refers to these reviews",
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}
        error_messages = {"title": {"required": "Give the review a title."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = Book.objects.published()  # type: ignore[attr-defined]
        others = Review.objects.published().order_by("title")
        self.fields["refers_to"].queryset = others.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["language"].help_text = "Its code, such as en or pt-BR."
        if self.instance.pk:
            self.initial["book"] = self.instance.book_id
            self.initial["reviewer_name"] = self.instance.reviewer_shown
            self.initial["topics"] = ", ".join(sorted(self.instance.topics.names()))

    def clean_written_on(self) -> datetime.date | None:
        date: datetime.date | None = self.cleaned_data["written_on"]
        if date and date > timezone.localdate() + datetime.timedelta(days=1):
            raise ValidationError("That day is still to come.")
        if date and date.year < FIRST_YEAR:
            raise ValidationError("There were no printed books then. Check the year.")
        return date

    def clean_language(self) -> str:
        code: str = self.cleaned_data["language"].strip()
        parts = code.split("-")
        if code and not (
            2 <= len(parts[0]) <= 3 and all(p.isascii() and p.isalnum() for p in parts)
        ):
            raise ValidationError("Write the language as its code: en, de, pt-BR.")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("body") and not data.get("verdict") and "body" not in self.errors:
            self.add_error("body", "Write the review, or at least a verdict.")
        return data


class BookForm(Unhurried, forms.ModelForm):
    """A book that is not here yet."""

    field_order = ("title", "subtitle", "authors", "publisher", "edition", "isbn", "published_year")
    authors = text("Authors", 2, "One a line.", max_length=2000)
    isbn = forms.CharField(
        label="ISBN", required=False, max_length=40, help_text="10 or 13 digits, as on the back."
    )
    published_year = forms.IntegerField(
        label="Year",
        required=False,
        min_value=FIRST_YEAR,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Write the year in digits: 2009."},
    )

    class Meta:
        model = Book
        fields = ("title", "subtitle", "publisher", "edition", "isbn", "published_year")
        error_messages = {
            "title": {"required": "Choose the book above, or write its title here to add it."}
        }

    def clean_isbn(self) -> str:
        try:
            number = isbn.parse(self.cleaned_data["isbn"])
        except isbn.IsbnError as error:
            raise ValidationError(str(error)) from error
        if number and (known := Book.objects.filter(isbn=number).first()):
            raise ValidationError(
                f"“{known}” has this ISBN and is here already. Find it above by the ISBN."
            )
        return number

    def clean_authors(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["authors"].splitlines()]
        if any(len(name) > 200 for name in names):
            raise ValidationError("A name is longer than 200 characters: one author a line.")
        return list(dict.fromkeys(name for name in names if name))


class RowForm(Unhurried, forms.Form):
    """A row that may be left empty: then it does not count. ``needed`` go together."""

    needed: tuple[tuple[str, str], ...] = ()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_filled():
            for name, complaint in self.needed:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, complaint)
        return data

    def is_filled(self) -> bool:
        return any(value for value in self.cleaned_data.values())


class CommentForm(RowForm):
    """What is said of one chapter."""

    needed = (("part", "Say which chapter or section this is about."), ("text", "Say what of it."))

    part = forms.CharField(label="Chapter or section", required=False, max_length=200)
    page = forms.CharField(
        label="Page",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    text = text("Comment", 2)


class VerdictForm(RowForm):
    """What one sort of reader is advised."""

    needed = (("reader", "Say who is reading."),)

    reader = forms.CharField(label="If you are", required=False, max_length=200)
    advice = forms.ChoiceField(
        label="Advice", required=False, choices=[("", "(in words)"), *Verdict.Advice.choices]
    )
    text = text("In words", 1)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("reader") and not data.get("advice") and not data.get("text"):
            self.add_error("advice", "Choose what you advise, or say it in words.")
        return data


class CorrectionForm(RowForm):
    """What turned out to be wrong."""

    needed = (("text", "Say what is right."),)

    text = text("Correction", 2)
    made_on = forms.DateField(
        label="On",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2009-04-30."},
    )
    credit = forms.CharField(label="Pointed out by", required=False, max_length=200)


class BaseVerdictFormSet(BaseFormSet):
    """Verdicts, one for each sort of reader."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            reader = form.cleaned_data.get("reader") if form.is_valid() else ""
            if reader and reader in seen:
                form.add_error("reader", f"There is a verdict for “{reader}” already.")
            seen.add(reader or "")


def _rows(form: type[RowForm], base: type[BaseFormSet] = BaseFormSet) -> Any:
    return formset_factory(
        form, base, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


CommentFormSet = _rows(CommentForm)
VerdictFormSet = _rows(VerdictForm, BaseVerdictFormSet)
CorrectionFormSet = _rows(CorrectionForm)
