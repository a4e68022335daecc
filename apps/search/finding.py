"""Documents that match, the best or the newest first.

Ranking reads the whole vector of a document, so it is bounded: of more documents than are counted
the newest are ranked, and of what has no date (people, topics, packages) those that gather most.
"""

import contextlib
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from apps.catalog.models import Document
from apps.catalog.querysets import DocumentQuerySet
from apps.search.counting import FACETS, Condition, Counts, count
from apps.search.matching import Query, Ready
from apps.search.narrowing import Narrowing
from apps.search.places import Place, Row

#: Documents that are ranked of more than are counted: the newest, and what has no date
RANKED, RANKED_UNDATED = 500, 500
#: So many times more are looked through than must be found, since how many there are is a guess
SPARE = 3

# The title says it all, the more so the more it gathers; then words side by side; then where and
# how often words stand, less in a document of many words (16). Small topics and statements have the
# word in any combination: what is more than just it comes after talks about it, unless it gathers
# many. Who has part of their name in common with a topic ("rust", "gil") is seldom meant.
_RANKED = """
SELECT score, sort_date, id, dated FROM (
    SELECT ts_rank('{{0.05, 0.2, 0.5, 1.0}}', search, %s::tsquery, 16)
        + CASE WHEN kind = 'person' AND NOT sort_title = ANY (%s) AND EXISTS (
                SELECT FROM catalog_document AS topic WHERE topic.kind = 'topic'
                AND topic.withdrawn_at IS NULL AND topic.sort_title = ANY (%s)) THEN 0
            WHEN search @@ %s::tsquery THEN 0.4 + ln(1 + weight) / 8
            WHEN {begun} THEN 0.2 + ln(1 + weight) / 16 ELSE 0 END
        + {together}
        + CASE WHEN sort_title = ANY (%s) THEN 1 WHEN kind IN ('topic', 'status') THEN -0.3
            ELSE 0 END AS score,
        sort_date, id, {dated} AS dated
    FROM {found} AS found
) AS ranked
"""
_TOGETHER = (
    """CASE WHEN search @@ %s::tsquery THEN 0.3 WHEN search @@ %s::tsquery THEN 0.1 ELSE 0 END"""
)
_ALL = "(SELECT * FROM catalog_document WHERE {where})"
_SOME = """(
    (SELECT id, kind, search, weight, sort_title, sort_date, date FROM catalog_document
    WHERE {where} AND search @@ %s::tsquery AND {newer} ORDER BY sort_date DESC, id DESC LIMIT %s)
    UNION ALL
    (SELECT id, kind, search, weight, sort_title, sort_date, date FROM catalog_document
    WHERE {where} AND search @@ %s::tsquery ORDER BY weight DESC, id LIMIT %s)
)"""
_NEWEST = "SELECT sort_date, id FROM catalog_document WHERE {where}"

#: A query that takes longer than this many milliseconds is not worth waiting for
PATIENCE = 3000


# Nor does it count in parallel: which documents are counted of too many would be chance.
_BOUNDS = """
SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),
    set_config('random_page_cost', '1', true), set_config('work_mem', '16MB', true),
    set_config('max_parallel_workers_per_gather', '0', true)
"""


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Let the base neither search for ever nor walk through all documents.

    It takes comparing a vector to be as cheap as comparing a number, and what is in memory to be on
    a disk that turns: for a word that every third document has it would read the whole table.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BOUNDS, [str(PATIENCE)])
        yield


@dataclass(frozen=True)
class Search:
    """What to look for: words and filters, understood."""

    query: Query
    narrowings: Mapping[str, Narrowing]
    #: What must not be
    without: Sequence[Q] = ()

    def __bool__(self) -> bool:
        return bool(self.query.text or self.narrowings or self.without)

    @cached_property
    def documents(self) -> DocumentQuerySet:
        """Everything that matches."""
        found = Document.objects.filter(
            *self._conditions(self.narrowings), withdrawn_at__isnull=True
        )
        return found.filter(search=Ready(self.query.text)) if self.query.text else found

    def best(self, counts: Counts, place: Place, size: int) -> list[Row]:
        """A page of the documents, the best first: of more than are counted the newest."""
        if not self.query.in_title:
            return self.newest(place, size)
        if counts.exact:
            where, params = self._where(self.narrowings, self.query.text)
            return self._ranked(_ALL.format(where=where), params, "0", place, size)[0]
        # The index finds what is new and has the words far sooner than what has the words.
        year = counts.newest_year(RANKED * SPARE)
        rows, dated = self._best_of_newest(year, place, size)
        if dated < RANKED and year > 1:
            rows, _ = self._best_of_newest(1, place, size)
        return rows

    def newest(self, place: Place, size: int) -> list[Row]:
        """A page of the documents, the newest first; those without a date come last."""
        where, params = self._where(self.narrowings, self.query.text)
        rows = place.read(_NEWEST.format(where=where), params, size, ("sort_date", "id"))
        return [Row(0.0, *row) for row in rows]

    def counts(self) -> Counts:
        """How many there are, in one query: in two if there are more than are counted."""
        counts = self._counts(wide=True)
        chosen = any(name in self.narrowings for name in FACETS)
        return counts if counts.exact or not chosen else self._counts(wide=False)

    def _counts(self, *, wide: bool) -> Counts:
        """Counted over what matches without the facets' own filters, or with all of them."""
        freed = FACETS if wide else ()
        kept = {n: f for n, f in self.narrowings.items() if n not in freed}
        return count(self._where(kept, self.query.text), {name: self._is(name) for name in FACETS})

    def _best_of_newest(self, year: int, place: Place, size: int) -> tuple[list[Row], int]:
        """The best since a year, and how many with a date were ranked."""
        where, params = self._where(self.narrowings)
        since = [datetime.date(year, 1, 1)] if year > 1 else []
        found = _SOME.format(where=where, newer="sort_date >= %s" if since else "true")
        dated = [*params, f"({self.query.text}) & '/dated'", *since, RANKED]
        undated = [*params, f"({self.query.text}) & '/undated'", RANKED_UNDATED]
        return self._ranked(found, [*dated, *undated], "count(date) OVER ()", place, size)

    def _ranked(
        self, found: str, params: list[Any], dated: str, place: Place, size: int
    ) -> tuple[list[Row], int]:
        query = self.query
        titles = list(query.titles)
        begun = [query.begun_in_title] if query.begun_in_title != query.in_title else []
        together = [query.together_in_title, query.together] if query.together else []
        sql = _RANKED.format(
            found=found,
            dated=dated,
            begun="search @@ %s::tsquery" if begun else "false",
            together=_TOGETHER if together else "0",
        )
        score = [query.ranking, titles, titles, query.in_title, *begun, *together, titles]
        rows = place.read(sql, [*score, *params], size, ("score", "sort_date", "id"))
        return [Row(*row[:3]) for row in rows], rows[0][3] if rows else 0

    def _is(self, name: str) -> Condition:
        return _condition(self.narrowings[name].condition) if name in self.narrowings else _ALWAYS

    def _conditions(self, narrowings: Mapping[str, Narrowing]) -> Iterator[Q]:
        yield from (narrowing.condition for narrowing in narrowings.values())
        yield from self.without

    def _where(self, narrowings: Mapping[str, Narrowing], query: str = "") -> Condition:
        """SQL, since building a query takes Django longer than PostgreSQL to answer a rare word."""
        parts = [("search @@ %s::tsquery", [query])] if query else []
        parts += map(_condition, self._conditions(narrowings))
        sql = " AND ".join(["withdrawn_at IS NULL", *(sql for sql, _ in parts)])
        return sql, [value for _, values in parts for value in values]


_ALWAYS: Condition = ("true", [])


def _condition(condition: Q) -> Condition:
    query = Document.objects.filter(condition).query
    sql, params = query.where.as_sql(query.get_compiler(connection=connection), connection)
    return f"({sql})", list(params)
