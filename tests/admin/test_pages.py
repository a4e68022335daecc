"""Every page of the admin answers, in a number of queries that does not grow with the rows."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from apps.catalog.checking import rebuild
from apps.catalog.models import Document, Version
from apps.core.models import OptOut, Revision, Source, Topic, TopicLink
from apps.events.models import Event, Series, Session, Venue
from apps.packages.models import Package
from apps.people.models import Person, User
from tests import factories
from tests.admin.conftest import Admin, page

pytestmark = pytest.mark.django_db

SHOWN = [Document, Event, OptOut, Package, Person, Revision, Series, Session, Source, Topic, User,
         Venue]  # fmt: skip
CHANGED = [model for model in SHOWN if model not in (Document, Revision)]
#: What the site keeps for itself
INTERNAL = {TopicLink, Version}


def make(number: int) -> None:
    """An event with a talk and everything that can hang on them."""
    talk = factories.SessionFactory(
        speakers=[factories.PersonFactory()],
        packages=[factories.PackageFactory()],
        event=factories.EventFactory(
            series=factories.SeriesFactory(),
            venue=factories.VenueFactory(),
            sponsors=["A", "B"],
            topics=[f"topic {number}"],
        ),
        topics=[f"other {number}"],
    )
    factories.PersonNameFactory(person=talk.appearances.get().person)
    factories.OrganiserFactory(event=talk.event)
    factories.HeadCountFactory(event=talk.event)
    factories.RecordingFactory(session=talk)
    factories.LinkFactory(session=talk)
    factories.EventOriginFactory(event=talk.event)
    factories.SessionOriginFactory(
        session=talk, source=factories.SourceFactory(name=f"source {number}")
    )
    talk.title += "!"
    talk.save()
    OptOut.objects.create(subject="person", digest=f"{number}")
    factories.UserFactory()


@pytest.fixture
def administrator(sign_in: Any) -> Admin:
    who: Admin = sign_in("administrator")
    make(0)
    rebuild()
    return who


def queries(who: Admin, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert who.get(url).status_code == 200
    return len(counted)


def test_no_model_is_without_a_page() -> None:
    registered: set[type[models.Model]] = set(admin.site._registry)
    inline = {
        inline.model
        for site_admin in admin.site._registry.values()
        for inline in (*site_admin.inlines, *site_admin.get_inlines(Any, None))  # type: ignore[arg-type]
    }
    ours = {model for model in apps.get_models() if model.__module__.startswith("apps.")}
    assert ours - registered - inline == INTERNAL
    assert registered & ours == set(SHOWN)


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_for_one_row_and_for_ten(
    administrator: Admin, model: type[models.Model]
) -> None:
    url = page("changelist", model)
    queries(administrator, url)  # fills Django's caches, of content types and the like
    one = queries(administrator, url)
    for number in range(1, 10):
        make(number)
    rebuild()
    assert queries(administrator, url) == one <= 12


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_lists_can_be_searched_and_filtered(
    administrator: Admin, model: type[models.Model]
) -> None:
    listed = administrator.get(page("changelist", model) + "?q=conference")
    assert listed.status_code == 200
    for spec in listed.context["cl"].filter_specs:
        for choice in spec.choices(listed.context["cl"]):
            chosen = administrator.get(page("changelist", model) + choice["query_string"])
            assert chosen.status_code == 200


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_every_row_has_a_page(administrator: Admin, model: type[models.Model]) -> None:
    row = model._base_manager.order_by("pk").last()
    assert row is not None
    assert queries(administrator, page("change", row)) <= 40


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
def test_every_row_can_be_saved_as_it_is(administrator: Admin, model: type[models.Model]) -> None:
    row = model._base_manager.order_by("pk").last()
    assert row is not None
    before = stored(row)
    response = administrator.change(row)
    assert response.status_code == 302, response.context["errors"]
    assert stored(row) == before


def stored(row: models.Model) -> dict[str, Any]:
    """The row's columns. Forms know no fractions of a second."""
    columns = type(row)._base_manager.filter(pk=row.pk).values().get()
    columns.pop("updated_at", None)
    return {
        name: value.replace(microsecond=0) if isinstance(value, datetime.datetime) else value
        for name, value in columns.items()
    }


@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model.__name__)
def test_a_row_can_be_added(administrator: Admin, model: type[models.Model]) -> None:
    assert queries(administrator, page("add", model)) <= 20


@pytest.mark.parametrize("model", [Document, Revision], ids=lambda model: model.__name__)
def test_what_the_site_writes_nobody_edits(administrator: Admin, model: type[models.Model]) -> None:
    User.objects.filter(pk=administrator.user.pk).update(is_superuser=True)
    row = model._base_manager.first()
    assert row is not None
    assert administrator.get(page("add", model)).status_code == 403
    assert administrator.delete(row).status_code == 403
    assert administrator.client.post(page("change", row), {}).status_code == 403


def test_a_speaker_is_found_by_another_spelling(administrator: Admin) -> None:
    person = factories.PersonNameFactory(name="Zoë Zebra").person
    found = administrator.get(page("changelist", Person) + "?q=zebra")
    assert [row.pk for row in found.context["cl"].result_list] == [person.pk]
