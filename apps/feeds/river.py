"""The river: what blogs said, in the order in which it was first seen."""

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.catalog import paging
from apps.catalog.freshness import catalog_page, explained
from apps.catalog.kinds import kind_named
from apps.catalog.models import Document
from apps.catalog.records import record
from apps.catalog.syndication import Listed, answer, chosen_of, named, newest_change

SIZE = 40
#: What there is to filter by is counted in so many of the newest entries.
SAMPLE = 400
MOST = 16
#: Filters that are offered, and their headings
OFFERED: Mapping[str, str] = {
    "topic": "Topic, of late",
    "author": "Author, of late",
    "language": "Language",
}
#: Filters whose values are slugs of records, and their kind
KINDS: Mapping[str, str] = {"topic": "topic", "author": "person", "feed": "feed"}


def _river(chosen: Mapping[str, str]) -> Any:
    """Entries on the river that fit the filters."""
    kind = kind_named("entry")
    fitting = Q(*(kind.filters[name].q(name, chosen) for name in chosen))
    return Document.objects.public("entry").filter(fitting, form="river")


def _chosen(request: HttpRequest) -> dict[str, str]:
    chosen = chosen_of(kind_named("entry"), request.GET)
    chosen.pop("shown", None)  # what is not shown on the river is on its feed's page
    return chosen


@catalog_page
def river(request: HttpRequest) -> HttpResponse:
    """What blogs said, by day. Pages follow cursors: what comes in meanwhile shifts none."""
    chosen = _chosen(request)
    place = {"cursor": request.GET["cursor"]} if request.GET.get("cursor") else {}
    asked = paging.parse({**place, "limit": str(SIZE)}, "-date")
    page = asked.slice(_river(chosen))
    entries = [record(card) for card in page.cards]
    context = {
        "days": [(day, list(each)) for day, each in groupby(entries, key=_day)],
        "chosen": chosen,
        "older": page.next and _query(chosen, page.next),
        "newer": place and page.previous and _query(chosen, page.previous),
        "newest": _query(chosen, {}),
        "first": not place,
        **_offered(chosen),
    }
    return render(request, "feeds/river.html", context)


def _day(entry: Mapping[str, Any]) -> str:
    return str(entry["river_at"])[:10]


def _query(chosen: Mapping[str, str], change: Mapping[str, str | None]) -> str:
    """The river's address with some parameters changed, or taken out where None."""
    kept = {n: v for n, v in {**chosen, **change}.items() if v is not None}
    return f"/planet/?{urlencode(kept)}" if kept else "/planet/"


def _offered(chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the newest entries have of each filter and how many have it; and the filters in use."""
    found: dict[str, Counter[str]] = {name: Counter() for name in OFFERED}
    newest = _river({}).newest().values_list("topics", "people", "language")[:SAMPLE]
    for topics, people, language in newest:
        found["topic"].update(topics)
        found["author"].update(slug for slug in people if ":" not in slug)
        found["language"].update([language] if language else [])
    common = {name: counts.most_common(MOST) for name, counts in found.items()}
    offered = {(name, value) for name, values in common.items() for value, _ in values}
    titles = _titles(offered | set(chosen.items()))
    return {
        "facets": [
            {
                "name": name,
                "heading": heading,
                "choices": [
                    (titles[name, v], n, _query(chosen, {name: v}), chosen.get(name) == v)
                    for v, n in common[name]
                ],
            }
            for name, heading in OFFERED.items()
            if len(common[name]) > (name == "language")
        ],
        "removable": [(n, titles[n, v], _query(chosen, {n: None})) for n, v in chosen.items()],
    }


def _titles(values: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """What readers call values of filters; those that are no records as they are written."""
    wanted = Document.objects.filter(
        kind__in=KINDS.values(), slug__in={slug for _, slug in values}, withdrawn_at__isnull=True
    )
    known = {
        (kind, slug): title for kind, slug, title in wanted.values_list("kind", "slug", "title")
    }
    return {each: known.get((KINDS.get(each[0], ""), each[1]), each[1]) for each in values}


@explained
def atom(request: HttpRequest) -> HttpResponse:
    """The river as Atom, with its filters."""

    def found() -> Listed:
        chosen = _chosen(request)
        return Listed(named("Planet", chosen), "/planet/", _river(chosen), chosen)

    return answer(request, *newest_change(), found)
