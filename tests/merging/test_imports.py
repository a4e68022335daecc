"""Imports and feeds know a merged spelling for whom or what it is part of."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.catalog import merging
from apps.catalog.checking import differences
from apps.core.mergeable import Merge
from apps.core.models import Topic, TopicLink
from apps.events.models import Appearance, Session
from apps.events.writing import new_person
from apps.feeds.crediting import Credits
from apps.feeds.models import Entry
from apps.mirror.importing.pyvideo import import_archive
from apps.mirror.tests.archives import talk, video, write_event
from apps.people.matching import the_one_named
from apps.people.models import Person, PersonName
from tests import factories as make
from tests.factories import feeds as feed_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Jo Archer is written in three ways, the subject in two; one talk has two of the ways."""
    root = tmp_path / "archive"
    names = [["Jo Archer"], ["Johanna Archer"], ["Archer, Jo"], ["Jo Archer", "Johanna Archer"]]
    tags = [["webdev"], ["Web Development"], ["webdev", "Web Development"], []]
    talks = {
        f"t{n}": talk(title=f"Talk {n}", speakers=people, tags=tags[n], videos=video(f"v{n}"))
        for n, people in enumerate(names)
    }
    write_event(root, "snakes-2013", talks)
    import_archive(root)
    return root


def merge(model: Any, *names: str) -> list[Merge]:
    into, *others = (model.objects.get(name=name) for name in names)
    return merging.merge(into, others)


def rows() -> list[Any]:
    return [
        list(model.order_by("pk").values())
        for model in (
            Person.with_merged, PersonName.objects, Appearance.objects, Topic.with_merged,
            TopicLink.objects,
        )
    ]  # fmt: skip


def everything_again(archive: Path) -> None:
    """Change something in each record, so that none is passed over."""
    for path in archive.glob("*/videos/*.json"):
        path.write_text(path.read_text().replace("Talk ", "The talk "))
    report = import_archive(archive)
    assert report.numbers()["updated"] == 4


def test_importing_again_after_a_merge_makes_nobody_anew(archive: Path) -> None:
    merge(Person, "Jo Archer", "Johanna Archer", "Archer, Jo")
    merge(Topic, "Web Development", "webdev")
    before = rows()
    import_archive(archive)
    assert rows() == before
    everything_again(archive)
    assert rows() == before
    assert list(differences()) == []


def test_undone_an_import_finds_each_again(archive: Path) -> None:
    before = rows()
    for done in merge(Person, "Jo Archer", "Johanna Archer", "Archer, Jo"):
        merging.undo(done)
    everything_again(archive)
    assert rows() == before


def test_new_talks_of_a_merged_spelling_are_the_survivors(archive: Path) -> None:
    merge(Person, "Jo Archer", "Archer, Jo")
    merge(Topic, "webdev", "Web Development")
    new = talk(title="Owls", speakers=["Archer, Jo"], tags=["Web Development"], videos=video("n"))
    write_event(archive, "snakes-2014", {"owls": new})
    import_archive(archive)
    session = Session.objects.get(title="Owls")
    assert [row.person.name for row in session.appearances.all()] == ["Jo Archer"]
    assert [topic.name for topic in session.topics.all()] == ["webdev"]


def test_a_tag_that_goes_leaves_the_topic_that_another_spelling_gives(archive: Path) -> None:
    merge(Topic, "Web Development", "webdev")
    path = archive / "snakes-2013" / "videos" / "t2.json"
    path.write_text(path.read_text().replace('"Web Development"', '"reptiles"'))
    import_archive(archive)
    topics = Session.objects.get(title="Talk 2").topics
    assert {topic.name for topic in topics.all()} == {"Web Development", "reptiles"}


def test_whoever_leaves_is_gone_with_every_spelling(archive: Path) -> None:
    merge(Person, "Johanna Archer", "Archer, Jo")
    merge(Person, "Jo Archer", "Johanna Archer")
    call_command("take_out", "archer-jo", note="asked by mail", verbosity=0)
    assert not Person.with_merged.exists()
    assert not Merge.objects.exists()
    assert list(differences()) == []
    import_archive(archive)
    everything_again(archive)
    assert not Person.with_merged.exists()
    assert Client().get("/people/jo-archer/").status_code == 410
    assert Client().get("/people/archer-jo/").status_code == 410


def test_leaving_needs_somebody_who_is_here() -> None:
    with pytest.raises(CommandError, match="There is no /people/nobody/ here"):
        call_command("take_out", "nobody")


def test_a_typed_name_finds_the_survivor(archive: Path) -> None:
    merge(Person, "Jo Archer", "Johanna Archer")
    assert the_one_named("Johanna Archer") == Person.objects.get(name="Jo Archer")


def test_an_address_that_leads_elsewhere_is_not_given_anew() -> None:
    one, other = make.PersonFactory(name="Jo Archer"), make.PersonFactory(name="Jo Bow")
    merging.merge(one, [other])
    assert new_person("Jo Bow").slug == "jo-bow-2"


class TestFeeds:
    def test_a_tag_gives_the_survivor(self, archive: Path) -> None:
        merge(Topic, "Web Development", "webdev")
        entry = feed_make.EntryFactory(tags=["WebDev"])
        Credits([]).link_topics([entry])
        assert [topic.name for topic in Entry.objects.get(pk=entry.pk).topics.all()] == [
            "Web Development"
        ]
