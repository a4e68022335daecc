r"""Search finds a word in any spelling and language, and knows the words that the base has.

``catalog_words`` folds text to the words that are compared. It runs in the base, for documents and
queries alike, so that the two cannot differ; the extension ``unaccent``, which would do part of it,
is not everywhere. A generated column cannot change how it is generated: ``search`` is made anew.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import apps.catalog.models

# Accents go from Latin and Greek letters, and from the Cyrillic е of ё; elsewhere a mark makes
# another letter. Scripts without spaces become words of one sign each: a phrase finds any part of
# a sentence. Apostrophes join; other punctuation parts words, but for the point in a number.
# IMMUTABLE, as a generated column needs it.
WORDS = r"""
CREATE FUNCTION catalog_words(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
    replace(replace(replace(
        CASE WHEN octet_length(content) = char_length(content) THEN lower(content)
        ELSE replace(replace(replace(replace(replace(replace(replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        normalize(
                            regexp_replace(
                                normalize(lower(content), NFKD),
                                '([a-z\u0391-\u03ff\u0435])[\u0300-\u036f]+', '\1', 'g'
                            ),
                            NFC
                        ),
                        '[\u00ad\u00b4\u02bc\u2018\u2019\u200b-\u200f\u2032\u2060\ufeff]', '', 'g'
                    ),
                    '[\u00a1-\u00a9\u00ab-\u00b1\u00b6-\u00b8\u00bb\u00bf\u2010-\u205f\u3000-\u303f]', ' ', 'g'
                ),
                '([\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff])',
                ' \1 ', 'g'
            ),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ł', 'l'), 'ø', 'o'), 'đ', 'd')
        END,
        'c++', 'cplusplus'), 'c#', 'csharp'), '''', ''),
    '[-_/\\@:+#&=?%~*|^$<>()\[\]{}",;!`]+|\.(?=[^0-9\s])|(?<=[^0-9])\.', ' ', 'g'
)
"""

# Title (A) and names (B) twice: as they are written, so that names are not bent and stop words are
# found, and by their stems. Two words that no text can have say in which language the document is,
# and whether it has a date, so that the index knows (apps.search.matching, apps.search.finding).
VECTOR = """
CREATE FUNCTION catalog_search(language text, date date, a text, b text, c text, d text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('pg_catalog.simple', catalog_words(a)), 'A')
    || setweight(to_tsvector(catalog_language(language), catalog_words(a)), 'A')
    || setweight(to_tsvector('pg_catalog.simple', catalog_words(b)), 'B')
    || setweight(to_tsvector(catalog_language(language), catalog_words(b)), 'B')
    || setweight(to_tsvector(catalog_language(language), catalog_words(c)), 'C')
    || setweight(to_tsvector(catalog_language(language), catalog_words(d)), 'D')
    || array_to_tsvector(ARRAY['/' || language, CASE WHEN date IS NULL THEN '/undated' ELSE '/dated' END])
"""

# MAIN: kept in the row as long as it fits, since ranking reads thousands of them.
COLUMN = """
ALTER TABLE catalog_document
    ADD COLUMN search tsvector GENERATED ALWAYS AS
        (catalog_search(language, date, text_a, text_b, text_c, text_d)) STORED,
    ALTER COLUMN search SET STORAGE MAIN
"""


def learn_words(state, schema_editor):
    """The words of what is there already."""
    from apps.catalog.words import learn_words

    titles = state.get_model("catalog", "Document").objects.values_list("sort_title", flat=True)
    learn_words(word for title in titles.iterator() for word in title.split())


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_lines_and_where_texts_are_kept"),
    ]

    operations = [
        migrations.RunSQL(WORDS, "DROP FUNCTION catalog_words(text)"),
        migrations.RunSQL(
            VECTOR, "DROP FUNCTION catalog_search(text, date, text, text, text, text)"
        ),
        migrations.RemoveIndex("document", "document_search"),
        migrations.RemoveField("document", "search"),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(COLUMN, "ALTER TABLE catalog_document DROP COLUMN search")],
            [
                migrations.AddField(
                    "document",
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=apps.catalog.models.SearchVector(),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            "document",
            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="document_search"),
        ),
        migrations.AddIndex(
            "document",
            models.Index(
                fields=["-sort_date", "-id"],
                name="document_dated",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "word",
                    models.CharField(
                        db_collation="C", max_length=30, primary_key=True, serialize=False
                    ),
                ),
                (
                    "near",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["near"], name="word_near")
                ],
            },
        ),
        migrations.RunPython(learn_words, migrations.RunPython.noop),
    ]
