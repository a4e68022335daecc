"""What the lists of packages, statuses, case studies and porting notes may be narrowed by."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from apps.catalog.filters import Filter
from apps.core.naming import fold, package_name
from apps.porting import dates
from apps.porting.models import CaseStudy, PortingNote, Status

VERDICTS = Status.Verdict.values


def _held(params: Mapping[str, str]) -> models.QuerySet[Status]:
    """The statements that hold on the day asked for, about the target and with the verdict."""
    held = Status.objects.holding(dates.asked_day(params.get(dates.PARAMETER)))
    if verdict := params.get("verdict"):
        held = held.filter(verdict=verdict)
    if target := params.get("target"):
        held = held.filter(target__iexact=target)
    return held


def _packages_held(text: str, params: Mapping[str, str]) -> Q:
    return Q(object_id__in=_held(params).values("package"))


def _known_by(text: str, params: Mapping[str, str]) -> Q:
    dates.day(text)
    return Q()


def _said_by(text: str, params: Mapping[str, str]) -> Q:
    return Q(object_id__in=Status.objects.filter(as_of__lte=dates.day(text)).values("pk"))


def _named(text: str, params: Mapping[str, str]) -> Q:
    return Q(sort_title__contains=fold(text)) | Q(slug__contains=package_name(text))


def _about(rows: models.QuerySet[Any], path: str) -> Filter:
    def condition(text: str, params: Mapping[str, str]) -> Q:
        found = rows.filter(**{path: package_name(text)})
        return Q(object_id__in=found.values("pk"))

    return Filter("Name of a package", condition, {"type": "string"})


_VERDICT: Mapping[str, Any] = {"type": "string", "enum": VERDICTS}
_DAY: Mapping[str, Any] = {"type": "string", "format": "date"}
_TEXT: Mapping[str, Any] = {"type": "string"}

PACKAGES = {
    "verdict": Filter("A statement with this verdict holds", _packages_held, _VERDICT),
    "target": Filter("A statement about this target holds: Python 3", _packages_held, _TEXT),
    "name": Filter("Part of the name", _named, _TEXT),
    dates.PARAMETER: Filter("Readiness as of this day, such as 2013-07-05", _known_by, _DAY),
}
STATUSES = {
    "package": _about(Status.objects.all(), "package__slug"),
    "verdict": Filter("Verdict", lambda text, _: Q(form=text), _VERDICT),
    "target": Filter(
        "What it is about: Python 3",
        lambda text, _: Q(object_id__in=Status.objects.filter(target__iexact=text).values("pk")),
        _TEXT,
    ),
    dates.PARAMETER: Filter("Said by the end of this day", _said_by, _DAY),
}
CASE_STUDIES = {"package": _about(CaseStudy.objects.all(), "package__slug")}
PORTING_NOTES = {"package": _about(PortingNote.objects.all(), "packages__slug")}
