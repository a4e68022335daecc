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
#: A topic of more records than this, or a word in half of it, says nothing. This bounds the cost.
COMMON: Final = 200
#: Letters of a word that is looked for; of more words the longest
LONG, WORDS = 4, 8
#: As many reasons are given
REASONS: Final = 3

# A sign is a topic, or a word of the title. If n records have it, it is worth ln(1 + 1000/n): 4.6
# for 10, 3 for 50; a word half of that, so that it takes two. The statistics of PostgreSQL say how
# many records have a word; one that they do not list is rare, as are all words while the
# number of records is not known (-1). Words are looked for in titles
# (weight A, as they are) and in summaries (weight C, stemmed). A topic that many records of a
# single event have, and no other, is the event's mark.
_SQL = """
WITH here AS MATERIALIZED (
    SELECT topics, catalog_language(language) AS language FROM catalog_document
    WHERE kind = %(kind)s AND object_id = %(pk)s AND withdrawn_at IS NULL
), word AS (
    SELECT word, COALESCE(freq * (
        SELECT nullif(reltuples, -1) FROM pg_class WHERE oid = 'catalog_document'::regclass
    ), 50) AS n
    FROM unnest(%(words)s::text[]) AS word LEFT JOIN (
        SELECT elem, freq FROM pg_stats, unnest(
            most_common_elems::text::text[], most_common_elem_freqs
        ) AS stat(elem, freq)
        WHERE schemaname = current_schema() AND tablename = 'catalog_document'
            AND attname = 'search'
    ) AS stat ON elem = word
), sign AS MATERIALIZED (
    SELECT slug, title AS label, ln(1 + 1000.0 / weight) AS worth, NULL::tsquery AS query
    FROM catalog_document, here
    WHERE kind = 'topic' AND withdrawn_at IS NULL AND slug = ANY (here.topics)
        AND weight BETWEEN 2 AND %(common)s
    UNION ALL
    SELECT NULL, word, ln(1 + 1000.0 / greatest(n, 1)) / 2, (
        quote_literal(word) || ':A|' || strip(to_tsvector(language, word))::text || ':C'
    )::tsquery
    FROM word, here
    WHERE n <= %(common)s / 2 AND length(to_tsvector(language, word)) = 1
        AND word <> ALL (topics)
), shared AS (
    SELECT sign.label, sign.worth, found.id, found.event,
        sign.slug IS NOT NULL AND count(*) OVER own > 4 AND found.event <> ''
        AND min(found.event) OVER own = max(found.event) OVER own AS is_mark
    FROM sign, LATERAL (
        SELECT id, event FROM catalog_document
        WHERE sign.slug IS NOT NULL AND topics @> ARRAY[sign.slug]
            AND kind = ANY (%(kinds)s) AND withdrawn_at IS NULL
        UNION ALL
        (SELECT id, event FROM catalog_document
        WHERE sign.query IS NOT NULL AND search @@ sign.query
            AND kind = ANY (%(kinds)s) AND withdrawn_at IS NULL
        LIMIT %(common)s)
    ) AS found
    WINDOW own AS (PARTITION BY sign.label)
), best AS (
    SELECT id, sum(worth) AS score, array_agg(label ORDER BY worth DESC, label) AS labels
    FROM shared WHERE NOT is_mark GROUP BY id HAVING sum(worth) >= %(least)s
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
        "least": LEAST,
        "reasons": REASONS,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        return [Related(record(card), shared) for card, shared in cursor.fetchall()]
