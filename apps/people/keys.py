"""Keys for somebody's programs: made, listed and revoked on their account's page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.catalog.kinds import writable
from apps.people.access import signed_in
from apps.people.models import ApiToken

#: More keys at a time than one account needs
MOST_TOKENS = 50
DAYS = (7, 30, 90, 365)


class TokenForm(forms.Form):
    """What a key is for, what it may write, and until when."""

    name = forms.CharField(
        label="What it is for", max_length=100, help_text="Such as: import of last year's talks"
    )
    scopes = forms.MultipleChoiceField(
        label="What it may write",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what the key may write."},
    )
    days = forms.TypedChoiceField(
        label="Valid for",
        coerce=int,
        initial=90,
        choices=[(days, f"{days} days") for days in DAYS],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(k.plural, k.plural) for k in writable()]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """My keys, and a new one: it stands on the answer to the form, and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    mine = ApiToken.objects.filter(user=request.user)
    made = ""
    if form.is_bound and form.is_valid():
        if mine.count() >= MOST_TOKENS:
            form.add_error(None, f"You have {MOST_TOKENS} keys. Revoke one first.")
        else:
            made, form = _make(request.user, form.cleaned_data), TokenForm()
    context = {
        "form": form,
        "made": made,
        "tokens": mine.order_by("-created"),
        "now": timezone.now(),
    }
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


def _make(user: Any, fields: dict[str, Any]) -> str:
    _, secret = ApiToken.objects.create(
        user=user,
        name=fields["name"],
        scopes=fields["scopes"],
        expiry=timedelta(days=fields["days"]),
    )
    return str(secret)


@require_POST
@signed_in
def revoke(request: HttpRequest) -> HttpResponse:
    """Delete a key of mine (404 for anybody else's): programs that use it get 401 from now on."""
    mine = ApiToken.objects.filter(user=request.user)
    token = get_object_or_404(mine, digest=request.POST.get("token", "").replace("\0", ""))
    token.delete()
    messages.success(request, f"The key “{token.name}” is revoked.")
    return redirect("tokens")
