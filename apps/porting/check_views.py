"""The readiness check: a page, and the same for programs."""

import csv
import io
import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.catalog import serving
from apps.catalog.freshness import content_page
from apps.catalog.schema import problems
from apps.core.bodies import JSONObject
from apps.core.csv_cells import guarded
from apps.core.fields import Day, Text
from apps.porting import dates
from apps.porting.answers import AnswerSerializer
from apps.porting.checking import Answer
from apps.porting.checking import check as check_readiness
from apps.porting.forms import CheckForm
from apps.porting.models import PYTHON_3
from apps.porting.requirements import MOST_CHARACTERS, TooMuch, read

#: As long as an address may be that everything on the way still passes on
LONGEST_ADDRESS: Final = 1800
#: ``--index-url https://name:password@host``: addresses are kept in logs and shared
PASSWORD: Final = re.compile(r"://(?!git@)[^\s/]+@")
COLUMNS: Final = (
    "package", "lines", "verdict", "as_of", "reason", "alternatives", "said_by", "said_in",
)  # fmt: skip


@csrf_exempt  # it changes nothing, and a token would cost every reader a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Which of these packages block, what to use instead, and who said so when."""
    return _sent(request) if request.method == "POST" else _asked(request)


def _sent(request: HttpRequest) -> HttpResponse:
    """Lead to the address of the answer; one too long for that is answered here, and not kept."""
    form = CheckForm(request.POST, request.FILES)
    if form.is_valid() and (address := _short_address(form, request.POST)):
        return HttpResponseRedirect(address)
    response = _response(request, form, request.POST)
    response["Cache-Control"] = "no-store"
    return response


@content_page
def _asked(request: HttpRequest) -> HttpResponse:
    return _response(request, CheckForm(request.GET if _is_asked(request) else None), request.GET)


def _response(request: HttpRequest, form: CheckForm, given: Any) -> HttpResponse:
    answer = _answer(form) if form.is_bound and form.is_valid() else None
    if answer and given.get("format") == "json":
        return _json(answer, request)
    if answer and given.get("format") == "csv":
        return _csv(answer)
    context = {"form": form, "answer": answer, "query": _query(form) if answer else ""}
    status = 400 if form.is_bound and not answer else 200
    return render(request, "porting/check.html", context, status=status)


def _is_asked(request: HttpRequest) -> bool:
    return "requirements" in request.GET


def _answer(form: CheckForm) -> Answer | None:
    """The answer, or None and an error in the form if the list is too long."""
    cleaned = form.cleaned_data
    try:
        found = read(cleaned["text"])
    except TooMuch as error:
        form.add_error("requirements", str(error))
        return None
    return check_readiness(
        found.wanted, found.skipped, as_of=cleaned["as_of"], target=cleaned["target"]
    )


def _query(form: CheckForm) -> str:
    """The question as a query string; none if an address would give a password away."""
    cleaned = form.cleaned_data
    asked = {"requirements": cleaned["text"].replace("\r\n", "\n").strip()}
    if cleaned["as_of"]:
        asked["as_of"] = cleaned["as_of"].isoformat()
    if cleaned["target"] != PYTHON_3:
        asked["target"] = cleaned["target"]
    query = urlencode(asked)
    is_secret = bool(PASSWORD.search(asked["requirements"]))
    return "" if is_secret or len(query) > LONGEST_ADDRESS else query


def _short_address(form: CheckForm, given: Any) -> str:
    """Where the answer can be shared, if the question fits into an address."""
    query = _query(form)
    form_asked = given.get("format", "html")
    kept = f"&format={form_asked}" if form_asked in ("json", "csv") else ""
    return f"{reverse('porting-check')}?{query}{kept}" if query else ""


def _json(answer: Answer, request: HttpRequest) -> HttpResponse:
    text = serving.stored(AnswerSerializer(answer).data)
    return HttpResponse(serving.with_host(text, request), content_type="application/json")


def _csv(answer: Answer) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for finding in answer.findings:
        lines = " ".join(map(str, finding.lines))
        instead = " ".join(each.package.slug for each in finding.alternatives)
        for status in finding.statuses or [None]:
            cells = [finding.name, lines, status.verdict if status else finding.verdict]
            cells += [status and status.as_of, status and status.reason, instead]
            cells += [status and status.person and status.person.name]
            session = status and status.session
            cells += [session.title if session and session.is_public() else ""]
            writer.writerow(guarded(str(cell or "")) for cell in cells)
    for each in answer.skipped:
        writer.writerow(map(guarded, [each.text, str(each.line), "not read", "", each.reason]))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="readiness.csv"'
    return response


@extend_schema_field({"type": "string", "pattern": r"^[^\u0000]+$"})
class TextField(Text):
    """A text that is there."""


class ReadinessQuestionSerializer(serializers.Serializer[Any]):
    """A list of requirements as one text, such as a whole requirements.txt."""

    requirements = TextField(min_length=1, max_length=MOST_CHARACTERS, trim_whitespace=False)
    as_of = Day(required=False, allow_null=True)
    target = TextField(required=False, min_length=1, max_length=100, trim_whitespace=False)


class CheckView(APIView):
    """Readiness with reasons. Nothing that is asked is kept."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = (JSONObject,)

    @extend_schema(
        auth=[],
        operation_id="check_porting",
        summary="Which of these packages block a port, and why",
        request={"application/json": ReadinessQuestionSerializer},
        responses={200: AnswerSerializer, **problems(400, 411, 413, 415, 429)},
    )
    def post(self, request: Request) -> HttpResponse:
        question = ReadinessQuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        try:
            found = read(asked["requirements"])
        except TooMuch as error:
            raise exceptions.ValidationError({"requirements": [str(error)]}) from error
        answer = check_readiness(
            found.wanted,
            found.skipped,
            as_of=asked.get(dates.PARAMETER),
            target=asked.get("target", PYTHON_3),
        )
        return _json(answer, request._request)
