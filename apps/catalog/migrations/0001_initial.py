"""The read model: its sequence and language function come first, its columns use them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.db import migrations, models

import apps.catalog.models


class FirstSearchVector(models.Func):
    """As ``Document.search`` was made until the fourth migration."""

    template = (
        "setweight(to_tsvector('simple', text_a), 'A') || "
        "setweight(to_tsvector('simple', text_b), 'B') || "
        "setweight(to_tsvector(catalog_language(language), text_c), 'C') || "
        "setweight(to_tsvector(catalog_language(language), text_d), 'D')"
    )
    output_field = django.contrib.postgres.search.SearchVectorField()


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE catalog_sequence AS bigint",
            "DROP SEQUENCE catalog_sequence",
        ),
        # IMMUTABLE, as a generated column needs it: which stemmer a language has is fixed here.
        migrations.RunSQL(
            """
            CREATE FUNCTION catalog_language(code text) RETURNS regconfig
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            RETURN CASE code
                WHEN 'en' THEN 'pg_catalog.english'::regconfig
                WHEN 'de' THEN 'pg_catalog.german'::regconfig
                WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
                WHEN 'fr' THEN 'pg_catalog.french'::regconfig
                WHEN 'it' THEN 'pg_catalog.italian'::regconfig
                WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
                WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
                ELSE 'pg_catalog.simple'::regconfig
            END
            """,
            "DROP FUNCTION catalog_language(text)",
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("kind", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(db_default=apps.catalog.models.NextSequence())),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.PositiveBigIntegerField()),
                ("slug", models.CharField(max_length=250)),
                ("path", models.CharField(help_text="Of the page for readers", max_length=500)),
                ("title", models.CharField(max_length=300)),
                (
                    "sort_title",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Folded, in order of code points",
                        max_length=300,
                    ),
                ),
                ("weight", models.PositiveIntegerField(default=0, help_text="How much it gathers")),
                ("summary", models.TextField(blank=True)),
                (
                    "form",
                    models.CharField(
                        blank=True, help_text="Kind within the kind: a panel", max_length=20
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                ("date", models.DateField(null=True)),
                (
                    "sort_date",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "date", models.Value("0001-01-01", models.DateField())
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("event", models.CharField(blank=True, max_length=120)),
                ("series", models.CharField(blank=True, max_length=120)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=140),
                        default=list,
                        help_text="slug, role:slug",
                        size=None,
                    ),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("text_a", models.TextField(blank=True)),
                ("text_b", models.TextField(blank=True)),
                ("text_c", models.TextField(blank=True)),
                ("text_d", models.TextField(blank=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=FirstSearchVector(),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("card", models.TextField()),
                ("detail", models.TextField()),
                ("content_hash", models.CharField(max_length=32)),
                (
                    "sequence",
                    models.BigIntegerField(
                        db_default=apps.catalog.models.NextSequence(), unique=True
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["kind", "-sort_date", "-object_id"],
                        name="document_newest",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["kind", "sort_title", "object_id"],
                        name="document_alphabet",
                    ),
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["kind", "-weight", "sort_title"],
                        name="document_weight",
                    ),
                    models.Index(fields=["slug", "kind"], name="document_slug"),
                    models.Index(fields=["event", "kind"], name="document_event"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["people"], name="document_people"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["topics"], name="document_topics"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="document_search"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id"), name="document_once_a_record"
                    )
                ],
            },
        ),
    ]
