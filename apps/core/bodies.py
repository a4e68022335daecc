"""What clients send: JSON objects of a bounded size."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser

from apps.core.problems import TooLarge, is_api, problem


class KnownLength:
    """Middleware: refuses a body in chunks, which Django would take for none (411)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "HTTP_TRANSFER_ENCODING" in request.META and is_api(request):
            return problem(411, "Send the body with Content-Length, not in chunks.")
        return self.get_response(request)


class JSONObject(BaseParser):
    """A JSON object, no larger than ``DATA_UPLOAD_MAX_MEMORY_SIZE``, without NUL in its texts."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        _refuse_encoded(media_type or "", parser_context or {})
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLarge(f"A body may have at most {most} bytes.")
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not JSON: {error}") from error
        _refuse_repeated(body)
        if not isinstance(value, dict):
            raise ValidationError({"body": ["must be a JSON object"]})
        if nul := next(_with_nul(value, ""), None):
            raise ValidationError({nul: ["holds a NUL character, which no text here can have"]})
        return value


def _refuse_encoded(media_type: str, context: Mapping[str, Any]) -> None:
    """JSON is UTF-8 (RFC 8259, section 8.1), and nothing is unpacked here."""
    _, parameters = parse_header_parameters(media_type)
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(media_type, "The body must be UTF-8.")
    request = context.get("request")
    packed = request.META.get("HTTP_CONTENT_ENCODING", "identity") if request else "identity"
    if packed.lower() != "identity":
        raise UnsupportedMediaType(media_type, "Send the body without Content-Encoding.")


def _refuse_repeated(body: bytes) -> None:
    """A name that is given twice: one of the two would be lost without a word."""

    def once(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            name = next(name for name in names if names.count(name) > 1)
            raise ValidationError({name or "body": ["is given more than once"]})

    try:
        json.loads(body, object_pairs_hook=once, parse_int=str)
    except RecursionError as error:
        raise ParseError("The body is nested too deeply.") from error


def _with_nul(value: Any, path: str) -> Iterator[str]:
    """The paths of texts (``operations.0.cell``) with NUL, or of objects with such a name."""
    if isinstance(value, str) and "\0" in value:
        yield path
    elif isinstance(value, dict):
        if any("\0" in name for name in value):
            yield path or "body"
        for name, inner in value.items():
            yield from _with_nul(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _with_nul(inner, f"{path}.{place}" if path else str(place))
