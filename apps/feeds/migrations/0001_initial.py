"""Feeds, their entries, every visit; who suggested a feed, and what an entry mentions."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("events", "0001_initial"),
        ("packages", "0001_initial"),
        ("people", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feed",
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
                    "url",
                    models.URLField(help_text="Of the feed itself", max_length=1000, unique=True),
                ),
                (
                    "site_url",
                    models.URLField(blank=True, help_text="Of what readers visit", max_length=1000),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "suggested, waits for an editor"),
                            ("active", "Active"),
                            ("quarantined", "quarantined: it made the reader crash"),
                            ("retired", "retired: its host says that it is gone"),
                        ],
                        default="active",
                        max_length=12,
                    ),
                ),
                (
                    "status_reason",
                    models.CharField(blank=True, help_text="Shown to readers", max_length=300),
                ),
                (
                    "tags_wanted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "words_wanted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "words_unwanted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "daily_limit",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="Entries of one day that the river shows; the rest is on its own page",
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=500)),
                ("last_modified", models.CharField(blank=True, max_length=200)),
                ("body_hash", models.CharField(blank=True, max_length=32)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "leased_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="Given to a worker; after that, to another one",
                        null=True,
                    ),
                ),
                ("interval", models.DurationField(default=datetime.timedelta(seconds=3600))),
                (
                    "moved_to",
                    models.URLField(blank=True, help_text="A permanent redirect", max_length=1000),
                ),
                (
                    "moves",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Times in a row it said so"
                    ),
                ),
                ("last_success_at", models.DateTimeField(blank=True, null=True)),
                ("last_error_at", models.DateTimeField(blank=True, null=True)),
                (
                    "last_error",
                    models.CharField(blank=True, help_text="In plain words", max_length=300),
                ),
                ("failures", models.PositiveIntegerField(default=0, help_text="In a row")),
                ("crashes", models.PositiveSmallIntegerField(default=0, help_text="In a row")),
                (
                    "in_hand",
                    models.BooleanField(
                        default=False, help_text="A worker began and has not ended"
                    ),
                ),
                (
                    "newest_at",
                    models.DateTimeField(
                        blank=True, help_text="Date of the newest entry", null=True
                    ),
                ),
                ("silent_since", models.DateTimeField(blank=True, null=True)),
                ("hub_url", models.URLField(blank=True, max_length=1000)),
                (
                    "topic_url",
                    models.URLField(
                        blank=True, help_text="What the feed calls itself", max_length=1000
                    ),
                ),
                ("push_secret", models.CharField(blank=True, max_length=64)),
                ("push_until", models.DateTimeField(blank=True, null=True)),
                ("push_asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="feeds",
                        to="people.person",
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        help_text="Another subscription that turned out to be this feed",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="duplicates",
                        to="feeds.feed",
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
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Digest of what tells it from others", max_length=32
                    ),
                ),
                ("guid", models.TextField(blank=True)),
                (
                    "link",
                    models.TextField(blank=True, help_text="Absolute, http or https, or empty"),
                ),
                ("link_key", models.CharField(blank=True, max_length=32)),
                (
                    "text_key",
                    models.CharField(help_text="Digest of title and content", max_length=32),
                ),
                (
                    "hash",
                    models.CharField(
                        help_text="Digest of everything as it was received", max_length=32
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300)),
                ("content", models.TextField(blank=True, help_text="Safe HTML")),
                ("summary", models.TextField(blank=True, help_text="Plain text")),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "enclosures",
                    models.JSONField(blank=True, default=list, help_text="[{url, type, length}]"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, help_text="As the feed says", null=True),
                ),
                (
                    "revised_at",
                    models.DateTimeField(blank=True, help_text="As the feed says", null=True),
                ),
                ("first_seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "edited_at",
                    models.DateTimeField(blank=True, help_text="A change was seen then", null=True),
                ),
                ("river_at", models.DateTimeField()),
                ("on_river", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "Published"), ("withdrawn", "Withdrawn")],
                        default="published",
                        max_length=10,
                    ),
                ),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entries",
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
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="feeds.feed",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["-river_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.DateTimeField(help_text="When it was planned for")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "new entries"),
                            ("same", "nothing new"),
                            ("not modified", "not modified, says its host"),
                            ("same bytes", "the same bytes as last time"),
                            ("busy", "its host asked us to wait"),
                            ("gone", "gone for good, says its host"),
                            ("refused", "its host refused"),
                            ("unreachable", "Unreachable"),
                            ("unreadable", "what came could not be read"),
                            ("crashed", "it made the reader crash"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "message",
                    models.CharField(blank=True, help_text="In plain words", max_length=300),
                ),
                (
                    "status",
                    models.PositiveSmallIntegerField(blank=True, help_text="Of HTTP", null=True),
                ),
                (
                    "bytes",
                    models.PositiveIntegerField(default=0, help_text="Of the body, decompressed"),
                ),
                ("seen", models.PositiveIntegerField(default=0, help_text="Entries in it")),
                ("added", models.PositiveIntegerField(default=0)),
                ("edited", models.PositiveIntegerField(default=0)),
                ("milliseconds", models.PositiveIntegerField(default=0)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fetches",
                        to="feeds.feed",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "fetches",
                "ordering": ["-slot"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        choices=[("link", "links to it"), ("name", "names it")],
                        default="link",
                        max_length=4,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="feeds.entry",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="events.event",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="packages.package",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="events.session",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_owner",
                    models.BooleanField(default=False, help_text="Says that the feed is theirs"),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "withdrawn by whoever suggested it"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suggested_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestion",
                        to="feeds.feed",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(
                condition=models.Q(("status", "active")), fields=["next_at"], name="feed_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(fields=("slug",), name="feed_slug"),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "suggested"), _negated=True),
                    ("state", "draft"),
                    _connector="OR",
                ),
                name="feed_suggested_is_no_more_than_a_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("same_as", models.F("pk")), _negated=True),
                name="feed_is_not_its_own_copy",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("on_river", True), ("state", "published")),
                fields=["-river_at", "-id"],
                name="entry_river",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["feed", "-river_at", "-id"], name="entry_of_feed"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["feed", "link_key"], name="entry_link"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["feed", "text_key"], name="entry_text"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("feed", "key"), name="entry_once_in_a_feed"),
        ),
        migrations.AddIndex(
            model_name="fetch",
            index=models.Index(fields=["at"], name="fetch_old"),
        ),
        migrations.AddConstraint(
            model_name="fetch",
            constraint=models.UniqueConstraint(fields=("feed", "slot"), name="fetch_once_a_slot"),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("event__isnull", True),
                        ("package__isnull", True),
                        ("person__isnull", True),
                        ("session__isnull", False),
                    ),
                    models.Q(
                        ("event__isnull", False),
                        ("package__isnull", True),
                        ("person__isnull", True),
                        ("session__isnull", True),
                    ),
                    models.Q(
                        ("event__isnull", True),
                        ("package__isnull", False),
                        ("person__isnull", True),
                        ("session__isnull", True),
                    ),
                    models.Q(
                        ("event__isnull", True),
                        ("package__isnull", True),
                        ("person__isnull", False),
                        ("session__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="mention_of_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("entry", "session"), name="mention_once_a_session"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("entry", "event"), name="mention_once_a_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("entry", "package"), name="mention_once_a_package"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("entry", "person"), name="mention_once_a_person"
            ),
        ),
    ]
