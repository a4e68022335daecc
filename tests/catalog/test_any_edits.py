"""Whatever is edited, in whatever order: the catalog ends up saying what the rows say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog import checking, publishing
from apps.core.models import Topic
from apps.events.models import Appearance, Event, Session
from apps.people.models import Person
from tests.factories import EventFactory, PersonFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NAMES = st.sampled_from(["Ada", "Łukasz Langa", "a" * 150, "<b>", '"\\', "吉田"])


def pick(model: Any, number: int) -> Any:
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def retitle(number: int, text: str) -> None:
    if talk := pick(Session, number):
        talk.title = text
        talk.save()
        publishing.publish(talk)


def rename_person(number: int, text: str) -> None:
    if person := pick(Person, number):
        person.name = text
        person.save()
        publishing.publish(person)


def rename_event(number: int, text: str) -> None:
    if event := pick(Event, number):
        event.title, event.slug = text, f"event-{event.pk}-{len(text)}"
        event.save()
        publishing.publish(event)


def rename_topic(number: int, text: str) -> None:
    topic = pick(Topic, number)
    if topic and not Topic.objects.filter(name__iexact=text[:100]).exists():
        topic.name, topic.slug = text[:100], f"topic-{topic.pk}-{len(text)}"
        topic.save()
        publishing.publish(topic)


def tag(number: int, text: str) -> None:
    if talk := pick(Session, number):
        talk.topics.set([text[:100], "python"])
        publishing.publish(talk)


def toggle(number: int, text: str) -> None:
    if talk := pick(Session, number):
        talk.state = "draft" if talk.state == "published" else "published"
        talk.save()
        publishing.publish(talk)


def toggle_event(number: int, text: str) -> None:
    if event := pick(Event, number):
        event.state = "withdrawn" if event.state == "published" else "published"
        event.save()
        publishing.publish(event)


def appear(number: int, text: str) -> None:
    talk, person = pick(Session, number), pick(Person, number // 3)
    if talk and person:
        shown, new = Appearance.objects.get_or_create(session=talk, person=person)
        if not new:
            shown.delete()
        publishing.publish(talk)


def move(number: int, text: str) -> None:
    talk, event = pick(Session, number), pick(Event, number // 2)
    if talk and event and not event.sessions.filter(slug=talk.slug).exists():
        talk.event = event
        talk.save()
        publishing.publish(talk)


def delete_talk(number: int, text: str) -> None:
    if talk := pick(Session, number):
        key = talk.pk
        talk.delete()
        publishing.publish_ids({"talk": [key]})


def delete_person(number: int, text: str) -> None:
    if person := pick(Person, number):
        key = person.pk
        person.delete()
        publishing.publish_ids({"person": [key]})


def delete_event(number: int, text: str) -> None:
    if event := pick(Event, number):
        key, talks = event.pk, list(event.sessions.values_list("pk", flat=True))
        event.delete()
        publishing.publish_ids({"event": [key], "talk": talks})


EDITS: list[Callable[[int, str], None]] = [
    retitle, rename_person, rename_event, rename_topic, tag, toggle, toggle_event, appear, move,
    delete_talk, delete_person, delete_event,
]  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 11), NAMES), max_size=12))
def test_any_edits_end_clean(edits: list[tuple[Callable[[int, str], None], int, str]]) -> None:
    with transaction.atomic():
        events = EventFactory.create_batch(2)
        people = PersonFactory.create_batch(2)
        talks = [SessionFactory(event=event, topics=["Django"]) for event in events for _ in "ab"]
        for talk in talks:
            for person in people:
                Appearance.objects.create(session=talk, person=person)
        publishing.publish(*talks)
        for edit, number, text in edits:
            edit(number, text)
        assert list(checking.differences()) == []
        transaction.set_rollback(True)
