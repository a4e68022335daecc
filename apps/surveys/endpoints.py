"""The API for those who count: operations, and files in and out. Who may is asked first."""

from collections.abc import Callable
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.catalog.negotiation import AlwaysJSON
from apps.catalog.schema import problems
from apps.catalog.views import refuse_unknown
from apps.core.problems import Conflict, TooLarge
from apps.surveys import exporting, importing, tables
from apps.surveys.checks import oddities
from apps.surveys.errors import Faulty
from apps.surveys.filing import run_to_enter
from apps.surveys.models import Operation, Run
from apps.surveys.sheets import (
    ImportedSerializer,
    OperationsSerializer,
    RecordedSerializer,
    SheetSerializer,
)
from apps.surveys.tallying import Sent, record


class FileParser(BaseParser):
    """The bytes as they came, no more than a file may have."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = bytes(stream.read(tables.LARGEST_FILE + 1))
        if len(body) > tables.LARGEST_FILE:
            raise TooLarge(f"A file may have at most {tables.LARGEST_FILE} bytes.")
        return body


class CsvParser(FileParser):
    media_type = "text/csv"


class JsonFileParser(FileParser):
    media_type = "application/json"


class RunView(APIView):
    """A run for those who may enter its counts. Others who see it get 403, the rest 404."""

    permission_classes = (IsAuthenticated,)
    content_negotiation_class = AlwaysJSON

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, ())

    def run_to_enter(self, request: Request, slug: str) -> Any:
        if "\0" in slug:
            raise Http404("No address holds a NUL character.")
        allows = getattr(request.auth, "allows", None)
        if allows is not None and not allows("surveys"):
            raise PermissionDenied("This token may not write surveys.")
        return run_to_enter(request.user, slug)


class OperationsView(RunView):
    """Counts as they are, and operations on them."""

    @extend_schema(
        operation_id="get_survey_operations",
        summary="The counts of a survey, to enter more",
        responses={200: SheetSerializer, **problems(401, 403, 404, 429)},
    )
    def get(self, request: Request, slug: str) -> Response:
        run = self.run_to_enter(request, slug)
        tallies = [option.tally for each in run.questions.all() for option in each.options.all()]
        waiting = Operation.objects.of_run(run).waiting().select_related("option__question")
        sheet = {"state": run.state, "cells": tallies, "waiting": waiting}
        return private(SheetSerializer({**sheet, "warnings": oddities(run)}).data)

    @extend_schema(
        operation_id="record_survey_operations",
        summary="Add to counts and set them, any number of times",
        request=OperationsSerializer,
        responses={
            200: RecordedSerializer,
            **problems(400, 401, 403, 404, 409, 411, 413, 415, 429),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        run = self.run_to_enter(request, slug)
        asked = OperationsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user, made_by = request.user, asked.validated_data.get("user")
        if made_by not in (None, user.get_username()):
            raise Conflict(
                f"These were made by {made_by}, and {user} is signed in. Nothing was stored:"
                f" sign in as {made_by}, or send them as made by {user}."
            )
        sent = [_sent(each) for each in asked.validated_data["operations"]]
        results = record(run, sent, user)
        now = Run.objects.whole().get(pk=run.pk)
        recorded = {"state": now.state, "results": results, "warnings": oddities(now)}
        return private(RecordedSerializer(recorded).data)


class FileView(RunView):
    """A run as one file. Reading a public one needs no account."""

    export: Callable[[Any], str | bytes]
    store: Callable[[Any, Any, Any], int]
    content_type: str

    def get_permissions(self) -> Any:
        return [AllowAny()] if self.request.method in ("GET", "HEAD") else super().get_permissions()

    def read(self, request: Request, slug: str) -> HttpResponse:
        run = Run.objects.whole().published().filter(slug=slug.replace("\0", "")).first()
        run = run or self._private_run(request, slug)
        response = HttpResponse(type(self).export(run), content_type=self.content_type)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _private_run(self, request: Request, slug: str) -> Any:
        try:
            return self.run_to_enter(request, slug)
        except PermissionDenied as error:  # what is not public is not known
            raise Http404(f"There is no survey {slug!r}.") from error

    def write(self, request: Request, slug: str) -> Response:
        run = self.run_to_enter(request, slug)
        try:
            changed = type(self).store(run, request.data or b"", request.user)
        except Faulty as error:
            _refuse(error)
        return private({"changed": changed})


class CsvView(FileView):
    parser_classes = (CsvParser,)
    content_type = "text/csv; charset=utf-8"
    export = staticmethod(exporting.as_csv)
    store = staticmethod(importing.import_csv)

    @extend_schema(
        operation_id="get_survey_csv",
        summary="A survey as CSV",
        responses={(200, "text/csv"): OpenApiResponse(str), **problems(401, 404, 429)},
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        return self.read(request, slug)

    @extend_schema(
        operation_id="put_survey_csv",
        summary="Counts from CSV, all or nothing",
        request={"text/csv": str},
        responses={200: ImportedSerializer, **problems(400, 401, 403, 404, 411, 413, 415, 429)},
    )
    def put(self, request: Request, slug: str) -> Response:
        return self.write(request, slug)


class JsonView(FileView):
    parser_classes = (JsonFileParser,)
    content_type = "application/json"
    export = staticmethod(exporting.as_json)
    store = staticmethod(importing.import_json)

    @extend_schema(
        operation_id="get_survey_json",
        summary="A survey as JSON, to be imported elsewhere",
        responses={(200, "application/json"): OpenApiResponse(dict), **problems(401, 404, 429)},
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        return self.read(request, slug)

    @extend_schema(
        operation_id="put_survey_json",
        summary="A survey from JSON, all or nothing",
        request={"application/json": dict},
        responses={200: ImportedSerializer, **problems(400, 401, 403, 404, 411, 413, 415, 429)},
    )
    def put(self, request: Request, slug: str) -> Response:
        return self.write(request, slug)


def private(data: Any) -> Response:
    """An answer for whoever asked, kept by no cache."""
    return Response(data, headers={"Cache-Control": "private, no-store"})


def _sent(given: dict[str, Any]) -> Sent:
    return Sent(**{name: value for name, value in given.items() if value is not None})


def _refuse(error: Faulty) -> NoReturn:
    raise exceptions.ValidationError({**_by_place(error)}) from error


def _by_place(error: Faulty) -> dict[str, list[str]]:
    by_place: dict[str, list[str]] = {}
    for fault in error.faults:
        place = f"line {fault.line}" if fault.line else ""
        where = ", ".join(part for part in (place, fault.column) if part) or "file"
        by_place.setdefault(where, []).append(fault.message)
    return by_place
