"""Entering counts: one form, which saves without JavaScript too."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.estimates import EstimateError, parse, write
from apps.people.access import private, signed_in
from apps.surveys.checks import oddities
from apps.surveys.desk import run_of, steps
from apps.surveys.models import EMPTY, Operation, Tally
from apps.surveys.tallying import Sent, Status, record

#: The strip of a room of which nobody knows how many are in it ends here
SOME_PEOPLE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of a run. A cell that is no count is shown again as typed; the others are saved."""
    run = run_of(request, pk)
    typed: dict[int, str] = {}
    wrong: dict[int, str] = {}
    if request.method == "POST":
        sent, typed, wrong = _read(run, request.POST)
        results = record(run, sent, request.user) if sent else []
        refused = {f"{each.question}/{each.option}": each.reason for each in results if each.reason}
        held = sum(each.status == Status.HELD for each in results)
        saved = len(results) - len(refused) - held
        if not wrong and not refused:
            messages.success(request, _said(saved, held))
            return redirect("desk-survey", run.pk)
        run = run_of(request, pk)
        _mark(run, refused, wrong)
        if saved:
            messages.success(request, _said(saved, held))
    context = {
        "run": run,
        "questions": [
            (each, [_row(option, typed, wrong) for option in each.options.all()])
            for each in run.questions.all()
        ],
        "wrong": _linked(run, wrong),
        "warnings": _placed(run),
        "late": Operation.objects.of_run(run).waiting().select_related("option"),
        "form_id": uuid4(),
        "most": run.head_count.high or SOME_PEOPLE,
        **steps(run),
    }
    return render(request, "surveys/desk/entry.html", context, status=422 if wrong else 200)


def _read(run: Any, data: Any) -> tuple[list[Sent], dict[int, str], dict[int, str]]:
    """The cells that changed since the form was made: as operations, as typed, what is wrong."""
    sent: list[Sent] = []
    typed: dict[int, str] = {}
    wrong: dict[int, str] = {}
    form_id = _uuid(data.get("form", ""))
    for question in run.questions.all():
        for option in question.options.all():
            cell = data.get(f"cell-{option.pk}")
            if cell is None or cell == data.get(f"was-{option.pk}", ""):
                continue
            typed[option.pk] = cell
            try:
                parse(cell)
            except EstimateError as error:
                wrong[option.pk] = str(error)
                continue
            sent.append(
                Sent(
                    uuid=uuid5(form_id, f"{option.pk} {cell}"),
                    question=question.key,
                    option=option.key,
                    kind="set",
                    cell=cell,
                    base_version=_number(data.get(f"version-{option.pk}", "")),
                )
            )
    return sent, typed, wrong


def _row(option: Any, typed: dict[int, str], wrong: dict[int, str]) -> dict[str, Any]:
    """One cell as it is shown. What was typed and is no count stays; else the count's words."""
    tally = getattr(option, "tally", None) or Tally(option=option, **_empty())
    estimate = tally.estimate
    stored = as_typed(option.question.run, estimate)
    fields = ("raw", "value", "low", "high", "precision", "candidates")
    return {
        "option": option,
        "tally": tally,
        "count": estimate,
        "is_counted": estimate.is_known or estimate.precision == "not_asked",
        "stored": stored,
        "cell": typed[option.pk] if option.pk in wrong else stored,
        "error": wrong.get(option.pk, ""),
        "json": {name: getattr(tally, name) for name in fields},
        "choices": [_choice(each) for each in tally.candidates],
    }


def _empty() -> dict[str, Any]:
    return {"raw": EMPTY.raw, "precision": EMPTY.precision.value}


def as_typed(run: Any, estimate: Any) -> str:
    """The cell that gives this count on this run: its own words where they still do."""
    raw: str = estimate.raw.strip()
    try:
        read = parse(raw, default=run.counting)
    except EstimateError:
        return write(estimate)
    same = (read.precision, read.low, read.high) == (
        estimate.precision, estimate.low, estimate.high,
    )  # fmt: skip
    return raw if same else write(estimate)


def _choice(candidate: dict[str, Any]) -> str:
    return str(candidate["raw"]).strip() or "?"


def _mark(run: Any, refused: dict[str, str], wrong: dict[int, str]) -> None:
    for question in run.questions.all():
        for option in question.options.all():
            if reason := refused.get(f"{question.key}/{option.key}"):
                wrong[option.pk] = reason


def _linked(run: Any, wrong: dict[int, str]) -> list[tuple[Any, str]]:
    options = [each for question in run.questions.all() for each in question.options.all()]
    return [(each, wrong[each.pk]) for each in options if each.pk in wrong]


def _placed(run: Any) -> list[tuple[int, str]]:
    """Warnings, each with the key of the cell that it is linked to."""
    keys = {
        (question.key, option.key): option.pk
        for question in run.questions.all()
        for option in question.options.all()
    }
    return [(keys[each.question, each.option], each.message) for each in oddities(run)]


def _said(saved: int, held: int) -> str:
    late = f" {held} came late and wait for a decision." if held else ""
    return (f"{saved} count{'' if saved == 1 else 's'} saved." if saved else "Saved.") + late


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_safe
@private
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the desk: its address is its scope, and no static file's is."""
    path = Path(settings.BASE_DIR) / "static" / "js" / "desk" / "worker.js"
    return HttpResponse(path.read_bytes(), content_type="text/javascript")
