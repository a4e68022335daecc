"""Pages that read the catalog alone: home, topics, the API's front page, what the site is."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from apps.catalog.filters import BadParameter
from apps.catalog.freshness import catalog_page
from apps.catalog.kinds import kinds
from apps.catalog.listing import Choice, page_of
from apps.catalog.models import Document
from apps.catalog.records import cards, public_record

TOPICS_SIZE = 200
#: How many of each the home page shows
EVENTS, TALKS, PEOPLE, TOPICS = 6, 5, 12, 24
#: Forms of talks that are worth reading about for those who were not there
NOTABLE = ("panel", "keynote")


@catalog_page
def home(request: HttpRequest) -> HttpResponse:
    """What is here, what is new, what is worth reading."""
    talks = Document.objects.public("talk")
    context = {
        "counts": Document.objects.counts(),
        "years": [
            Choice(str(year), n, False, f"year={year}") for year, n in talks.by_year() if year > 1
        ],
        "events": cards(Document.objects.public("event").newest()[:EVENTS]),
        "talks": cards(talks.filter(form__in=NOTABLE).newest()[:TALKS]),
        "people": cards(Document.objects.public("person").heaviest()[:PEOPLE]),
        "topics": cards(Document.objects.public("topic").heaviest()[:TOPICS]),
    }
    return render(request, "catalog/home.html", context)


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
    """One topic and everything that has it, newest first."""
    found = public_record("topic", slug)
    having = Document.objects.filter(withdrawn_at__isnull=True).with_topic(slug)
    page = page_of(having.newest(), request.GET, found["record_count"])
    return render(request, "catalog/topic.html", {"topic": found, "page": page})


@catalog_page
def api(request: HttpRequest) -> HttpResponse:
    """The API for newcomers: what there is, and examples that run against this site."""
    counts = Document.objects.counts()
    context: dict[str, Any] = {
        "resources": [(kind, counts.get(kind.name, 0)) for kind in kinds()],
        "root": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "catalog/api.html", context)


@catalog_page
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how it is made, and how accessible it is."""
    return render(request, "catalog/about.html", {"counts": Document.objects.counts()})


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
