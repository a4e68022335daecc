"""A small archive that every page can be made of."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model

from apps.catalog.publishing import publish
from apps.events.models import Appearance, Event, Session
from apps.people.models import Person
from tests import factories as make
from tests.factories import porting


@dataclass
class Archive:
    """Two years of one series; in the second a panel with a moderator, a recording and notes."""

    before: Event
    event: Event
    panel: Session
    talk: Session
    moderator: Person
    panelist: Person


@pytest.fixture
def archive(db: None) -> Archive:
    series = make.SeriesFactory(name="DjangoCon Nowhere")
    before = make.EventFactory(
        title="DjangoCon Nowhere 2012", series=series, starts_on=datetime.date(2012, 7, 6)
    )
    event = make.EventFactory(
        title="DjangoCon Nowhere 2013",
        series=series,
        venue=make.VenueFactory(name="Town Hall", city="Hobart"),
        topics=["Django"],
        sponsors=["Sponsor & Sons"],
        body="Notes of the day.",
    )
    moderator = make.PersonFactory(name="Mo Derator")
    panelist = make.PersonFactory(name="Пан Элист", slug="pan")
    make.PersonNameFactory(person=panelist, name="Pan Elist")
    make.OrganiserFactory(event=event, person=moderator)
    make.HeadCountFactory(event=event)
    make.EventOriginFactory(event=event)
    talk = make.SessionFactory(
        event=event, title="Opening", position=1, speakers=[panelist], topics=["Django"]
    )
    panel = make.SessionFactory(
        event=event,
        title="Core developer panel",
        kind=Session.Kind.PANEL,
        position=2,
        language="en",
        topics=["Django", "Python 3"],
        packages=[make.PackageFactory(name="Django", url="https://www.djangoproject.com/")],
        body="What was asked.",
    )
    roles = Appearance.Role
    make.AppearanceFactory(session=panel, person=moderator, role=roles.MODERATOR)
    make.AppearanceFactory(
        session=panel,
        person=panelist,
        role=roles.PANELIST,
        position=1,
        affiliations=["Foundation"],
        statement="Less is more.",
    )
    make.RecordingFactory(session=panel, duration_seconds=2520, licence="CC BY-SA")
    make.LinkFactory(session=panel, label="Slides")
    make.SessionOriginFactory(session=panel, first_line=10, last_line=20)
    publish(before, event, panel, talk, *told_of_ports(panel, moderator))
    return Archive(before, event, panel, talk, moderator, panelist)


def told_of_ports(talk: Session, speaker: Person) -> list[Model]:
    """A status with an alternative, a strategy and a case study, as somebody told them."""
    told: dict[str, Any] = {"person": speaker, "session": talk}
    south = make.PackageFactory(name="South")
    status = porting.StatusFactory(
        package=south, reason="Not yet.", alternatives=[talk.packages.get()], **told
    )
    porting.StatusOriginFactory(status=status, first_line=3, last_line=3)
    porting.EndorsementFactory(package=south)
    note = porting.PortingNoteFactory(title="One source", kind="strategy", body="Text.", **told)
    study = porting.CaseStudyFactory(
        title="Porting a site", strategy=note, package=south, pairs=[("This", "That")], **told
    )
    return [status, note, study]
