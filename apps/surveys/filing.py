"""The page on which organisers put in a file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.people.access import signed_in
from apps.surveys.errors import Fault, Faulty
from apps.surveys.exporting import COLUMNS
from apps.surveys.forms import FileForm
from apps.surveys.importing import import_csv, import_json
from apps.surveys.models import Run


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a CSV or JSON file into a run; show what is wrong with it."""
    run = run_to_enter(request.user, slug)
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    changed = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = _store(run, form.cleaned_data["file"], request.user)
        except Faulty as error:
            faults = error.faults
    context = {"run": run, "form": form, "faults": faults, "changed": changed, "columns": COLUMNS}
    return render(request, "surveys/import.html", context, status=400 if faults else 200)


def run_to_enter(user: Any, slug: str) -> Any:
    """The run, for whoever may enter its counts (PermissionDenied for others, or Http404)."""
    run = Run.objects.enterable_by(user).whole().filter(slug=slug).first()
    if run is not None:
        return run
    if Run.objects.filter(slug=slug).exists():
        raise PermissionDenied("Only organisers of its event may enter counts.")
    raise Http404(f"There is no survey “{slug}”.")


def _store(run: Any, file: Any, user: Any) -> int:
    is_json = file.name.lower().endswith(".json")
    return (import_json if is_json else import_csv)(run, file.read(), user)
