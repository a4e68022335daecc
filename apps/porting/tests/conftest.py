"""A small world: what was said of two packages in July 2013 and later."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest

from apps.catalog import serving
from apps.catalog.publishing import publish
from apps.events.models import Session
from apps.packages.models import Package
from apps.people.models import Person
from apps.porting.models import Status
from tests.factories import PackageFactory, PersonFactory, SessionFactory
from tests.factories.porting import StatusFactory, StatusOriginFactory

TALK_DAY = datetime.date(2013, 7, 5)


@dataclass
class World:
    """``compressor`` did not work in 2013 and does since 2014; ``south`` worked all along."""

    compressor: Package
    pipeline: Package
    south: Package
    speaker: Person
    talk: Session
    blocked: Status
    mended: Status


@pytest.fixture
def world(db: None) -> World:
    speaker = PersonFactory(name="Jacob Kaplan-Moss")
    talk = SessionFactory(title="Porting apps", speakers=[speaker], date=TALK_DAY)
    compressor, pipeline, south = (
        PackageFactory(name=name) for name in ("django-compressor", "django-pipeline", "South")
    )
    told: dict[str, Any] = {"person": speaker, "session": talk}
    blocked = StatusFactory(
        package=compressor, reason="Not ported.", alternatives=[pipeline], **told
    )
    StatusOriginFactory(status=blocked, first_line=142, last_line=145)
    mended = StatusFactory(
        package=compressor, verdict="works", as_of=datetime.date(2014, 5, 1), reason="Release 1.4."
    )
    works = StatusFactory(package=south, verdict="works", **told)
    publish(talk, blocked, mended, works, pipeline)
    serving.forget()
    return World(compressor, pipeline, south, speaker, talk, blocked, mended)
