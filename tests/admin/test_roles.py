"""Who may do what in the admin."""

import pytest
from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS

from apps.core.models import OptOut
from apps.events.models import Event, Session
from apps.people.models import Person, User
from apps.people.roles import ROLES, grant, holds
from tests.admin.conftest import Admin, SignIn, page
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_the_five_roles_are_there() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


@pytest.mark.parametrize(
    ("role", "right", "expected"),
    [
        ("reader", "events.view_event", False),
        ("organiser", "events.change_event", True),
        ("organiser", "events.delete_event", False),
        ("organiser", "events.delete_appearance", True),
        ("organiser", "people.change_person", False),
        ("organiser", "people.delete_user", False),
        ("organiser", "people.view_user", False),
        ("writer", "packages.change_package", True),
        ("writer", "packages.delete_package", False),
        ("writer", "core.add_optout", False),
        ("editor", "packages.delete_package", True),
        ("editor", "core.delete_optout", True),
        ("editor", "people.view_user", False),
        ("editor", "catalog.view_document", True),
        ("editor", "catalog.change_document", False),
        ("administrator", "people.add_user", True),
        ("administrator", "core.delete_revision", False),
    ],
)
def test_what_a_role_may_do(sign_in: SignIn, role: str, right: str, expected: bool) -> None:
    assert sign_in(role).user.has_perm(right) is expected


def test_a_model_of_an_app_that_comes_later_is_covered() -> None:
    assert holds("editor", "books", "delete_book")
    assert holds("writer", "books", "change_book")
    assert not holds("writer", "books", "delete_book")
    assert holds("organiser", "books", "view_book")
    assert not holds("reader", "books", "view_book")


def test_rights_given_by_hand_are_put_right() -> None:
    group = Group.objects.get(name="organiser")
    declared = set(group.permissions.all())
    group.permissions.set(Permission.objects.filter(codename__contains="user"))
    call_command("migrate", verbosity=0)
    people = Permission.objects.filter(content_type__app_label__in=["auth"])
    assert set(group.permissions.all()) - set(people) == declared


def test_a_role_that_was_deleted_comes_back_with_its_rights() -> None:
    Group.objects.get(name="editor").delete()
    for app in installed.get_app_configs():
        grant(app, using=DEFAULT_DB_ALIAS)
    editor = Group.objects.get(name="editor")
    assert editor.permissions.filter(codename="delete_session").exists()


class TestReader:
    def test_is_sent_to_sign_in(self, sign_in: SignIn) -> None:
        response = sign_in("reader").get("/admin/")
        assert response.status_code == 302
        assert "/login/" in response["Location"]


class TestOrganiser:
    def test_enters_a_session_and_takes_a_speaker_off_it(self, sign_in: SignIn) -> None:
        appearance = AppearanceFactory()
        session = appearance.session
        taken_off = {"title": "Mended", "appearances-0-DELETE": "on"}
        assert sign_in("organiser").change(session, **taken_off).status_code == 302
        session.refresh_from_db()
        assert (session.title, session.appearances.count()) == ("Mended", 0)

    def test_deletes_neither_events_nor_accounts(self, sign_in: SignIn) -> None:
        organiser = sign_in("organiser")
        event, account = EventFactory(), UserFactory()
        assert organiser.delete(event).status_code == 403
        assert organiser.delete(account).status_code == 403
        assert organiser.get(page("changelist", User)).status_code == 403
        organiser.delete_selected(event)
        assert Event.objects.filter(pk=event.pk).exists()
        assert User.objects.filter(pk=account.pk).exists()

    def test_cannot_delete_a_session_beside_its_event(self, sign_in: SignIn) -> None:
        session = SessionFactory()
        sign_in("organiser").change(session.event, **{"sessions-0-DELETE": "on"})
        assert Session.objects.filter(pk=session.pk).exists()


class TestEditor:
    def test_edits_and_deletes_content_but_sees_no_accounts(self, editor: Admin) -> None:
        person = PersonFactory()
        assert editor.change(person, bio="Writes.").status_code == 302
        assert Person.objects.get(pk=person.pk).bio == "Writes."
        assert editor.delete(person).status_code == 302
        assert editor.get(page("changelist", User)).status_code == 403
        assert editor.get(page("changelist", OptOut)).status_code == 200


class TestAdministrator:
    def test_gives_a_role(self, sign_in: SignIn) -> None:
        account: User = UserFactory()
        role = Group.objects.get(name="writer")
        saved = sign_in("administrator").change(account, groups=[role.pk], is_staff="on")
        assert saved.status_code == 302
        assert list(account.groups.all()) == [role]

    def test_makes_no_superuser_not_even_of_itself(self, sign_in: SignIn) -> None:
        administrator = sign_in("administrator")
        assert administrator.change(administrator.user, is_superuser="on").status_code == 302
        administrator.user.refresh_from_db()
        assert not administrator.user.is_superuser

    def test_touches_no_superuser(self, sign_in: SignIn) -> None:
        administrator = sign_in("administrator")
        above: User = UserFactory(is_superuser=True, password="kept")
        assert administrator.delete(above).status_code == 403
        administrator.delete_selected(above)
        password = f"/admin/people/user/{above.pk}/password/"
        sent = {"password1": "oh-no-not-this-1", "password2": "oh-no-not-this-1"}
        assert administrator.client.post(password, sent).status_code == 403
        above.refresh_from_db()
        assert above.password == "kept"

    def test_a_demo_account_stays_one(self, sign_in: SignIn) -> None:
        account: User = UserFactory(is_demo=True)
        sign_in("administrator").change(account, is_demo=None, email="a@example.org")
        account.refresh_from_db()
        assert (account.email, account.is_demo) == ("a@example.org", True)
