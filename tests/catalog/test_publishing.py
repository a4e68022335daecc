"""The catalog says what the rows say: after edits, deletions and in overlapping transactions."""

import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from apps.catalog import checking, publishing, serving
from apps.catalog.models import Document
from apps.events.models import Session
from apps.people.models import Person
from tests.factories import AppearanceFactory, EventFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.django_db


def card(row: Any) -> Any:
    name = {"Session": "talk", "Event": "event", "Person": "person"}[type(row).__name__]
    return serving.loaded(Document.objects.get(kind=name, object_id=row.pk).card)


def test_a_published_talk_is_counted_by_its_event_people_and_topics() -> None:
    talk = SessionFactory(topics=["Testing"])
    speaker = AppearanceFactory(session=talk).person
    publishing.publish(talk)

    assert card(talk.event)["talk_count"] == 1
    assert card(speaker)["talk_count"] == 1
    topic = Document.objects.get(kind="topic")
    assert (topic.title, serving.loaded(topic.card)["record_count"]) == ("Testing", 1)


def test_renaming_a_person_renames_them_in_their_talks() -> None:
    appearance = AppearanceFactory(person__name="J. Smith")
    publishing.publish(appearance.session)
    appearance.person.name = "Jo Smith"
    appearance.person.save()
    publishing.publish(appearance.person)

    assert card(appearance.session)["speakers"][0]["name"] == "Jo Smith"


def test_publishing_again_writes_nothing() -> None:
    talk = AppearanceFactory().session
    assert publishing.publish(talk) > 0
    before = Document.objects.order_by("pk").values_list("pk", "sequence")
    kept = list(before)
    assert publishing.publish(talk) == 0
    assert list(before.all()) == kept


def test_a_withdrawn_talk_becomes_a_tombstone_without_content() -> None:
    talk = SessionFactory(title="Regrets", body="never mind")
    publishing.publish(talk)
    talk.state = Session.State.WITHDRAWN
    talk.save()
    publishing.publish(talk)

    grave = Document.objects.get(kind="talk")
    assert grave.withdrawn_at
    assert not any(
        (grave.title, grave.card, grave.detail_line, grave.detail, grave.text_d, grave.people)
    )


def test_withdrawing_an_event_withdraws_its_talks_and_its_speakers() -> None:
    appearance = AppearanceFactory()
    event = appearance.session.event
    publishing.publish(appearance.session)
    event.state = "withdrawn"
    event.save()
    publishing.publish(event, appearance.session)

    assert not Document.objects.filter(withdrawn_at__isnull=True).exists()


def test_a_talk_that_returns_is_public_again() -> None:
    talk = SessionFactory()
    for state in ("withdrawn", "published"):
        talk.state = state
        talk.save()
        publishing.publish(talk)

    assert Document.objects.get(kind="talk").withdrawn_at is None


def test_a_deleted_talk_is_no_longer_counted() -> None:
    appearance = AppearanceFactory()
    talk, event, speaker = appearance.session, appearance.session.event, appearance.person
    AppearanceFactory(person=speaker, session__event=event)
    publishing.publish(*Session.objects.all())
    assert card(speaker)["talk_count"] == 2
    key = talk.pk
    talk.delete()
    publishing.publish_ids({"talk": [key]})

    assert card(event)["talk_count"] == 1
    assert card(speaker)["talk_count"] == 1


def test_a_speaker_taken_off_a_talk_is_no_longer_counted() -> None:
    appearance = AppearanceFactory()
    talk, speaker = appearance.session, appearance.person
    publishing.publish(talk)
    appearance.delete()
    publishing.publish(talk)

    assert Document.objects.get(kind="person", object_id=speaker.pk).withdrawn_at


def test_check_names_what_differs_and_rebuild_mends_it() -> None:
    kept, stale, orphan = SessionFactory(), SessionFactory(), SessionFactory()
    publishing.publish(kept, stale, orphan)
    Session.objects.filter(pk=stale.pk).update(title="Changed behind the catalog's back")
    Session.objects.filter(pk=orphan.pk).delete()
    missing = SessionFactory(event=kept.event)

    found = {(row.what, row.object_id) for row in checking.differences() if row.kind == "talk"}
    assert found == {("stale", stale.pk), ("orphaned", orphan.pk), ("missing", missing.pk)}
    with pytest.raises(CommandError, match="catalog rebuild"):
        call_command("catalog", "check")
    call_command("catalog", "rebuild")
    assert list(checking.differences()) == []


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_change_one_talk_leave_nothing_stale() -> None:
    """One renames the speaker while the other retitles the talk: each publishes what it sees."""
    appearance = AppearanceFactory(person__name="Old Name", session__title="Old title")
    publishing.publish(appearance.session)
    renamed, retitled = threading.Event(), threading.Event()

    def retitle() -> None:
        renamed.wait(60)
        with transaction.atomic():
            Session.objects.filter(pk=appearance.session_id).update(title="New title")
            retitled.set()
            publishing.publish(appearance.session)
        connection.close()

    other = threading.Thread(target=retitle)
    other.start()
    with transaction.atomic():
        Person.objects.filter(pk=appearance.person_id).update(name="New Name")
        publishing.publish(appearance.person)
        renamed.set()
        assert retitled.wait(60)
    other.join(60)

    shown = card(appearance.session)
    assert (shown["title"], shown["speakers"][0]["name"]) == ("New title", "New Name")
    assert list(checking.differences()) == []


@pytest.mark.django_db(transaction=True)
def test_sequences_grow_in_the_order_of_commits() -> None:
    """A client that has seen the highest sequence has missed nothing."""
    first, second = SessionFactory(), SessionFactory()
    waiting = threading.Event()

    def publish_second() -> None:
        waiting.wait(60)
        publishing.publish(second)
        connection.close()

    other = threading.Thread(target=publish_second)
    other.start()
    with transaction.atomic():
        publishing.publish(first)
        waiting.set()
        other.join(0.3)
        assert other.is_alive()  # its turn comes when this transaction ends
    other.join(60)

    newest = Document.objects.order_by("sequence").filter(kind="talk")
    assert [document.object_id for document in newest] == [first.pk, second.pk]


def test_queries_do_not_grow_with_the_rows(django_assert_max_num_queries: Any) -> None:
    event = EventFactory()
    people = PersonFactory.create_batch(3)
    for _ in range(20):
        talk = SessionFactory(event=event, topics=["a", "b"])
        for person in people:
            AppearanceFactory(session=talk, person=person)
    with django_assert_max_num_queries(92):
        publishing.publish(*Session.objects.all())
