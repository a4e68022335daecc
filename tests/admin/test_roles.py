"""Who may do what in the admin."""

from typing import Any

import pytest
from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS

from apps.core.models import OptOut
from apps.events.membership import may_organise
from apps.events.models import Event, Session
from apps.people.models import Person, User
from apps.people.roles import ROLES, grant, holds
from tests.admin.conftest import Admin, SignIn, page
from tests.factories import (
    AppearanceFactory,
    EventFactory,
    MembershipFactory,
    PersonFactory,
    SeriesFactory,
    SessionFactory,
    UserFactory,
    VenueFactory,
)
from tests.factories.guides import NoteFactory
from tests.factories.porting import StatusFactory
from tests.factories.reviews import CommentFactory, ReviewFactory

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
        ("writer", "reviews.add_review", True),
        ("writer", "reviews.delete_comment", True),
        ("writer", "reviews.delete_review", False),
        ("writer", "reviews.edit_any_review", False),
        ("organiser", "reviews.add_review", False),
        ("editor", "reviews.edit_any_review", True),
        ("editor", "packages.delete_package", True),
        ("editor", "core.delete_optout", True),
        ("editor", "people.view_user", False),
        ("editor", "catalog.view_document", True),
        ("editor", "catalog.change_document", False),
        ("writer", "events.organise_any_event", True),
        ("organiser", "events.organise_any_event", False),
        ("organiser", "events.add_membership", False),
        ("editor", "events.add_membership", False),
        ("administrator", "events.add_membership", True),
        ("administrator", "people.add_user", True),
        ("editor", "people.view_apitoken", False),
        ("editor", "people.delete_apitoken", False),
        ("administrator", "people.delete_apitoken", True),
        ("administrator", "people.change_apitoken", False),
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
        organiser = sign_in("organiser")
        MembershipFactory(user=organiser.user, event=session.event)
        taken_off = {"title": "Mended", "appearances-0-DELETE": "on"}
        assert organiser.change(session, **taken_off).status_code == 302
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
        organiser = sign_in("organiser")
        MembershipFactory(user=organiser.user, event=session.event)
        organiser.change(session.event, **{"sessions-0-DELETE": "on"})
        assert Session.objects.filter(pk=session.pk).exists()

    def test_sees_and_changes_own_events_only(self, sign_in: SignIn) -> None:
        organiser = sign_in("organiser")
        own, other = SessionFactory(event__series=SeriesFactory()), SessionFactory()
        MembershipFactory(user=organiser.user, series=own.event.series)
        for mine, foreign in ((own, other), (own.event, other.event)):
            listed = organiser.get(page("changelist", type(mine))).context["cl"].result_list
            assert list(listed) == [mine]
            sent = organiser.client.post(page("change", foreign), {"title": "Taken"})
            assert sent["Location"] == "/admin/"  # as if there were no such row
            foreign.refresh_from_db()
            assert foreign.title != "Taken"

    def test_moves_no_session_to_an_event_of_others(self, sign_in: SignIn) -> None:
        organiser = sign_in("organiser")
        own, other = SessionFactory(), EventFactory()
        MembershipFactory(user=organiser.user, event=own.event)
        assert organiser.change(own, event=other.pk).status_code == 200
        own.refresh_from_db()
        assert own.event != other

    def test_looks_after_what_it_enters(self, sign_in: SignIn) -> None:
        organiser = sign_in("organiser")
        added = organiser.add(Event, title="Sprint", slug="sprint")
        assert added.status_code == 302, added.context["errors"]
        assert may_organise(organiser.user, Event.objects.get())

    def test_renames_neither_series_nor_venues_that_others_use(self, sign_in: SignIn) -> None:
        organiser = sign_in("organiser")
        series, shared, own = SeriesFactory(), VenueFactory(), VenueFactory()
        EventFactory(venue=shared, series=series)
        event = EventFactory(venue=own, series=series)
        MembershipFactory(user=organiser.user, event=event)
        assert organiser.change(own, name="Mended").status_code == 302
        for row in (series, shared):
            assert organiser.client.post(page("change", row), {"name": "x"}).status_code == 403

    def test_hands_out_no_membership(self, sign_in: SignIn) -> None:
        organiser = sign_in("organiser")
        event, other = EventFactory(), UserFactory()
        MembershipFactory(user=organiser.user, event=event)
        sent = {"memberships-TOTAL_FORMS": "1", "memberships-0-user": other.pk}
        sent |= {"memberships-INITIAL_FORMS": "0"}
        assert organiser.change(event, **sent).status_code == 302
        assert not may_organise(other, event)

    def test_without_the_role_a_membership_gives_nothing(self, sign_in: SignIn) -> None:
        event: Event = EventFactory()
        member = MembershipFactory(event=event)
        assert not may_organise(member.user, event)

    def test_an_account_that_was_closed_organises_nothing(self, sign_in: SignIn) -> None:
        for role in ("organiser", "administrator"):
            user = sign_in(role).user
            event: Event = EventFactory()
            MembershipFactory(user=user, event=event)
            assert may_organise(user, event)
            user.is_active = False
            assert not may_organise(user, event)


class TestEditor:
    def test_edits_and_deletes_content_but_sees_no_accounts(self, editor: Admin) -> None:
        person = PersonFactory()
        assert editor.change(person, bio="Writes.").status_code == 302
        assert Person.objects.get(pk=person.pk).bio == "Writes."
        assert editor.delete(person).status_code == 302
        assert editor.get(page("changelist", User)).status_code == 403
        assert editor.get(page("changelist", OptOut)).status_code == 200


class TestAdministrator:
    def test_says_who_looks_after_an_event(self, sign_in: SignIn) -> None:
        organiser, event = sign_in("organiser").user, EventFactory()
        sent = {"memberships-TOTAL_FORMS": "1", "memberships-0-user": organiser.pk}
        assert sign_in("administrator").change(event, **sent).status_code == 302
        assert may_organise(organiser, event)

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


class TestWriter:
    def test_changes_own_reviews_only_here_as_on_the_site(self, sign_in: SignIn) -> None:
        writer = sign_in("writer")
        own, other = ReviewFactory(created_by=writer.user), ReviewFactory()
        CommentFactory(review=own)
        taken_off = {"title": "Mended", "comments-0-DELETE": "on"}
        assert writer.change(own, **taken_off).status_code == 302
        own.refresh_from_db()
        assert (own.title, own.comments.count()) == ("Mended", 0)
        assert writer.client.post(page("change", other), {"title": "Theirs"}).status_code == 403

    @pytest.mark.parametrize("factory", [ReviewFactory, NoteFactory, StatusFactory])
    def test_changes_only_what_they_entered(self, sign_in: SignIn, factory: Any) -> None:
        writer = sign_in("writer")
        for owner, status in ((writer.user, 200), (UserFactory(), 403), (None, 403)):
            row = factory(created_by=owner)
            assert writer.client.get(page("change", row)).status_code == 200, "they may look"
            sent = writer.client.post(page("change", row), {})
            assert sent.status_code == status, "200 names what the form lacks"
