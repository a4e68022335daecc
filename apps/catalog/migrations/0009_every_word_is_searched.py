r"""Search knows every word: "in Python" as a phrase, and ".NET", "C++17" and "F#" by their signs.

Summaries and bodies were kept without the common words of their language, so that a phrase with one
of them found whatever has the rest. Queries still leave them out where they stand alone.
".NET" was found in nets, "C++" not in "C++17"; "doc#section" was a word of its own.
"""

from django.db import migrations

# As the fourth migration has it, but for the words with signs, which are whole words now, and for
# more Latin letters that Unicode does not decompose (those of apps.core.naming).
WORDS = r"""
CREATE OR REPLACE FUNCTION catalog_words(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
    replace(replace(
        regexp_replace(
            regexp_replace(
                CASE WHEN octet_length(content) = char_length(content) THEN lower(content)
                ELSE translate(replace(replace(replace(replace(
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
                    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'łøđðıħŧŋɓɗəɛɔ', 'loddihtnbdeeo')
                END,
                '\m([cf])#(?!\w)', '\1sharp', 'g'
            ),
            '(?<!\w)\.net\M', ' dotnet', 'g'
        ),
        'c++', 'cplusplus '), '''', ''),
    '[-_/\\@:+#&=?%~*|^$<>()\[\]{}",;!`]+|\.(?=[^0-9\s])|(?<=[^0-9])\.', ' ', 'g'
)
"""
FORMERLY = r"""
CREATE OR REPLACE FUNCTION catalog_words(content text) RETURNS text
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
# The stemmers of catalog_language, without their lists of words to leave out
WHOLE = """
CREATE TEXT SEARCH DICTIONARY catalog_{language} (TEMPLATE = snowball, LANGUAGE = {language});
CREATE TEXT SEARCH CONFIGURATION catalog_{language} (COPY = pg_catalog.{language});
ALTER TEXT SEARCH CONFIGURATION catalog_{language}
    ALTER MAPPING REPLACE {language}_stem WITH catalog_{language};
"""
NOT_WHOLE = """
DROP TEXT SEARCH CONFIGURATION catalog_{language};
DROP TEXT SEARCH DICTIONARY catalog_{language};
"""
LANGUAGES = ("english", "german", "spanish", "french", "italian", "portuguese", "russian")

STEMS = """
CREATE FUNCTION catalog_stems(code text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE code
    WHEN 'en' THEN 'catalog_english'::regconfig
    WHEN 'de' THEN 'catalog_german'::regconfig
    WHEN 'es' THEN 'catalog_spanish'::regconfig
    WHEN 'fr' THEN 'catalog_french'::regconfig
    WHEN 'it' THEN 'catalog_italian'::regconfig
    WHEN 'pt' THEN 'catalog_portuguese'::regconfig
    WHEN 'ru' THEN 'catalog_russian'::regconfig
    ELSE 'pg_catalog.simple'::regconfig
END
"""

# As in the fourth migration
VECTOR = """
CREATE OR REPLACE FUNCTION
    catalog_search(language text, date date, a text, b text, c text, d text)
RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('pg_catalog.simple', catalog_words(a)), 'A')
    || setweight(to_tsvector({stems}(language), catalog_words(a)), 'A')
    || setweight(to_tsvector('pg_catalog.simple', catalog_words(b)), 'B')
    || setweight(to_tsvector({stems}(language), catalog_words(b)), 'B')
    || setweight(to_tsvector({stems}(language), catalog_words(c)), 'C')
    || setweight(to_tsvector({stems}(language), catalog_words(d)), 'D')
    || array_to_tsvector(ARRAY['/' || language, CASE WHEN date IS NULL THEN '/undated' ELSE '/dated' END])
"""

# A generated column is made anew with its rows. MAIN: kept in the row as long as it fits.
COLUMN = """
ALTER TABLE catalog_document DROP COLUMN search;
ALTER TABLE catalog_document
    ADD COLUMN search tsvector GENERATED ALWAYS AS
        (catalog_search(language, date, text_a, text_b, text_c, text_d)) STORED,
    ALTER COLUMN search SET STORAGE MAIN;
CREATE INDEX document_search ON catalog_document USING gin (search);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_facets_from_an_index"),
    ]

    operations = [
        # Backwards, from below: the column last, when the functions are as they were
        migrations.RunSQL(migrations.RunSQL.noop, COLUMN),
        *(
            migrations.RunSQL(WHOLE.format(language=language), NOT_WHOLE.format(language=language))
            for language in LANGUAGES
        ),
        migrations.RunSQL(STEMS, "DROP FUNCTION catalog_stems(text)"),
        migrations.RunSQL(
            VECTOR.format(stems="catalog_stems"), VECTOR.format(stems="catalog_language")
        ),
        migrations.RunSQL(WORDS, FORMERLY),
        migrations.RunSQL(COLUMN, migrations.RunSQL.noop),
    ]
