"""The organiser's desk: meetups, runs, and a run's way from draft to closed."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.catalog.publishing import publish
from apps.events.membership import may_organise_all, organised_events
from apps.events.models import Event
from apps.people.access import signed_in
from apps.surveys import meanwhile
from apps.surveys.checks import oddities
from apps.surveys.cloning import clone, new_run
from apps.surveys.desk_forms import NewRunForm, RunForm
from apps.surveys.models import Operation, Run
from apps.surveys.opening import move
from apps.surveys.tallying import Sent, record

#: Events on one desk: an editor's would hold them all
MOST_EVENTS = 30
PROJECTOR = "surveys.projector"

#: State -> what may be done next: the state it leads to, what the button says, and what it means
STEPS = {
    "draft": [("open", "Start counting", "Readers see nothing yet.")],
    "open": [
        ("revealed", "Reveal", "Everybody sees the counts, and the projector shows them."),
        ("draft", "Back to draft", "The questions can be changed again."),
    ],
    "revealed": [
        ("closed", "Close", "What comes later waits for your word."),
        ("open", "Hide again", "Readers no longer see the counts."),
    ],
    "closed": [("revealed", "Reopen", "Counts are taken again.")],
}
SAID = {
    "draft": "It is a draft.",
    "open": "Counting has started. Readers see nothing yet.",
    "revealed": "Revealed: everybody sees the counts.",
    "closed": "Closed.",
}


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """What somebody looks after, newest first, and what needs them."""
    events = organised_events(request.user).order_by("-starts_on", "-pk")
    runs = Run.objects.annotate(question_count=Count("questions")).order_by("-pk")
    with_runs = events.prefetch_related(Prefetch("survey_runs", runs))[:MOST_EVENTS]
    active = (
        Run.objects.enterable_by(request.user).filter(state__in=("draft", "open", "revealed"))
    ).whole().order_by("-updated_at")[:MOST_EVENTS]  # fmt: skip
    waiting = Operation.objects.filter(
        option__question__run__in=Run.objects.enterable_by(request.user)
    ).waiting()
    context = {
        "events": with_runs,
        "active": [(run, list(oddities(run))) for run in active],
        "waiting": waiting.values_list(
            "option__question__run", "option__question__run__title"
        ).annotate(count=Count("pk")),
        "may_all": may_organise_all(request.user),
    }
    return render(request, "surveys/desk/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """A new run: the questions of an earlier one, or none yet."""
    if not organised_events(request.user).exists():
        raise PermissionDenied
    initial = {name: request.GET[name] for name in ("event", "questions_of") if name in request.GET}
    form = NewRunForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        event, title = form.cleaned_data["event"], form.cleaned_data["title"]
        earlier = form.cleaned_data["questions_of"]
        run = _started(event, title, earlier, request.user)
        messages.success(request, f"“{run.title}” is a draft. Readers do not see it.")
        return redirect("desk-setup", run.pk)
    return render(request, "surveys/desk/new.html", {"form": form}, status=_status(form))


@transaction.atomic
def _started(event: Event, title: str, earlier: Run | None, user: Any) -> Run:
    """A new draft; the one that is there if the form was sent twice."""
    Event.objects.select_for_update().get(pk=event.pk)
    same = Run.objects.filter(event=event, title=title, cloned_from=earlier, state="draft")
    if known := same.order_by("-pk").first():
        return known
    return clone(earlier, event, title, user) if earlier else new_run(event, title, user)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def setup(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of a run, how many people are in the room, and its questions."""
    if request.method != "POST":
        return _setup_page(request, pk)
    with transaction.atomic():
        Run.objects.select_for_update().filter(pk=pk).first()  # one after the other
        return _setup_page(request, pk)


def _setup_page(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    said = [("People", str(run.head_count)), *meanwhile.said_by(run, RunForm.Meta.fields)]
    form = RunForm(request.POST or None, instance=run)
    changed = request.method == "POST" and meanwhile.was_changed(request, said)
    if request.method == "POST" and form.is_valid() and not changed:
        run.actor = request.user
        save(form.save(commit=False))
        messages.success(request, "Saved.")
        return redirect("desk-setup", run.pk)
    context = {"run": run, "form": form, **steps(run)}
    context |= {"version": meanwhile.version_of(said), "stored": said if changed else None}
    status = 409 if changed else _status(form)
    return render(request, "surveys/desk/setup.html", context, status=status)


@require_POST
@signed_in
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, reveal, close or reopen a run; the message has the way back."""
    run = run_of(request, pk)
    state = request.POST.get("state", "")
    if state not in SAID:
        raise Http404("There is no such state.")
    move(run, state, request.user)
    messages.success(request, SAID[state], extra_tags=f"from-{run.state}")
    back = request.POST.get("back")
    return redirect("desk-survey" if back == "counts" else "desk-setup", run.pk)


@require_POST
@signed_in
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a count that came too late count, or leave it out."""
    run = run_of(request, pk)
    kind = request.POST.get("kind", "")
    try:
        target = UUID(request.POST.get("target", ""))
    except ValueError:
        raise Http404("There is no such count.") from None
    late = Operation.objects.of_run(run).waiting().filter(uuid=target)
    found = late.select_related("option__question").first()
    if found is None or kind not in ("accept", "undo"):
        raise Http404("There is no such count, or somebody has decided already.")
    question, option = found.option.question.key, found.option.key
    decision = Sent(uuid=uuid4(), question=question, option=option, kind=kind, target=target)
    record(run, [decision], request.user)
    messages.success(request, "It counts." if kind == "accept" else "It is left out.")
    return redirect("desk-survey", run.pk)


def run_of(request: HttpRequest, pk: int) -> Any:
    """The run, for whoever organises its event; others are refused (403, or 404 for none)."""
    run = Run.objects.enterable_by(request.user).whole().filter(pk=pk).first()
    if run is not None:
        return run
    if not Run.objects.filter(pk=pk).exists():
        raise Http404("There is no such survey.")
    raise PermissionDenied


def steps(run: Any) -> dict[str, Any]:
    """What may be done with a run next, and where it is shown."""
    return {"steps": STEPS.get(run.state, []), "projector": projector_address(run)}


def save(run: Any) -> None:
    """Store a run that was changed on the desk, and publish it."""
    run.save()
    publish(run)


def projector_address(run: Any) -> str:
    """The address of the run's projector page: nobody guesses it before the reveal."""
    return reverse("projector", args=[signing.dumps(run.pk, salt=PROJECTOR)])


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
