"""Pages that read the catalog alone: home, topics, the API's front page, what the site is."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.catalog import linked_data
from apps.catalog import timeline as years
from apps.catalog.filters import BadParameter
from apps.catalog.freshness import catalog_page
from apps.catalog.kinds import kind_named, kinds, writable
from apps.catalog.listing import Choice, page_of
from apps.catalog.models import Document
from apps.catalog.records import cards, public_record

TOPICS_SIZE = 200
#: Topics beside a topic
TOGETHER = 10
#: How many of each the home page shows
COMING, EVENTS, TALKS, PEOPLE, TOPICS = 4, 6, 5, 12, 24
#: Kinds of things to read, in the order of the page that gathers them, and how many of each
TO_READ = ("guide", "review", "note", "case-study", "porting-note", "book")
READINGS, ENTRIES, SURVEYS = 6, 5, 3
#: Forms of talks that are worth reading about for those who were not there
NOTABLE = ("panel", "keynote")


@catalog_page
def home(request: HttpRequest) -> HttpResponse:
    """What is here, what is coming, what is new, what is worth reading, and the ways in."""
    talks, events = Document.objects.public("talk"), Document.objects.public("event")
    today = timezone.localdate()
    context = {
        "linked_data": linked_data.site(),
        "counts": Document.objects.counts(),
        "years": [
            Choice(str(year), n, False, f"year={year}") for year, n in talks.by_year() if year > 1
        ],
        "coming": cards(events.filter(sort_date__gt=today).oldest()[:COMING]),
        "events": cards(events.filter(sort_date__lte=today).newest()[:EVENTS]),
        "talks": cards(talks.filter(form__in=NOTABLE).newest()[:TALKS]),
        "people": cards(Document.objects.public("person").heaviest()[:PEOPLE]),
        "topics": cards(Document.objects.public("topic").heaviest()[:TOPICS]),
        "readings": cards(Document.objects.of_kinds(TO_READ[:4]).newest()[:READINGS]),
        "entries": cards(Document.objects.public("entry").newest()[:ENTRIES]),
        "surveys": cards(Document.objects.public("survey").newest()[:SURVEYS]),
    }
    return render(request, "catalog/home.html", context)


@catalog_page
def timeline(request: HttpRequest) -> HttpResponse:
    """The years and what they had, of one kind if that is asked for."""
    counts = Document.objects.counts()
    there = [kind_named(name) for name in years.KINDS if counts.get(name)]
    chosen = request.GET.get("kind", "")
    if chosen and chosen not in years.KINDS:
        raise BadParameter("kind", f"must be one of {', '.join(years.KINDS)}")
    found = years.timeline([chosen] if chosen else years.KINDS)
    context = {"years": found, "kinds": there, "chosen": chosen}
    return render(request, "catalog/timeline.html", context)


@catalog_page
def library(request: HttpRequest) -> HttpResponse:
    """What was written down, by kind: guides, reviews, notes, how ports went, books."""
    counts = Document.objects.counts()
    shelves = [
        (kind_named(name), counts[name], cards(Document.objects.public(name).newest()[:READINGS]))
        for name in TO_READ
        if counts.get(name)
    ]
    return render(request, "catalog/library.html", {"shelves": shelves})


@catalog_page
def topics(request: HttpRequest) -> HttpResponse:
    """Topics: those of most records first, or by name."""
    documents = Document.objects.public("topic")
    order = request.GET.get("order", "")
    if order not in ("", "name"):
        raise BadParameter("order", "must be name, or left out for the most used first")
    ordered = documents.alphabetically() if order else documents.heaviest()
    kept = {"order": order} if order else {}
    page = page_of(ordered, request.GET, documents.count(), kept=kept, size=TOPICS_SIZE)
    return render(request, "catalog/topics.html", {"page": page, "order": order})


@catalog_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic and everything that has it, newest first, of one kind if that is asked for."""
    found = public_record("topic", slug)
    having = Document.objects.filter(withdrawn_at__isnull=True).with_topic(slug)
    by_kind = having.counts()
    counts = [(kind, by_kind[kind.name]) for kind in kinds() if kind.name in by_kind]
    chosen = request.GET.get("kind", "")
    if chosen and chosen not in by_kind:
        raise BadParameter("kind", f"must be one of {', '.join(by_kind)}")
    shown = having.filter(kind=chosen) if chosen else having
    page = page_of(
        shown.newest(),
        request.GET,
        by_kind[chosen] if chosen else sum(by_kind.values()),
        kept={"kind": chosen} if chosen else {},
    )
    context = {
        "topic": found,
        "together": _together(having, slug),
        "page": page,
        "counts": counts,
        "chosen": chosen,
        "feed_url": f"{request.path}feed.atom",
    }
    return render(request, "catalog/topic.html", context)


def _together(having: Any, slug: str) -> list[tuple[dict[str, Any], int]]:
    """The topics that records of a topic have most often besides it; once is no habit."""
    often = {other: n for other, n in having.other_topics(slug)[:TOGETHER] if n > 1}
    found = cards(Document.objects.public("topic").filter(slug__in=often))
    return sorted(((card, often[card["slug"]]) for card in found), key=lambda pair: -pair[1])


@catalog_page
def api(request: HttpRequest) -> HttpResponse:
    """The API for newcomers: what there is, and examples that run against this site."""
    counts = Document.objects.counts()
    context: dict[str, Any] = {
        "resources": [(kind, counts.get(kind.name, 0)) for kind in kinds()],
        "linked_data": linked_data.dumps(kinds()),
        "writable": writable(),
        "talk_count": counts.get("talk", 0),
        "site": request.build_absolute_uri("/").removesuffix("/"),
        "root": request.build_absolute_uri("/api/v1/"),
        "limit": settings.API_RATE_LIMIT,
    }
    return render(request, "catalog/api.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def api_client(request: HttpRequest) -> HttpResponse:
    """The client in one file, to be copied."""
    path = Path(settings.BASE_DIR) / "clients" / "pycommunity_client.py"
    return HttpResponse(path.read_bytes(), content_type="text/x-python; charset=utf-8")


@catalog_page
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how it is made, and how accessible it is."""
    return render(request, "catalog/about.html", {"counts": Document.objects.counts()})


@catalog_page
def design(request: HttpRequest) -> HttpResponse:
    """Every component of the style sheet in its states."""
    strip = [(6, 18), (21, 46), (34, 12), (55, 30), (58, 14), (79, 22)]
    cords = [
        Choice(str(2008 + n), count, n == 3, "") for n, count in enumerate((31, 143, 188, 109))
    ]
    return render(request, "catalog/design.html", {"strip": strip, "years": cords})


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything that readers may."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Where the icon is, for clients that do not look into the page."""
    return HttpResponseRedirect(static("favicon.svg"))
