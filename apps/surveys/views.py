"""Pages about surveys, for readers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from apps.catalog.freshness import catalog_page, content_page
from apps.catalog.listing import list_page
from apps.catalog.records import refuse
from apps.surveys import exporting, linked_data
from apps.surveys.models import Question, Run
from apps.surveys.reading import questions_of
from apps.surveys.trends import trend_of

#: How pages say where their oEmbed answer is: (format, media type)
OEMBED = (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))


@catalog_page
def surveys(request: HttpRequest) -> HttpResponse:
    """Surveys, newest first, narrowed by the query string."""
    return list_page(request, "survey", "surveys/surveys.html")


@content_page
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """One run: what was asked, how it was counted, and what came of it."""
    run = public_run(request, slug)
    earlier = run.cloned_from
    questions = list(questions_of(run))
    context = {
        "run": run,
        "oembed": OEMBED,
        "linked_data": linked_data.survey(run, [each.question.wording for each in questions]),
        "earlier": earlier if earlier and earlier.is_public() else None,
        "questions": questions,
        "repeated": Question.objects.repeated(run),
    }
    return render(request, "surveys/survey.html", context)


@content_page
def question(request: HttpRequest, key: str) -> HttpResponse:
    """One question over all public runs that asked it."""
    asked = list(Question.objects.asked(key))
    if not asked:
        raise Http404(f"No survey asks “{key}”.")
    return render(request, "surveys/question.html", {"key": key, "trend": trend_of(asked)})


@content_page
def survey_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """One run as a table, an option a row."""
    run = public_run(request, slug)
    return _file(exporting.as_csv(run), "text/csv; charset=utf-8", f"{run.slug}.csv")


@content_page
def survey_json(request: HttpRequest, slug: str) -> HttpResponse:
    """One run whole, to be imported elsewhere."""
    run = public_run(request, slug)
    return _file(exporting.as_json(run), "application/json", f"{run.slug}.json")


def _file(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def public_run(request: HttpRequest, slug: str) -> Any:
    """The run (410 if it was withdrawn, 404 if nobody may see it or there is none)."""
    run = Run.objects.whole().filter(slug=slug).first()
    if run is None or not run.is_public():
        refuse("survey", request.path, run)
    return run
