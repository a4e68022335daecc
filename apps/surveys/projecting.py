"""What the room sees: nothing before the reveal, then the counts as they come."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.catalog.freshness import release
from apps.core.error_pages import Gone, gone
from apps.surveys.desk import PROJECTOR
from apps.surveys.models import Run
from apps.surveys.reading import questions_of


@require_safe
def projector(request: HttpRequest, token: str) -> HttpResponse:
    """One run in big type. Asked for every second: what has not changed costs one short query."""
    try:
        run = _run(token)
    except Gone:
        return gone(request)
    etag = f'"{run.pk}-{run.updated_at.timestamp()}-{run.is_public()}-{release()}"'
    response = get_conditional_response(request, etag) or _shown(request, run)
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response


def _run(token: str) -> Any:
    try:
        pk = signing.loads(token, salt=PROJECTOR)
    except signing.BadSignature:
        raise Http404("There is no such screen. Copy its address from your desk again.") from None
    run = Run.objects.select_related("event").filter(pk=pk).first()
    if run is None:
        raise Http404("This survey is gone.")
    if run.state == Run.State.WITHDRAWN:
        raise Gone
    return run


def _shown(request: HttpRequest, run: Any) -> HttpResponse:
    is_shown = run.is_public()
    whole = Run.objects.whole().get(pk=run.pk) if is_shown else run
    context = {
        "run": whole,
        "is_shown": is_shown,
        "questions": list(questions_of(whole)) if is_shown else [],
    }
    return render(request, "surveys/projector.html", context)
