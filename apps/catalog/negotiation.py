"""JSON for programs; for browsers the same JSON in a page that people can read."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from apps.catalog.filters import BadParameter
from apps.catalog.kinds import Kind

#: Format, as ``?format=`` names it -> media type
MEDIA_TYPES = {
    "json": "application/json",
    "html": "text/html",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "yaml": "application/vnd.oai.openapi",
}


def negotiate(request: HttpRequest, formats: Iterable[str]) -> str:
    """The format asked for: by ``?format=``, else by the Accept header (RFC 9110, section 12.5.1).

    Raises BadParameter for an unknown format, and NotAcceptable where nothing fits the header.
    """
    formats = list(formats)
    if (asked := request.GET.get("format")) is not None:
        if asked not in formats:
            raise BadParameter("format", f"must be one of {', '.join(formats)}")
        return asked
    accept = request.headers.get("Accept", "").strip()
    if accept in ("", "*/*", "application/json"):  # as most programs say, or do not say
        return "json"
    preferred = request.get_preferred_type([MEDIA_TYPES[name] for name in formats])
    for name in formats:
        if MEDIA_TYPES[name] == preferred:
            return name
    there = ", ".join(MEDIA_TYPES[name] for name in formats)
    raise exceptions.NotAcceptable(f"Nothing here is as Accept asks. There are: {there}.")


class AlwaysJSON(DefaultContentNegotiation):
    """For what REST framework answers itself, which is never what ``?format=`` asked for."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


def quotable(request: HttpRequest) -> str:
    """The address asked for, safe between the single quotes of a shell."""
    return request.build_absolute_uri().replace("'", "%27")


def readable(request: HttpRequest, response: HttpResponse, kind: Kind) -> HttpResponse:
    """Put a page with links to follow around the JSON of ``response``; its validators stay."""
    data = orjson.loads(response.content)
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()
    page = render(
        request,
        "catalog/api_page.html",
        {"kind": kind, "json": text, "data": data, "address": quotable(request)},
    )
    response.content = page.content
    response._csp_exempt = False  # type: ignore[attr-defined]  # it is a page now
    response["Content-Type"] = page["Content-Type"]
    return response
