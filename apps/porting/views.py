"""Pages about packages and their ports. Lists read the catalog; the page of one row reads it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.http import urlencode

from apps.catalog.freshness import catalog_page, content_page
from apps.catalog.kinds import kind_named
from apps.catalog.listing import list_page, narrow, page_of
from apps.catalog.models import Document
from apps.catalog.records import cards, refuse
from apps.core.naming import package_name
from apps.packages.models import Package
from apps.porting import dates, holding, reading
from apps.porting.mentions import mentions
from apps.porting.models import CaseStudy, PortingNote, Status
from apps.porting.table import Asked, as_csv, fill, table

PACKAGES_SIZE = 200


@content_page
def porting(request: HttpRequest) -> HttpResponse:
    """Readiness of every package that somebody spoke of, on any day."""
    asked = Asked.of(request.GET)
    found = table(asked)
    if request.GET.get("format") == "csv":
        fill(found.rows, asked)
        response = HttpResponse(as_csv(found.rows), content_type="text/csv; charset=utf-8")
        day = f"-{asked.as_of}" if asked.as_of else ""
        response["Content-Disposition"] = f'attachment; filename="porting{day}.csv"'
        return response
    kept = asked.kept()
    rows, page = found.page(request.GET, urlencode(kept))
    fill(rows, asked)
    choices = [
        (value, label, found.counts[value], urlencode(asked.kept(verdict=value)))
        for value, label in Status.Verdict.choices
        if found.counts[value] or value == asked.verdict
    ]
    context = {
        "asked": asked,
        "table": found,
        "rows": rows,
        "page": page,
        "query": urlencode(kept),
        "choices": choices,
        "all_verdicts": urlencode(asked.kept(verdict="")),
        "csv": urlencode(kept | {"format": "csv"}),
        "orders": [
            (name, label, urlencode(asked.kept(order=name if name != "name" else "")))
            for name, label in (("name", "Name"), ("verdict", "Worst first"), ("date", "Newest"))
        ],
    }
    return render(request, "porting/porting.html", context)


@catalog_page
def packages(request: HttpRequest) -> HttpResponse:
    """Packages by name, narrowed by the query string."""
    kind = kind_named("package")
    narrowed = narrow(kind, request.GET)
    found = narrowed.documents.alphabetically()
    kept = narrowed.chosen
    page = page_of(found, request.GET, narrowed.count, kept=kept, size=PACKAGES_SIZE)
    context = {"narrowed": narrowed, "page": page, "kind": kind, "path": "/packages/"}
    return render(request, "porting/packages.html", context)


@content_page
def package(request: HttpRequest, name: str) -> HttpResponse:
    """One package: its readiness on a day, all that was ever said of it, and by whom."""
    normal = package_name(name)
    as_of = dates.asked_day(request.GET.get(dates.PARAMETER))
    found: Any = reading.packages(as_of).filter(slug=normal).first()
    if found is None:
        refuse("package", request.path)
    if normal != name:
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return HttpResponsePermanentRedirect(found.get_absolute_url() + query)
    held = holding.of(found.loaded_statuses)
    ids = {status.pk for status in held}
    context = {
        "package": found,
        "as_of": as_of,
        "held": held,
        "disputed": holding.is_disputed(held),
        "earlier": [status for status in found.loaded_statuses if status.pk not in ids],
        "studies": CaseStudy.objects.published().filter(package=found).order_by("-as_of", "pk"),
        "notes": PortingNote.objects.published().filter(packages=found).order_by("-as_of", "pk"),
        "instead_of": Package.objects.filter(
            statuses__in=Status.objects.holding(as_of).filter(alternatives__package=found)
        )
        .order_by("slug")
        .distinct(),
        "mentions": mentions(found),
        "topic": next(iter(cards(Document.objects.public("topic").filter(slug=found.slug))), None),
    }
    return render(request, "porting/package.html", context)


@catalog_page
def case_studies(request: HttpRequest) -> HttpResponse:
    """Case studies, newest first, narrowed by the query string."""
    return list_page(request, "case-study", "porting/case_studies.html")


@catalog_page
def porting_notes(request: HttpRequest) -> HttpResponse:
    """Porting notes, newest first, narrowed by the query string."""
    return list_page(request, "porting-note", "porting/notes.html")


@content_page
def case_study(request: HttpRequest, slug: str) -> HttpResponse:
    """One case study: what was required, what came of it, and what it cost."""
    study = reading.case_studies().filter(slug=slug).first()
    if study is None:
        refuse("case-study", request.path, CaseStudy.objects.filter(slug=slug).first())
    return render(request, "porting/case_study.html", {"study": study})


@content_page
def porting_note(request: HttpRequest, slug: str) -> HttpResponse:
    """One porting note, and the case studies of those who followed it."""
    note = reading.porting_notes().filter(slug=slug).first()
    if note is None:
        refuse("porting-note", request.path, PortingNote.objects.filter(slug=slug).first())
    studies = CaseStudy.objects.published().filter(strategy=note).order_by("-as_of", "pk")
    return render(request, "porting/note.html", {"note": note, "studies": studies})
