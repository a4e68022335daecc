"""Books and reviews with their comments, verdicts and corrections."""

import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import apps.reviews.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("people", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Book",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("slug", models.SlugField(allow_unicode=True, db_index=False, max_length=120)),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "markup",
                    models.CharField(
                        choices=[
                            ("markdown", "Markdown"),
                            ("rst", "reStructuredText"),
                            ("plain", "plain text"),
                        ],
                        default="markdown",
                        max_length=10,
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, help_text="BCP 47, such as en", max_length=10),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="published",
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "updated_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                ("subtitle", models.CharField(blank=True, max_length=300)),
                ("publisher", models.CharField(blank=True, max_length=200)),
                (
                    "edition",
                    models.CharField(
                        blank=True, help_text="As printed: 2nd edition", max_length=100
                    ),
                ),
                (
                    "isbn",
                    models.CharField(
                        blank=True,
                        help_text="10 or 13 digits; kept as 13",
                        max_length=24,
                        validators=[apps.reviews.models.validate_isbn],
                        verbose_name="ISBN",
                    ),
                ),
                ("published_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("url", models.URLField(blank=True, max_length=500)),
                (
                    "topics",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text="A comma-separated list of tags.",
                        through="core.TopicLink",
                        to="core.Topic",
                        verbose_name="Tags",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="As printed, if it differs", max_length=200
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authors",
                        to="reviews.book",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="books",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BookOrigin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="Address within the source", max_length=500)),
                ("first_line", models.PositiveIntegerField(blank=True, null=True)),
                ("last_line", models.PositiveIntegerField(blank=True, null=True)),
                ("record_hash", models.CharField(blank=True, max_length=64)),
                ("field_hashes", models.JSONField(blank=True, default=dict)),
                (
                    "extra",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the source says and no field here holds",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="reviews.book",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("slug", models.SlugField(allow_unicode=True, db_index=False, max_length=120)),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "markup",
                    models.CharField(
                        choices=[
                            ("markdown", "Markdown"),
                            ("rst", "reStructuredText"),
                            ("plain", "plain text"),
                        ],
                        default="markdown",
                        max_length=10,
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, help_text="BCP 47, such as en", max_length=10),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="published",
                        max_length=10,
                    ),
                ),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "updated_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
                ),
                (
                    "reviewer_name",
                    models.CharField(
                        blank=True, help_text="For a reviewer who has no page here", max_length=200
                    ),
                ),
                ("written_on", models.DateField(blank=True, null=True)),
                (
                    "preamble",
                    models.TextField(blank=True, help_text="What is said before the review begins"),
                ),
                (
                    "postscript",
                    models.TextField(blank=True, help_text="What is said after it ends"),
                ),
                (
                    "caveats",
                    models.TextField(blank=True, help_text="What to bear in mind while reading it"),
                ),
                (
                    "copy_from",
                    models.CharField(
                        blank=True,
                        help_text="Who gave the book away for it",
                        max_length=200,
                        verbose_name="review copy from",
                    ),
                ),
                (
                    "personal_tie",
                    models.TextField(blank=True, help_text="A tie to the author or the publisher"),
                ),
                ("disclosure", models.TextField(blank=True, help_text="Any other interest")),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "read in full"),
                            ("parts", "read in part"),
                            ("skimmed", "skimmed"),
                        ],
                        max_length=10,
                        verbose_name="how it was read",
                    ),
                ),
                (
                    "scope_note",
                    models.TextField(blank=True, help_text="Which parts were skimmed or left out"),
                ),
                (
                    "not_judged",
                    models.TextField(
                        blank=True,
                        help_text="What the reviewer does not know enough about to judge",
                    ),
                ),
                ("audience", models.TextField(blank=True, help_text="Whom the book is for")),
                (
                    "platform_caveat",
                    models.TextField(blank=True, help_text="On which systems it helps less"),
                ),
                (
                    "verdict",
                    models.TextField(blank=True, help_text="In a sentence, whoever reads it"),
                ),
                (
                    "answers_name",
                    models.CharField(blank=True, max_length=300, verbose_name="answers"),
                ),
                (
                    "answers_url",
                    models.URLField(blank=True, max_length=1000, verbose_name="answers, address"),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="reviews.book",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refers_to",
                    models.ManyToManyField(
                        blank=True, related_name="referred_by", to="reviews.review"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to="people.person",
                    ),
                ),
                (
                    "topics",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text="A comma-separated list of tags.",
                        through="core.TopicLink",
                        to="core.Topic",
                        verbose_name="Tags",
                    ),
                ),
            ],
            options={
                "permissions": [("edit_any_review", "Can edit reviews that others entered")],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(help_text="Such as Chapter 4, or Appendix A", max_length=200),
                ),
                (
                    "page",
                    models.CharField(blank=True, help_text="Such as 75, or 75-80", max_length=40),
                ),
                ("text", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReviewCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("made_on", models.DateField(blank=True, null=True)),
                (
                    "credit",
                    models.CharField(
                        blank=True, help_text="Whoever pointed it out", max_length=200
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReviewOrigin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="Address within the source", max_length=500)),
                ("first_line", models.PositiveIntegerField(blank=True, null=True)),
                ("last_line", models.PositiveIntegerField(blank=True, null=True)),
                ("record_hash", models.CharField(blank=True, max_length=64)),
                ("field_hashes", models.JSONField(blank=True, default=dict)),
                (
                    "extra",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the source says and no field here holds",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="reviews.review",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reader",
                    models.CharField(
                        help_text="Who is reading: a Windows developer", max_length=200
                    ),
                ),
                (
                    "advice",
                    models.CharField(
                        blank=True,
                        choices=[("buy", "Buy"), ("borrow", "Borrow"), ("skip", "Skip")],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="reviews.review",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.UniqueConstraint(fields=("slug",), name="book_slug"),
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.UniqueConstraint(
                condition=models.Q(("isbn", ""), _negated=True), fields=("isbn",), name="book_isbn"
            ),
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("isbn", ""), ("isbn__regex", "^97[89][0-9]{10}$"), _connector="OR"
                ),
                name="book_isbn_has_13_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="book",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_year__isnull", True),
                    models.Q(("published_year__gte", 1450), ("published_year__lte", 2200)),
                    _connector="OR",
                ),
                name="book_year_is_plausible",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookauthor",
            constraint=models.UniqueConstraint(fields=("book", "person"), name="book_author_once"),
        ),
        migrations.AddConstraint(
            model_name="bookauthor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="book_author_is_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="bookorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="bookorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="bookorigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("slug",), name="review_slug"),
        ),
        migrations.AddConstraint(
            model_name="revieworigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="revieworigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="revieworigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="revieworigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                fields=("review", "reader"), name="verdict_once_a_reader"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("advice", ""), ("text", ""), _negated=True),
                name="verdict_says_something",
            ),
        ),
    ]
