"""Records about the same things, and the things that show it.

What two records share says more the rarer it is: a topic that three others have, a word that few
titles have. Nothing is filled up: what shares too little is left out, and often that is everything.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from apps.catalog.records import record

#: What can be related: what somebody said or wrote
KINDS: Final = ("talk", "note", "review", "guide", "case-study", "porting-note", "entry")
MOST: Final = 5
#: How much must be shared: the worth of a topic of which there are 50 records
LEAST: Final = 3.0
#: A topic of more records than this says nothing. This bounds the cost.
COMMON: Final = 200
#: Nor does a word of more, nor a word or a topic that so large a part of all records says
COMMON_WORD, OFTEN_SAID = 400, 0.03
#: Letters of a word that is looked for; of more words the longest
LONG, WORDS = 4, 8
#: As many reasons are given
REASONS: Final = 3

# A sign is a topic, or a word of the title. If n records have it, it is worth ln(1 + 1000/n): 4.6
# for 10, 3 for 50. A word is worth most of that in another title (weight A, as it is), half of it
# in a summary (weight C, stemmed, if the stem is not too common), and never enough for itself.
# PostgreSQL's statistics name the words that need not be counted. A topic that many records of a
# single event have, and no other, is the event's mark.
_SQL = """
WITH here AS MATERIALIZED (
    SELECT topics, catalog_language(language) AS language FROM catalog_document
    WHERE kind = %(kind)s AND object_id = %(pk)s AND withdrawn_at IS NULL
), common AS MATERIALIZED (
    SELECT elem, freq FROM pg_stats, unnest(
        most_common_elems::text::text[], most_common_elem_freqs
    ) AS stat(elem, freq)
    WHERE schemaname = current_schema() AND tablename = 'catalog_document' AND attname = 'search'
), word AS MATERIALIZED (
    SELECT label, (quote_literal(word) || ':A')::tsquery AS in_title,
        CASE WHEN of_stem <= few THEN (quote_literal(stem) || ':C')::tsquery END AS in_summary
    FROM (
        SELECT label, word, stems[1] AS stem FROM here, unnest(%(words)s::text[]) AS label,
            trim(catalog_words(label)) AS word,
            tsvector_to_array(to_tsvector(language, word)) AS stems
        WHERE cardinality(stems) = 1 AND word <> ALL (topics)
    ) AS asked, LATERAL (
        SELECT COALESCE(max(freq) FILTER (WHERE elem = word), 0) AS of_word,
            COALESCE(max(freq) FILTER (WHERE elem = stem), 0) AS of_stem,
            %(common_word)s / (
                SELECT greatest(reltuples, 1) FROM pg_class
                WHERE oid = 'catalog_document'::regclass
            ) AS few
        FROM common WHERE elem IN (word, stem)
    ) AS said
    WHERE of_word <= few AND of_stem <= %(often_said)s
), sign AS MATERIALIZED (
    SELECT slug, title AS label, weight AS n, NULL::tsquery AS query, NULL::tsquery AS in_title
    FROM catalog_document, here
    WHERE kind = 'topic' AND withdrawn_at IS NULL AND slug = ANY (here.topics)
        AND weight BETWEEN 2 AND %(common)s AND NOT EXISTS (
            SELECT FROM common WHERE freq > %(often_said)s
            AND elem = sort_title
        )
    UNION ALL
    SELECT NULL, label, NULL, COALESCE(in_title || in_summary, in_title), in_title FROM word
), shared AS (
    SELECT sign.label, found.id,
        CASE WHEN sign.slug IS NOT NULL THEN ln(1 + 1000.0 / sign.n)
            ELSE least(3.2, ln(1 + 1000.0 / count(*) OVER own))
                * CASE WHEN found.in_title THEN 0.8 ELSE 0.5 END
        END AS worth,
        CASE WHEN sign.slug IS NULL THEN count(*) OVER own >= %(common_word)s
            ELSE count(*) OVER own > 4 AND found.event <> ''
                AND min(found.event) OVER own = max(found.event) OVER own
        END AS says_nothing
    FROM sign, LATERAL (
        SELECT id, event, false AS in_title FROM catalog_document
        WHERE sign.slug IS NOT NULL AND topics @> ARRAY[sign.slug]
            AND kind = ANY (%(kinds)s) AND withdrawn_at IS NULL
        UNION ALL
        (SELECT id, event, search @@ sign.in_title FROM catalog_document
        WHERE sign.query IS NOT NULL AND search @@ sign.query
            AND kind = ANY (%(kinds)s) AND withdrawn_at IS NULL
        LIMIT %(common_word)s)
    ) AS found
    WINDOW own AS (PARTITION BY sign.label)
), best AS (
    SELECT id, sum(worth) AS score, array_agg(label ORDER BY worth DESC, label) AS labels
    FROM shared WHERE NOT says_nothing GROUP BY id HAVING sum(worth) >= %(least)s
)
SELECT card, labels[:%(reasons)s] FROM best JOIN catalog_document USING (id)
WHERE NOT (kind = %(kind)s AND object_id = ANY (%(but)s))
ORDER BY score DESC, sort_date DESC, id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Related:
    """A card, and what it has in common with the record that it is related to."""

    card: dict[str, Any]
    shared: list[str]


def related(kind: str, pk: int, title: str, *, but: Collection[int] = ()) -> list[Related]:
    """What shares most with a record, in one query; of its own kind not those in ``but``."""
    words = {word for word in re.findall(r"\w+", title.casefold()) if len(word) >= LONG}
    asked: dict[str, Any] = {
        "kind": kind,
        "pk": pk,
        "words": sorted(words, key=lambda word: (-len(word), word))[:WORDS],
        "but": [pk, *but],
        "kinds": list(KINDS),
        "common": COMMON,
        "common_word": COMMON_WORD,
        "often_said": OFTEN_SAID,
        "least": LEAST,
        "reasons": REASONS,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        return [Related(record(card), shared) for card, shared in cursor.fetchall()]
