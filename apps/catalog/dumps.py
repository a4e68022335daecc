"""The whole public base in one stream, with the cursor from which ``changes/`` continues it."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.reverse import reverse

from apps.catalog import columns, serving, streaming
from apps.catalog.kinds import Kind, kinds
from apps.catalog.models import Document
from apps.catalog.schema import dump_schema, dumps_schema
from apps.catalog.views import ReadView, refuse_unknown, single_valued

#: The dump of every kind
ALL = "all"
#: What its table says of each record; the kinds' own tables have all their fields.
COMMON: columns.Columns = {
    name: {} for name in ("kind", "id", "title", "url", "html_url", "updated_at")
}


@dumps_schema
class DumpsView(ReadView):
    """The dumps that there are."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown(single_valued(request.GET), ())
        cursor, counts = Document.objects.latest_sequence(), Document.objects.counts()
        etag = f'"dumps-{cursor}-{serving.REVISION}"'
        if response := serving.not_modified(request, etag, None):
            return response
        dumps = [
            {
                "name": name,
                "count": count,
                "ndjson": _address(request, name, "ndjson"),
                "csv": _address(request, name, "csv"),
            }
            for name, count in [
                (ALL, sum(counts.values())),
                *((kind.plural, counts.get(kind.name, 0)) for kind in kinds()),
            ]
        ]
        body = orjson.dumps(
            {"cursor": str(cursor), "changes": _changes(request, cursor), "results": dumps}
        )
        return serving.json_response(body, etag, None)


@dump_schema
class DumpView(ReadView):
    """Every record of a kind, or of all kinds, whole."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown(single_valued(request.GET), ())
        name, form = kwargs["name"], kwargs["form"]
        chosen = [kind for kind in kinds() if name in (ALL, kind.plural)]
        if not chosen:
            raise Http404(f"There is no dump of {name!r}.")
        # Read before the records: what changes meanwhile comes again by changes/, and does no harm.
        cursor = Document.objects.latest_sequence()
        etag = f'"dump-{cursor}-{serving.REVISION}{form[0]}"'
        if response := serving.not_modified(request, etag, None):
            return response
        body = self.lines(request, chosen, form, everything=name == ALL)
        streamed = serving.stamp(streaming.response(body, form, name, request), etag, None)
        streamed["Link"] = f'<{_changes(request, cursor)}>; rel="monitor"'  # RFC 5989
        return streamed

    def lines(
        self, request: HttpRequest, chosen: list[Kind], form: str, *, everything: bool
    ) -> Iterator[bytes]:
        names = [kind.name for kind in chosen]
        public = Document.objects.filter(kind__in=names, withdrawn_at__isnull=True)
        rows = public.order_by("kind", "object_id")
        if form == "ndjson":
            return streaming.ndjson(streaming.chunks(rows, "detail"), request)
        if everything:
            return streaming.shaped_csv(streaming.chunks(rows, "card"), request, COMMON)
        table = columns.columns(chosen[0].fields(whole=True))
        return streaming.csv(streaming.chunks(rows, "detail_line"), request, table)


def _address(request: HttpRequest, name: str, form: str) -> str:
    return reverse("api-dump", args=[name, form], request=request)


def _changes(request: HttpRequest, cursor: int) -> str:
    return f"{reverse('api-changes', request=request)}?since={cursor}"
