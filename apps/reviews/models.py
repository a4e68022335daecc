"""Books, and what people of the community thought of them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from apps.core.entering import Entered
from apps.core.models import Correction, Origin, Publication
from apps.people.models import Person
from apps.reviews import isbn as numbers
from apps.reviews.querysets import BookQuerySet, ReviewQuerySet

#: Before Gutenberg and after whoever reads this: a slip of the keyboard
FIRST_YEAR, LAST_YEAR = 1450, 2200


def validate_isbn(value: str) -> None:
    """Accept an ISBN of either length."""
    try:
        numbers.parse(value)
    except numbers.IsbnError as error:
        raise ValidationError(str(error)) from error


class Book(Publication):
    """A book. Its page gathers what was said of it. ``summary`` says what it is about."""

    revised: ClassVar[tuple[str, ...]] = (
        *Publication.revised,
        "subtitle",
        "publisher",
        "edition",
        "isbn",
        "published_year",
    )

    subtitle = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    edition = models.CharField(max_length=100, blank=True, help_text="As printed: 2nd edition")
    isbn = models.CharField(
        "ISBN",
        max_length=24,
        blank=True,
        validators=[validate_isbn],
        help_text="10 or 13 digits; kept as 13",
    )
    published_year = models.PositiveSmallIntegerField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)

    objects = BookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="book_slug"),
            models.UniqueConstraint(
                fields=["isbn"], condition=~models.Q(isbn=""), name="book_isbn"
            ),
            models.CheckConstraint(
                condition=models.Q(isbn="") | models.Q(isbn__regex=r"^97[89][0-9]{10}$"),
                name="book_isbn_has_13_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(published_year__isnull=True)
                | models.Q(published_year__gte=FIRST_YEAR, published_year__lte=LAST_YEAR),
                name="book_year_is_plausible",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the ISBN by its 13 digits."""
        self.isbn = numbers.parse(self.isbn)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Put the ISBN into its stored form before uniqueness is looked at."""
        try:
            self.isbn = numbers.parse(self.isbn)
        except numbers.IsbnError:
            return  # its field's validator has said so

    def get_absolute_url(self) -> str:
        return reverse("book", args=[self.slug])

    @property
    def isbn10(self) -> str:
        """The older form of the ISBN, "" if it has none."""
        return numbers.ten_of(self.isbn)

    @property
    def open_library_url(self) -> str:
        return f"https://openlibrary.org/isbn/{self.isbn}"

    @property
    def worldcat_url(self) -> str:
        return f"https://search.worldcat.org/search?q=bn%3A{self.isbn}"

    def author_names(self) -> list[str]:
        return [row.name_shown for row in self.authors.all()]


class BookAuthor(models.Model):
    """Somebody who wrote a book: a person of this site, or just a name."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="books"
    )
    name = models.CharField(max_length=200, blank=True, help_text="As printed, if it differs")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["book", "person"], name="book_author_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(name=""),
                name="book_author_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name_shown

    @property
    def name_shown(self) -> str:
        return self.name or (self.person.name if self.person else "")


class Review(Entered, Publication):
    """What somebody thought of a book, from what position, and for whom it is or is not.

    The body is the review itself. What stands apart from it (preamble, postscript, caveats,
    disclosures) stays apart. ``created_by`` may change it on this site.
    """

    class Scope(models.TextChoices):
        FULL = "full", "read in full"
        PARTS = "parts", "read in part"
        SKIMMED = "skimmed", "skimmed"

    revised: ClassVar[tuple[str, ...]] = (
        *Publication.revised,
        "reviewer_name",
        "written_on",
        "preamble",
        "postscript",
        "caveats",
        "disclosure",
        "copy_from",
        "personal_tie",
        "scope",
        "scope_note",
        "not_judged",
        "audience",
        "platform_caveat",
        "verdict",
    )

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    reviewer_name = models.CharField(
        max_length=200, blank=True, help_text="For a reviewer who has no page here"
    )
    written_on = models.DateField(null=True, blank=True)

    preamble = models.TextField(blank=True, help_text="What is said before the review begins")
    postscript = models.TextField(blank=True, help_text="What is said after it ends")
    caveats = models.TextField(blank=True, help_text="What to bear in mind while reading it")

    copy_from = models.CharField(
        "review copy from", max_length=200, blank=True, help_text="Who gave the book away for it"
    )
    personal_tie = models.TextField(blank=True, help_text="A tie to the author or the publisher")
    disclosure = models.TextField(blank=True, help_text="Any other interest")

    scope = models.CharField("how it was read", max_length=10, choices=Scope, blank=True)
    scope_note = models.TextField(blank=True, help_text="Which parts were skimmed or left out")
    not_judged = models.TextField(
        blank=True, help_text="What the reviewer does not know enough about to judge"
    )
    audience = models.TextField(blank=True, help_text="Whom the book is for")
    platform_caveat = models.TextField(blank=True, help_text="On which systems it helps less")
    verdict = models.TextField(blank=True, help_text="In a sentence, whoever reads it")

    refers_to = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="referred_by"
    )
    answers_name = models.CharField("answers", max_length=300, blank=True)
    answers_url = models.URLField("answers, address", max_length=1000, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        permissions = [("edit_any_review", "Can edit reviews that others entered")]
        constraints = [models.UniqueConstraint(fields=["slug"], name="review_slug")]

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.slug])

    @property
    def reviewer_shown(self) -> str:
        return self.reviewer.name if self.reviewer else self.reviewer_name

    def is_public(self) -> bool:
        """Whether everybody may see it: so may they its book."""
        return self.state == self.book.state == self.State.PUBLISHED


class Comment(models.Model):
    """What a review says of one chapter or section, with the page that it cites."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    part = models.CharField(max_length=200, help_text="Such as Chapter 4, or Appendix A")
    page = models.CharField(max_length=40, blank=True, help_text="Such as 75, or 75-80")
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.part


class Verdict(models.Model):
    """What a review advises one sort of reader."""

    class Advice(models.TextChoices):
        BUY = "buy"
        BORROW = "borrow"
        SKIP = "skip"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="verdicts")
    reader = models.CharField(max_length=200, help_text="Who is reading: a Windows developer")
    advice = models.CharField(max_length=10, choices=Advice, blank=True)
    text = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "reader"], name="verdict_once_a_reader"),
            models.CheckConstraint(
                condition=~models.Q(advice="", text=""), name="verdict_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.get_advice_display() or self.text[:40]}"


class ReviewCorrection(Correction):
    """What was wrong in a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="corrections")


class BookOrigin(Origin):
    """Where a book's particulars came from."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="origins")


class ReviewOrigin(Origin):
    """Where a review came from."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="origins")
