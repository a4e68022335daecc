"""Errors of the API as problem details (RFC 9457), whatever raised them."""

import logging
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, serializers

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Sign-in required",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    410: "Gone",
    412: "Precondition failed",
    415: "Unsupported media type",
    429: "Too many requests",
    500: "Internal error",
    503: "Unavailable",
}


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
    """A response that says what is wrong; ``errors`` name the parameter or field."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(code, "Error"),
        "status": code,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return HttpResponse(orjson.dumps(body), status=code, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's hook: what a view raised, as a problem (None lets Django's own 500 handler answer)."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(error) or None)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, OperationalError):
        logger.exception("The database did not answer")
        response = problem(503, "The database does not answer. Try again in a few seconds.")
        response["Retry-After"] = "5"
        return response
    if not isinstance(error, exceptions.APIException):
        return None
    response = problem(error.status_code, *_detail_and_errors(error))
    for name, value in _headers(error).items():
        response[name] = value
    return response


def _detail_and_errors(error: exceptions.APIException) -> tuple[str, list[dict[str, str]]]:
    detail = error.detail
    if isinstance(detail, dict):
        errors = [
            {"name": str(name), "detail": str(message)}
            for name, messages in detail.items()
            for message in (messages if isinstance(messages, list) else [messages])
        ]
        return "; ".join(f"{row['name']}: {row['detail']}" for row in errors), errors
    if isinstance(detail, list):
        return " ".join(map(str, detail)), []
    return str(detail), []


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if authenticate := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = authenticate
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/v")
