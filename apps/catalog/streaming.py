"""Whole lists in one answer, made as they are sent: NDJSON, a record a line, or CSV.

Memory stays flat: the database's cursor gives a chunk at a time, and each is sent before the next.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from apps.catalog import columns, serving
from apps.catalog.reading import choose, stream
from apps.catalog.shaping import Shape

#: Records: a chunk of long ones still fits into the cache of a processor, which is worth a fifth.
CHUNK = 100

#: Format -> content type, as registered or as everybody has it
TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}

Chunks = Iterable[list[bytes]]


def chunks(documents: QuerySet[Any], shown: str, shape: Shape | None = None) -> Chunks:
    """One column of documents, which holds stored texts, in the shape asked for."""
    for chunk in stream(choose(documents, shown), CHUNK):
        texts = [text for (text,) in chunk]
        yield shape.apply(texts) if shape else texts


def ndjson(texts: Chunks, request: HttpRequest) -> Iterator[bytes]:
    """One record a line."""
    for chunk in texts:
        yield serving.with_host(b"\n".join(chunk), request) + b"\n"


def csv(lines: Chunks, request: HttpRequest, table: columns.Columns) -> Iterator[bytes]:
    """A header and a line for each record, of stored lines."""
    yield columns.header(table).encode()
    for chunk in lines:
        yield serving.with_host(b"".join(chunk), request)


def shaped_csv(texts: Chunks, request: HttpRequest, table: columns.Columns) -> Iterator[bytes]:
    """The same of JSON texts in any shape: for the columns of ``table``."""
    yield columns.header(table).encode()
    for chunk in texts:
        records = orjson.loads(b"[%s]" % serving.with_host(b",".join(chunk), request))
        yield "".join(columns.lines(records, table)).encode()


def response(
    body: Iterable[bytes], form: str, name: str, request: HttpRequest
) -> StreamingHttpResponse | HttpResponse:
    """The streamed answer; a table is offered as a file, ``name`` with its ending."""
    if request.method == "HEAD":
        answer: StreamingHttpResponse | HttpResponse = HttpResponse(content_type=TYPES[form])
    else:
        answer = StreamingHttpResponse(body, content_type=TYPES[form])
    answer._csp_exempt = True  # type: ignore[union-attr]  # nothing in it runs
    if form == "csv":
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
