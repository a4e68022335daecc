"""Pages for those who have signed in. No cache may keep them."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from apps.people.addresses import remote_user

#: Where the session keeps it, how many characters of it, and for how long
UNSENT, LONGEST_UNSENT, UNSENT_SECONDS = "unsent", 200_000, 3600

Answer = TypeVar("Answer", bound=HttpResponseBase)


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask others to sign in first; whoever the web server now calls differently, again."""

    @private
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        named = remote_user(request)
        if not request.user.is_authenticated or named not in ("", request.user.get_username()):
            keep_unsent(request)
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return answer


def keep_unsent(request: HttpRequest) -> None:
    """Keep what a form sent whose writer was signed out meanwhile, for when they are back.

    It waits in the browser's own session, for an hour: longer, and somebody else may sit there.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if fields and not request.FILES and size <= LONGEST_UNSENT:
        request.session[UNSENT] = {"path": request.get_full_path(), "fields": fields}
        request.session.set_expiry(UNSENT_SECONDS)


def private(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """A page of one person: kept by nobody, not even by the browser of a shared machine."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return answer
