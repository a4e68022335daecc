"""Everything that changed, in the order of commits, so that a client's copy can follow.

``Document.sequence`` grows in commit order (``catalog.publishing``), so that a client that has
seen a number has missed nothing below it. A record is listed once, at its last change.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import exceptions

from apps.catalog import paging, serving, streaming
from apps.catalog.filters import BadParameter
from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from apps.catalog.negotiation import negotiate
from apps.catalog.reading import choose, fetch, stream
from apps.catalog.schema import changes_schema
from apps.catalog.views import ReadView, refuse_unknown, single_valued

PARAMETERS = ("since", "kind", "limit", "format")
_COLUMNS = ("sequence", "kind", "object_id", "changed_at", "withdrawn_at", "detail")


class CursorTooNew(exceptions.APIException):
    """The base is older than the client's copy: it was put back from a backup."""

    status_code = 409
    default_detail = (
        "This cursor is ahead of the base, which must have been restored from a backup. "
        "Start again with a dump, or without a cursor."
    )
    default_code = "conflict"


@changes_schema
class ChangesView(ReadView):
    """Records made, changed and withdrawn since a cursor."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = negotiate(request, ("json", "ndjson"))
        params = single_valued(request.GET)
        refuse_unknown(params, PARAMETERS)
        condition, since = _kind(params), _since(params)
        limit = paging.whole(params, "limit", paging.DEFAULT_LIMIT, 1, paging.MAX_LIMIT)
        latest = Document.objects.latest_sequence()
        if since > latest:
            raise CursorTooNew
        etag = f'"changes-{latest}-{serving.REVISION}{form[0]}"'
        if response := serving.not_modified(request, etag, None):
            return response
        changed = Document.objects.filter(condition, sequence__gt=since, sequence__lte=latest)
        in_order = changed.order_by("sequence")
        if form == "ndjson" and "limit" not in params:
            rows = stream(choose(in_order, *_COLUMNS), streaming.CHUNK)
            lines = streaming.ndjson(map(_texts, rows), request)
            return serving.stamp(streaming.response(lines, form, "", request), etag, None)
        found = fetch(choose(in_order[: limit + 1], *_COLUMNS))
        # At the end nothing up to the latest number concerns this client any more.
        cursor = str(found[limit - 1][0] if len(found) > limit else latest)
        following = self.address(request, params, cursor) if len(found) > limit else None
        body = self.page(request, form, _texts(found[:limit]), cursor, following)
        response = serving.json_response(body, etag, None)
        response["Content-Type"] = streaming.TYPES.get(form, "application/json")
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response

    def address(self, request: HttpRequest, params: Mapping[str, str], cursor: str) -> str:
        query = urlencode({**params, "since": cursor})
        return f"{request.build_absolute_uri(request.path)}?{query}"

    def page(
        self,
        request: HttpRequest,
        form: str,
        texts: list[bytes],
        cursor: str,
        following: str | None,
    ) -> bytes:
        if form == "ndjson":
            return b"".join(streaming.ndjson([texts], request))
        head = orjson.dumps({"cursor": cursor, "next": following})
        return b'%s,"results":[%s]}' % (
            head[:-1],
            serving.with_host(b",".join(texts), request),
        )


def _texts(rows: list[Any]) -> list[bytes]:
    return [_change(row) for row in rows]


def _change(row: tuple[Any, ...]) -> bytes:
    """One change as JSON. Of what is gone only that it is gone: its name would say who it was."""
    sequence, kind, object_id, changed_at, withdrawn_at, detail = row
    head = {
        "cursor": str(sequence),
        "change": "delete" if withdrawn_at else "upsert",
        "kind": kind.decode(),
        "id": object_id,
        "changed_at": changed_at,
    }
    return b'%s,"record":%s}' % (orjson.dumps(head)[:-1], detail or b"null")


def _kind(params: Mapping[str, str]) -> Q:
    """The kinds asked for, with commas; all if none."""
    if "kind" not in params:
        return Q()
    names, known = params["kind"].split(","), [kind.name for kind in kinds()]
    if wrong := [name for name in names if name not in known]:
        raise BadParameter("kind", f"has {wrong[0][:50]!r}. There are: {', '.join(known)}")
    return Q(kind__in=names)


def _since(params: Mapping[str, str]) -> int:
    text = params.get("since", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadParameter("since", "must be a cursor that this address or a dump gave out")
    return int(text)
