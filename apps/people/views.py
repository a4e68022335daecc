"""Pages about people. What they did comes from the catalog: talks live in a higher app."""

from collections import Counter, defaultdict
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.catalog import beside
from apps.catalog.filters import BadParameter
from apps.catalog.freshness import catalog_page
from apps.catalog.kinds import Kind, kinds
from apps.catalog.listing import page_of
from apps.catalog.models import Document
from apps.catalog.records import public_record, record
from apps.people import linked_data
from apps.people.alphabet import LETTERS, letters_in_use
from apps.people.api import COUNTED_HERE

PAGE_SIZE = 100
#: Of each other kind on somebody's page
WORKS = 50


@catalog_page
def people(request: HttpRequest) -> HttpResponse:
    """Everybody: who appeared most, or by letter."""
    documents = Document.objects.public("person")
    letters = letters_in_use(documents.initials())
    slug = request.GET.get("letter", "").lower()
    if slug and slug not in LETTERS:
        raise BadParameter("letter", f"must be one of {', '.join(LETTERS)}")
    found = documents.filter(LETTERS[slug].q()).alphabetically() if slug else documents.heaviest()
    count = sum(n for letter, n in letters if slug in ("", letter.slug))
    kept = {"letter": slug} if slug else {}
    context = {
        "page": page_of(found, request.GET, count, kept=kept, size=PAGE_SIZE),
        "letters": letters,
        "letter": LETTERS.get(slug),
    }
    return render(request, "people/people.html", context)


@catalog_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """One person and everything they did: on stage, behind the scenes, in writing, said of them."""
    found = public_record("person", slug)
    talks = Document.objects.public("talk").with_person(slug).newest()
    page = page_of(talks, request.GET, found["talk_count"], size=PAGE_SIZE)
    for card in page.cards:
        everybody = card["speakers"]
        card["roles"] = [each["role"] for each in everybody if each["slug"] == slug]
        card["speakers"] = [each for each in everybody if each["slug"] != slug]
    context = {
        "person": found,
        "linked_data": linked_data.person(found),
        "page": page,
        "years": by_year(page.cards),
        "roles": roles_on_stage(slug) if found["talk_count"] else [],
        "organised": organised_by(slug),
        "works": works_of(slug),
        "groups": beside.groups("person", found["id"]),
        "feed_url": f"{request.path}feed.atom",
    }
    return render(request, "people/person.html", context)


def by_year(talks: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Talks under the year they were held in, "" if that is unknown."""
    years = groupby(talks, key=lambda talk: (talk["date"] or "")[:4])
    return [(year, list(group)) for year, group in years]


def roles_on_stage(slug: str) -> list[tuple[str, int]]:
    """As what somebody took part in talks, and in how many: most often first."""
    talks = Document.objects.public("talk").with_person(slug)
    of_each = talks.values_list("people", flat=True)
    counts = Counter(role for people in of_each for role in roles_in(people, slug))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def organised_by(slug: str) -> list[dict[str, Any]]:
    """The events that somebody organised, hosted or took notes of, newest first."""
    events = Document.objects.public("event").with_person(slug).newest()
    return [
        record(card) | {"roles": roles_in(people, slug)}
        for card, people in events.values_list("card", "people")
    ]


def works_of(slug: str) -> list[tuple[Kind, list[dict[str, Any]], int]]:
    """What else names somebody, kind by kind: the newest of their reviews, guides, notes, and how
    many there are of each."""
    named = Document.objects.filter(withdrawn_at__isnull=True).with_person(slug)
    elsewhere = [kind.name for kind in kinds() if kind.beside]
    others = named.exclude(kind__in=[*COUNTED_HERE, *elsewhere])
    newest = [F("sort_date").desc(), F("object_id").desc()]
    ranked = others.annotate(
        place=Window(RowNumber(), partition_by=F("kind"), order_by=newest),
        of=Window(Count("pk"), partition_by=F("kind")),
    ).filter(place__lte=WORKS)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    counts: dict[str, int] = {}
    for name, card, people, count in ranked.newest().values_list("kind", "card", "people", "of"):
        found[name].append(record(card) | {"roles": roles_in(people, slug)})
        counts[name] = count
    return [(kind, found[kind.name], counts[kind.name]) for kind in kinds() if kind.name in found]


def roles_in(people: list[str], slug: str) -> list[str]:
    """The roles of one person among the terms of a document."""
    return sorted(term.partition(":")[0] for term in people if term.endswith(f":{slug}"))
