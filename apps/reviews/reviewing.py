"""Pages for those who write reviews: their own, a form, a question before one is withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.people.access import signed_in
from apps.reviews.entry import ROWS, Entry, with_more
from apps.reviews.models import Review
from apps.reviews.writing import ChangedMeanwhile, save, withdraw

View = Callable[..., HttpResponse]

CONFLICT = (
    "Somebody changed this review while you were writing. What you typed is below; theirs is on "
    "its page. Save once more to put yours in its place."
)


def for_writers(view: View) -> View:
    """Anonymous readers sign in first; those who may write no review get 403."""
    allowed = permission_required("reviews.add_review", raise_exception=True)
    return signed_in(allowed(view))


@require_safe
@for_writers
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody entered, whatever its state; all there is for those who edit anything."""
    own = Review.objects.of_user(request.user)
    others = Review.objects.none()
    if request.user.has_perm("reviews.edit_any_review"):
        everything = Review.objects.select_related("book").order_by("-updated_at")
        others = everything.exclude(pk__in=own.values("pk"))[:100]
    saved = request.GET.get("saved", "")
    context = {
        "own": own,
        "others": others,
        "saved": own.filter(pk=saved).first() if saved.isdecimal() and len(saved) < 19 else None,
    }
    return render(request, "reviews/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def new(request: HttpRequest) -> HttpResponse:
    """Write a review; ``?book=`` says of which book."""
    return _write(request, Review())


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a review: one's own, or any with the right to."""
    return _write(request, _editable(request, pk))


def _editable(request: HttpRequest, pk: int) -> Review:
    review = get_object_or_404(Review.objects.select_related("book", "reviewer"), pk=pk)
    if not review.may_be_edited_by(request.user):
        raise PermissionDenied
    return review


def _write(request: HttpRequest, review: Review) -> HttpResponse:
    if request.method != "POST":
        return _form(request, Entry(review, book=request.GET.get("book", "")))
    action = request.POST.get("action", "")
    sort = action.removeprefix("more-")
    entry = Entry(review, with_more(request.POST, sort) if sort in ROWS else request.POST)
    if action == "find" or sort in ROWS:
        return _form(request, entry)
    if not entry.is_valid():
        return _form(request, entry, status=422)
    if action in ("draft", "publish"):
        return _save(request, entry, action)
    return _form(request, entry, preview=entry.preview())


def _save(request: HttpRequest, entry: Entry, action: str) -> HttpResponse:
    state = Review.State.DRAFT if action == "draft" else Review.State.PUBLISHED
    try:
        review = save(entry, request.user, state, request.POST.get("version", ""))
    except ChangedMeanwhile:
        entry.conflict = CONFLICT
        return _form(request, entry, status=409)
    return HttpResponseRedirect(reverse("my-reviews") + f"?saved={review.pk}")


def _form(
    request: HttpRequest, entry: Entry, *, status: int = 200, preview: Any = None
) -> HttpResponse:
    context = {"entry": entry, "faults": list(entry.faults()), "parts": preview}
    return render(request, "reviews/write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
def withdraw_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a review off every page."""
    review = _editable(request, pk)
    if request.method != "POST":
        return render(request, "reviews/withdraw.html", {"review": review})
    withdraw(review, request.user)
    return redirect("my-reviews")
