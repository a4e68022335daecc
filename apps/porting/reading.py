"""Rows with all that the serializers and the pages show of them."""

import datetime

from django.db import models
from django.db.models import Q

from apps.catalog.serializers import loaded, loaded_topics
from apps.packages.models import Package
from apps.porting.models import (
    Alternative,
    BuildCount,
    BuildLog,
    CaseStudy,
    CaseStudyOrigin,
    Endorsement,
    EndorsementOrigin,
    Milestone,
    Pair,
    PortingNote,
    PortingNoteOrigin,
    Status,
    StatusOrigin,
)


def statuses(date: datetime.date | None = None) -> models.QuerySet[Status]:
    """Statements known on that day, newest first."""
    told = Status.objects.known_at(date).newest()
    return told.select_related("package", "person", "session__event").prefetch_related(
        loaded("alternatives", Alternative.objects.select_related("package")),
        loaded("origins", StatusOrigin.objects.select_related("source").order_by("pk")),
    )


def packages(date: datetime.date | None = None) -> models.QuerySet[Package]:
    """Packages with what was known of them on that day, or is known now."""
    by_then = Q() if date is None else Q(as_of__lte=date)
    reached = Q() if date is None else Q(reached_on__lte=date)
    endorsements = Endorsement.objects.filter(by_then).select_related("person", "session__event")
    origins = EndorsementOrigin.objects.select_related("source").order_by("pk")
    return Package.objects.prefetch_related(
        loaded("statuses", statuses(date)),
        loaded("endorsements", endorsements.prefetch_related(loaded("origins", origins))),
        loaded("milestones", Milestone.objects.filter(reached)),
        loaded("build_logs", BuildLog.objects.filter(by_then)),
    )


def case_studies() -> models.QuerySet[CaseStudy]:
    """Published case studies."""
    told = CaseStudy.objects.published()
    return told.select_related(
        "package", "person", "event", "session__event", "strategy"
    ).prefetch_related(
        loaded_topics(),
        loaded("pairs", Pair.objects.all()),
        loaded("origins", CaseStudyOrigin.objects.select_related("source").order_by("pk")),
    )


def porting_notes() -> models.QuerySet[PortingNote]:
    """Published porting notes."""
    told = PortingNote.objects.published()
    return told.select_related("person", "event", "session__event").prefetch_related(
        loaded_topics(),
        loaded("packages", Package.objects.order_by("slug")),
        loaded("build_counts", BuildCount.objects.order_by("-value", "platform")),
        loaded("origins", PortingNoteOrigin.objects.select_related("source").order_by("pk")),
    )


def packages_and_statuses(date: datetime.date | None = None) -> models.QuerySet[Package]:
    """Packages with what was said of them by that day, and nothing else."""
    return Package.objects.prefetch_related(loaded("statuses", statuses(date)))
