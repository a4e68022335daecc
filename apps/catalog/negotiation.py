"""JSON for programs; for browsers the same JSON in a page that people can read."""

from typing import Any

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from apps.catalog.kinds import Kind


def quotable(request: Request) -> str:
    """The address asked for, safe between the single quotes of a shell."""
    return request.build_absolute_uri().replace("'", "%27")


class Negotiation(DefaultContentNegotiation):
    """By the Accept header, or by ``?format=``; an unknown format is the client's mistake."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        if request.query_params.get("format") == "":  # DRF takes it for none given
            self.filter_renderers(renderers, "")
        return super().select_renderer(request, renderers, format_suffix)

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        if found := [renderer for renderer in renderers if renderer.format == format]:
            return found
        allowed = ", ".join(renderer.format for renderer in renderers)
        raise exceptions.ValidationError({"format": [f"must be one of {allowed}"]})


class JSONBytes(BaseRenderer):
    """Bytes that are JSON already."""

    media_type = "application/json"
    format = "json"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return orjson.dumps(data)


class ReadablePage(BaseRenderer):
    """A page around the JSON, with its links to follow."""

    media_type = "text/html"
    format = "html"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return orjson.dumps(data)

    def dress(self, request: Request, response: HttpResponse, kind: Kind) -> HttpResponse:
        """Put the page around the body of ``response``; its validators stay."""
        data = orjson.loads(response.content)
        text = orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()
        page = render(
            request._request,
            "catalog/api_page.html",
            {"kind": kind, "json": text, "data": data, "address": quotable(request)},
        )
        response.content = page.content
        response._csp_exempt = False  # type: ignore[attr-defined]
        response["Content-Type"] = page["Content-Type"]
        return response
