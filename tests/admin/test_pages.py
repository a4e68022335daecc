"""Every page of the admin answers, in a number of queries that does not grow with the rows."""

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from apps.catalog.checking import rebuild
from apps.catalog.models import Document, Version, Word
from apps.core.mergeable import Likeness, Merge
from apps.core.models import KeptAnswer, OptOut, Revision, Source, Topic, TopicLink
from apps.events.models import Event, Series, Session, Venue
from apps.feeds.models import Entry, Feed, Fetch, Suggestion
from apps.guides.models import Guide, Note, Section, Technology
from apps.packages.models import Package
from apps.people.models import ApiToken, Person, User
from apps.porting.models import (
    BuildLog,
    CaseStudy,
    Endorsement,
    Milestone,
    PortingNote,
    Status,
)
from apps.reviews.models import Book, Review
from apps.surveys.models import Operation, Question, Run, Tally
from apps.surveys.tallying import Sent, record
from tests import factories
from tests.admin.conftest import Admin, page
from tests.factories import feeds, guides, porting, reviews
from tests.factories.surveys import QuestionFactory, RunOriginFactory

pytestmark = pytest.mark.django_db

SHOWN = [Book, Document, Event, Guide, Note, OptOut, Package, Person, Review, Revision, Section,
         Series, Session, Source, Technology, Topic, User, Venue, BuildLog, CaseStudy, Endorsement,
         Milestone, PortingNote, Status, Operation, Question, Run, Tally, ApiToken, Entry, Feed,
         Fetch, Suggestion]  # fmt: skip
CHANGED = [
    model for model in SHOWN if model not in (ApiToken, Document, Fetch, Operation, Revision)
]
#: What the site keeps for itself
INTERNAL = {KeptAnswer, TopicLink, Version, Word, Likeness, Merge}


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
    make_porting(talk, number)
    entry = feeds.EntryFactory()
    feeds.FetchFactory(feed=entry.feed)
    feeds.MentionFactory(entry=entry, event=talk.event)
    feeds.SuggestionFactory()
    ApiToken.objects.create(factories.UserFactory(), name=f"robot {number}", scopes=["talks"])
    OptOut.objects.create(subject="person", digest=f"{number}")
    asked = QuestionFactory(wording="Which?", run__event=talk.event, options=["Django"])
    RunOriginFactory(run=asked.run)
    hand = Sent(uuid=uuid4(), question="which", option="django", kind="add", value=1)
    record(asked.run, [hand], factories.UserFactory())
    make_library()


def make_library() -> None:
    """A review and a guide with everything that can hang on them, and a note."""
    review = reviews.ReviewFactory(book=reviews.BookFactory(authors=["A Name"], topics=["books"]))
    reviews.CommentFactory(review=review)
    reviews.VerdictFactory(review=review)
    reviews.ReviewCorrectionFactory(review=review)
    reviews.ReviewOriginFactory(review=review)
    reviews.BookOriginFactory(book=review.book)
    section = guides.SectionFactory(guide=guides.GuideFactory(authors=[factories.PersonFactory()]))
    guides.PointerFactory(guide=section.guide, section=section)
    guides.CaseStudyFactory(guide=section.guide)
    guides.GuideOriginFactory(guide=section.guide)
    guides.SectionOriginFactory(section=section)
    technology = guides.TechnologyFactory(guide=section.guide, section=section)
    guides.TechnologyOriginFactory(technology=technology)
    note = guides.NoteFactory()
    guides.NoteCorrectionFactory(note=note)
    guides.NoteOriginFactory(note=note)


def make_porting(talk: Session, number: int) -> None:
    """All that can be told of how a package was ported."""
    told = {"person": talk.appearances.get().person, "session": talk}
    package = factories.PackageFactory()
    status = porting.StatusFactory(package=package, alternatives=[talk.packages.get()], **told)
    source = factories.SourceFactory(name=f"source {number}")
    porting.StatusOriginFactory(status=status, source=source)
    porting.EndorsementFactory(package=package, **told)
    porting.MilestoneFactory(package=package)
    porting.BuildLogFactory(package=package)
    note = porting.PortingNoteFactory(kind="strategy", **told)
    note.packages.add(package)
    porting.BuildCountFactory(note=note)
    study = porting.CaseStudyFactory(strategy=note, pairs=[("a", "b")], **told)
    porting.CaseStudyOriginFactory(case_study=study, source=source)


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


#: An option brings its own tally; feeds bring entries, and readers suggest feeds
ADDED = [model for model in CHANGED if model not in (Entry, Suggestion, Tally)]


@pytest.mark.parametrize("model", ADDED, ids=lambda model: model.__name__)
def test_a_row_can_be_added(administrator: Admin, model: type[models.Model]) -> None:
    assert queries(administrator, page("add", model)) <= 20


@pytest.mark.parametrize("model", [Document, Revision, Operation], ids=lambda model: model.__name__)
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


def test_tokens_can_be_revoked_and_nothing_else(administrator: Admin) -> None:
    """The page never shows the token itself."""
    token, secret = ApiToken.objects.create(administrator.user, name="lost laptop")
    shown = administrator.get(page("change", token))
    assert secret not in shown.content.decode()
    assert administrator.get(page("add", ApiToken)).status_code == 403

    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    said = administrator.client.post(page("changelist", ApiToken), chosen, follow=True)

    assert "Revoked: lost laptop." in said.content.decode()
    assert not ApiToken.objects.filter(pk=token.pk).exists()
