"""Transactions that overlap while a client follows: nothing is missed, whoever commits first."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.catalog import checking, merging, publishing, serving
from apps.catalog.models import Document, Version
from apps.core import opting_out
from apps.core.models import Topic
from apps.events.models import Appearance, Event, Session
from apps.guides.models import Note
from apps.people.models import Person
from tests.catalog.editors import Editor, Touched, and_what_shows
from tests.factories import EventFactory, PersonFactory, SessionFactory
from tests.factories.guides import NoteFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NAMES = st.sampled_from(["Ada", "Łukasz", "<b>", '"\\', "吉田", "a" * 100])


@dataclass
class World:
    """Rows that the editors of one example share. What one deletes the others may still try."""

    events: list[int]
    talks: list[int]
    people: list[int]
    notes: list[int]

    def event(self, number: int) -> Any:
        return Event.objects.filter(pk=self.events[number % len(self.events)]).first()

    def talk(self, number: int) -> Any:
        return Session.objects.filter(pk=self.talks[number % len(self.talks)]).first()

    def person(self, number: int) -> Any:
        return Person.objects.filter(pk=self.people[number % len(self.people)]).first()

    def note(self, number: int) -> Any:
        return Note.objects.filter(pk=self.notes[number % len(self.notes)]).first()


def retitle(world: World, number: int, text: str) -> Touched:
    if talk := world.talk(number):
        talk.title = text
        talk.save()
        return {"talk": [talk.pk]}
    return {}


def add(world: World, number: int, text: str) -> Touched:
    if event := world.event(number):
        return {"talk": [SessionFactory(event=event, title=text).pk]}
    return {}


def rename(world: World, number: int, text: str) -> Touched:
    if person := world.person(number):
        person.name = text
        person.save()
        return {"person": [person.pk]}
    return {}


def rename_event(world: World, number: int, text: str) -> Touched:
    if event := world.event(number):
        event.title = text
        event.save()
        return {"event": [event.pk]}
    return {}


def tag(world: World, number: int, text: str) -> Touched:
    if talk := world.talk(number):
        talk.topics.set([text, "python"])
        return {"talk": [talk.pk]}
    return {}


def appear(world: World, number: int, text: str) -> Touched:
    talk, person = world.talk(number), world.person(number // 3)
    if talk and person:
        shown, new = Appearance.objects.get_or_create(session=talk, person=person)
        if not new:
            shown.delete()
        return {"talk": [talk.pk], "person": [person.pk]}
    return {}


def write_down(world: World, number: int, text: str) -> Touched:
    if note := world.note(number):
        note.title = text
        note.save()
        return {"note": [note.pk]}
    return {}


def withdraw(world: World, number: int, text: str) -> Touched:
    """Or publish again."""
    if talk := world.talk(number):
        talk.state = "withdrawn" if talk.state == "published" else "published"
        talk.save()
        return {"talk": [talk.pk]}
    return {}


def withdraw_event(world: World, number: int, text: str) -> Touched:
    if event := world.event(number):
        event.state = "withdrawn" if event.state == "published" else "published"
        event.save()
        return {"event": [event.pk]}
    return {}


def delete(world: World, number: int, text: str) -> Touched:
    if talk := world.talk(number):
        records = and_what_shows({"talk": [talk.pk]})
        talk.delete()
        return records
    return {}


def opt_out(world: World, number: int, text: str) -> Touched:
    """Somebody asks not to be here any more."""
    if person := world.person(number):
        opting_out.remember(opting_out.PERSON, [opting_out.person_digest(person.name)])
        records = and_what_shows({"person": [person.pk]})
        person.delete()
        return records
    return {}


def merge(world: World, number: int, text: str) -> Touched:
    """Two people are one; whoever writes to either has to wait."""
    one, other = world.person(number), world.person(number + 1)
    if not one or not other or one == other:
        return {}
    with suppress(merging.Refused):  # somebody was quicker
        merging.merge(other, [one])
    return {}


EDITS: list[Callable[[World, int, str], Touched]] = [
    retitle, add, rename, rename_event, tag, appear, write_down, withdraw, withdraw_event, delete,
    opt_out, merge,
]  # fmt: skip


@dataclass
class Follower:
    """A client that reads ``changes/`` by small pages, and applies what it reads."""

    client: Client
    cursor: str = "0"
    copy: dict[tuple[str, int], Any] = field(default_factory=dict)

    def read(self) -> bool:
        """Read a page. Returns whether there was anything on it."""
        answer = self.client.get(f"/api/v1/changes/?since={self.cursor}&limit=3").json()
        places = [int(change["cursor"]) for change in answer["results"]]
        assert places == sorted(set(places)), "in order, and each once"
        for change in answer["results"]:
            assert int(change["cursor"]) > int(self.cursor)
            key = change["kind"], change["id"]
            if change["change"] == "delete":
                self.copy.pop(key, None)
            else:
                self.copy[key] = change["record"]
        self.cursor = answer["cursor"]
        return bool(places)

    def has_all_up_to_its_cursor(self) -> None:
        """Nothing below its cursor is unknown to it: what commits later gets a higher number."""
        there = contents(Document.objects.filter(sequence__lte=self.cursor))
        assert {key: self.copy.get(key) for key in there} == there


def contents(documents: Any) -> dict[tuple[str, int], Any]:
    """What clients should have of these documents: None of what is gone."""
    rows = documents.values_list("kind", "object_id", "detail")
    return {
        (kind, pk): orjson.loads(serving.with_base(text, "http://testserver")) if text else None
        for kind, pk, text in rows
    }


@pytest.fixture
def editors() -> Iterator[list[Editor]]:
    made = [Editor() for _ in "abc"]
    yield made
    for editor in made:
        editor.leave()


def new_world() -> World:
    """Talks that share events, people and topics, and a few rows of each kind that share nothing.

    Publishing talks of one event makes one wait for the other anyway, at the rows of the catalog:
    only what shares nothing shows whether numbers grow in the order of commits.
    """
    events, people = EventFactory.create_batch(3), PersonFactory.create_batch(4)
    notes = NoteFactory.create_batch(2, author=None)
    talks = [SessionFactory(event=event, topics=["Django"]) for event in events[:2] for _ in "ab"]
    for talk in talks:
        for person in people[:2]:
            Appearance.objects.create(session=talk, person=person)
    publishing.publish(*events, *people, *talks, *notes)
    return World(*([row.pk for row in rows] for rows in (events, talks, people, notes)))


#: Who does what next; the fourth one is the client, who reads a page
STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 2), st.sampled_from(EDITS), st.integers(0, 11), NAMES),
        st.tuples(st.integers(0, 2), st.sampled_from(["publish", "commit", "roll_back"])),
        st.just((3,)),
    ),
    min_size=6,
    max_size=24,
)


def test_a_client_that_follows_has_what_the_site_has(editors: list[Editor]) -> None:
    """Both sides are equal at the end; before that, the client lacks nothing below its cursor.

    The world of each example comes on top of those before, which the client has followed.
    """
    follower = Follower(Client())

    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes half a second
    )
    @given(STEPS)
    def follow(steps: list[Any]) -> None:
        world = new_world()
        while follower.read():
            pass
        for who, *what in steps:
            match what:
                case []:
                    follower.read()
                    follower.has_all_up_to_its_cursor()
                case [str(name)]:
                    getattr(editors[who], name)()
                case [edit, number, text]:
                    editors[who].edit(lambda e=edit, n=number, t=text: e(world, n, t))
        for editor in editors:
            editor.commit()
        for editor in editors:
            editor.last.result(timeout=300)
        assert list(checking.differences()) == []
        while follower.read():
            pass
        there = contents(Document.objects.all())
        assert follower.copy == {key: record for key, record in there.items() if record}

    follow()
    assert Topic.objects.exists()
    assert Document.objects.filter(withdrawn_at__isnull=False).exists()


def test_who_began_first_and_commits_last_does_not_turn_time_back(editors: list[Editor]) -> None:
    """Else ``Last-Modified`` would be older than the one that a client has: a wrong 304."""
    world, (slow, quick, _) = new_world(), editors
    slow.edit(lambda: write_down(world, 0, "began first"))
    quick.edit(lambda: write_down(world, 1, "committed first"))
    quick.commit()
    between = Version.of("note")
    slow.commit()
    assert Version.of("note") > between
    assert Version.of("note")[1] > between[1]  # type: ignore[operator]
    changes = Client().get("/api/v1/changes/?kind=note&limit=200").json()["results"]
    times = [change["changed_at"] for change in changes]
    assert times == sorted(times)
