"""How many documents match, and how many of each sort: counted up to a bound."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

#: Documents that are counted; of more it is said that there are at least so many
COUNTED = 5000
#: Topics and events that are listed
LISTED = 12

#: Of these it is counted what could be chosen instead of what is chosen
FACETS = ("kind", "year", "language", "topic")
#: And of events what could be chosen besides
SHOWN = (*FACETS, "event")

# Years, kinds and languages go together in few ways; topics and events in many, so they are counted
# apart. The last row guesses how many match in all: from how much of the table was read for these.
_COUNTED = """
WITH found AS MATERIALIZED (
    SELECT kind, extract(year FROM sort_date)::int AS year, language, topics, event, ctid AS place,
        {facets}
    FROM catalog_document WHERE {where} LIMIT {most}
)
SELECT 'groups', kind, year, language, in_kind, in_year, in_language, in_topic, count(*)
FROM found GROUP BY 2, 3, 4, 5, 6, 7, 8
UNION ALL
SELECT part, value, 0, (
    SELECT title FROM catalog_document
    WHERE kind = part AND slug = value AND withdrawn_at IS NULL LIMIT 1
), true, true, true, true, n
FROM (
    (SELECT 'topic' AS part, topic AS value, count(*) AS n FROM (
        SELECT unnest(topics) AS topic FROM found WHERE in_kind AND in_year AND in_language
    ) AS topics GROUP BY topic ORDER BY n DESC, topic LIMIT {listed})
    UNION ALL
    (SELECT 'event', event, count(*) AS n FROM found
    WHERE event <> '' AND in_kind AND in_year AND in_language AND in_topic
    GROUP BY event ORDER BY n DESC, event LIMIT {listed})
) AS listed
UNION ALL
SELECT 'likely', '', 0, '', true, true, true, true,
    (count(*) * greatest(1, relpages / (1 + (max(place)::text::point)[0])))::bigint
FROM found, pg_class WHERE pg_class.oid = 'catalog_document'::regclass GROUP BY relpages
"""

LISTED_APART = ("topic", "event")

#: A condition on documents: SQL and its parameters
Condition = tuple[str, list[Any]]


@dataclass(frozen=True)
class Counts:
    """How many documents match, and how many of each sort.

    Every facet is counted under the other filters: its values are what could be chosen instead.
    """

    total: int
    facets: Mapping[str, list[tuple[str, int]]]
    #: False if there may be more than are counted
    exact: bool = True
    #: A guess, by what share of the table had to be read
    likely: int = 0
    #: Titles of the topics and events, by facet and slug
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def newest_year(self, many: int) -> int:
        """A year from which on there are likely ``many`` documents with a date; 1 if none is."""
        years = self.facets.get("year", [])
        counted = sum(n for _, n in self.facets.get("kind", []))
        need, have = many * counted / max(1, self.likely), 0
        for year, n in reversed(years):
            have += n
            if have >= need:
                return int(year)
        return 1


def count(where: Condition, facets: Mapping[str, Condition]) -> Counts:
    """Count what matches, and of it what meets the conditions of each facet."""
    conditions = ", ".join(f"{facets[name][0]} AS in_{name}" for name in FACETS)
    sql = _COUNTED.format(facets=conditions, where=where[0], most=COUNTED, listed=LISTED)
    params = [value for name in FACETS for value in facets[name][1]]
    parts = defaultdict[str, list[Any]](list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *where[1]])
        for part, *row in cursor.fetchall():
            parts[part].append(row)
    groups = [(row[:3], row[3:7], row[7]) for row in parts["groups"]]
    tallies = {name: _tally(name, groups) for name in ("kind", "year", "language")}
    for name in LISTED_APART:
        listed = [(row[0], row[7]) for row in parts[name]]
        tallies[name] = sorted(listed, key=lambda pair: (-pair[1], pair[0]))
    return Counts(
        total=sum(n for _, fits, n in groups if all(fits)),
        facets=tallies,
        exact=sum(n for _, _, n in groups) < COUNTED,
        likely=sum(row[7] for row in parts["likely"]),
        titles={name: {row[0]: row[2] for row in parts[name] if row[2]} for name in LISTED_APART},
    )


def _tally(name: str, groups: Sequence[Any]) -> list[tuple[str, int]]:
    """Documents by value of one facet, given what is chosen of the others.

    Years are in order (year 1 is unknown), other values by how many there are.
    """
    place, counts = FACETS.index(name), Counter[Any]()
    for values, fits, n in groups:
        if values[place] and all(fit for at, fit in enumerate(fits) if at != place):
            counts[values[place]] += n
    if name == "year":
        return [(str(year), n) for year, n in sorted(counts.items()) if year > 1]
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def how_many(queries: list[str], most: int) -> list[int]:
    """Of each query how many documents match, counted up to ``most``."""
    sql = """
    SELECT (SELECT count(*) FROM (SELECT FROM catalog_document
        WHERE withdrawn_at IS NULL AND search @@ asked.query::tsquery LIMIT %s) AS counted)
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked(query, place) ORDER BY place
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [most, queries])
        return [n for (n,) in cursor.fetchall()]
