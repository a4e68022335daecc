"""Pages about people. What they did comes from the catalog: talks live in a higher app."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.catalog.filters import BadParameter
from apps.catalog.freshness import catalog_page
from apps.catalog.listing import page_of
from apps.catalog.models import Document
from apps.catalog.records import public_record, record
from apps.people.alphabet import LETTERS, letters_in_use

PAGE_SIZE = 100


@catalog_page
def people(request: HttpRequest) -> HttpResponse:
    """Everybody: who appeared most, or by letter."""
    documents = Document.objects.public("person")
    letters = letters_in_use(documents.initials())
    slug = request.GET.get("letter", "")
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
    """One person: every talk, newest first, and as what; the events that they made happen."""
    found = public_record("person", slug)
    talks = Document.objects.public("talk").with_person(slug).newest()
    page = page_of(talks, request.GET, found["talk_count"], size=PAGE_SIZE)
    for card in page.cards:
        everybody = card["speakers"]
        card["roles"] = [each["role"] for each in everybody if each["slug"] == slug]
        card["speakers"] = [each for each in everybody if each["slug"] != slug]
    context = {
        "person": found,
        "page": page,
        "years": by_year(page.cards),
        "organised": organised_by(slug),
    }
    return render(request, "people/person.html", context)


def by_year(talks: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Talks under the year they were held in, "" if that is unknown."""
    years = groupby(talks, key=lambda talk: (talk["date"] or "")[:4])
    return [(year, list(group)) for year, group in years]


def organised_by(slug: str) -> list[dict[str, Any]]:
    """The events that somebody organised, hosted or took notes of, newest first."""
    events = Document.objects.public("event").with_person(slug).newest()
    return [
        record(card) | {"roles": roles_in(people, slug)}
        for card, people in events.values_list("card", "people")
    ]


def roles_in(people: list[str], slug: str) -> list[str]:
    """The roles of one person among the terms of a document."""
    return sorted(term.partition(":")[0] for term in people if term.endswith(f":{slug}"))
