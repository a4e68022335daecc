"""Merges and undone merges in any order: when none stands, everything is as it was."""

import json
from typing import Any

import pytest
from django.core import serializers
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from apps.catalog import checking, merging
from apps.catalog.belongings import relations
from apps.catalog.models import Document
from apps.catalog.publishing import publish
from apps.core.mergeable import Merge
from apps.core.models import Topic, TopicLink
from apps.events.models import Appearance, Session
from apps.people.models import Person
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: (what is done, which one, and to which other)
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "merge", "undo"]), st.integers(0, 3), st.integers(0, 3)),
    min_size=2,
    max_size=8,
)
PLACES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.sampled_from(["speaker", "panelist"])),
    min_size=5,
    max_size=10,
    unique=True,
)
#: An example takes half a second: making a failing one small would take minutes
CHECKS: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


def world(model: Any) -> Any:
    """Every row that belongs to any, every address, and every public record, as text."""
    rows = [model.with_merged.order_by("pk")]
    rows += [relation.model._base_manager.order_by("pk") for relation in relations(model)]
    public = Document.objects.filter(withdrawn_at__isnull=True).order_by("kind", "object_id")
    return (
        [json.loads(serializers.serialize("json", each)) for each in rows],
        list(public.values_list("kind", "object_id", "detail", "people", "topics")),
    )


def play(model: Any, steps: list[tuple[str, int, int]]) -> None:
    rows = list(model.objects.order_by("pk"))
    for what, number, other in steps:
        try:
            if what == "merge":
                merging.merge(rows[other], [rows[number]])
            elif merge := standing().filter(object_id=rows[number].pk).first():
                merging.undo(merge)
        except merging.Refused:
            assert number == other or not is_standing(rows[number]) or not is_standing(rows[other])


def standing() -> Any:
    return Merge.objects.filter(undone_at__isnull=True)


def is_standing(row: Any) -> bool:
    return bool(type(row).objects.filter(pk=row.pk).exists())


@settings(max_examples=25, **CHECKS)
@given(PLACES, STEPS, st.randoms(use_true_random=False))
def test_people(
    places: list[tuple[int, int, str]], steps: list[tuple[str, int, int]], random: Any
) -> None:
    with transaction.atomic():
        people = [make.PersonFactory(name=f"Person{n % 3} Doe", slug=f"p{n}") for n in range(4)]
        talks = [make.SessionFactory() for _ in range(2)]
        make.PersonNameFactory(person=people[0], name="Person1 Doe")
        for person, talk, role in places:
            said = f"Said by {person}" if person == 3 else ""
            make.AppearanceFactory(
                session=talks[talk], person=people[person], role=role, nickname=said
            )
        publish(*people, *talks)
        before = world(Person)

        play(Person, steps)
        assert list(checking.differences()) == []
        assert not Appearance.objects.exclude(person__merged_into=None).exists()
        shown = {(row.person.standing.pk, row.session_id, row.role) for row in appearances()}
        wanted = {
            (Person.with_merged.get(pk=people[p].pk).standing.pk, talks[t].pk, role)
            for p, t, role in places
        }
        assert shown == wanted, "everybody is shown where any spelling of theirs was"

        undo_all(random)
        assert world(Person) == before
        assert list(checking.differences()) == []
        transaction.set_rollback(True)


@settings(max_examples=10, **CHECKS)
@given(
    st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=2, max_size=2),
    STEPS,
    st.randoms(use_true_random=False),
)
def test_topics(tags: list[set[int]], steps: list[tuple[str, int, int]], random: Any) -> None:
    with transaction.atomic():
        topics = [make.TopicFactory(name=f"topic{n}") for n in range(4)]
        talks = [make.SessionFactory(topics=[topics[n].name for n in each]) for each in tags]
        publish(*talks)
        before = world(Topic)

        play(Topic, steps)
        assert list(checking.differences()) == []
        assert not TopicLink.objects.exclude(tag__merged_into=None).exists()
        for talk, each in zip(talks, tags, strict=True):
            wanted = {Topic.with_merged.get(pk=topics[n].pk).standing for n in each}
            assert set(Session.objects.get(pk=talk.pk).topics.all()) == wanted

        undo_all(random)
        assert world(Topic) == before
        transaction.set_rollback(True)


def appearances() -> Any:
    return Appearance.objects.select_related("person")


def undo_all(random: Any) -> None:
    merges = list(standing().order_by("pk"))
    random.shuffle(merges)
    for merge in merges:
        merging.undo(merge)
