"""The API's lists and details: one query each, over finished JSON texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache, reduce
from operator import and_
from typing import Any, ClassVar, TypeAlias
from urllib.parse import urlencode

import orjson
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.catalog import columns, paging, serving, shaping, streaming, writing
from apps.catalog.filters import BadParameter
from apps.catalog.kinds import Kind, kind_named
from apps.catalog.models import Document, Version
from apps.catalog.negotiation import AlwaysJSON, negotiate, readable
from apps.catalog.paging import Page
from apps.catalog.reading import Chosen, choose
from apps.catalog.records import Moved, follow, followed
from apps.catalog.schema import detail_schema, list_schema
from apps.core.bodies import JSONObject
from apps.core.deprecation import Deprecation
from apps.core.problems import exception_handler

#: What Django makes of bytes that are not UTF-8
NO_TEXT = "\ufffd"


class ReadView(APIView):
    """What anybody may read: GET goes straight to ``get``, past REST framework's own machinery.

    The answer is the same for everybody, so that any cache may serve it: who asks is not looked at.
    All other methods take REST framework's way.
    """

    parser_classes = (JSONObject,)
    permission_classes = ()  # catalog.writing asks
    content_negotiation_class = AlwaysJSON
    deprecation: ClassVar[Deprecation | None] = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        else:
            response = self.read(request, *args, **kwargs)
        if self.deprecation:
            self.deprecation.stamp(response)
        return response

    def read(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What ``get`` gives, or what is wrong with the request."""
        try:
            return self.get(request, *args, **kwargs)
        except Moved as moved:
            return serving.leading(request, moved.path("", f"/api/v1/{moved.kind.plural}/"))
        except Exception as error:  # as REST framework does: what it does not know goes on
            problem = exception_handler(error, {})
            if problem is None:
                raise
        return problem

    def options(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """What may be done here: the ``Allow`` header, which every answer of this way has."""
        return HttpResponse(status=204)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise NotImplementedError


@dataclass
class Asked:
    """One request for a list, understood."""

    request: HttpRequest
    kind: Kind
    params: Mapping[str, str]
    form: str
    paging: paging.Paging
    shape: shaping.Shape
    #: Of the version of the data that is shown, once it is known
    etag: str = ""
    changed: datetime | None = None

    @classmethod
    def of(cls, request: HttpRequest, kind: Kind, form: str) -> "Asked":
        """Read the parameters (BadParameter says what is wrong with which)."""
        params = single_valued(request.GET)
        known = (*kind.filters, *paging.PARAMETERS, *shaping.PARAMETERS, "format")
        refuse_unknown(params, known)
        asked = cls(
            request=request,
            kind=kind,
            params=params,
            form=form,
            paging=paging.parse(params, kind.order),
            shape=shaping.parse(params, kind, whole=False),
        )
        _condition(kind.name, asked.narrowing)  # says what is wrong with a filter
        return asked

    @cached_property
    def base(self) -> str:
        """Scheme and host that were asked. Kept, as Django checks the host whenever it is read."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    @cached_property
    def address(self) -> str:
        """What was asked for. Finished pages are kept by it; their ETags tell formats apart."""
        return self.base + self.request.get_full_path()

    @property
    def streams(self) -> bool:
        """Whether all that match are asked for, not a page of them."""
        return self.form in streaming.TYPES and not any(
            name in self.params for name in ("limit", *paging.PLACES)
        )

    @property
    def narrowing(self) -> "Narrowing":
        """The filters that are asked for, with their texts."""
        return tuple((name, self.params[name]) for name in self.kind.filters if name in self.params)

    @property
    def documents(self) -> QuerySet[Any]:
        return _documents(self.kind.name, self.narrowing)

    def is_of(self, version: int, changed: datetime | None) -> None:
        """Say which version of the data is shown."""
        # References that are opened up show other kinds
        others = f".{Document.objects.latest_sequence()}" if self.shape.expand else ""
        self.etag = f'"{self.kind.name}-{version}{others}-{serving.REVISION}{self.form[0]}"'
        self.changed = changed

    def count(self) -> int:
        """How many there are on all pages: counted once for each version of the data."""
        key = f"{self.kind.name} {self.narrowing}"
        count = serving.counts.get(key, self.etag)
        if count is None:
            count = b"%d" % self.documents.count()
            serving.counts.put(key, self.etag, count)
        return int(count)

    def follow(self) -> bool:
        """Ask for what others have become part of; whether anything asked for has."""
        found = followed(self.kind, self.params)
        self.params = {**self.params, **found}
        return bool(found)

    @property
    def shown(self) -> str:
        """The column of documents that the answer is made of."""
        return "card_line" if self.form == "csv" and not self.shape else "card"

    def stream(self) -> Iterator[bytes]:
        """All that match."""
        self.follow()
        ordered = self.paging.ordered(self.documents)
        return self.lines(streaming.chunks(ordered, self.shown, self.shape))

    def lines(self, texts: streaming.Chunks) -> Iterator[bytes]:
        """The records as NDJSON or CSV."""
        if self.form == "ndjson":
            return streaming.ndjson(texts, self.request)
        table = columns.columns(self.kind.fields(whole=False), self.shape.selection)
        as_csv = streaming.shaped_csv if self.shape else streaming.csv
        return as_csv(texts, self.request, table)

    def page(self) -> tuple[bytes, str]:
        """One page, and its Link header (RFC 8288). The page says which version it shows."""
        name = self.kind.name
        place = replace(self.paging, shown=self.shown, beside=(Version.COLUMN, (name,)))
        page = place.read(_chosen(name, self.narrowing, place.columns))
        if page.beside:
            self.is_of(*Version.said(page.beside))
        elif not self.etag:
            # No card, no version. One asked for now may be later than this page: so the page again.
            self.is_of(*Version.of(name))
            return self.page()
        elif self.follow():
            return self.page()
        links = self.links(page)
        cards = self.shape.apply(page.cards)
        if self.form in streaming.TYPES:
            body = b"".join(self.lines([cards]))
        else:
            head = orjson.dumps({"count": self.count(), **links})
            text = b'%s,"results":[%s]}' % (head[:-1], b",".join(cards))
            body = serving.with_base(text, self.base)
        header = ", ".join(
            f'<{address}>; rel="{"next" if rel == "next" else "prev"}"'
            for rel, address in links.items()
            if address
        )
        return body, header

    def links(self, page: Page) -> dict[str, str | None]:
        """The addresses of the pages around this one."""
        kept = {name: value for name, value in self.params.items() if name not in paging.PLACES}
        address = f"{self.address.partition('?')[0]}?{urlencode(kept)}"
        address += "&" if kept else ""
        places = {"next": page.next, "previous": page.previous}
        return {rel: address + urlencode(at) if at else None for rel, at in places.items()}


#: Filters of a list by name, and their texts
Narrowing: TypeAlias = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1_000)
def _condition(kind: str, narrowing: Narrowing) -> Q:
    """What the filters ask for, together."""
    filters, params = kind_named(kind).filters, dict(narrowing)
    return reduce(and_, (filters[name].q(name, params) for name in params), Q())


def _documents(kind: str, narrowing: Narrowing) -> QuerySet[Any]:
    return Document.objects.public(kind).filter(_condition(kind, narrowing))


@lru_cache(maxsize=1_000)
def _chosen(kind: str, narrowing: Narrowing, columns: tuple[str, ...]) -> Chosen:
    """The SQL of a list. Kept, as building it takes longer than the rest of the answer."""
    return choose(_documents(kind, narrowing), *columns)


class ListView(ReadView):
    """Records of one kind: by page, or all that match in one stream."""

    kind: ClassVar[Kind]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = negotiate(request, ("json", "html", "ndjson", "csv"))
        asked = self.ask(request, form)
        if asked.streams or serving.is_conditional(request) or asked.address in serving.pages:
            asked.is_of(*Version.of(self.kind.name))
            if response := serving.not_modified(request, asked.etag, asked.changed):
                return response
        # Else nobody has the page: it says itself of which version it is, in the same answer.
        if asked.streams:
            streamed = streaming.response(asked.stream(), form, self.kind.plural, request)
            return serving.stamp(streamed, asked.etag, asked.changed)
        return self.paged(asked)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return writing.create(request, self.kind)

    def ask(self, request: HttpRequest, form: str) -> Asked:
        """What is asked; a kind's own view may change how its cards are made."""
        return Asked.of(request, self.kind, form)

    def paged(self, asked: Asked) -> HttpResponse:
        kept = serving.pages.linked(asked.address, asked.etag)
        if kept is None:
            kept = asked.page()
            serving.pages.put(asked.address, asked.etag, *kept)
        body, link = kept
        response = serving.json_response(body, asked.etag, asked.changed)
        if link:
            response["Link"] = link
        if asked.form in streaming.TYPES:
            response["Content-Type"] = streaming.TYPES[asked.form]
        return readable(asked.request, response, self.kind) if asked.form == "html" else response


class DetailView(ReadView):
    """One record, whole."""

    kind: ClassVar[Kind]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = negotiate(request, ("json", "html"))
        shape = self.shape(request) if request.GET else shaping.Shape()
        detail, content_hash, changed = self.document(kwargs["key"])
        others = f".{Document.objects.latest_sequence()}" if shape.expand else ""
        etag = f'"{content_hash}{others}-{serving.REVISION}{form[0]}"'
        if response := serving.not_modified(request, etag, changed):
            return response
        (text,) = shape.apply([detail.encode()])
        response = serving.json_response(serving.with_host(text, request), etag, changed)
        return readable(request, response, self.kind) if form == "html" else response

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return writing.change(request, self.kind, kwargs["key"])

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return writing.withdraw(request, self.kind, kwargs["key"])

    def shape(self, request: HttpRequest) -> shaping.Shape:
        params = single_valued(request.GET)
        refuse_unknown(params, (*shaping.PARAMETERS, "format"))
        return shaping.parse(params, self.kind, whole=True)

    def document(self, key: str | int) -> tuple[str, str, datetime]:
        """The record's JSON, its hash, and when it changed."""
        if "\0" in str(key):
            raise Http404("No address holds a NUL character.")
        found = Document.whole(self.kind.name, key)
        if found is None or found[3]:
            follow(self.kind, str(key))
        if found is None:
            raise Http404(f"There is no {self.kind.name} {key!r}.")
        if found[3]:
            raise Gone(f"This {self.kind.name} was withdrawn.")
        return found[:3]


class Gone(exceptions.APIException):
    """A record that was public once."""

    status_code = 410
    default_code = "gone"


def single_valued(params: Any) -> dict[str, str]:
    """Parameters by name (BadParameter for one that is given twice, or is no text)."""
    for name, values in params.lists():
        if len(values) > 1:
            raise BadParameter(name, "is given more than once")
        if NO_TEXT in values[0]:
            raise BadParameter(name, "is not UTF-8")
    return dict(params.items())


def refuse_unknown(params: Mapping[str, str], known: tuple[str, ...]) -> None:
    """Raise BadParameter for the first parameter that is not one of ``known``."""
    for name in params:
        if name not in known:
            raise BadParameter(name, f"is not a parameter here. There are: {', '.join(known)}")


def _of(kind: Kind, base: type[ReadView]) -> type[ReadView]:
    name = f"{kind.plural.capitalize()}{base.__name__}"
    more: dict[str, Any] = {"kind": kind, "deprecation": kind.deprecation}
    if kind.writer is None:
        more["http_method_names"] = ["get", "head", "options"]
    return type(name, (base,), more)


def list_view(kind: Kind) -> Any:
    """The view of a kind's list."""
    view = _of(kind, kind.list_base or ListView)
    return list_schema(kind)(view).as_view()


def detail_view(kind: Kind) -> Any:
    """The view of one record of a kind."""
    view = _of(kind, kind.detail_base or DetailView)
    return detail_schema(kind)(view).as_view()
