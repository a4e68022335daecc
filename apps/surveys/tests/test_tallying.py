"""Recording what devices send."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from apps.surveys.models import Operation, Run, Tally
from apps.surveys.tallying import Result, Sent, Status, record
from tests import factories as make
from tests.factories.surveys import QuestionFactory, RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    question = QuestionFactory(wording="Which?", options=["Django", "Zope"])
    return question.run


def sent(kind: str, **fields: Any) -> Sent:
    given: dict[str, Any] = {"uuid": uuid4(), "question": "which", "option": "django"} | fields
    return Sent(kind=kind, **given)


def tell(run: Run, *operations: Sent) -> list[Result]:
    return record(run, operations, make.UserFactory())


def tally(option: str = "django") -> Tally:
    return Tally.objects.get(option__key=option)


def label(option: str = "django") -> str:
    return tally(option).estimate.label()


def statuses(results: list[Result]) -> list[str]:
    return [str(result.status) for result in results]


def test_a_bare_number_means_what_the_run_says(run: Run) -> None:
    tell(run, sent("set", cell="12"), sent("set", cell="4", option="zope"))
    assert (label("django"), label("zope")) == ("≈12", "4")


def test_hands_of_two_devices_add_up(run: Run) -> None:
    tell(run, sent("add", value=5, device="a"), sent("add", value=1, device="a"))
    tell(run, sent("add", value=7, device="b"))
    assert label() == "13"


def test_what_is_sent_twice_counts_once(run: Run) -> None:
    hand = sent("add", value=5)
    assert statuses(tell(run, hand)) == ["applied"]
    assert statuses(tell(run, hand, hand)) == ["known", "known"]
    assert label() == "5"


def test_two_counts_from_the_same_base_are_both_kept_until_somebody_chooses(run: Run) -> None:
    first, second = sent("set", cell="=12", device="a"), sent("set", cell="=15", device="b")
    assert statuses(tell(run, first)) == ["applied"]
    [result] = tell(run, second)
    assert result.status == Status.CONFLICT
    assert result.tally is not None
    assert [each["raw"] for each in result.tally.candidates] == ["=12", "=15"]
    assert label() == "12–15"
    chosen = sent("set", cell="=15", base_version=tally().version)
    assert statuses(tell(run, chosen)) == ["applied"]
    assert (label(), tally().candidates) == ("15", [])


def test_what_comes_after_the_run_is_closed_is_held_until_an_organiser_accepts_it(run: Run) -> None:
    Run.objects.update(state="closed")
    late, odd = sent("add", value=3), sent("add", value=9)
    assert statuses(tell(run, late, odd)) == ["held", "held"]
    assert label() == "unknown"
    assert set(Operation.objects.waiting().values_list("uuid", flat=True)) == {late.uuid, odd.uuid}
    decided = tell(run, sent("accept", target=late.uuid), sent("undo", target=odd.uuid))
    assert statuses(decided) == ["applied", "applied"]
    assert label() == "3"
    assert not Operation.objects.waiting().exists()


def test_the_log_is_not_changed_and_not_shortened(run: Run) -> None:
    tell(run, sent("add", value=3))
    for change in (
        lambda: Operation.objects.update(value=30),
        lambda: Operation.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            change()
    assert label() == "3"


def test_an_account_can_go_and_what_it_counted_stays(run: Run) -> None:
    user = make.UserFactory()
    record(run, [sent("add", value=3)], user)
    user.delete()
    assert Operation.objects.get().actor is None


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (sent("set", cell="many"), "is not a count"),
        (sent("set", cell="9000000000"), "too large"),
        (sent("add", value=0), "from 1 to"),
        (sent("add", value=3, precision="handful"), "exact or rough"),
        (sent("undo"), "needs a target"),
        (sent("undo", target=UUID(int=1)), "was not recorded"),
        (sent("drop"), "no kind of operation"),
        (sent("set", option="flask"), "no option “which/flask”"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_says_why(
    run: Run, operation: Sent, reason: str
) -> None:
    [result, other] = tell(run, operation, sent("add", value=1, option="zope"))
    assert (result.status, other.status) == (Status.REFUSED, Status.APPLIED)
    assert reason in result.reason
    assert label("zope") == "1"


def test_an_id_that_was_used_for_something_else_is_refused(run: Run) -> None:
    hand = sent("add", value=5)
    tell(run, hand)
    [result] = tell(run, sent("add", value=6, uuid=hand.uuid))
    assert result.status == Status.REFUSED
    assert label() == "5"


def test_options_of_other_runs_are_out_of_reach(run: Run) -> None:
    [result] = tell(RunFactory(), sent("add", value=1))
    assert result.status == Status.REFUSED
