"""What operations add up to, in whatever order and however often they arrive."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.surveys.models import Operation, Run, Tally
from apps.surveys.reckoning import Count, reckon
from apps.surveys.tallying import Sent, record
from tests.factories.surveys import QuestionFactory


def log(*rows: dict[str, Any]) -> list[Operation]:
    """Operations in the order of arrival. ``id`` is a short name for the uuid."""
    return [
        Operation(
            uuid=UUID(int=row.get("id", 1000 + version)),
            version=version,
            base_version=row.get("base", 0),
            kind=row["kind"],
            value=row.get("value"),
            cell=row.get("cell", ""),
            precision=row.get("precision", "exact"),
            target=UUID(int=row["about"]) if "about" in row else None,
            device=row.get("device", ""),
            held=row.get("held", False),
        )
        for version, row in enumerate(rows, 1)
    ]


def add(value: int, **more: Any) -> dict[str, Any]:
    return {"kind": "add", "value": value, **more}


def say(cell: str, **more: Any) -> dict[str, Any]:
    return {"kind": "set", "cell": cell, **more}


def label(*rows: dict[str, Any]) -> str:
    return reckon(log(*rows)).estimate.label()


def choices(*rows: dict[str, Any]) -> list[str]:
    return [each.estimate.label() for each in reckon(log(*rows)).candidates]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], "unknown", id="nothing"),
        pytest.param([add(1), add(1)], "2", id="taps are exact"),
        pytest.param([add(12, precision="rough"), add(3)], "≈15", id="a rough part makes it rough"),
        pytest.param([say("12"), add(3)], "15", id="an unseen add after a set adds"),
        pytest.param([add(3), say("12")], "15", id="an unseen add before a set adds"),
        pytest.param([add(3), say("12", base=1)], "12", id="a set replaces the adds it has seen"),
        pytest.param([say("12"), say("15", base=1)], "15", id="a set replaces a set it has seen"),
        pytest.param(
            [say("12", device="a"), say("15", device="a")], "15", id="a device has seen its own"
        ),
        pytest.param([say("~30"), add(2)], "≈32", id="rough stays rough"),
        pytest.param([say("h"), add(1)], "3–10", id="a handful moves"),
        pytest.param([say("h"), add(-4)], "0–5", id="a handful does not go below none"),
        pytest.param([say("h"), add(10, precision="rough")], "10–21", id="a rough part widens"),
        pytest.param([say("-"), add(2)], "2", id="asked after all"),
        pytest.param([add(-2), add(3)], "1", id="below none and up again"),
        pytest.param([add(-2)], "none", id="never below none"),
        pytest.param([add(2), add(-2)], "none", id="taken away again"),
        pytest.param([add(2, id=7), {"kind": "undo", "about": 7}], "unknown", id="undone"),
        pytest.param(
            [say("12"), say("15", base=1, id=7), {"kind": "undo", "about": 7}],
            "12",
            id="undoing a set brings back what it replaced",
        ),
        pytest.param(
            [
                add(2, id=7),
                {"kind": "undo", "about": 7, "id": 8},
                {"kind": "undo", "about": 8},
            ],
            "2",
            id="undone undo",
        ),
        pytest.param([add(2), add(3, held=True)], "2", id="held"),
        pytest.param(
            [add(2), add(3, held=True, id=7), {"kind": "accept", "about": 7}], "5", id="accepted"
        ),
        pytest.param(
            [
                add(3, held=True, id=7),
                {"kind": "accept", "about": 7, "id": 8},
                {"kind": "undo", "about": 8},
            ],
            "unknown",
            id="acceptance taken back",
        ),
    ],
)
def test_what_operations_add_up_to(rows: list[dict[str, Any]], expected: str) -> None:
    assert label(*rows) == expected


def test_sets_that_have_not_seen_each_other_are_both_kept() -> None:
    both = [say("12", device="a"), say("~30", device="b")]
    assert choices(*both) == ["12", "≈30"]
    assert label(*both) == "12–35"
    assert choices(*both, say("~30", base=2)) == []


def test_two_who_say_the_same_agree() -> None:
    assert choices(say("12", device="a"), say("12", device="b")) == []


def test_without_bounds_for_both_nothing_is_said_meanwhile() -> None:
    both = [say("12", device="a"), say("-", device="b")]
    assert choices(*both) == ["12", "not asked"]
    assert label(*both) == "unknown"


def test_adds_count_on_each_of_the_candidates_that_have_not_seen_them() -> None:
    rows = [add(1), say("12", base=1, device="a"), say("15", device="b")]
    assert choices(*rows) == ["12", "16"]


def test_who_set_a_count_before_a_held_one_was_accepted_has_not_seen_it() -> None:
    rows = [say("12", held=True, id=7), say("15", base=1), {"kind": "accept", "about": 7}]
    assert choices(*rows) == ["12", "15"]


# What a device does while it is offline: operations that have seen nothing but its own
DOINGS = st.one_of(
    st.builds(add, st.integers(-3, 9).filter(bool)),
    st.builds(say, st.sampled_from(["0", "4", "=12", "~30", "h", "-", "", "12-15"])),
)


def meaning(count: Count) -> Any:
    """Who says what, but for the order of arrival."""
    e = count.estimate
    said = {(c.estimate.low, c.estimate.high, c.estimate.precision) for c in count.candidates}
    return (e.value, e.low, e.high, e.precision, frozenset(said))


@st.composite
def interleaved(draw: Any, *queues: Sequence[Any]) -> list[Any]:
    """One order of arrival of several queues, each kept in its own order."""
    order = draw(st.permutations([n for n, queue in enumerate(queues) for _ in queue]))
    sources = [iter(queue) for queue in queues]
    return [next(sources[n]) for n in order]


@given(st.data(), st.lists(DOINGS, max_size=6), st.lists(DOINGS, max_size=6))
def test_the_order_of_arrival_of_two_devices_does_not_matter(
    data: st.DataObject, phone: list[dict[str, Any]], desk: list[dict[str, Any]]
) -> None:
    queues = [
        [{**row, "device": "phone"} for row in phone],
        [{**row, "device": "desk"} for row in desk],
    ]
    first, second = (data.draw(interleaved(*queues)) for _ in range(2))
    assert meaning(reckon(log(*first))) == meaning(reckon(log(*second)))


@given(st.lists(st.integers(-9, 9).filter(bool), max_size=12))
def test_hands_of_all_devices_are_their_sum(values: list[int]) -> None:
    total = max(0, sum(values))
    assert (reckon(log(*map(add, values))).estimate.low or 0) == total


@st.composite
def batches(draw: Any, queue: list[Sent]) -> list[list[Sent]]:
    """What a device sends: from what it believes to be unacknowledged up to what it has so far.

    Batches arrive, or their answers are lost and they are sent again; the last one arrives.
    """
    ends = sorted(draw(st.lists(st.integers(0, len(queue)), max_size=4)))
    sent, acknowledged = [], 0
    for _, end in pairwise([0, *ends, len(queue)]):
        batch = queue[acknowledged:end]
        if draw(st.booleans()):  # it reached the server, perhaps twice
            sent += [batch] * draw(st.integers(1, 2))
            if draw(st.booleans()):  # and so did the answer reach the device
                acknowledged = end
    return [batch for batch in [*sent, queue[acknowledged:]] if batch]


class TestLossesAndRepeats(TestCase):
    """Against the database: what two phones send by any way ends in one tally."""

    run_: Run

    @classmethod
    def setUpTestData(cls) -> None:
        cls.run_ = QuestionFactory(wording="Which?", options=["Django"]).run

    @settings(max_examples=40, deadline=None)
    @given(st.data(), st.lists(DOINGS, max_size=4), st.lists(DOINGS, max_size=4))
    def test_nothing_is_lost_and_nothing_counts_twice(
        self, data: st.DataObject, phone: list[dict[str, Any]], desk: list[dict[str, Any]]
    ) -> None:
        queues = [self.queue("phone", phone), self.queue("desk", desk)]
        for batch in data.draw(interleaved(*(data.draw(batches(queue)) for queue in queues))):
            record(self.run_, batch, None)

        sent = [each.uuid for queue in queues for each in queue]
        stored = Operation.objects.of_run(self.run_)
        assert sorted(stored.values_list("uuid", flat=True)) == sorted(sent)
        once = log(*({**row, "device": "phone"} for row in phone),
                   *({**row, "device": "desk"} for row in desk))  # fmt: skip
        for row in once:
            row.precision = "rough" if row.cell == "~30" else "exact"
        tally = Tally.objects.get(option__question__run=self.run_)
        expected = reckon(once)
        assert (tally.low, tally.high) == (expected.estimate.low, expected.estimate.high)
        assert len(tally.candidates) == len(expected.candidates)
        assert meaning(reckon(stored)) == meaning(expected)

    def queue(self, device: str, rows: list[dict[str, Any]]) -> list[Sent]:
        return [
            Sent(uuid=uuid4(), question="which", option="django", device=device, **row)
            for row in rows
        ]
