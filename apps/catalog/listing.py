"""Lists for readers: the API's own filters, counts of what each would leave, and numbered pages."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from apps.catalog.filters import BadParameter
from apps.catalog.kinds import Kind, kind_named
from apps.catalog.models import Document
from apps.catalog.paging import MAX_OFFSET
from apps.catalog.querysets import DocumentQuerySet
from apps.catalog.records import cards, followed

PAGE_SIZE = 50

#: Filters whose values are listed with counts, in the order of ``DocumentQuerySet.facets()``
FACETS = ("year", "kind", "language")


@dataclass(frozen=True)
class Choice:
    """One value of a filter, and how many records choosing it would leave."""

    value: str
    count: int
    chosen: bool
    #: The list with this value chosen instead, or with none if it is chosen already
    query: str


@dataclass(frozen=True)
class Narrowed:
    """The documents that the query string asks for, and what else could be asked."""

    documents: DocumentQuerySet
    chosen: Mapping[str, str]
    count: int
    facets: Mapping[str, list[Choice]]

    @property
    def query(self) -> str:
        """The filters as a query string."""
        return urlencode(self.chosen)

    def removable(self) -> Iterator[tuple[str, str, str]]:
        """Yield every filter that is on: name, value, and the query string without it."""
        for name, value in self.chosen.items():
            yield name, value, _query(self.chosen, name, None)


def narrow(kind: Kind, query: Mapping[str, str]) -> Narrowed:
    """Apply the filters of ``kind`` that ``query`` has; other parameters do not matter.

    Costs one query, for the counts. A list of nothing costs another: old slugs of what became part
    of another record are followed. Raises BadParameter for a value that cannot be.
    """
    chosen = {name: query[name] for name in kind.filters if query.get(name)}
    narrowed = _narrowed(kind, chosen)
    moved = {} if narrowed.count else followed(kind, chosen)
    return _narrowed(kind, chosen | moved) if moved else narrowed


def _narrowed(kind: Kind, chosen: Mapping[str, str]) -> Narrowed:
    conditions = {name: kind.filters[name].q(name, chosen) for name in chosen}
    broad = Document.objects.public(kind.name).filter(_all(conditions, excluding=FACETS))
    picked = tuple(_normal(chosen.get(name, "")) for name in FACETS)
    groups = [((_year(row[0]), *row[1:3]), row[3]) for row in broad.facets()]
    return Narrowed(
        documents=broad.filter(_all({n: q for n, q in conditions.items() if n in FACETS})),
        chosen=chosen,
        count=sum(n for values, n in groups if _fits(values, picked)),
        facets={
            name: _choices(name, _tally(groups, picked, column), chosen)
            for column, name in enumerate(FACETS)
        },
    )


def _all(conditions: Mapping[str, Q], excluding: tuple[str, ...] = ()) -> Q:
    return Q(*(q for name, q in conditions.items() if name not in excluding))


def _normal(value: str) -> str:
    return value.lstrip("0") if value.isdigit() else value


def _year(year: int) -> str:
    return str(year) if year > 1 else ""


def _fits(values: tuple[str, ...], picked: tuple[str, ...], free: int = -1) -> bool:
    return all(
        not want or column == free or want == has
        for column, (has, want) in enumerate(zip(values, picked, strict=True))
    )


def _tally(groups: list[Any], picked: tuple[str, ...], column: int) -> Counter[str]:
    """Records by value of one facet, given what is picked of the others."""
    counts = Counter[str]()
    for values, n in groups:
        if values[column] and _fits(values, picked, free=column):
            counts[values[column]] += n
    return counts


def _choices(name: str, counts: Counter[str], chosen: Mapping[str, str]) -> list[Choice]:
    values = sorted(counts) if name == "year" else [value for value, _ in counts.most_common()]
    now = _normal(chosen.get(name, ""))
    return [
        Choice(v, counts[v], v == now, _query(chosen, name, None if v == now else v))
        for v in values
    ]


def _query(chosen: Mapping[str, str], name: str, value: str | None) -> str:
    others = {key: text for key, text in chosen.items() if key != name}
    return urlencode(others | ({name: value} if value else {}))


@dataclass(frozen=True)
class Page:
    """A numbered page of cards."""

    cards: list[dict[str, Any]]
    number: int
    count: int
    size: int
    #: Parameters that the addresses of other pages keep
    kept: str = ""

    @property
    def last(self) -> int:
        return max(1, -(-self.count // self.size))

    @property
    def first(self) -> int:
        """The number of the first card."""
        return (self.number - 1) * self.size + 1

    @property
    def previous(self) -> str:
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self._address(self.number + 1) if self.number < self.last else ""

    def _address(self, number: int) -> str:
        numbered = f"page={number}" if number > 1 else ""
        return "?" + "&".join(part for part in (self.kept, numbered) if part)


def page_of(
    documents: QuerySet[Any],
    query: Mapping[str, str],
    count: int,
    *,
    kept: Mapping[str, str] | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """The page of ``documents`` that ``query`` asks for, in one query (Http404 beyond the last)."""
    number = page_number(query, size)
    start = (number - 1) * size
    if start and start >= count:
        raise Http404("This list has fewer pages.")
    shown = cards(documents[start : start + size])
    return Page(shown, number, count, size, urlencode(kept or {}))


def page_number(query: Mapping[str, str], size: int = PAGE_SIZE) -> int:
    """The page that is asked for (BadParameter if that is not a number or too far)."""
    text, highest = query.get("page", "1"), MAX_OFFSET // size
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= highest):
        raise BadParameter("page", f"must be a whole number from 1 to {highest}")
    return int(text)


def list_page(request: HttpRequest, kind_name: str, template: str) -> HttpResponse:
    """The records of a kind, newest first, narrowed by the query string."""
    kind = kind_named(kind_name)
    narrowed = narrow(kind, request.GET)
    page = page_of(narrowed.documents.newest(), request.GET, narrowed.count, kept=narrowed.chosen)
    context = {"narrowed": narrowed, "page": page, "kind": kind, "path": request.path}
    return render(request, template, context)
