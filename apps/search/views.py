"""The page, its Atom feed, and how browsers learn to search here."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.catalog import syndication
from apps.catalog.filters import BadParameter
from apps.catalog.freshness import catalog_page, explained
from apps.catalog.kinds import kinds
from apps.catalog.listing import Choice, Page, page_number
from apps.catalog.models import Document
from apps.catalog.records import cards, record
from apps.search.asking import FILTERS
from apps.search.counting import SHOWN
from apps.search.places import Place, order_of
from apps.search.results import Answer, answer, search_of

SIZE = 20
PATH = "/search/"
#: Kinds that only gather others: no news when one is found
GATHER = ("person", "topic")


@catalog_page
def search(request: HttpRequest) -> HttpResponse:
    """What was asked for, or how to ask."""
    params = _params(request)
    number = page_number(request.GET, SIZE)
    start = (number - 1) * SIZE
    found = answer(params, order_of(params), Place(start), SIZE)
    if start and start >= found.reachable:
        raise Http404("There are fewer results than that.")
    shown = [record(result.card) for result in found.results]
    context = {
        "found": found,
        "typed": params.get("q", ""),
        "kept": {name: params[name] for name in FILTERS if name in params},
        "page": Page(shown, number, found.reachable, SIZE, urlencode(found.chosen)),
        "facets": {name: _choices(name, found) for name in SHOWN},
        "plurals": {kind.name: kind.plural for kind in kinds()},
        "everything": _query(found, "kind", None),
        "best": _query(found, "order", None),
        "newest": _query(found, "order", "-date"),
        "removable": _removable(found),
        "feed_url": syndication.address_of(PATH, _listed(found)) if found.chosen else "",
        "examples": {} if found.chosen else _examples(),
    }
    return render(request, "search/search.html", context)


@explained
def feed(request: HttpRequest) -> HttpResponse:
    """What matches, newest first, for whoever wants to hear of more."""

    def found() -> syndication.Listed:
        params = _params(request)
        asked, searched = search_of(params)
        if not searched:
            raise BadParameter("q", "must say what to look for")
        chosen = _listed(Answer(asked, searched.narrowings, ""))
        title = syndication.named("Search", chosen)
        documents = searched.documents.exclude(kind__in=GATHER)
        return syndication.Listed(title, PATH, documents, chosen)

    return syndication.answer(request, *syndication.newest_change(), found)


@require_safe
@cache_control(public=True, max_age=86_400)
def opensearch(request: HttpRequest) -> HttpResponse:
    """The description by which browsers add a site to their search boxes (OpenSearch 1.1)."""
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "search/opensearch.xml", content_type=kind)


def _params(request: HttpRequest) -> dict[str, str]:
    """What is asked; an empty field of the form asks nothing."""
    names = ("q", *FILTERS, "order")
    return {name: request.GET[name] for name in names if request.GET.get(name, "").strip()}


def _listed(found: Answer) -> dict[str, str]:
    return {name: value for name, value in found.chosen.items() if name != "order"}


def _query(found: Answer, name: str, value: str | None) -> str:
    """The search with another value of one parameter, or without it."""
    others = {key: text for key, text in found.chosen.items() if key != name}
    return urlencode(others | ({name: value} if value else {}))


def _choices(name: str, found: Answer) -> list[Choice]:
    chosen = found.narrowings[name].value if name in found.narrowings else None
    return [
        Choice(value, n, value == chosen, _query(found, name, None if value == chosen else value))
        for value, n in found.counts.facets.get(name, [])
    ]


def _removable(found: Answer) -> list[tuple[str, str, str]]:
    """Every filter: its name, its value as readers see it, and the search without it."""
    filters = found.narrowings.items()
    return [(name, each.label, _query(found, name, None)) for name, each in filters]


def _examples() -> dict[str, list[dict[str, object]]]:
    """What can be tried in this base."""
    return {
        kind: cards(Document.objects.public(kind).heaviest()[:size])
        for kind, size in (("topic", 8), ("person", 1))
    } | {"event": cards(Document.objects.public("event").newest()[:1])}
