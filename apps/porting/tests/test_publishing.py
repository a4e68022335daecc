"""Whatever is edited, the catalog says what the rows say."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog import checking, publishing
from apps.catalog.models import Document
from apps.catalog.touching import touched_by
from apps.events.models import Event, Session
from apps.packages.models import Package
from apps.people.models import Person
from apps.porting.models import CaseStudy, PortingNote, Status
from apps.porting.tests.conftest import World
from tests.factories import EventFactory, PackageFactory, PersonFactory, SessionFactory
from tests.factories.porting import (
    CaseStudyFactory,
    EndorsementFactory,
    PortingNoteFactory,
    StatusFactory,
)

pytestmark = pytest.mark.django_db

NAMES = st.sampled_from(["Ada", "Łukasz", "zope.interface", "A_b-C", "x" * 100])


def pick(model: Any, number: int) -> Any:
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def rename_package(number: int, text: str) -> None:
    package = pick(Package, number)
    if text.isascii() and not Package.objects.filter(slug=text.lower().replace("_", "-")).exists():
        package.name = text.replace(".", "-")
        if not Package.objects.filter(slug=package.name.lower().replace("_", "-")).exists():
            package.save()
            publishing.publish(package)


def rename_person(number: int, text: str) -> None:
    person = pick(Person, number)
    person.name = text
    person.save()
    publishing.publish(person)


def retitle_talk(number: int, text: str) -> None:
    talk = pick(Session, number)
    talk.title = text
    talk.save()
    publishing.publish(talk)


def retitle_event(number: int, text: str) -> None:
    event = pick(Event, number)
    event.title = text
    event.save()
    publishing.publish(event)


def toggle_talk(number: int, text: str) -> None:
    talk = pick(Session, number)
    talk.state = "draft" if talk.state == "published" else "published"
    talk.save()
    publishing.publish(talk)


def toggle_note(number: int, text: str) -> None:
    note = pick(PortingNote, number)
    note.state = "draft" if note.state == "published" else "published"
    note.title = text
    note.save()
    publishing.publish(note)


def toggle_study(number: int, text: str) -> None:
    study = pick(CaseStudy, number)
    study.state = "draft" if study.state == "published" else "published"
    study.save()
    publishing.publish(study)


def say(number: int, text: str) -> None:
    status = StatusFactory(
        package=pick(Package, number),
        verdict=Status.Verdict.values[number % 4],
        as_of=datetime.date(2013, 7, 1 + number),
        person=pick(Person, number // 2),
        session=pick(Session, number // 3),
        alternatives=[pick(Package, number + 1)],
    )
    publishing.publish(status)


def change_status(number: int, text: str) -> None:
    if status := pick(Status, number):
        status.reason, status.person = text, pick(Person, number // 2)
        status.save()
        publishing.publish(status)


def without(row: Any, name: str) -> None:
    """Delete as the admin does: who shows the row is asked while it is there."""
    shown = touched_by({name: {row.pk}})
    key = row.pk
    row.delete()
    publishing.publish_ids({**shown, name: {key, *shown.get(name, ())}})


def delete_status(number: int, text: str) -> None:
    if status := pick(Status, number):
        without(status, "status")


def delete_talk(number: int, text: str) -> None:
    if Session.objects.count() > 1:
        without(pick(Session, number), "talk")


def delete_person(number: int, text: str) -> None:
    if Person.objects.count() > 1:
        without(pick(Person, number), "person")


EDITS: list[Callable[[int, str], None]] = [
    rename_package, rename_person, retitle_talk, retitle_event, toggle_talk, toggle_note,
    toggle_study, say, change_status, delete_status, delete_talk, delete_person,
]  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 11), NAMES), max_size=10))
def test_any_edits_end_clean(edits: list[tuple[Callable[[int, str], None], int, str]]) -> None:
    with transaction.atomic():
        event = EventFactory()
        people = PersonFactory.create_batch(2)
        packages = PackageFactory.create_batch(3)
        talks = [SessionFactory(event=event, speakers=people[:1], packages=packages[:2])]
        talks.append(SessionFactory(event=event))
        told: dict[str, Any] = {"person": people[1], "session": talks[0]}
        status = StatusFactory(package=packages[0], alternatives=packages[1:], **told)
        EndorsementFactory(package=packages[2], **told)
        note = PortingNoteFactory(kind="strategy", **told)
        note.packages.add(packages[0])
        study = CaseStudyFactory(package=packages[0], strategy=note, **told)
        publishing.publish(*talks, *packages, status, note, study)
        for edit, number, text in edits:
            edit(number, text)
        assert list(checking.differences()) == []
        transaction.set_rollback(True)


def test_a_deleted_status_leaves_a_tombstone(client: Any, world: World) -> None:
    key = world.blocked.pk
    without(world.blocked, "status")
    assert client.get(f"/api/v1/statuses/{key}/").status_code == 410
    assert "Not ported." not in client.get("/api/v1/packages/django-compressor/").content.decode()
    assert Document.objects.get(kind="status", object_id=key).detail == ""


def test_whoever_is_named_has_a_page(client: Any, db: None) -> None:
    blogger = PersonFactory(name="Bea Blogger")
    status = StatusFactory(person=blogger)
    publishing.publish(status)
    assert client.get("/people/bea-blogger/").status_code == 200
    without(status, "status")
    assert client.get("/people/bea-blogger/").status_code == 410
