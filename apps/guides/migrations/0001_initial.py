"""Guides with their sections, statuses and pointers; notes."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("people", "0002_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guide",
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
                    "release",
                    models.CharField(blank=True, help_text="As printed: 2.7.3", max_length=50),
                ),
                ("released_on", models.DateField(blank=True, null=True)),
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
            name="Contributor",
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
                (
                    "role",
                    models.CharField(
                        choices=[("author", "Author"), ("editor", "Editor")],
                        default="author",
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guides",
                        to="people.person",
                    ),
                ),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
                        to="guides.guide",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GuideOrigin",
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
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="guides.guide",
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
            name="Note",
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
                    "author_name",
                    models.CharField(
                        blank=True, help_text="For an author who has no page here", max_length=200
                    ),
                ),
                ("written_on", models.DateField(blank=True, null=True)),
                (
                    "answers_name",
                    models.CharField(blank=True, max_length=300, verbose_name="answers"),
                ),
                (
                    "answers_url",
                    models.URLField(blank=True, max_length=1000, verbose_name="answers, address"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notes",
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
        ),
        migrations.CreateModel(
            name="NoteCorrection",
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
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="guides.note",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NoteOrigin",
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
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="guides.note",
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
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, help_text="As printed: 1.2", max_length=20),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                    ),
                ),
                ("anchor", models.SlugField(allow_unicode=True, max_length=120)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("checklist", "Checklist"),
                            ("comparison", "Comparison"),
                            ("case-study", "case study"),
                        ],
                        default="text",
                        max_length=10,
                    ),
                ),
                ("body", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="guides.guide",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Pointer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("see-also", "see also"), ("newer", "may be newer there")],
                        default="see-also",
                        max_length=10,
                    ),
                ),
                ("label", models.CharField(max_length=300)),
                ("url", models.URLField(blank=True, max_length=1000)),
                ("note", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pointers",
                        to="guides.guide",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pointers",
                        to="guides.section",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseStudy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_studies",
                        to="guides.guide",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_studies",
                        to="guides.section",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "case studies",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SectionOrigin",
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
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="guides.section",
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
            name="Technology",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("recommended", "Recommended"),
                            ("usable", "Usable"),
                            ("limited", "within limits"),
                            ("avoid", "Avoid"),
                            ("obsolete", "Obsolete"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=12,
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        blank=True, help_text="The status as it was put", max_length=200
                    ),
                ),
                ("limits", models.TextField(blank=True)),
                (
                    "as_of",
                    models.DateField(
                        blank=True, help_text="Empty: as of the guide's release", null=True
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "guide",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="technologies",
                        to="guides.guide",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="technologies",
                        to="guides.section",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "technologies",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TechnologyOrigin",
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.source",
                    ),
                ),
                (
                    "technology",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="guides.technology",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="guide",
            constraint=models.UniqueConstraint(fields=("slug",), name="guide_slug"),
        ),
        migrations.AddConstraint(
            model_name="contributor",
            constraint=models.UniqueConstraint(
                fields=("guide", "person", "role"), name="contributor_once_in_a_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="contributor_is_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="guideorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="guideorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="guideorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="guideorigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(fields=("slug",), name="note_slug"),
        ),
        migrations.AddConstraint(
            model_name="noteorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="noteorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="noteorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="noteorigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("guide", "anchor"), name="section_anchor_in_guide"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 6)),
                name="section_level_1_to_6",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="sectionorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="sectionorigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="technology",
            constraint=models.UniqueConstraint(
                fields=("guide", "section", "name"), name="technology_once_a_section"
            ),
        ),
        migrations.AddConstraint(
            model_name="technologyorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="technologyorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="technologyorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="technologyorigin_line_span",
            ),
        ),
    ]
