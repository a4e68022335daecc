"""A search from its parameters to its results: what the page and the API both show."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import connection
from django.utils.safestring import SafeString

from apps.search import highlighting
from apps.search.asking import FILTERS, Asked, read
from apps.search.counting import Counts
from apps.search.finding import RANKED, Search, bounded
from apps.search.matching import query_of
from apps.search.narrowing import Narrowing, turned_round, understood
from apps.search.places import ORDERS, Page, Place
from apps.search.suggesting import ENOUGH, suggestion

TEXTS = ("summary", "text_c", "text_d")
#: Of a long text this much is looked through for a passage to show
LOOKED_THROUGH = 30_000
_SHOWN = f"""
SELECT id, card, title, {", ".join(f"left({name}, {LOOKED_THROUGH})" for name in TEXTS)}
FROM catalog_document WHERE id = ANY(%s)
"""  # noqa: S608 our own names


@dataclass(frozen=True)
class Result:
    """One document that was found."""

    #: Its card, as stored JSON, its addresses marked (catalog.serving)
    card: str
    title: str
    #: The passage that has the words; None if only the title or the names do
    passage: SafeString | None
    lexemes: frozenset[str]

    @property
    def highlight(self) -> SafeString:
        """Why it was found: a passage, or else the title. HTML, with the words in ``<mark>``."""
        if self.passage is not None:
            return self.passage
        return highlighting.marked(self.title, self.lexemes)


@dataclass
class Answer:
    """What is known after a search."""

    asked: Asked
    narrowings: Mapping[str, Narrowing]
    order: str
    counts: Counts = field(default_factory=lambda: Counts(0, {}))
    results: list[Result] = field(default_factory=list)
    page: Page = field(default_factory=lambda: Page([]))
    suggestion: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The search as parameters, its filters apart from its words."""
        words = {"q": self.asked.words} if self.asked.words else {}
        filters = {n: self.narrowings[n].value for n in FILTERS if n in self.narrowings}
        order = {"order": self.order} if self.order != ORDERS[0] else {}
        return {**words, **filters, **order}

    @property
    def any_of_them(self) -> str:
        """The same words, of which one is enough; empty if that is what was asked."""
        groups, asked = self.asked.groups, self.asked
        if len(groups) < 2:
            return ""
        return replace(asked, groups=[[term for group in groups for term in group]]).words

    @property
    def reachable(self) -> int:
        """How many results can be paged through: only so many are put in order of relevance."""
        all_of_them = self.counts.exact or self.order != ORDERS[0]
        return self.counts.total if all_of_them else min(self.counts.total, RANKED)


def search_of(params: Mapping[str, str]) -> tuple[Asked, Search]:
    """Understand the parameters (BadParameter for a filter that cannot be)."""
    asked = read(params.get("q", ""))
    narrowings = understood(asked, params)
    return asked, Search(query_of(asked), narrowings, turned_round(asked))


def answer(params: Mapping[str, str], order: str, place: Place, size: int) -> Answer:
    """Search, and count what there is."""
    asked, search = search_of(params)
    found = Answer(asked, search.narrowings, order)
    if (asked.groups or asked.unwanted) and not search.query.text:
        asked.notes.append("There is no letter or digit in that to look for.")
    if not search:
        return found
    with bounded():
        found.counts = counts = search.counts()
        by_relevance = order == ORDERS[0]
        rows = search.best(counts, place, size) if by_relevance else search.newest(place, size)
        found.page = place.page(rows, size)
        found.results = _results([row.id for row in found.page.rows], search.query.lexemes)
        if found.counts.total < ENOUGH and asked.groups:
            found.suggestion = suggestion(asked, found.counts.total)
    return found


def _results(keys: list[int], lexemes: frozenset[str]) -> list[Result]:
    """The documents of these keys in their order, in one query (SQL, as for finding them)."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, [keys])
        found = {
            key: Result(card, title, highlighting.passage(texts, lexemes), lexemes)
            for key, card, title, *texts in cursor.fetchall()
        }
    return [found[key] for key in keys if key in found]
