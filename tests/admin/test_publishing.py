"""What is saved in the admin is what readers get, at once and altogether."""

from typing import Any

import pytest
from django.test import Client

from apps.catalog.checking import differences, rebuild
from apps.catalog.publishing import publish_ids
from apps.core.models import Revision, Topic
from apps.events.models import Event, Session
from apps.people.models import Person
from tests.admin.conftest import Admin, page
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    OrganiserFactory,
    PackageFactory,
    PersonFactory,
    SeriesFactory,
    SessionFactory,
    SessionOriginFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk() -> Session:
    """Ada's talk at a conference that she organised, with a series, a package and a source."""
    talk: Session = SessionFactory(
        title="Engines",
        event=EventFactory(title="PyCon Nowhere", series=SeriesFactory()),
        speakers=[PersonFactory(name="Ada Lovelace")],
        packages=[PackageFactory(name="engine")],
        topics=["Mathematics"],
    )
    OrganiserFactory(event=talk.event, person=talk.appearances.get().person)
    SessionOriginFactory(session=talk)
    rebuild()
    return talk


def api(kind: str, key: object) -> Any:
    return Client().get(f"/api/v1/{kind}/{key}/")


def assert_catalog_agrees() -> None:
    assert list(differences()) == []


def test_a_person_renamed_is_renamed_in_the_api(editor: Admin, talk: Session) -> None:
    assert editor.change(Person.objects.get(), name="Ada King").status_code == 302
    (speaker,) = api("talks", talk.pk).json()["speakers"]
    assert speaker["name"] == "Ada King"
    assert_catalog_agrees()


def test_a_deleted_session_is_no_longer_counted(editor: Admin, talk: Session) -> None:
    other = SessionFactory(event=talk.event, speakers=[Person.objects.get()])
    publish_ids({"talk": [other.pk]})
    assert api("people", "ada-lovelace").json()["talk_count"] == 2
    editor.delete(talk)
    assert api("people", "ada-lovelace").json()["talk_count"] == 1
    assert api("events", talk.event.slug).json()["talk_count"] == 1


def test_a_deleted_session_leaves_a_tombstone(editor: Admin, talk: Session) -> None:
    key = talk.pk
    editor.delete(talk)
    assert api("talks", key).status_code == 410
    assert api("topics", "mathematics").status_code == 410
    assert_catalog_agrees()


@pytest.mark.parametrize("name", ["event", "person", "topic", "package"])
def test_what_a_deletion_takes_along_is_published_too(
    editor: Admin, talk: Session, name: str
) -> None:
    row = {
        "event": talk.event,
        "person": Person.objects.get(),
        "topic": Topic.objects.get(),
        "package": talk.packages.get(),
    }[name]
    assert editor.delete(row).status_code == 302
    assert not type(row)._default_manager.filter(pk=row.pk).exists()
    assert_catalog_agrees()


def test_deleting_many_at_once_publishes_all(editor: Admin, talk: Session) -> None:
    other = SessionFactory(speakers=[PersonFactory()])
    publish_ids({"talk": [other.pk]})
    editor.delete_selected(talk, other)
    assert not Session.objects.exists()
    assert_catalog_agrees()


@pytest.mark.parametrize("name", ["series", "source", "venue", "topic", "package"])
def test_a_name_that_records_show_is_changed_in_them(
    editor: Admin, talk: Session, name: str
) -> None:
    rows: dict[str, Any] = {
        "series": talk.event.series,
        "source": talk.origins.get().source,
        "venue": None,
        "topic": Topic.objects.get(),
        "package": talk.packages.get(),
    }
    if name == "venue":
        talk.event.venue = rows["venue"] = VenueFactory()
        talk.event.save()
        rebuild()
    assert editor.change(rows[name], name="renamed").status_code == 302
    assert_catalog_agrees()
    shown = api("talks", talk.pk).content + api("events", talk.event.slug).content
    assert b'"renamed"' in shown


def test_a_source_of_very_many_records_is_left_to_its_importer(
    editor: Admin, talk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = talk.origins.get().source
    monkeypatch.setattr("apps.catalog.admin.MOST_RECORDS", 0)
    assert editor.change(source, name="renamed").status_code == 403
    assert editor.get(page("change", source)).status_code == 200


def test_a_moved_session_is_counted_where_it_went(editor: Admin, talk: Session) -> None:
    old, new = talk.event, EventFactory()
    publish_ids({"event": [new.pk]})
    assert editor.change(talk, event=new.pk).status_code == 302
    assert api("events", old.slug).json()["talk_count"] == 0
    assert api("events", new.slug).json()["talk_count"] == 1
    assert_catalog_agrees()


def test_a_withdrawn_event_takes_its_talks_and_people_along(editor: Admin, talk: Session) -> None:
    AppearanceFactory(session=talk)
    rebuild()
    assert editor.change(talk.event, state="withdrawn").status_code == 302
    assert api("talks", talk.pk).status_code == 410
    assert_catalog_agrees()


def test_sessions_edited_beside_their_event(editor: Admin, talk: Session) -> None:
    deleted = SessionFactory(event=talk.event, speakers=[PersonFactory()], position=0)
    Session.objects.filter(pk=talk.pk).update(position=1)
    rebuild()
    fields = {"sessions-0-DELETE": "on", "sessions-1-state": "draft"}
    assert editor.change(talk.event, **fields).status_code == 302
    assert api("talks", deleted.pk).status_code == 410
    assert api("talks", talk.pk).status_code == 410
    assert_catalog_agrees()


def test_a_new_session_is_public_with_its_speaker(editor: Admin, talk: Session) -> None:
    new = PersonFactory(name="Grace Hopper")
    added = editor.add(
        Session,
        title="Compilers",
        slug="compilers",
        event=talk.event.pk,
        topics="Mathematics",
        **{"appearances-TOTAL_FORMS": "1", "appearances-0-person": new.pk},
        **{"appearances-0-role": "speaker", "appearances-0-position": "0"},
    )
    assert added.status_code == 302
    assert api("people", "grace-hopper").json()["talk_count"] == 1
    assert_catalog_agrees()


def test_nothing_is_saved_where_publishing_fails(
    editor: Admin, talk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(records: object) -> None:
        raise RuntimeError("no catalog today")

    monkeypatch.setattr("apps.catalog.admin.publish_ids", fail)
    with pytest.raises(RuntimeError):
        editor.change(talk, title="Changed")
    with pytest.raises(RuntimeError):
        editor.delete(talk)
    with pytest.raises(RuntimeError):
        editor.delete_selected(talk)
    assert Session.objects.get().title == "Engines"


def test_a_revision_says_who_changed_what(editor: Admin, talk: Session) -> None:
    editor.change(talk, title="Analytical Engines")
    revision = Revision.objects.get()
    assert (revision.actor, revision.row) == (editor.user, talk)
    assert revision.changes == {"title": ["Engines", "Analytical Engines"]}
    shown = editor.get(f"/admin/events/session/{talk.pk}/change/").content.decode()
    assert "“Engines” → “Analytical Engines”" in shown


def test_a_revision_of_a_session_changed_beside_its_event(editor: Admin, talk: Session) -> None:
    editor.change(talk.event, **{"sessions-0-title": "Analytical Engines"})
    revision = Revision.objects.get()
    assert (revision.actor, revision.row) == (editor.user, talk)


def test_an_event_with_many_sessions_links_to_them(editor: Admin) -> None:
    event: Event = EventFactory()
    for _ in range(51):
        SessionFactory(event=event)
    shown = editor.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert "51 sessions" in shown
    assert "sessions-TOTAL_FORMS" not in shown
    listed = editor.get(f"/admin/events/session/?event__id__exact={event.pk}")
    assert listed.status_code == 200
    assert editor.change(event, title="Renamed").status_code == 302
