"""Events down to sessions, appearances and recordings."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("packages", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("slug", models.SlugField(allow_unicode=True, max_length=120, unique=True)),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                            ("conference", "Conference"),
                            ("meetup", "Meetup"),
                            ("summit", "Summit"),
                            ("sprint", "Sprint"),
                            ("course", "Course"),
                            ("channel", "series of recordings"),
                        ],
                        default="conference",
                        max_length=12,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("url", models.URLField(blank=True, max_length=500)),
                (
                    "sponsors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
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
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="events.series",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
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
                            ("talk", "Talk"),
                            ("keynote", "Keynote"),
                            ("panel", "Panel"),
                            ("lightning", "lightning talk"),
                            ("tutorial", "Tutorial"),
                            ("poster", "Poster"),
                            ("sprint", "Sprint"),
                            ("other", "Other"),
                        ],
                        default="talk",
                        max_length=10,
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Order within the event"),
                ),
                ("date", models.DateField(blank=True, null=True)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("room", models.CharField(blank=True, max_length=100)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="events.event",
                    ),
                ),
                (
                    "packages",
                    models.ManyToManyField(
                        blank=True, related_name="sessions", to="packages.package"
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
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=1000)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("youtube", "YouTube"),
                            ("vimeo", "Vimeo"),
                            ("peertube", "PeerTube"),
                            ("archive", "Internet Archive"),
                            ("file", "file"),
                            ("other", "web page"),
                        ],
                        default="other",
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("duration_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("thumbnail_url", models.URLField(blank=True, max_length=1000)),
                ("available", models.BooleanField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failures",
                    models.PositiveSmallIntegerField(default=0, help_text="Failed checks in a row"),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recordings",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.URLField(max_length=1000)),
                ("label", models.CharField(blank=True, max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("speaker", "Speaker"),
                            ("moderator", "Moderator"),
                            ("panelist", "Panelist"),
                            ("host", "Host"),
                            ("audience", "Audience"),
                        ],
                        default="speaker",
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "affiliations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("nickname", models.CharField(blank=True, max_length=100)),
                ("statement", models.TextField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appearances",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appearances",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SessionOrigin",
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
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="events.session",
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
            name="Venue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=100)),
                ("url", models.URLField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name", "city", "country"), name="venue_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("city", ""), ("country", ""), ("name", ""), _negated=True
                        ),
                        name="venue_says_where",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="venue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="events.venue",
            ),
        ),
        migrations.CreateModel(
            name="EventOrigin",
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="events.event",
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
                        fields=("source", "key"), name="eventorigin_key_in_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                            models.Q(
                                ("first_line__gte", 1), ("last_line__gte", models.F("first_line"))
                            ),
                            _connector="OR",
                        ),
                        name="eventorigin_line_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadCount",
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
                (
                    "room",
                    models.CharField(
                        blank=True, help_text="Empty for the whole event", max_length=100
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="head_counts",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high__isnull", True), ("low__isnull", True)),
                            ("high__gte", models.F("low")),
                            _connector="OR",
                        ),
                        name="headcount_bounds_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True),
                            models.Q(
                                ("value__gte", models.F("low")), ("value__lte", models.F("high"))
                            ),
                            _connector="OR",
                        ),
                        name="headcount_value_in_bounds",
                    ),
                    models.UniqueConstraint(
                        fields=("event", "room"), name="head_count_once_a_room"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organiser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("organiser", "Organiser"),
                            ("host", "Host"),
                            ("notes", "took notes"),
                        ],
                        default="organiser",
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisers",
                        to="events.event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organised",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "person", "role"), name="organiser_once_in_a_role"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                fields=("event", "slug"), name="session_slug_in_event"
            ),
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["checked_at"], name="recording_due"),
        ),
        migrations.AddConstraint(
            model_name="recording",
            constraint=models.UniqueConstraint(
                fields=("session", "url"), name="recording_once_a_session"
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(
                fields=("session", "url"), name="link_once_a_session"
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                fields=("session", "person", "role"), name="appears_once_in_a_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionorigin",
            constraint=models.UniqueConstraint(
                fields=("source", "key"), name="sessionorigin_key_in_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionorigin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_line__isnull", True), ("last_line__isnull", True)),
                    models.Q(("first_line__gte", 1), ("last_line__gte", models.F("first_line"))),
                    _connector="OR",
                ),
                name="sessionorigin_line_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("slug",), name="event_slug"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="event_ends_after_it_starts",
            ),
        ),
    ]
