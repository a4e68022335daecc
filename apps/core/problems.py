"""Errors of the API as problem details (RFC 9457), whatever raised them."""

import logging
from collections.abc import Iterator
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, serializers
from rest_framework.settings import api_settings

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Sign-in required",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    410: "Gone",
    411: "Length required",
    412: "Precondition failed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Cannot be processed",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}


class Conflict(exceptions.APIException):
    """What is asked does not go together with what is there."""

    status_code = 409
    default_code = "conflict"


class PreconditionFailed(exceptions.APIException):
    """The record is not as the client last saw it."""

    status_code = 412
    default_code = "precondition_failed"


class TooLarge(exceptions.APIException):
    """The body is longer than anything that can be meant."""

    status_code = 413
    default_code = "too_large"


class Unprocessable(exceptions.APIException):
    """What is well-formed and allowed, and still makes no sense."""

    status_code = 422
    default_code = "unprocessable"


class BadParameter(ValueError):
    """A query parameter that is unknown or malformed; the message says what would be right."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One parameter or field that is wrong."""

    name = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details, for the schema."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]


def problem(
    code: int, detail: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """A response that says what is wrong; ``errors`` name the parameter or field.

    No cache keeps it, as some would a 404 (RFC 9110, section 15.1): the record may be made next.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(code, "Error"),
        "status": code,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    response = HttpResponse(orjson.dumps(body), status=code, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response._csp_exempt = True  # type: ignore[attr-defined]  # nothing in JSON runs
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's hook: what a view raised, as a problem (None lets Django's own 500 handler answer)."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(error) or None)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge("The body is too large.")
    elif isinstance(error, BadParameter):
        error = exceptions.ValidationError({error.name: [str(error)]})
    elif isinstance(error, IntegrityError):
        logger.exception("Two writes did not go together")
        error = Conflict("Somebody else wrote something that this collides with. Try again.")
    elif isinstance(error, OperationalError):
        logger.exception("The database did not answer")
        response = problem(503, "The database does not answer. Try again in a few seconds.")
        response["Retry-After"] = "5"
        return response
    if not isinstance(error, exceptions.APIException):
        return None
    detail, errors = _detail_and_errors(error)
    response = problem(error.status_code, f"{detail}{_advice(error, context)}", errors)
    for name, value in _headers(error).items():
        response[name] = value
    return response


def _advice(error: exceptions.APIException, context: dict[str, Any]) -> str:
    """What to do instead, where REST framework's own words only say what is wrong."""
    if isinstance(error, exceptions.MethodNotAllowed) and "view" in context:
        return f" Possible here: {', '.join(context['view'].allowed_methods)}."
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return " Send a token of yours: Authorization: Bearer TOKEN. Your account's page makes one."
    if isinstance(error, exceptions.UnsupportedMediaType):
        return " Send JSON, with Content-Type: application/json."
    return ""


def _detail_and_errors(error: exceptions.APIException) -> tuple[str, list[dict[str, str]]]:
    detail = error.detail
    if isinstance(detail, dict):
        errors = [{"name": name, "detail": message} for name, message in _flat(detail)]
        return "; ".join(f"{row['name']}: {row['detail']}" for row in errors), errors
    if isinstance(detail, list):
        return " ".join(map(str, detail)), []
    return str(detail), []


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every message with the path of its field: ``speakers.0.slug``."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            of_all = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flat(inner, path if of_all else f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{place}" if isinstance(inner, dict) else path)
    else:
        yield path or "body", str(detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if authenticate := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = authenticate
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def is_api(request: HttpRequest) -> bool:
    """Whether programs are meant to ask this; the API's front page is for readers."""
    return request.path.startswith("/api/") and request.path != "/api/"
