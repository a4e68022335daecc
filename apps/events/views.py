"""Pages about events and talks. Lists read the catalog; the page of one row reads the row."""

from itertools import groupby
from typing import Any, NoReturn

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apps.catalog.freshness import catalog_page, content_page
from apps.catalog.kinds import kind_named
from apps.catalog.listing import narrow, page_number, page_of
from apps.catalog.models import Document
from apps.catalog.records import cards, refuse
from apps.core import markup
from apps.core.error_pages import Gone
from apps.events import linked_data
from apps.events.models import Event, Series, Session

#: Sessions on one page of an event's programme
PROGRAMME_SIZE = 150
SERIES_SIZE = 200
RELATED = 5


@catalog_page
def events(request: HttpRequest) -> HttpResponse:
    """Events, newest first, narrowed by the query string."""
    return _list(request, "event", "events/events.html")


@catalog_page
def talks(request: HttpRequest) -> HttpResponse:
    """Talks, newest first, narrowed by the query string."""
    return _list(request, "talk", "events/talks.html")


def _list(request: HttpRequest, kind: str, template: str) -> HttpResponse:
    registered = kind_named(kind)
    narrowed = narrow(registered, request.GET)
    found = narrowed.documents.newest()
    page = page_of(found, request.GET, narrowed.count, kept=narrowed.chosen)
    return render(request, template, {"narrowed": narrowed, "page": page, "kind": registered})


@content_page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when, where, who made it happen, and its programme."""
    found = Event.objects.whole().filter(slug=slug).first()
    if found is None or found.state != Event.State.PUBLISHED:
        _refuse(request, "event", found)
    sessions = Session.objects.published().filter(event=found)
    number = page_number(request.GET, PROGRAMME_SIZE)
    page = Paginator(sessions.in_programme(), PROGRAMME_SIZE).get_page(number)
    context = {
        "event": found,
        "summary": markup.render(found.summary, found.markup, prefix="summary"),
        "neighbours": _neighbours(found),
        "page": page,
        "days": _by_day(list(page), found),
        "linked_data": linked_data.event(found),
    }
    return render(request, "events/event.html", context)


def _neighbours(event: Any) -> tuple[Any, Any]:
    """The events of the series before and after this one, where there are any."""
    siblings: list[Any] = list(
        Event.objects.published().in_series_of(event).only("slug", "title", "starts_on")
    )
    if event not in siblings:
        return None, None
    place = siblings.index(event)
    before = siblings[place - 1] if place else None
    return before, next(iter(siblings[place + 1 :]), None)


def _by_day(sessions: list[Any], event: Any) -> list[tuple[Any, list[Any]]]:
    """Sessions under the days on which they were held, as far as that is known."""
    for session in sessions:
        session.event = event  # saves a query each when their addresses are made
    return [(day, list(group)) for day, group in groupby(sessions, key=lambda each: each.date)]


@content_page
def talk(request: HttpRequest, event_slug: str, slug: str) -> HttpResponse:
    """One session: what it was about, who took part, and where it can be watched."""
    found = Session.objects.whole().filter(event__slug=event_slug, slug=slug).first()
    if found is None or not found.is_public():
        _refuse(request, "talk", found)
    others = Session.objects.published().select_related("event").only("title", "slug", "event")
    context = {
        "talk": found,
        "abstract": _abstract(found),
        "statements": _statements(found),
        "previous": others.before(found).first(),
        "next": others.after(found).first(),
        "related": _related(found),
        "linked_data": linked_data.talk(found),
    }
    return render(request, "events/talk.html", context)


def _abstract(talk: Any) -> str:
    """Summary and body as one text: many sources repeat the one in the other."""
    summary, body = talk.summary.strip(), talk.body.strip()
    if summary in body:
        summary = ""
    elif body in summary:
        body = ""
    parts = {"summary": summary, "text": body}
    return "".join(markup.render(part, talk.markup, prefix=id_) for id_, part in parts.items())


def _statements(talk: Any) -> list[Any]:
    """The appearances with a statement, also one left blank: that too was noted."""
    rows = [row for row in talk.appearances.all() if row.statement is not None]
    for row in rows:
        row.html = markup.render(row.statement, talk.markup, prefix=row.person.slug)
    return rows


def _related(talk: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """Other talks of the same people, then those of other people on the same topics."""
    people = [row.person.slug for row in talk.appearances.all()]
    topics = [topic.slug for topic in talk.topics.all()]
    others = Document.objects.public("talk").exclude(object_id=talk.pk).newest()
    by_people, by_topics = Q(people__overlap=people), Q(topics__overlap=topics)
    return [
        ("More by the same people", cards(others.filter(by_people)[:RELATED])),
        ("On the same topics", cards(others.filter(by_topics).exclude(by_people)[:RELATED])),
    ]


def _refuse(request: HttpRequest, kind: str, row: Any) -> NoReturn:
    """Say 410 of what was withdrawn, and 404 of what is a draft or never was."""
    if row is not None and row.state == "withdrawn":
        raise Gone
    refuse(kind, request.path)


@catalog_page
def all_series(request: HttpRequest) -> HttpResponse:
    """Series of events, by name."""
    found = Series.objects.with_years().order_by("name")
    page = Paginator(found, SERIES_SIZE).get_page(page_number(request.GET, SERIES_SIZE))
    return render(request, "events/all_series.html", {"page": page})


@catalog_page
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """One series, its years side by side."""
    years = cards(Document.objects.public("event").of_series(slug).newest())
    if not years:
        raise Http404(f"No series is known here as “{slug}”.")
    context = {
        "series": years[0]["series"],
        "years": years,
        "talk_count": sum(card["talk_count"] for card in years),
        "most": max(card["talk_count"] for card in years),
        "places": any(card["venue"] for card in years),
    }
    return render(request, "events/series.html", context)
