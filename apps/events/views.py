"""Pages about events and talks. Lists read the catalog; the page of one row reads the row."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.catalog.freshness import catalog_page, content_page
from apps.catalog.listing import list_page, page_number
from apps.catalog.models import Document
from apps.catalog.records import cards, refuse
from apps.catalog.syndication import address_of
from apps.core import markup
from apps.events import linked_data, reading, showing
from apps.events.models import Event, Series, Session
from apps.events.noted import Passage
from apps.events.playing import player
from apps.events.programme import Line, programme
from apps.events.years import side_by_side

#: Sessions on one page of an event's programme
PROGRAMME_SIZE = 150
SERIES_SIZE = 200
SAME_PEOPLE = 5
#: About as many bytes has the page of an event; notes beyond that are on the sessions' own pages
PAGE_SIZE = 95_000
#: What a session in the programme takes of that, and a passage of notes besides its text
SESSION_SIZE, PASSAGE_SIZE, FRAME_SIZE = 500, 180, 8_000
CHANGES = 10


@catalog_page
def events(request: HttpRequest) -> HttpResponse:
    """Events, newest first, narrowed by the query string."""
    return list_page(request, "event", "events/events.html")


@catalog_page
def talks(request: HttpRequest) -> HttpResponse:
    """Talks, newest first, narrowed by the query string."""
    return list_page(request, "talk", "events/talks.html")


@content_page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when, where, who made it happen, and its programme."""
    found = reading.events().filter(slug=slug).first()
    if found is None or found.state != Event.State.PUBLISHED:
        refuse("event", request.path, found)
    sessions = Session.objects.published().filter(event=found)
    number = page_number(request.GET, PROGRAMME_SIZE)
    held = programme(sessions, found, number, PROGRAMME_SIZE)
    notes = _notes_of_event(found, held.lines)
    context = {
        "event": found,
        "summary": markup.render(found.summary, found.markup, prefix="summary"),
        "neighbours": _neighbours(found),
        "page": held.page,
        "lines": held.lines,
        "days": held.days,
        "is_one_year": len({day.date.year for day in held.days if day.date}) < 2,
        "notes": notes,
        "apart": sum(line["has_notes"] and not line["notes"] for line in held.lines),
        "changes": found.revisions().select_related("actor")[:CHANGES],
        "surveys": cards(Document.objects.public("survey").of_event(found.slug).newest()),
        "linked_data": linked_data.event(found),
        "feed_url": address_of("/talks/", {"event": found.slug}),
    }
    return render(request, "events/event.html", context)


def _notes_of_event(event: Any, lines: list[Line]) -> list[showing.Notes]:
    """The event's own notes; each session with notes gets them as ``notes``, while they fit."""
    noted = Passage.objects.of_sessions(line["pk"] for line in lines)
    in_order = noted.order_by("session", "source", "position", "pk")
    by_session = {key: list(rows) for key, rows in groupby(in_order, lambda p: p.session_id)}
    shown = list(event.passages.all())
    own = showing.notes(shown)
    room = PAGE_SIZE - FRAME_SIZE - SESSION_SIZE * len(lines) - _bytes(shown)
    for line in lines:
        passages = by_session.get(line["pk"], [])
        line["has_notes"], line["notes"] = bool(passages), []
        if room <= 0:
            continue
        notes = showing.notes(passages, prefix=f"{line['slug']}-")
        room -= _bytes(passages)
        if room > 0:
            line["notes"] = notes
            shown += passages
    showing.link_mentions(shown)
    return own


def _bytes(passages: list[Any]) -> int:
    """About how much of a page these rendered passages take."""
    return sum(PASSAGE_SIZE + len(row.html.encode()) for row in passages)


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


@content_page
def talk(request: HttpRequest, event_slug: str, slug: str) -> HttpResponse:
    """One session: what it was about, who took part, and where it can be watched."""
    found = reading.talks().filter(event__slug=event_slug, slug=slug).first()
    if found is None or not found.is_public():
        refuse("talk", request.path, found)
    by_the_same = _by_the_same(found)
    plays = player(found.recordings.all())
    context = {
        "talk": found,
        "abstract": showing.with_links(_abstract(found)),
        "player": plays,
        "statements": _statements(found),
        "notes": showing.notes(found.passages.all()),
        "changes": found.revisions().select_related("actor")[:CHANGES],
        "previous": _beside(found, Session.objects.published().before(found)),
        "next": _beside(found, Session.objects.published().after(found)),
        "by_the_same": by_the_same,
        "told_already": [card["id"] for card in by_the_same],
        "linked_data": linked_data.talk(found),
    }
    showing.link_mentions([*context["statements"], *found.passages.all()])
    response = render(request, "events/talk.html", context)
    if plays:
        response._csp_update = plays.policy  # type: ignore[attr-defined]
    return response


def _beside(talk: Any, others: Any) -> dict[str, str] | None:
    """Title and page of the first of other sessions of the same event."""
    found = others.values("title", "slug").first()
    return found and found | {"url": reverse("talk", args=[talk.event.slug, found["slug"]])}


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


def _by_the_same(talk: Any) -> list[dict[str, Any]]:
    """Other talks of the same people, newest first."""
    people = [row.person.slug for row in talk.appearances.all()]
    others = Document.objects.public("talk").exclude(object_id=talk.pk).newest()
    return cards(others.filter(people__overlap=people)[:SAME_PEOPLE])


@catalog_page
def all_series(request: HttpRequest) -> HttpResponse:
    """Series of events, by name."""
    found = Series.objects.with_years().order_by("name")
    page = Paginator(found, SERIES_SIZE).get_page(page_number(request.GET, SERIES_SIZE))
    context = {"page": page, "feed_url": address_of("/events/", {})}
    return render(request, "events/all_series.html", context)


@catalog_page
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """One series, its years side by side."""
    found = side_by_side(slug)
    if not found.years:
        raise Http404(f"No series is known here as “{slug}”.")
    context = {
        "series": found.years[0].card["series"],
        "found": found,
        "feed_url": f"{request.path}feed.atom",
    }
    return render(request, "events/series.html", context)
