"""Rows of porting for tests."""

import datetime
from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.helpers import post_generation

from apps.packages.models import Package
from apps.porting.models import (
    Alternative,
    BuildCount,
    BuildLog,
    CaseStudy,
    CaseStudyOrigin,
    Endorsement,
    Milestone,
    Pair,
    PortingNote,
    Status,
    StatusOrigin,
)
from tests.factories import Factory, PackageFactory, SourceFactory, WithTopics, slug_of


class StatusFactory(Factory[Status]):
    """Does not work on Python 3, said in July 2013; takes ``alternatives=[package]``."""

    class Meta:
        model = Status

    package = SubFactory(PackageFactory)
    verdict = Status.Verdict.DOES_NOT
    as_of = datetime.date(2013, 7, 5)

    @post_generation
    def alternatives(
        self: Any, create: bool, packages: list[Package] | None, **kwargs: Any
    ) -> None:
        for position, package in enumerate(packages or []):
            Alternative.objects.create(status=self, package=package, position=position)


class StatusOriginFactory(Factory[StatusOrigin]):
    class Meta:
        model = StatusOrigin

    status = SubFactory(StatusFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"statuses/{n}")


class PortingNoteFactory(WithTopics[PortingNote]):
    class Meta:
        model = PortingNote

    title = Sequence(lambda n: f"Note {n}")
    slug = slug_of("title")


class BuildCountFactory(Factory[BuildCount]):
    class Meta:
        model = BuildCount

    note = SubFactory(PortingNoteFactory)
    platform = Sequence(lambda n: f"Platform {n}")


class BuildLogFactory(Factory[BuildLog]):
    class Meta:
        model = BuildLog

    package = SubFactory(PackageFactory)
    platform = "CentOS 5"
    url = Sequence(lambda n: f"https://builds.example.org/{n}.log")


class CaseStudyFactory(WithTopics[CaseStudy]):
    """Takes ``pairs=[(requirement, outcome)]``."""

    class Meta:
        model = CaseStudy

    title = Sequence(lambda n: f"Porting site {n}")
    slug = slug_of("title")
    project = "a site"
    as_of = datetime.date(2013, 7, 5)

    @post_generation
    def pairs(self: Any, create: bool, pairs: list[tuple[str, str]] | None, **kwargs: Any) -> None:
        for position, (requirement, outcome) in enumerate(pairs or []):
            Pair.objects.create(
                case_study=self, requirement=requirement, outcome=outcome, position=position
            )


class CaseStudyOriginFactory(Factory[CaseStudyOrigin]):
    class Meta:
        model = CaseStudyOrigin

    case_study = SubFactory(CaseStudyFactory)
    source = SubFactory(SourceFactory)
    key = Sequence(lambda n: f"case-studies/{n}")


class EndorsementFactory(Factory[Endorsement]):
    class Meta:
        model = Endorsement

    package = SubFactory(PackageFactory)
    by = "Fay Fan"


class MilestoneFactory(Factory[Milestone]):
    class Meta:
        model = Milestone

    package = SubFactory(PackageFactory)
    stage = Milestone.Stage.PEP
    name = "PEP 371"
