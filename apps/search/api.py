"""``GET /api/v1/search/``: what the page finds, for programs."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from apps.catalog import paging, serving
from apps.catalog.models import Document
from apps.catalog.negotiation import negotiate
from apps.catalog.schema import IF_NONE_MATCH, problems
from apps.catalog.views import ReadView, refuse_unknown, single_valued
from apps.search import places
from apps.search.asking import FILTERS
from apps.search.counting import SHOWN
from apps.search.narrowing import tidy
from apps.search.places import ORDERS
from apps.search.results import Answer, Result, answer

DEFAULT_LIMIT = 20
PARAMETERS = ("q", *FILTERS, "order", "limit", *paging.PLACES, "format")


class FoundSerializer(serializers.Serializer[Any]):
    """A card of its kind's list (more fields than these), and why it was found."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    slug = serializers.CharField()
    html_url = serializers.URLField()
    highlight = serializers.CharField(
        help_text="A passage, or the title: safe HTML, the words in `<mark>`"
    )


class SearchFacetSerializer(serializers.Serializer[Any]):
    """A value that could be chosen, and how many results choosing it would leave."""

    value = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()


def _filter(name: str, text: str) -> OpenApiParameter:
    schema = {"type": "string", "minLength": 1, "maxLength": 250, "pattern": r"^[^\u0000]+$"}
    return OpenApiParameter(name, schema, description=text)


@extend_schema_view(
    get=extend_schema(
        auth=[],
        operation_id="search",
        summary="Search everything",
        parameters=[
            OpenApiParameter(
                "q",
                str,
                description='Words, `"phrases"`, `-without`, `either OR or`, and filters such as '
                '`kind:talk speaker:"Ada Lovelace"`; the last word may be unfinished',
            ),
            _filter("kind", "Kind of record, or of talk: talk, person, panel"),
            _filter("speaker", "Slug or name of somebody who appears in it"),
            _filter("event", "Slug or name of the event that it is of"),
            _filter("topic", "Slug or name of a topic"),
            _filter("year", "2013, 2010-2013, 2010- or -2013"),
            _filter("language", "Code or name of a language"),
            OpenApiParameter("order", str, enum=list(ORDERS), default=ORDERS[0]),
            OpenApiParameter(
                "limit",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": paging.MAX_LIMIT,
                    "default": DEFAULT_LIMIT,
                },
                description="Results a page",
            ),
            OpenApiParameter(
                "cursor",
                {"type": "string", "pattern": places.CURSOR},
                description="Where to go on: from `next` or `previous`, which bring it along",
            ),
            OpenApiParameter(
                "page",
                {"type": "integer", "minimum": 1, "maximum": paging.MAX_PAGE},
                description="Page number, if there is no cursor; by relevance to the last result, "
                "or if not all are counted, to about the best 500",
            ),
            OpenApiParameter(
                "offset",
                {"type": "integer", "minimum": 0, "maximum": paging.MAX_OFFSET},
                description="Results to pass over, if there is neither",
            ),
            OpenApiParameter("format", str, enum=["json"], description="Instead of Accept"),
            IF_NONE_MATCH,
        ],
        responses={
            (200, "application/json"): inline_serializer(
                "SearchPage",
                {
                    "count": serializers.IntegerField(),
                    "count_is_exact": serializers.BooleanField(
                        help_text="False if there are more than are counted"
                    ),
                    "next": serializers.URLField(allow_null=True),
                    "previous": serializers.URLField(allow_null=True),
                    "results": FoundSerializer(many=True),
                    "facets": inline_serializer(
                        "SearchFacets", {name: SearchFacetSerializer(many=True) for name in SHOWN}
                    ),
                    "filters": serializers.DictField(
                        child=serializers.CharField(), help_text="As they were understood"
                    ),
                    "suggestion": serializers.CharField(
                        allow_null=True, help_text="The words, spelt as this base spells them"
                    ),
                    "notes": serializers.ListField(
                        child=serializers.CharField(), help_text="What was left out, and why"
                    ),
                },
            ),
            304: OpenApiResponse(description="Nothing has changed"),
            **problems(400, 406),
        },
    )
)
class SearchView(ReadView):
    """Records of all kinds that match."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        negotiate(request, ("json",))
        params = single_valued(request.GET)
        refuse_unknown(params, PARAMETERS)
        for name in params.keys() & set(FILTERS):
            tidy(name, params[name])  # before a client hears that nothing changed
        limit = paging.whole(params, "limit", DEFAULT_LIMIT, 1, paging.MAX_LIMIT)
        order, place = places.asked(params, limit)
        etag = f'"search-{Document.objects.latest_sequence()}-{serving.REVISION}"'
        if response := serving.not_modified(request, etag, None):
            return response
        key = request.build_absolute_uri()
        body = serving.pages.get(key, etag)
        if body is None:
            body = _body(request, params, answer(params, order, place, limit), limit)
            serving.pages.put(key, etag, body)
        return serving.json_response(body, etag, None)


def _links(params: Mapping[str, str], found: Answer, limit: int) -> Iterator[dict[str, str] | None]:
    """Parameters of the next page and the previous one, in the way that was asked for."""
    for there, step in ((found.page.after, 1), (found.page.before, -1)):
        if not there:
            yield None
        elif "cursor" in params or not any(name in params for name in paging.PLACES):
            row = found.page.rows[-1 if step == 1 else 0] if found.page.rows else None
            yield row and {"cursor": places.cursor(found.order, row, backwards=step == -1)}
        elif "page" in params:
            yield {"page": str(int(params["page"]) + step)}
        else:
            yield {"offset": str(max(0, int(params["offset"]) + step * limit))}


def _body(request: HttpRequest, params: Mapping[str, str], found: Answer, limit: int) -> bytes:
    kept = {name: value for name, value in params.items() if name not in paging.PLACES}
    address = request.build_absolute_uri(request.path)
    after, before = (
        f"{address}?{urlencode(kept | place)}" if place else None
        for place in _links(params, found, limit)
    )
    head = {
        "count": found.counts.total,
        "count_is_exact": found.counts.exact,
        "next": after,
        "previous": before,
        "facets": {name: _facet(name, found) for name in SHOWN},
        "filters": {name: narrowing.value for name, narrowing in found.narrowings.items()},
        "suggestion": found.suggestion or None,
        "notes": found.asked.notes,
    }
    results = ",".join(map(_result, found.results))
    text = f'{orjson.dumps(head).decode()[:-1]},"results":[{results}]}}'
    return serving.with_host(text, request)


def _facet(name: str, found: Answer) -> list[dict[str, Any]]:
    counts = found.counts.facets.get(name, [])
    titles = found.counts.titles.get(name, {})
    return [{"value": v, "title": titles.get(v, v), "count": n} for v, n in counts]


def _result(result: Result) -> str:
    """The card as it is stored, with one field more."""
    return f'{result.card[:-1]},"highlight":{orjson.dumps(str(result.highlight)).decode()}}}'
