"""Who sees a run when."""

import pytest

from apps.catalog.models import Document
from apps.surveys.models import Run
from apps.surveys.opening import move
from tests import factories as make
from tests.factories.surveys import RunFactory

pytestmark = pytest.mark.django_db


def public() -> int:
    return Document.objects.public("survey").count()


def test_readers_see_a_run_from_reveal_on_and_only_then() -> None:
    run, editor = RunFactory(state="draft"), make.UserFactory()
    seen = {}
    for state in Run.State.values:
        move(run, state, editor)
        seen[state] = public()
    assert seen == {"draft": 0, "open": 0, "revealed": 1, "closed": 1, "withdrawn": 0}


def test_a_run_of_a_drafted_event_is_seen_by_nobody() -> None:
    run = RunFactory(event__state="draft")
    assert not move(run, "revealed", make.UserFactory()).is_public()
    assert public() == 0


def test_who_revealed_it_is_kept() -> None:
    run, editor = RunFactory(), make.UserFactory()
    move(run, "revealed", editor)
    revision = run.revisions().get()
    assert (revision.actor, revision.changes) == (editor, {"state": ["open", "revealed"]})


def test_there_is_no_other_state() -> None:
    run = RunFactory()
    with pytest.raises(ValueError, match="finished"):
        move(run, "finished", None)
    run.refresh_from_db()
    assert run.state == "open"
