"""The OpenAPI description of lists and details, from the kinds' own serializers and filters."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from apps.catalog import paging, shaping
from apps.catalog.kinds import Kind, kinds
from apps.core import idempotency
from apps.core.mergeable import Mergeable
from apps.core.problems import ProblemSerializer

PROBLEM = OpenApiResponse(ProblemSerializer, description="What is wrong (RFC 9457)")
PROBLEM_TYPE = "application/problem+json"
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="ETags that the client has"
)


_CURSOR = {"type": "string", "pattern": paging.CURSOR, "maxLength": 1000}


def _integer(minimum: int, maximum: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": minimum, "maximum": maximum, **more}


def paging_parameters(kind: Kind) -> list[OpenApiParameter]:
    """How a list is paged and ordered."""
    limit = _integer(1, paging.MAX_LIMIT, default=paging.DEFAULT_LIMIT)
    orders = [sign + name for name in paging.ORDERS for sign in ("", "-")]
    described = {
        "limit": ("Records a page", limit),
        "cursor": ("Place in the list, from `next` or `previous`", _CURSOR),
        "page": ("Page number, if there is no cursor", _integer(1, paging.MAX_PAGE)),
        "offset": (
            "Records to pass over, if there is neither cursor nor page",
            _integer(0, paging.MAX_OFFSET),
        ),
        "order": (
            "Order; a cursor keeps that of its list",
            {"type": "string", "enum": orders, "default": kind.order},
        ),
    }
    return [
        OpenApiParameter(name, schema, description=text)
        for name, (text, schema) in described.items()
    ]


def shape_parameters(kind: Kind, *, whole: bool) -> list[OpenApiParameter]:
    """How much of each record is wanted."""
    fields = kind.fields(whole=whole)
    return [
        _names(
            "fields",
            list(fields),
            "Only these fields. Brackets choose within a field: `title,event(title)`",
        ),
        *_expand(shaping.expandable(fields)),
    ]


def _expand(names: list[str]) -> list[OpenApiParameter]:
    if not names:
        return []
    text = "References to replace by the card of the record that they name"
    return [_names("expand", names, text)]


def _names(name: str, names: list[str], text: str) -> OpenApiParameter:
    """A parameter that lists names with commas."""
    items = {"type": "string", "enum": names}
    schema = {"type": "array", "items": items, "minItems": 1}
    return OpenApiParameter(name, schema, description=text, style="form", explode=False)


def _format(*formats: str) -> OpenApiParameter:
    return OpenApiParameter("format", str, enum=formats, description="Instead of Accept")


def problems(*codes: int) -> dict[tuple[int, str], OpenApiResponse]:
    return {(code, PROBLEM_TYPE): PROBLEM for code in codes}


def page_name(kind: Kind) -> str:
    """The component that describes a page of a kind's list."""
    return f"{kind.name.title().replace('-', '')}Page"


def list_schema(kind: Kind) -> Callable[[Any], Any]:
    """Describe the list view of a kind."""
    page = inline_serializer(
        page_name(kind),
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
        **_making(kind),
        get=extend_schema(
            auth=[],
            operation_id=f"list_{kind.plural}",
            summary=f"List {kind.plural}",
            deprecated=kind.deprecation is not None,
            parameters=[
                *narrowing,
                *paging_parameters(kind),
                *shape_parameters(kind, whole=False),
                _format("json", "html", "ndjson", "csv"),
                IF_NONE_MATCH,
            ],
            responses={
                (200, "application/json"): page,
                (200, "text/html"): OpenApiResponse(str, description="For browsers"),
                (200, "application/x-ndjson"): OpenApiResponse(
                    str, description="A record a line: all that match, unless a page is asked for"
                ),
                (200, "text/csv"): OpenApiResponse(
                    str, description="A table: all that match, unless a page is asked for"
                ),
                304: OpenApiResponse(description="Nothing has changed"),
                **problems(400, 406),
            },
        ),
    )


IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="ETag of the record as you last saw it"
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Sent again with the same key, a request is not done again",
)


def _making(kind: Kind) -> dict[str, Any]:
    """The operation that makes a record, if clients may."""
    if kind.writer is None:
        return {}
    operation = extend_schema(
        operation_id=f"make_{kind.name}",
        summary=f"Make a {kind.name}",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": kind.writer.serializer},
        responses={
            (201, "application/json"): _written(kind),
            **problems(400, 401, 403, 409, 411, 413, 415, 422, 429),
        },
    )
    return {"post": operation}


def _changing(kind: Kind) -> dict[str, Any]:
    """The operations that change a record and take it back, if clients may."""
    if kind.writer is None:
        return {}
    key = OpenApiParameter("key", _key_type(kind), OpenApiParameter.PATH)
    refused = problems(400, 401, 403, 404, 409, 411, 412, 413, 415, 422, 429)
    change = extend_schema(
        operation_id=f"change_{kind.name}",
        summary=f"Change fields of a {kind.name}",
        parameters=[key, IF_MATCH, IDEMPOTENCY_KEY],
        request={"application/json": kind.writer.serializer(partial=True)},
        responses={(200, "application/json"): _written(kind), **refused},
    )
    withdraw = extend_schema(
        operation_id=f"withdraw_{kind.name}",
        summary=f"Take a {kind.name} back",
        parameters=[key, IF_MATCH],
        request=None,
        responses={204: OpenApiResponse(description="It is gone"), **refused},
    )
    return {"patch": change, "delete": withdraw}


def _written(kind: Kind) -> PolymorphicProxySerializer:
    """What a write answers: the record, or of a draft just where it stands."""
    return PolymorphicProxySerializer(
        f"Written{page_name(kind).removesuffix('Page')}",
        [kind.detail, DraftSerializer],
        resource_type_field_name=None,
    )


class DraftSerializer(serializers.Serializer[Any]):
    """A record that is not public."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    slug = serializers.CharField()
    state = serializers.CharField()


def _key_type(kind: Kind) -> Any:
    return OpenApiTypes.INT if kind.lookup == "id" else OpenApiTypes.STR


def detail_schema(kind: Kind) -> Callable[[Any], Any]:
    """Describe the view of one record of a kind."""
    return extend_schema_view(
        **_changing(kind),
        get=extend_schema(
            auth=[],
            operation_id=f"get_{kind.name}",
            summary=f"One {kind.name}",
            deprecated=kind.deprecation is not None,
            parameters=[
                OpenApiParameter(
                    "key", _key_type(kind), OpenApiParameter.PATH, description=f"Its {kind.lookup}"
                ),
                *(
                    OpenApiParameter(name, rule.described(), description=rule.description)
                    for name, rule in kind.detail_filters.items()
                ),
                *shape_parameters(kind, whole=True),
                _format("json", "html"),
                IF_NONE_MATCH,
            ],
            responses={
                (200, "application/json"): kind.detail,
                (200, "text/html"): OpenApiResponse(str, description="For browsers"),
                304: OpenApiResponse(description="Nothing has changed"),
                **_moving(kind),
                **problems(400, 404, 406, 410),
            },
        ),
    )


def _moving(kind: Kind) -> dict[int, OpenApiResponse]:
    """The answer where a record may become part of another."""
    if not issubclass(kind.model, Mergeable):
        return {}
    return {301: OpenApiResponse(description="It is part of another now: Location says of which")}


root_schema = extend_schema_view(
    get=extend_schema(
        auth=[],
        operation_id="get_root",
        summary="What there is",
        parameters=[IF_NONE_MATCH],
        responses={
            200: inline_serializer(
                "Root",
                {
                    "resources": serializers.DictField(
                        child=serializers.URLField(), help_text="The lists, by name"
                    ),
                    "search": serializers.URLField(),
                    "changes": serializers.URLField(),
                    "dumps": serializers.URLField(),
                    "schema": serializers.URLField(),
                    "html_url": serializers.URLField(help_text="How to use it"),
                },
            ),
            304: OpenApiResponse(description="Nothing has changed"),
            **problems(400),
        },
    )
)


class ChangeSerializer(serializers.Serializer[Any]):
    """One record that changed; ``record`` is null if it is gone."""

    cursor = serializers.CharField()
    change = serializers.ChoiceField(["upsert", "delete"])
    kind = serializers.CharField()
    id = serializers.IntegerField()
    changed_at = serializers.DateTimeField()
    record = serializers.DictField(allow_null=True, help_text="As the detail of its kind")


changes_schema = extend_schema_view(
    get=extend_schema(
        auth=[],
        operation_id="list_changes",
        summary="What changed since a cursor, in the order of commits",
        parameters=[
            OpenApiParameter(
                "since",
                {"type": "string", "pattern": "^[0-9]{1,18}$"},
                description="`cursor` of an answer or a dump; everything if left out",
            ),
            _names("kind", [kind.name for kind in kinds()], "Only these kinds"),
            OpenApiParameter("limit", _integer(1, paging.MAX_LIMIT, default=paging.DEFAULT_LIMIT)),
            _format("json", "ndjson"),
            IF_NONE_MATCH,
        ],
        responses={
            (200, "application/json"): inline_serializer(
                "ChangesPage",
                {
                    "cursor": serializers.CharField(help_text="What to come back with"),
                    "next": serializers.URLField(allow_null=True),
                    "results": ChangeSerializer(many=True),
                },
            ),
            (200, "application/x-ndjson"): OpenApiResponse(str, description="A change a line"),
            304: OpenApiResponse(description="Nothing has changed"),
            **problems(400, 406, 409),
        },
    )
)

dumps_schema = extend_schema_view(
    get=extend_schema(
        auth=[],
        operation_id="list_dumps",
        summary="The dumps, and the cursor that continues them",
        parameters=[IF_NONE_MATCH],
        responses={
            200: inline_serializer(
                "Dumps",
                {
                    "cursor": serializers.CharField(),
                    "changes": serializers.URLField(),
                    "results": inline_serializer(
                        "Dump",
                        {
                            "name": serializers.CharField(),
                            "count": serializers.IntegerField(),
                            "ndjson": serializers.URLField(),
                            "csv": serializers.URLField(),
                        },
                        many=True,
                    ),
                },
            ),
            304: OpenApiResponse(description="Nothing has changed"),
            **problems(400),
        },
    )
)

dump_schema = extend_schema_view(
    get=extend_schema(
        auth=[],
        operation_id="get_dump",
        summary="Every record of a kind, or of all",
        parameters=[
            OpenApiParameter("name", str, OpenApiParameter.PATH, description="Such as all, talks"),
            OpenApiParameter("form", str, OpenApiParameter.PATH, enum=["ndjson", "csv"]),
            IF_NONE_MATCH,
        ],
        responses={
            (200, "application/x-ndjson"): OpenApiResponse(str, description="A record a line"),
            (200, "text/csv"): OpenApiResponse(str, description="A table"),
            304: OpenApiResponse(description="Nothing has changed"),
            **problems(400, 404),
        },
    )
)
