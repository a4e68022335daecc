"""What a merge does to rows: what is kept, filled in, left, and refused."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from apps.catalog import likeness, merging
from apps.catalog.belongings import relations
from apps.catalog.checking import differences
from apps.core.mergeable import Likeness, Merge
from apps.core.models import Topic
from apps.events.models import Appearance
from apps.feeds.mentioning import mention
from apps.people.models import Person, User
from tests import factories as make
from tests.admin.conftest import page
from tests.factories import feeds as feed_make
from tests.merging.conftest import SignedIn, Spellings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Person, Topic])
def test_nothing_hangs_on_what_may_be_kept_aside(model: type) -> None:
    """A row that is there twice is deleted until the merge is undone: nothing may go with it."""
    for relation in relations(model):
        if list(relation.uniques):
            assert relations(relation.model) == [], relation.label


def test_every_app_is_found() -> None:
    labels = {relation.label for relation in relations(Person)}
    assert {
        "events.appearance.person", "events.organiser.person", "reviews.review.reviewer",
        "reviews.bookauthor.person", "guides.contributor.person", "porting.status.person",
        "feeds.feed.owner", "feeds.mention.person", "people.personname.person",
    } <= labels  # fmt: skip
    assert "people.person.merged_into" not in labels


def test_what_an_editor_filled_in_meanwhile_stays(spellings: Spellings) -> None:
    (merge,) = merging.merge(spellings.jacob, [spellings.short])
    row = spellings.panel.appearances.get()
    assert row.affiliations == ["Revolution Systems"]
    row.affiliations = ["Heroku"]
    row.save()
    merging.undo(merge)
    rows = spellings.panel.appearances.order_by("person")
    assert [each.affiliations for each in rows] == [["Heroku"], ["Revolution Systems"]]


def test_where_a_statement_came_from_stays_with_it() -> None:
    """Lines of one source beside the text of another would be a lie."""
    one, other = make.PersonFactory(), make.PersonFactory()
    session, source = make.SessionFactory(), make.SourceFactory(name="Notes")
    mine = make.AppearanceFactory(session=session, person=one, source=source)
    make.AppearanceFactory(
        session=session, person=other, source=make.SourceFactory(name="Others"),
        statement="Ship it.", first_line=3, last_line=4,
    )  # fmt: skip
    merging.merge(one, [other])
    mine.refresh_from_db()
    assert (mine.statement, mine.source, mine.first_line) == ("Ship it.", source, None)


def test_what_hung_on_something_deleted_is_gone_with_it(spellings: Spellings) -> None:
    (merge,) = merging.merge(spellings.jacob, [spellings.short])
    spellings.panel.delete()
    undone = merging.undo(merge)
    assert (undone.moved, undone.left) == (2, 1)
    assert Appearance.objects.filter(person=spellings.short).count() == 1


def test_another_way_round_it_is_refused(spellings: Spellings) -> None:
    merging.merge(spellings.jacob, [spellings.short])
    with pytest.raises(merging.Refused, match="is itself part of"):
        merging.merge(spellings.short, [spellings.jacob])
    with pytest.raises(merging.Refused, match="part of itself"):
        merging.merge(spellings.jacob, [spellings.jacob])
    with pytest.raises(merging.Refused, match="Nothing was chosen"):
        merging.merge(spellings.jacob, [])


def test_all_of_several_or_none(spellings: Spellings) -> None:
    merging.merge(spellings.initial, [spellings.short])
    with pytest.raises(merging.AlreadyDone):
        merging.merge(spellings.jacob, [spellings.initial, spellings.short])
    assert Merge.objects.count() == 1


def test_an_address_that_leads_elsewhere_is_refused_by_forms(spellings: Spellings) -> None:
    merging.merge(spellings.jacob, [spellings.short])
    with pytest.raises(ValidationError, match="leads to “Jacob Kaplan-Moss” now"):
        Person(name="New", slug=spellings.short.slug).full_clean()


def test_a_mention_of_the_old_address_is_one_of_the_survivor(spellings: Spellings) -> None:
    merging.merge(spellings.jacob, [spellings.short])
    address = f"{settings.SITE_URL}{spellings.short.get_absolute_url()}"
    entry = feed_make.EntryFactory(content=f'<p>By <a href="{address}">J</a>.</p>')
    mention([entry])
    assert [each.person for each in entry.mentions.all()] == [spellings.jacob]


class TestNotTheSame:
    def test_is_kept_for_what_either_becomes_part_of(self) -> None:
        names = ["Daniel Davis", "Dan Davis", "Daniel Q. Davis"]
        whole, short, middle = (make.PersonFactory(name=name) for name in names)
        likeness.look(Person)
        assert likeness.waiting(Person).count() == 2
        likeness.keep_apart(whole, short, None)
        merging.merge(middle, [whole])
        likeness.look(Person)
        assert not likeness.waiting(Person).filter(one_id=short.pk).exists()
        assert not likeness.waiting(Person).exists()

    def test_what_was_merged_waits_no_longer_and_again_when_undone(self) -> None:
        one, other = make.PersonFactory(name="Dan Davis"), make.PersonFactory(name="Daniel Davis")
        likeness.look(Person)
        (merge,) = merging.merge(one, [other])
        assert not likeness.waiting(Person).exists()
        merging.undo(merge)
        assert likeness.waiting(Person).count() == 1

    def test_looking_again_keeps_no_old_guesses(self) -> None:
        one, other = make.PersonFactory(name="Dan Davis"), make.PersonFactory(name="Daniel Davis")
        likeness.look(Person)
        other.name = "Petra Pan"
        other.save()
        assert likeness.look(Person) == 0
        assert not Likeness.objects.exists()
        assert one.pk


class TestAdmin:
    def test_the_chosen_are_taken_to_the_preview(
        self, spellings: Spellings, signed_in: SignedIn
    ) -> None:
        browser = signed_in("editor")
        keys = [spellings.jacob.pk, spellings.short.pk]
        User.objects.update(is_staff=True)
        sent = {"action": "merge", "_selected_action": keys}
        response = browser.post(page("changelist", Person), sent, follow=True)
        assert response.redirect_chain[0][0].startswith("/merging/people/preview/?row=")
        assert "Merge these?" in response.content.decode()

    def test_who_is_part_of_another_is_not_listed(
        self, spellings: Spellings, signed_in: SignedIn
    ) -> None:
        merging.merge(spellings.jacob, [spellings.short])
        browser: Client = signed_in("editor")
        User.objects.update(is_staff=True)
        assert (
            "Jacob KaplanMoss</a>" not in browser.get(page("changelist", Person)).content.decode()
        )
        assert browser.get(page("change", spellings.short)).status_code == 302
        assert list(differences()) == []


def test_what_is_ones_own_comes_back_before_what_others_brought() -> None:
    """Else it would have no room, and nowhere to wait for any."""
    talk = make.SessionFactory()
    taker, first, second, part = (make.PersonFactory() for _ in range(4))
    for person in (first, second, part):
        make.AppearanceFactory(session=talk, person=person)
    (with_part,) = merging.merge(second, [part])
    (with_first,) = merging.merge(taker, [first])
    (with_second,) = merging.merge(taker, [second])
    for each in (with_first, with_second, with_part):
        merging.undo(each)
    assert [p.appearances.count() for p in (taker, first, second, part)] == [0, 1, 1, 1]
