"""The API's lists and details: one query each, over finished JSON texts."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.catalog import paging, serving
from apps.catalog.filters import BadParameter
from apps.catalog.kinds import Kind
from apps.catalog.models import Document, Version
from apps.catalog.negotiation import JSONBytes, Negotiation, ReadablePage
from apps.catalog.schema import detail_schema, list_schema


class DocumentView(APIView):
    """Base of both: JSON for programs, a readable page for browsers."""

    kind: ClassVar[Kind]
    renderer_classes = (JSONBytes, ReadablePage)
    content_negotiation_class = Negotiation
    # The same for everybody, so that any cache may serve it: who asks is not even looked at.
    authentication_classes = ()
    permission_classes = ()

    def answer(self, request: Request, body: bytes, etag: str, changed: Any) -> HttpResponse:
        response = serving.json_response(body, etag, changed)
        return self.readable(request, response)

    def readable(self, request: Request, response: HttpResponse) -> HttpResponse:
        """Dress the JSON up if a browser asked."""
        if isinstance(request.accepted_renderer, ReadablePage):
            return request.accepted_renderer.dress(request, response, self.kind)
        return response


class ListView(DocumentView):
    """Records of one kind, by page."""

    def get(self, request: Request) -> HttpResponse:
        try:
            params = single_valued(request.query_params)
            narrowed, asked = self.narrow(params)
        except BadParameter as error:
            raise exceptions.ValidationError({error.name: [str(error)]}) from error
        version, changed = Version.of(self.kind.name)
        form = "j" if request.accepted_renderer.format == "json" else "h"
        etag = f'"{self.kind.name}-{version}-{serving.REVISION}{form}"'
        if response := serving.not_modified(request._request, etag, changed):
            return response
        key = request.build_absolute_uri()
        body = serving.pages.get(key, etag)
        if body is None:
            count = self.count(narrowed, params, etag)
            body = self.page(request, narrowed, asked, params, count)
            serving.pages.put(key, etag, body)
        return self.answer(request, body, etag, changed)

    def narrow(self, params: Mapping[str, str]) -> tuple[QuerySet[Any], paging.Paging]:
        """The documents that the parameters ask for, and by which page."""
        for name in params:
            if name not in self.kind.filters and name not in (*paging.PARAMETERS, "format"):
                allowed = ", ".join([*self.kind.filters, *paging.PARAMETERS, "format"])
                raise BadParameter(name, f"is not a parameter of this list. It takes: {allowed}")
        condition = Q()
        for name, rule in self.kind.filters.items():
            if name in params:
                condition &= rule.q(name, params)
        documents = Document.objects.public(self.kind.name).filter(condition)
        return documents, paging.parse(params, self.kind.order)

    def count(self, documents: QuerySet[Any], params: Mapping[str, str], version: str) -> int:
        """How many there are on all pages: counted once for each version of the data."""
        narrowing = sorted((name, params[name]) for name in self.kind.filters if name in params)
        key = f"{self.kind.name} {narrowing}"
        count = serving.counts.get(key, version)
        if count is None:
            count = b"%d" % documents.count()
            serving.counts.put(key, version, count)
        return int(count)

    def page(
        self,
        request: Request,
        documents: QuerySet[Any],
        asked: paging.Paging,
        params: Mapping[str, str],
        count: int,
    ) -> bytes:
        page = asked.slice(documents)
        head = orjson.dumps(
            {
                "count": count,
                "next": self.link(request, params, page.next),
                "previous": self.link(request, params, page.previous),
            }
        )
        cards = serving.with_host(",".join(page.cards), request._request)
        return b'%s,"results":[%s]}' % (head[:-1], cards.encode())

    def link(
        self, request: Request, params: Mapping[str, str], place: Mapping[str, str] | None
    ) -> str | None:
        """The address of another page of the same list."""
        if place is None:
            return None
        kept = {
            name: value
            for name, value in params.items()
            if name not in ("cursor", "page", "offset")
        }
        return f"{request.build_absolute_uri(request.path)}?{urlencode(kept | dict(place))}"


class DetailView(DocumentView):
    """One record, whole."""

    def get(self, request: Request, key: str | int) -> HttpResponse:
        column = "object_id" if self.kind.lookup == "id" else "slug"
        if "\0" in str(key):
            raise Http404("No address holds a NUL character.")
        found = Document.objects.filter(kind=self.kind.name, **{column: key}).values_list(
            "detail", "content_hash", "changed_at", "withdrawn_at"
        )
        # A slug may have been given anew: what is public wins over a tombstone.
        document = found.order_by(F("withdrawn_at").asc(nulls_first=True)).first()
        if document is None:
            raise Http404(f"There is no {self.kind.name} {key!r}.")
        detail, content_hash, changed, withdrawn_at = document
        if withdrawn_at:
            raise Gone(f"This {self.kind.name} was withdrawn.")
        form = "j" if request.accepted_renderer.format == "json" else "h"
        etag = f'"{content_hash}-{serving.REVISION}{form}"'
        if response := serving.not_modified(request._request, etag, changed):
            return response
        body = serving.with_host(detail, request._request).encode()
        return self.answer(request, body, etag, changed)


class Gone(exceptions.APIException):
    """A record that was public once."""

    status_code = 410
    default_code = "gone"


def single_valued(params: Any) -> dict[str, str]:
    """Parameters by name (BadParameter for one that is given twice)."""
    for name, values in params.lists():
        if len(values) > 1:
            raise BadParameter(name, "is given more than once")
    return dict(params.items())


def list_view(kind: Kind) -> Any:
    """The view of a kind's list."""
    view = type(f"{kind.plural.capitalize()}ListView", (ListView,), {"kind": kind})
    return list_schema(kind)(view).as_view()


def detail_view(kind: Kind) -> Any:
    """The view of one record of a kind."""
    view = type(f"{kind.plural.capitalize()}DetailView", (DetailView,), {"kind": kind})
    return detail_schema(kind)(view).as_view()
