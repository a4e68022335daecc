"""What editors do on the pages, and what readers and clients see of it."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.catalog import likeness, merging
from apps.catalog.checking import differences
from apps.catalog.publishing import publish
from apps.core.mergeable import Likeness, Merge
from apps.core.models import Topic
from apps.people.models import Person
from tests import factories as make
from tests.merging.conftest import SignedIn, Spellings
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def answers(people: list[Person]) -> list[Any]:
    """What readers and clients get for each: page, feed and API record."""
    got = []
    for person in people:
        for path in (f"/people/{person.slug}/", f"/api/v1/people/{person.slug}/"):
            response = Client().get(path)
            got.append((path, response.status_code, response.content))
    return got


def test_three_spellings_become_one_page_and_come_apart_again(
    spellings: Spellings, editor: Client
) -> None:
    before = answers(spellings.all)
    jacob, *others = spellings.all
    sent = {"row": [each.pk for each in spellings.all], "into": jacob.pk}

    asked = Page(editor.get(f"/merging/people/preview/?{urlencode(sent, doseq=True)}"))
    assert "This one stays: Jacob Kaplan-Moss" in asked.main
    assert "2 appearances would move there" in asked.main
    assert asked.faults == []
    done = Page(editor.post("/merging/people/merge/", sent, follow=True))
    assert "and “J. Kaplan-Moss” are part of “Jacob Kaplan-Moss” from now on" in done.main

    page = Page(Client().get("/people/jacob-kaplan-moss/"))
    for talk in [*spellings.talks, spellings.panel]:
        assert talk.title in page.main
    assert page.main.count("Panel") == 1, "once, though two spellings were on it"
    record = Client().get("/api/v1/people/jacob-kaplan-moss/").json()
    assert record["names"] == ["J. Kaplan-Moss", "Jacob KaplanMoss"]
    assert record["talk_count"] == 4
    panel = Client().get(f"/api/v1/talks/{spellings.panel.pk}/").json()
    assert [each["affiliations"] for each in panel["speakers"]] == [["Revolution Systems"]]

    for other in others:
        former = Client().get(f"/people/{other.slug}/?page=1")
        assert former.status_code == 301
        assert former["Location"] == "/people/jacob-kaplan-moss/?page=1"
        assert "max-age=60" in former["Cache-Control"], "undone, the address answers again"
        feed = Client().get(f"/people/{other.slug}/feed.atom")
        assert (feed.status_code, feed["Location"]) == (301, "/people/jacob-kaplan-moss/feed.atom")
        api = Client().get(f"/api/v1/people/{other.slug}/?fields=name")
        assert api.status_code == 301
        assert Client().get(api["Location"]).json() == {"name": "Jacob Kaplan-Moss"}
    gone = Client().get("/api/v1/changes/?kind=person").json()["results"]
    assert {each["id"] for each in gone if each["change"] == "delete"} == {p.pk for p in others}
    assert list(differences()) == []

    history = Page(editor.get("/merging/people/history/"))
    assert len([a for a in history.all("a") if a.text == "Undo…"]) == 2
    for merge in Merge.objects.all():
        address = f"/merging/people/history/{merge.pk}/undo/"
        assert "stands by itself again" in Page(editor.get(address)).main
        assert "stands by itself again" in Page(editor.post(address, follow=True)).main
    assert answers(spellings.all) == before
    assert list(differences()) == []


def test_sent_twice_it_is_done_once(spellings: Spellings, editor: Client) -> None:
    sent = {"row": [spellings.jacob.pk, spellings.short.pk], "into": spellings.jacob.pk}
    editor.post("/merging/people/merge/", sent)
    again = Page(editor.post("/merging/people/merge/", sent, follow=True))
    assert "is part of “Jacob Kaplan-Moss” already" in again.main

    merge = Merge.objects.get()
    editor.post(f"/merging/people/history/{merge.pk}/undo/")
    twice = editor.post(f"/merging/people/history/{merge.pk}/undo/", follow=True)
    assert "undone already" in Page(twice).main
    assert Person.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose which one stays"),
        ({"row": ["x", "-1", "9" * 30], "into": "no"}, "Choose which one stays"),
        ({"row": ["{jacob}"], "into": "{jacob}"}, "at least one other"),
        ({"row": ["{short}"], "into": "4000000"}, "Choose which one stays"),
        ({"row": ["{short}"], "into": ["{jacob}", "{initial}"]}, "Choose which one stays"),
    ],
)
def test_what_makes_no_sense_is_explained(
    sent: dict[str, Any], said: str, spellings: Spellings, editor: Client
) -> None:
    keys = {name: getattr(spellings, name).pk for name in ("jacob", "short", "initial")}
    filled = {
        name: [text.format(**keys) for text in ([texts] if isinstance(texts, str) else texts)]
        for name, texts in sent.items()
    }
    assert said in Page(editor.post("/merging/people/merge/", filled, follow=True)).main
    assert not Merge.objects.exists()


def test_a_preview_of_one_is_none(spellings: Spellings, editor: Client) -> None:
    alone = editor.get(f"/merging/people/preview/?row={spellings.jacob.pk}", follow=True)
    assert "Choose at least two people" in Page(alone).main


def test_nothing_becomes_part_of_what_is_part_of_another(
    spellings: Spellings, editor: Client
) -> None:
    merging.merge(spellings.jacob, [spellings.short])
    sent = {"row": [spellings.initial.pk], "into": spellings.short.pk}
    page = Page(editor.post("/merging/people/merge/", sent, follow=True))
    assert "is itself part of “Jacob Kaplan-Moss” now" in page.main


def test_a_chain_of_merges_is_one_step_for_readers(spellings: Spellings) -> None:
    merging.merge(spellings.short, [spellings.initial])
    merging.merge(spellings.jacob, [spellings.short])
    for slug in ("j-kaplan-moss", "jacob-kaplanmoss"):
        assert Client().get(f"/people/{slug}/")["Location"] == "/people/jacob-kaplan-moss/"


def test_what_was_deleted_cannot_be_undone_and_says_so(
    spellings: Spellings, editor: Client
) -> None:
    (merge,) = merging.merge(spellings.jacob, [spellings.short], None)
    Person.with_merged.filter(pk=spellings.short.pk).update(merged_into=None)
    Person.objects.get(pk=spellings.short.pk).delete()
    address = f"/merging/people/history/{merge.pk}/undo/"
    assert editor.get(address).status_code == 404
    assert not Merge.objects.exists(), "nothing of a deleted person is kept"


def test_what_was_edited_since_stays(spellings: Spellings, editor: Client) -> None:
    (merge,) = merging.merge(spellings.jacob, [spellings.short], None)
    other = make.PersonFactory(name="Somebody Else")
    spellings.talks[1].appearances.update(person=other)
    spellings.panel.delete()

    page = Page(editor.post(f"/merging/people/history/{merge.pk}/undo/", follow=True))
    assert "were changed or deleted since" in page.main
    assert spellings.talks[1].appearances.get().person == other


def test_suggestions_side_by_side_merged_or_not(
    spellings: Spellings, editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    likeness.look(Person)
    with django_assert_num_queries(9):
        page = Page(editor.get("/merging/people/"))
    assert page.faults == []
    assert "Initial and surname alike" in page.main
    assert "Talk of J. Kaplan-Moss" in page.main
    assert "Jacob KaplanMoss" not in page.main, "he was on one panel with Jacob Kaplan-Moss"

    pair = {"row": [spellings.jacob.pk, spellings.initial.pk]}
    said = Page(editor.post("/merging/people/apart/", pair, follow=True))
    assert "are not suggested again" in said.main
    likeness.look(Person)
    assert not likeness.waiting(Person).exists()

    kept = Likeness.objects.get()
    assert "Not the same" in Page(editor.get("/merging/people/history/")).main
    editor.post(f"/merging/people/apart/{kept.pk}/")
    assert list(likeness.waiting(Person)) == [kept]


def test_searching_now(spellings: Spellings, editor: Client) -> None:
    page = Page(editor.post("/merging/people/look/", follow=True))
    assert "1 pair may be one" in page.main


@pytest.mark.parametrize("asked", ["kaplan", "JACOB moss", "Káplan-Moss", "kaplanm"])
def test_people_are_found_by_parts_of_their_name(
    asked: str, spellings: Spellings, editor: Client
) -> None:
    page = Page(editor.get("/merging/people/", {"q": asked}))
    assert page.all("input", type="checkbox")
    assert page.faults == []


@pytest.mark.parametrize("asked", ["zzz", "%", "\0", "x" * 500, "'; --"])
def test_finding_nothing_says_so(asked: str, spellings: Spellings, editor: Client) -> None:
    response = editor.get("/merging/people/", {"q": asked})
    assert response.status_code == 200
    assert not Page(response).all("input", type="checkbox")


ROLES = ["anonymous", "", "reader", "organiser", "writer", "editor", "administrator"]
WRITES = ["merge/", "apart/", "apart/{likeness}/", "look/", "history/{merge}/undo/"]


@pytest.mark.parametrize("plural", ["people", "topics"])
@pytest.mark.parametrize("role", ROLES)
def test_who_may_write(plural: str, role: str, signed_in: SignedIn) -> None:
    rows: list[Any] = (
        [make.PersonFactory() for _ in range(3)]
        if plural == "people"
        else [make.TopicFactory() for _ in range(3)]
    )
    (merge,) = merging.merge(rows[0], [rows[1]])
    likeness.keep_apart(rows[0], rows[2], None)
    kept = Likeness.objects.get()
    browser = signed_in(role)
    for path in WRITES:
        address = f"/merging/{plural}/{path.format(likeness=kept.pk, merge=merge.pk)}"
        sent = {"row": [rows[0].pk, rows[2].pk], "into": rows[0].pk}
        response = browser.post(address, sent)
        if role == "anonymous":
            assert response["Location"].startswith("/sign-in/?next="), address
        elif role in ("editor", "administrator"):
            assert response["Location"].startswith("/merging/"), address
        else:
            assert response.status_code == 403, address
    if role not in ("editor", "administrator"):
        assert Merge.objects.get().undone_at is None
    for path in ("", "preview/", "history/"):
        status = browser.get(f"/merging/{plural}/{path}").status_code
        assert (status == 403) == (role in ("", "reader", "organiser", "writer"))


def test_forms_of_other_sites_do_nothing(spellings: Spellings, editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    for path in ("merge/", "apart/", "look/"):
        assert strict.post(f"/merging/people/{path}").status_code == 403


def test_only_people_and_topics(editor: Client) -> None:
    assert editor.get("/merging/events/").status_code == 404
    assert editor.get("/merging/people/merge/").status_code == 405


class TestTopics:
    @pytest.fixture
    def names(self) -> list[str]:
        return ["Web Development", "web-dev", "webdev"]

    def test_spellings_become_one_and_later_ones_land_there(
        self, names: list[str], editor: Client
    ) -> None:
        talks = [make.SessionFactory(topics=[name]) for name in names]
        publish(*talks)
        topics = [Topic.objects.get(name=name) for name in names]
        before = [Client().get(f"/topics/{topic.slug}/").content for topic in topics]

        sent = {"row": [topic.pk for topic in topics], "into": topics[0].pk}
        editor.post("/merging/topics/merge/", sent)
        page = Page(Client().get("/topics/web-development/"))
        assert all(talk.title in page.main for talk in talks)
        assert Client().get("/topics/webdev/")["Location"] == "/topics/web-development/"
        assert Client().get("/topics/web-dev/feed.atom").status_code == 301
        assert Client().get("/api/v1/topics/webdev/").status_code == 301

        later = make.SessionFactory(
            event=talks[0].event, topics=["WebDev", "web-dev", "Web Development"]
        )
        assert [topic.name for topic in later.topics.all()] == ["Web Development"]
        later.delete()
        for merge in Merge.objects.all():
            editor.post(f"/merging/topics/history/{merge.pk}/undo/")
        assert [Client().get(f"/topics/{topic.slug}/").content for topic in topics] == before
        assert list(differences()) == []

    def test_spellings_are_suggested(self, names: list[str], editor: Client) -> None:
        publish(make.SessionFactory(topics=[*names, "testing", "tests", "python"]))
        editor.post("/merging/topics/look/")
        page = Page(editor.get("/merging/topics/"))
        assert "The same letters but for spaces and signs" in page.main
        assert "testing" not in page.main
