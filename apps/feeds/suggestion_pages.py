"""Pages to suggest a feed, to follow one's suggestions, and to decide on them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.feeds import discovering, limiting, suggesting
from apps.feeds.forms import AddressForm, DecisionForm, SuggestForm
from apps.feeds.models import Suggestion
from apps.people.access import private, signed_in

DECIDES = "feeds.change_suggestion"
TOO_OFTEN = "You have asked for several sites in a minute. Please wait a little and try again."
SHOWN = 100


@private
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Give an address, choose among the feeds that are there, send one in."""
    if request.method != "POST":
        form = AddressForm(initial={"address": request.GET.get("address", "")[:1000]})
        return _page(request, form)
    return _send(request) if "url" in request.POST else _find(request)


def _find(request: HttpRequest) -> HttpResponse:
    """The first step: which feeds are there?"""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    if not limiting.may_ask(request):
        form.add_error(None, TOO_OFTEN)
        return _page(request, form, 429)
    try:
        candidates = discovering.discover(form.cleaned_data["address"])
    except discovering.NothingFound as error:
        form.add_error("address", str(error))
        return _page(request, form, 400)
    choice = SuggestForm(initial={"url": candidates[0].url})
    return _page(request, form, candidates=candidates, choice=choice)


def _send(request: HttpRequest) -> HttpResponse:
    """The second step: this one."""
    choice = SuggestForm(request.POST)
    if not choice.is_valid():
        return _page(request, AddressForm(), 400, choice=choice)
    if not limiting.may_ask(request):
        choice.add_error(None, TOO_OFTEN)
        return _again(request, choice, 429)
    by = request.user if request.user.is_authenticated else None
    try:
        suggestion = suggesting.suggest(suggesting.Asked(by=by, **choice.cleaned_data))
    except suggesting.Refused as error:
        choice.add_error(None, str(error))
        return _again(request, choice, 400)
    if by:
        messages.success(request, f"Thank you. “{suggestion.feed}” waits for an editor.")
        return redirect("suggestions")
    return HttpResponseRedirect(f"{reverse('suggest')}?thanks=1")


def _again(request: HttpRequest, choice: SuggestForm, status: int) -> HttpResponse:
    """The same choice once more, with what is wrong with it; nothing typed is lost."""
    url = choice.cleaned_data["url"]
    candidates = [discovering.Candidate(url, url)]
    return _page(request, AddressForm(), status, candidates=candidates, choice=choice)


def _page(request: HttpRequest, form: AddressForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "thanks": "thanks" in request.GET, **more}
    return render(request, "feeds/suggest.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD"])
def suggestions(request: HttpRequest) -> HttpResponse:
    """One's own suggestions; for editors also the queue."""
    return _queue(request)


def _queue(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    rows = Suggestion.objects.select_related("feed", "by", "decided_by")
    decides = request.user.has_perm(DECIDES)
    waiting: QuerySet[Suggestion] = rows.filter(decision="waiting") if decides else rows.none()
    context = {
        "decides": decides,
        "waiting": waiting[:SHOWN],
        "own": rows.filter(by=request.user.pk).order_by("-at")[:SHOWN],
        **more,
    }
    return render(request, "feeds/suggestions.html", context, status=status)


@signed_in
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor accepts or declines."""
    if not request.user.has_perm(DECIDES):
        raise PermissionDenied
    suggestion = get_object_or_404(Suggestion.objects.select_related("feed"), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _queue(request, 400, refused=pk, form=form)
    try:
        if form.cleaned_data["decision"] == "accept":
            suggesting.accept(suggestion, request.user)
            messages.success(request, f"“{suggestion.feed}” is on the planet from now on.")
        else:
            suggesting.refuse(suggestion, request.user, form.cleaned_data["reason"])
            messages.success(request, f"“{suggestion.feed}” was declined.")
    except suggesting.Refused as error:
        messages.error(request, str(error))
    return redirect("suggestions")


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever suggested a feed takes it back."""
    own = Suggestion.objects.select_related("feed").filter(by=request.user.pk)
    suggestion = get_object_or_404(own, pk=pk)
    try:
        suggesting.withdraw(suggestion, request.user)
        messages.success(request, f"“{suggestion.feed}” was withdrawn.")
    except suggesting.Refused as error:
        messages.error(request, str(error))
    return redirect("suggestions")
