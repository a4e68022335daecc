"""Statuses of packages by date and by who said so, porting notes, case studies, endorsements."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("events", "0001_initial"),
        ("packages", "0002_kind_and_change"),
        ("people", "0002_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseStudy",
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
                    "project",
                    models.CharField(help_text="What was ported, package or not", max_length=200),
                ),
                ("target", models.CharField(default="Python 3", max_length=100)),
                ("cost", models.CharField(blank=True, max_length=300)),
                (
                    "versions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "commit_url",
                    models.URLField(
                        blank=True, help_text="The commit that did it", max_length=1000
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="case_studies",
                        to="events.event",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="case_studies",
                        to="packages.package",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="case_studies",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="case_studies",
                        to="events.session",
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
                "verbose_name_plural": "case studies",
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        blank=True, help_text="Who, if that is no person here", max_length=200
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("url", models.URLField(blank=True, max_length=1000)),
                ("as_of", models.DateField(blank=True, null=True)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="endorsements",
                        to="packages.package",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="endorsements",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="endorsements",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-as_of", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("package", "Package"),
                            ("proposal", "Proposal"),
                            ("pep", "PEP"),
                            ("accepted", "Accepted"),
                            ("stdlib", "standard library"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, help_text="PEP 371, Python 2.6", max_length=200),
                ),
                ("url", models.URLField(blank=True, max_length=1000)),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="packages.package",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("requirement", models.TextField()),
                ("outcome", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "case_study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs",
                        to="porting.casestudy",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PortingNote",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("strategy", "Strategy"),
                            ("decision", "Decision"),
                            ("note", "Note"),
                        ],
                        default="note",
                        max_length=10,
                    ),
                ),
                ("target", models.CharField(default="Python 3", max_length=100)),
                ("decision", models.TextField(blank=True)),
                ("condition", models.TextField(blank=True, help_text="Until or unless what")),
                (
                    "versions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="porting_notes",
                        to="events.event",
                    ),
                ),
                (
                    "packages",
                    models.ManyToManyField(
                        blank=True, related_name="porting_notes", to="packages.package"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="porting_notes",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="porting_notes",
                        to="events.session",
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
        migrations.AddField(
            model_name="casestudy",
            name="strategy",
            field=models.ForeignKey(
                blank=True,
                limit_choices_to={"kind": "strategy"},
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="case_studies",
                to="porting.portingnote",
            ),
        ),
        migrations.CreateModel(
            name="BuildCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "raw",
                    models.CharField(blank=True, help_text="As it was written", max_length=100),
                ),
                ("value", models.PositiveIntegerField(blank=True, null=True)),
                ("low", models.PositiveIntegerField(blank=True, null=True)),
                ("high", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("rough", "rough"),
                            ("handful", "handful"),
                            ("range", "range"),
                            ("none", "none"),
                            ("not_asked", "not_asked"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=10)),
                ("platform", models.CharField(max_length=100)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="build_counts",
                        to="porting.portingnote",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PortingNoteOrigin",
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
                        to="porting.portingnote",
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
            name="Status",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target", models.CharField(default="Python 3", max_length=100)),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        help_text="Where it holds only for a part: async workers",
                        max_length=200,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("works", "Works"),
                            ("problematic", "Problematic"),
                            ("does-not", "does not work"),
                            ("unknown", "not known"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "licence_concern",
                    models.TextField(blank=True, help_text="Why a licence stands in the way"),
                ),
                ("evidence_url", models.URLField(blank=True, max_length=1000)),
                (
                    "last_release",
                    models.CharField(
                        blank=True, help_text="As it was said: a version or a year", max_length=100
                    ),
                ),
                ("evidence_note", models.TextField(blank=True)),
                (
                    "as_of",
                    models.DateField(
                        blank=True, help_text="The day it was said. Empty: nobody knows", null=True
                    ),
                ),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statuses",
                        to="packages.package",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="statuses",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="statuses",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "statuses",
            },
        ),
        migrations.CreateModel(
            name="Alternative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternative_to",
                        to="packages.package",
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternatives",
                        to="porting.status",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StatusOrigin",
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
                    "status",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="porting.status",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BuildLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("platform", models.CharField(max_length=100)),
                ("url", models.URLField(max_length=1000)),
                ("as_of", models.DateField(blank=True, null=True)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="build_logs",
                        to="packages.package",
                    ),
                ),
            ],
            options={
                "ordering": ["platform", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("package", "url"), name="build_log_once_a_package"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseStudyOrigin",
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
                    "case_study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="porting.casestudy",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "key"), name="casestudyorigin_key_in_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                            models.Q(
                                ("first_line__gte", 1), ("last_line__gte", models.F("first_line"))
                            ),
                            _connector="OR",
                        ),
                        name="casestudyorigin_line_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EndorsementOrigin",
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
                    "endorsement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="porting.endorsement",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "key"), name="endorsementorigin_key_in_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                            models.Q(
                                ("first_line__gte", 1), ("last_line__gte", models.F("first_line"))
                            ),
                            _connector="OR",
                        ),
                        name="endorsementorigin_line_span",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="portingnote",
            constraint=models.UniqueConstraint(fields=("slug",), name="porting_note_slug"),
        ),
        migrations.AddConstraint(
            model_name="casestudy",
            constraint=models.UniqueConstraint(fields=("slug",), name="case_study_slug"),
        ),
        migrations.AddConstraint(
            model_name="buildcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high__isnull", True), ("low__isnull", True)),
                    ("high__gte", models.F("low")),
                    _connector="OR",
                ),
                name="buildcount_bounds_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="buildcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    models.Q(("value__gte", models.F("low")), ("value__lte", models.F("high"))),
                    _connector="OR",
                ),
                name="buildcount_value_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="buildcount",
            constraint=models.UniqueConstraint(
                fields=("note", "platform"), name="build_count_once_a_platform"
            ),
        ),
        migrations.AddConstraint(
            model_name="portingnoteorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="portingnoteorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="portingnoteorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="portingnoteorigin_line_span",
            ),
        ),
        migrations.AddIndex(
            model_name="status",
            index=models.Index(
                fields=["package", "target", "condition", "-as_of"], name="status_holding"
            ),
        ),
        migrations.AddConstraint(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["works", "problematic", "does-not", "unknown"])
                ),
                name="status_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(("target", ""), _negated=True), name="status_has_a_target"
            ),
        ),
        migrations.AddConstraint(
            model_name="alternative",
            constraint=models.UniqueConstraint(
                fields=("status", "package"), name="alternative_once_a_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="statusorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="statusorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="statusorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="statusorigin_line_span",
            ),
        ),
    ]
