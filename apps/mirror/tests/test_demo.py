"""``load_demo``: adds what is missing to an empty site, and overwrites nothing."""

import io
import re
from typing import ClassVar

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory, TestCase, override_settings
from pytest_django import Settings

from apps.catalog.checking import differences
from apps.events.models import Event, Session
from apps.mirror import demo
from apps.people.models import Person, PersonName, User
from tests.factories import EventFactory, PersonFactory, SessionFactory, UserFactory


def load_demo() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
class TestWithoutTheWorld:
    def test_is_refused_where_no_demo_runs(self, settings: Settings) -> None:
        settings.DEMO = False
        with pytest.raises(CommandError, match=re.escape("DEMO=1 python manage.py load_demo")):
            load_demo()
        assert not User.objects.exists()
        assert not Event.objects.exists()

    def test_leaves_a_site_with_content_alone(self, settings: Settings) -> None:
        settings.DEMO = True
        kept = PersonFactory(name="Somebody Real", pk=1)
        load_demo()
        kept.refresh_from_db()
        assert kept.name == "Somebody Real"
        assert not Event.objects.exists()
        assert User.objects.filter(is_demo=True).count() == 4

    def test_a_real_account_with_a_demo_name_stays_as_it_is(self, settings: Settings) -> None:
        settings.DEMO = True
        PersonFactory()
        real = UserFactory(username="editor", password="!")
        load_demo()
        real.refresh_from_db()
        assert (real.is_demo, real.is_staff, real.password) == (False, False, "!")
        assert not real.groups.exists()


@override_settings(DEMO=True)
class TestWithTheWorld(TestCase):
    first_output: ClassVar[str]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.first_output = load_demo()

    def test_prints_the_accounts_every_time(self) -> None:
        second_output = load_demo()
        for name in ("reader", "organiser", "editor", "administrator"):
            assert name in self.first_output
            assert name in second_output
        assert "records published" in self.first_output
        assert "records published" not in second_output

    def test_the_second_time_costs_one_query(self) -> None:
        with self.assertNumQueries(1):
            load_demo()

    def test_keeps_what_was_edited_and_brings_nothing_back(self) -> None:
        Session.objects.filter(slug="core-developer-panel").update(title="Edited here")
        Session.objects.filter(slug="a-state-of-rest").delete()
        User.objects.filter(username="editor").delete()
        load_demo()
        assert Session.objects.get(slug="core-developer-panel").title == "Edited here"
        assert not Session.objects.filter(slug="a-state-of-rest").exists()
        assert User.objects.filter(username="editor", is_demo=True).exists()

    def test_accounts_have_their_role_and_work_only_while_the_demo_runs(self) -> None:
        asked = RequestFactory().post("/sign-in/")
        for name in demo.ACCOUNTS:
            user = User.objects.get(username=name)
            assert [group.name for group in user.groups.all()] == [name]
            assert not user.is_superuser
            assert authenticate(asked, username=name, password=demo.PASSWORD) == user
        with override_settings(DEMO=False):
            assert authenticate(asked, username="administrator", password=demo.PASSWORD) is None

    def test_a_demo_session_ends_with_the_demo(self) -> None:
        self.client.force_login(User.objects.get(username="administrator"))
        assert self.client.get("/admin/").status_code == 200
        with override_settings(DEMO=False):
            assert self.client.get("/admin/").status_code == 302

    def test_the_catalog_says_what_the_rows_say(self) -> None:
        assert list(differences()) == []

    def test_every_row_is_valid(self) -> None:
        for model in demo.models_of_the_world():
            for row in model._base_manager.all():
                row.full_clean()

    def test_keys_of_people_are_those_that_saving_would_give(self) -> None:
        rows: list[Person | PersonName] = [*Person.objects.all(), *PersonName.objects.all()]
        kept = [row.key for row in rows]
        for row in rows:
            row.save()
        assert [row.key for row in rows] == kept

    def test_rows_that_are_added_later_do_not_collide(self) -> None:
        session = SessionFactory(event=EventFactory(), speakers=[PersonFactory()], topics=["new"])
        assert session.pk > 100
