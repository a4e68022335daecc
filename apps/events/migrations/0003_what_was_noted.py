"""What was said at events, with figures and incidents: notes keep who said what, and where.

Only adds tables and columns, so that it goes back without touching what was there.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("events", "0002_membership"),
        ("packages", "0001_initial"),
        ("people", "0002_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Figure",
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
                ("first_line", models.PositiveIntegerField(blank=True, null=True)),
                ("last_line", models.PositiveIntegerField(blank=True, null=True)),
                ("said", models.CharField(blank=True, editable=False, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "what",
                    models.CharField(help_text="What was counted or measured", max_length=200),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="Such as %, packages, a day", max_length=50
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("achieved", "Achieved"), ("targeted", "Targeted")],
                        default="achieved",
                        max_length=10,
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True)),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Who said it, as written", max_length=200
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_line", models.PositiveIntegerField(blank=True, null=True)),
                ("last_line", models.PositiveIntegerField(blank=True, null=True)),
                ("said", models.CharField(blank=True, editable=False, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("device", models.CharField(help_text="What it happened to", max_length=200)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("symptom", models.TextField()),
                (
                    "suspected_cause",
                    models.TextField(blank=True, help_text="A guess, shown as one"),
                ),
                ("mend", models.TextField(blank=True)),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Who told of it, as written", max_length=200
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_line", models.PositiveIntegerField(blank=True, null=True)),
                ("last_line", models.PositiveIntegerField(blank=True, null=True)),
                ("said", models.CharField(blank=True, editable=False, max_length=40)),
                ("position", models.PositiveIntegerField(default=0)),
                ("anchor", models.SlugField(allow_unicode=True, db_index=False, max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "running text"),
                            ("question", "Question"),
                            ("answer", "Answer"),
                            ("comment", "comment from outside the panel"),
                            ("interjection", "Interjection"),
                            ("closing", "closing statement"),
                            ("quotation", "Quotation"),
                            ("pledge", "Pledge"),
                            ("decision", "Decision"),
                            ("opinion", "opinion or theory"),
                        ],
                        default="text",
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
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
                    "name",
                    models.CharField(
                        blank=True, help_text="Who said it, as written", max_length=200
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(blank=True, help_text="Of a question", null=True),
                ),
                (
                    "is_summary",
                    models.BooleanField(default=False, help_text="In the note-taker's words"),
                ),
                (
                    "condition",
                    models.CharField(blank=True, help_text="Of a decision: unless", max_length=300),
                ),
            ],
            options={
                "ordering": [
                    models.OrderBy(models.F("source"), nulls_first=True),
                    "position",
                    "pk",
                ],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="appearance",
            name="first_line",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="appearance",
            name="last_line",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="appearance",
            name="said",
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="appearance",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.source",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="caveat",
            field=models.TextField(
                blank=True,
                help_text="What the note-taker asks readers to bear in mind: unfinished, unsure",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="appearance_lines_in_order",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="figures",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="package",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="figures",
                to="packages.package",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="figures",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="figures",
                to="events.session",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.source",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="incidents",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="incidents",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.source",
            ),
        ),
        migrations.AddField(
            model_name="passage",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="passages",
                to="events.event",
            ),
        ),
        migrations.AddField(
            model_name="passage",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="passages",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="passage",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="passages",
                to="events.session",
            ),
        ),
        migrations.AddField(
            model_name="passage",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.source",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="figure_lines_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("high__isnull", True), ("low__isnull", True)),
                    ("high__gte", models.F("low")),
                    _connector="OR",
                ),
                name="figure_bounds_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__isnull", True),
                    models.Q(("value__gte", models.F("low")), ("value__lte", models.F("high"))),
                    _connector="OR",
                ),
                name="figure_value_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event__isnull", False),
                    ("session__isnull", False),
                    ("package__isnull", False),
                    _connector="OR",
                ),
                name="figure_about_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="incident_lines_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="passage_lines_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event__isnull", True), ("session__isnull", False)),
                    models.Q(("event__isnull", False), ("session__isnull", True)),
                    _connector="OR",
                ),
                name="passage_of_an_event_or_a_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("event", "anchor"), name="passage_anchor_in_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("session", "anchor"), name="passage_anchor_in_session"
            ),
        ),
    ]
