"""Signing in and out, and one's own account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from apps.people.access import UNSENT, private, signed_in
from apps.people.addresses import is_asked_by_web_server, remote_user
from apps.people.auth import Backend
from apps.people.models import User


@method_decorator(private, name="dispatch")
class SignIn(LoginView):
    """Name and password, or whom the web server names. Leads on to ``next`` on this site only."""

    template_name = "people/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (name := remote_user(request)) and (user := account_named(name)):
            login(request, user, backend=BACKEND)
            return HttpResponseRedirect(self.get_success_url())
        if request.user.is_authenticated and not self.get_redirect_url():
            return redirect("account")
        response = super().get(request, *args, **kwargs)
        if is_asked_by_web_server(request):
            response.status_code = 401
            response["WWW-Authenticate"] = settings.REMOTE_USER_CHALLENGE
        return response

    def get_success_url(self) -> str:
        """Where somebody wanted to go; back to what they had written, if it could not be sent."""
        return reverse("unsent") if UNSENT in self.request.session else super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ours = {"demo_accounts": demo_accounts(), "site_name": settings.SITE_NAME}
        return super().get_context_data(**kwargs) | ours


BACKEND = f"{Backend.__module__}.{Backend.__qualname__}"


def account_named(name: str) -> User | None:
    """The account of somebody whom the web server has made out. A new one has no role."""
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User(username=name)
        user.set_unusable_password()
        try:
            user.full_clean()
        except ValidationError:
            return None
        user.save()
    return user if Backend().user_can_authenticate(user) else None


def demo_accounts() -> list[str]:
    """Names to try the demo with."""
    if not settings.DEMO:
        return []
    return list(User.objects.filter(is_demo=True).order_by("pk").values_list("username", flat=True))


def locked(request: HttpRequest, *_: Any) -> HttpResponse:
    """429: too many wrong passwords for this account from this address."""
    wait = settings.AXES_COOLOFF_TIME
    context = {"minutes": int(wait.total_seconds() // 60)}
    response = render(request, "people/locked.html", context, status=429)
    response["Retry-After"] = str(int(wait.total_seconds()))
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@private
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """A link or an image on another page signs nobody out: this takes a form of ours."""
    logout(request)
    return redirect("home")


@require_safe
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, and what I look after."""
    user = request.user
    context = {
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "memberships": user.memberships.select_related("series", "event"),  # type: ignore[union-attr]
    }
    return render(request, "people/account.html", context)


@require_safe
@signed_in
def unsent(request: HttpRequest) -> HttpResponse:
    """What a form sent while its writer was signed out, to be sent once more."""
    kept = request.session.get(UNSENT)
    if not kept:
        return redirect("account")
    request.session.set_expiry(None)
    return render(request, "people/unsent.html", kept)


@method_decorator(signed_in, name="dispatch")
class ChangePassword(PasswordChangeView):
    """Signs every other browser of this account out."""

    template_name = "people/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Your password is changed. Other browsers are signed out.")
        return super().form_valid(form)
