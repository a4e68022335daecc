"""The OpenAPI description of lists and details, from the kinds' own serializers and filters."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from apps.catalog import paging
from apps.catalog.kinds import Kind
from apps.core.problems import ProblemSerializer

PROBLEM = OpenApiResponse(ProblemSerializer, description="What is wrong (RFC 9457)")
PROBLEM_TYPE = "application/problem+json"
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="ETags that the client has"
)


_CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}


def _integer(minimum: int, maximum: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": minimum, "maximum": maximum, **more}


def paging_parameters(kind: Kind) -> list[OpenApiParameter]:
    """How a list is paged and ordered."""
    limit = _integer(1, paging.MAX_LIMIT, default=paging.DEFAULT_LIMIT)
    orders = [sign + name for name in paging.ORDERS for sign in ("", "-")]
    described = {
        "limit": ("Records a page", limit),
        "cursor": ("Place in the list, from `next` or `previous`", _CURSOR),
        "page": ("Page number, instead of a cursor", _integer(1, paging.MAX_OFFSET)),
        "offset": ("Records to pass over, instead of a cursor", _integer(0, paging.MAX_OFFSET)),
        "order": ("Order", {"type": "string", "enum": orders, "default": kind.order}),
    }
    return [
        OpenApiParameter(name, schema, description=text)
        for name, (text, schema) in described.items()
    ]


def _problems(*codes: int) -> dict[tuple[int, str], OpenApiResponse]:
    return {(code, PROBLEM_TYPE): PROBLEM for code in codes}


def list_schema(kind: Kind) -> Callable[[Any], Any]:
    """Describe the list view of a kind."""
    page = inline_serializer(
        f"{kind.name.capitalize()}Page",
        {
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": kind.card(many=True),
        },
    )
    narrowing = [
        OpenApiParameter(name, rule.described(), description=rule.description)
        for name, rule in kind.filters.items()
    ]
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"list_{kind.plural}",
            summary=f"List {kind.plural}",
            parameters=[*narrowing, *paging_parameters(kind), IF_NONE_MATCH],
            responses={
                (200, "application/json"): page,
                (200, "text/html"): OpenApiResponse(str, description="For browsers"),
                304: OpenApiResponse(description="Nothing has changed"),
                **_problems(400, 406),
            },
        )
    )


def detail_schema(kind: Kind) -> Callable[[Any], Any]:
    """Describe the view of one record of a kind."""
    key = OpenApiTypes.INT if kind.lookup == "id" else OpenApiTypes.STR
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"get_{kind.name}",
            summary=f"One {kind.name}",
            parameters=[
                OpenApiParameter(
                    "key", key, OpenApiParameter.PATH, description=f"Its {kind.lookup}"
                ),
                IF_NONE_MATCH,
            ],
            responses={
                (200, "application/json"): kind.detail,
                (200, "text/html"): OpenApiResponse(str, description="For browsers"),
                304: OpenApiResponse(description="Nothing has changed"),
                **_problems(400, 404, 406, 410),
            },
        )
    )
