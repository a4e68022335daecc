"""Runs down to operations. The log of operations only ever grows: the database sees to that."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models

# Changing or deleting a row of the log is refused. Only who did it may be forgotten, when an
# account is deleted. TRUNCATE, which empties databases of tests, asks no row.
APPEND_ONLY = """
CREATE FUNCTION surveys_operation_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
        AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'surveys_operation only ever grows: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER surveys_operation_is_kept BEFORE UPDATE OR DELETE ON surveys_operation
    FOR EACH ROW EXECUTE FUNCTION surveys_operation_is_kept();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER surveys_operation_is_kept ON surveys_operation;
DROP FUNCTION surveys_operation_is_kept();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("events", "0002_membership"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60)),
                ("wording", models.CharField(max_length=300)),
                ("wording_version", models.PositiveSmallIntegerField(default=1)),
                (
                    "wording_note",
                    models.CharField(blank=True, help_text="What changed, and why", max_length=300),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("single", "one answer each"), ("multi", "several answers each")],
                        default="single",
                        max_length=6,
                    ),
                ),
                (
                    "announced",
                    models.BooleanField(
                        default=True, help_text="Whether the room was told how many answers to give"
                    ),
                ),
                (
                    "denominator",
                    models.CharField(
                        choices=[
                            ("room", "everybody in the room"),
                            ("answering", "everybody who answered"),
                        ],
                        default="room",
                        max_length=9,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60)),
                ("label", models.CharField(max_length=200)),
                (
                    "examples",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "merged",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="surveys.question",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Run",
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
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "updated_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now),
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("open", "Open"),
                            ("revealed", "Revealed"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "method",
                    models.TextField(blank=True, help_text="How hands were counted, for readers"),
                ),
                (
                    "exact_below",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=10,
                        help_text="A bare number is exact below this and rough from it on. Empty: always exact.",
                        null=True,
                    ),
                ),
                ("rule", models.CharField(default="v1", max_length=10)),
                (
                    "cloned_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="clones",
                        to="surveys.run",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_runs",
                        to="events.event",
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
            model_name="question",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="surveys.run",
            ),
        ),
        migrations.CreateModel(
            name="RunOrigin",
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
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="surveys.run",
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
            name="Tally",
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
                ("rule", models.CharField(default="v1", max_length=10)),
                ("version", models.PositiveIntegerField(default=0)),
                ("candidates", models.JSONField(blank=True, default=list)),
                ("first_line", models.PositiveIntegerField(blank=True, null=True)),
                ("last_line", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "published_share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Per cent, as published",
                        max_digits=5,
                        null=True,
                    ),
                ),
                (
                    "published_note",
                    models.CharField(blank=True, help_text="Of what, as published", max_length=200),
                ),
                (
                    "option",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tally",
                        to="surveys.option",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tallies",
            },
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(help_text="Made by the device that sent it", unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("add", "add to the count"),
                            ("set", "say the count"),
                            ("undo", "take an operation back"),
                            ("accept", "let a held operation count"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "value",
                    models.IntegerField(
                        blank=True, help_text="How many hands an add adds", null=True
                    ),
                ),
                ("cell", models.CharField(blank=True, help_text="What a set says", max_length=100)),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exact", "exact"),
                            ("rough", "rough"),
                            ("handful", "handful"),
                            ("range", "range"),
                            ("none", "none"),
                            ("not_asked", "not_asked"),
                            ("unknown", "unknown"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "target",
                    models.UUIDField(
                        blank=True, help_text="What an undo or accept is about", null=True
                    ),
                ),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField()),
                ("device", models.CharField(blank=True, max_length=40)),
                (
                    "held",
                    models.BooleanField(
                        default=False, help_text="Came when the run took none any more"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(blank=True, help_text="By the device's clock", null=True),
                ),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="surveys.option",
                    ),
                ),
            ],
            options={
                "ordering": ["option", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("option", "version"), name="operation_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "add"), ("target__isnull", True), ("value__isnull", False)
                            ),
                            models.Q(
                                ("kind", "set"), ("target__isnull", True), ("value__isnull", True)
                            ),
                            models.Q(
                                ("kind__in", ["undo", "accept"]),
                                ("target__isnull", False),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="operation_says_what_its_kind_needs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base_version__lt", models.F("version"))),
                        name="operation_is_based_on_what_came_before",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(
                fields=("question", "key"), name="option_key_in_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high__isnull", True), ("low__isnull", True)),
                    ("high__gte", models.F("low")),
                    _connector="OR",
                ),
                name="run_bounds_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    models.Q(("value__gte", models.F("low")), ("value__lte", models.F("high"))),
                    _connector="OR",
                ),
                name="run_value_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(fields=("slug",), name="run_slug"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="question_key_in_run"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording_version__gte", 1)),
                name="question_wording_version_counts",
            ),
        ),
        migrations.AddConstraint(
            model_name="runorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="runorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="runorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="runorigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high__isnull", True), ("low__isnull", True)),
                    ("high__gte", models.F("low")),
                    _connector="OR",
                ),
                name="tally_bounds_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    models.Q(("value__gte", models.F("low")), ("value__lte", models.F("high"))),
                    _connector="OR",
                ),
                name="tally_value_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_share__isnull", True),
                    models.Q(("published_share__gte", 0), ("published_share__lte", 100)),
                    _connector="OR",
                ),
                name="tally_published_share_is_per_cent",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="tally_line_span",
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
