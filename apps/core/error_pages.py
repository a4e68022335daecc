"""Errors as pages for readers, and as problem details for the API. None needs the database."""

import re
import sys
from collections.abc import Callable

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from apps.core.problems import is_api, problem

#: Seconds after which asking again is worth while when the database does not answer
RETRY_AFTER = 5
#: Letters of an address that are offered to be searched for
LONGEST = 80
_BARE = "<!doctype html><html lang=en><title>Sorry</title><h1>Sorry: this page cannot be shown now"

#: What Django refuses before any view sees it
_REASONS: dict[type, str] = {
    DisallowedHost: "The Host header does not name this site.",
    TooManyFieldsSent: "The query string has too many parameters.",
}


class Gone(Exception):
    """What is asked for was public once and was withdrawn: 410."""


def _answer(request: HttpRequest, code: int, message: str = "", **more: str) -> HttpResponse:
    if is_api(request):
        return problem(code, message)
    response = render(request, f"{code}.html", {"message": message, **more}, status=code)
    response["Cache-Control"] = "no-store" if code >= 500 else "no-cache"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood; 413: it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413, "The body is larger than what is taken at once.")
    return _answer(request, 400, _REASONS.get(type(exception), ""))


def bad_parameter(request: HttpRequest, name: str, message: str) -> HttpResponse:
    """400: a query parameter that a page cannot use, and what would be right."""
    context = {"message": message, "name": name, "path": request.path}
    return render(request, "400.html", context, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed, for this reader."""
    return _answer(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that was not sent from this site, or without its cookie."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the message if the view gave one."""
    said = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    if not isinstance(said, str):  # no view has this address
        said = "No resource has this address. /api/v1/ lists them." if is_api(request) else ""
    return _answer(request, 404, said, asked=_words(request.path))


def _words(path: str) -> str:
    """What somebody may look for who came to an address that nothing has: its last part."""
    return " ".join(re.findall(r"[^\W_]+", path.rstrip("/").rpartition("/")[2]))[:LONGEST].strip()


def explained_methods(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 405 as a page, where Django sends nothing to read."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content and not is_api(request):
            page = _answer(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    return answer


def gone(request: HttpRequest) -> HttpResponse:
    """410: what was here was withdrawn."""
    return _answer(request, 410)


def too_many(request: HttpRequest, message: str) -> HttpResponse:
    """429: this client asks too often."""
    return _answer(request, 429, message)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 if it was the database that did not answer. Django has logged the error."""
    unanswered = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    try:
        response = _answer(request, 503 if unanswered else 500)
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError):  # ValueError: no static files
        response = HttpResponse(_BARE, status=503 if unanswered else 500)
    if unanswered:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
