"""Writing the questions of a run."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.people.access import signed_in
from apps.surveys import meanwhile
from apps.surveys.desk import run_of, save
from apps.surveys.desk_forms import OptionFormSet, QuestionForm, free_key
from apps.surveys.models import Option, Question, Run, Tally


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def question(request: HttpRequest, pk: int, key: int | None = None) -> HttpResponse:
    """One question with its answers, in one form."""
    if request.method != "POST":
        return _question_page(request, pk, key)
    with transaction.atomic():
        Run.objects.select_for_update().filter(pk=pk).first()  # one after the other
        return _question_page(request, pk, key)


def _question_page(request: HttpRequest, pk: int, key: int | None) -> HttpResponse:
    run = run_of(request, pk)
    asked = _question(run, key) if key else Question(run=run, position=_last(run) + 1)
    before, said = asked.wording, _said(asked)
    form = QuestionForm(request.POST or None, instance=asked)
    options = OptionFormSet(request.POST or None, instance=asked, prefix="options")
    changed = request.method == "POST" and bool(key) and meanwhile.was_changed(request, said)
    if request.method == "POST" and form.is_valid() and options.is_valid() and not changed:
        if key or not _is_there(run, form, options):
            _store(run, form, options, before)
            run.actor = request.user
            save(run)
        messages.success(request, "Saved.")
        again = "another" in request.POST
        return redirect("desk-new-question" if again else "desk-setup", run.pk)
    context = {"run": run, "form": form, "options": options, "question": asked}
    context |= {"version": meanwhile.version_of(said), "stored": said if changed else None}
    status = 409 if changed else 422 if request.method == "POST" else 200
    return render(request, "surveys/desk/question.html", context, status=status)


def _said(asked: Question) -> meanwhile.Said:
    """What the form shows of a question, as it is stored now."""
    said = meanwhile.said_by(asked, QuestionForm.Meta.fields)
    if asked.pk is None:
        return said
    rows = asked.options.order_by("position", "pk").values_list("label", "position")
    return [*said, *((f"Answer at {position}", label) for label, position in rows)]


def _is_there(run: Any, form: Any, options: Any) -> bool:
    """Whether a new question is one that a lost answer made somebody send again."""
    labels = [row.cleaned_data.get("label") for row in options if row.cleaned_data.get("label")]
    found = Question.objects.filter(run=run, wording=form.cleaned_data["wording"])
    return any(sorted(q.options.values_list("label", flat=True)) == sorted(labels) for q in found)


@require_POST
@signed_in
def delete(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take a question away, unless hands were counted for it."""
    run = run_of(request, pk)
    asked = _question(run, key)
    try:
        with transaction.atomic():
            asked.delete()
            save(run)
        messages.success(request, f"“{asked.wording}” is gone.")
    except ProtectedError:
        messages.error(request, f"“{asked.wording}” was counted, so it stays.")
    return redirect("desk-setup", run.pk)


def _question(run: Any, key: int) -> Question:
    asked = Question.objects.filter(run=run, pk=key).first()
    if asked is None:
        raise Http404("This survey has no such question.")
    return asked


def _last(run: Any) -> int:
    return max((each.position for each in run.questions.all()), default=0)


def _store(run: Any, form: Any, options: Any, before: str) -> None:
    asked = form.save(commit=False)
    if not asked.key:
        asked.key = free_key(asked.wording, set(run.questions.values_list("key", flat=True)))
    elif before != asked.wording and (run.cloned_from_id or run.clones.exists()):
        asked.wording_version += 1
        asked.wording_note = f"Was: {before}"[:300]
    asked.save()
    options.instance = asked
    taken = set(asked.options.values_list("key", flat=True))
    for row in options.save(commit=False):
        if not row.key:
            row.key = free_key(row.label, taken)
            row.position = row.position or _last_option(asked) + 1
            taken.add(row.key)
        row.save()
        Tally.objects.get_or_create(option=row)
    for row in options.deleted_objects:
        row.delete()


def _last_option(asked: Question) -> int:
    return max(Option.objects.filter(question=asked).values_list("position", flat=True), default=0)
