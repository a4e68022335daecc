"""Parts of the room, parts of the hands, and how far chance might reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.estimates import Estimate, exact_below, parse
from apps.surveys.intervals import chance, wilson
from apps.surveys.shares import Hands, share_of_room

COUNTS = st.sampled_from(["0", "1", "4", "10", "=10", "~30", "h", "5-9"]).map(parse)


def counts(*cells: str) -> list[Estimate]:
    return [parse(cell, default=exact_below(10)) for cell in cells]


def test_django_in_london_is_a_fifth_of_the_room_and_a_third_of_the_hands() -> None:
    django, *others = counts("10", "4", "6", "1", "5", "4")
    room = share_of_room(django, parse("about 50"))
    hands = Hands.of([django, *others]).share_of(django)
    assert room is not None
    assert hands is not None
    assert (room.label(), hands.label()) == ("≈20% (13–29%)", "≈33% (28–38%)")


def test_a_handful_among_the_hands_leaves_a_band_without_a_middle() -> None:
    ten, handful = counts("=10", "h")
    share = Hands.of([ten, handful]).share_of(ten)
    assert share is not None
    assert share.label() == "52–84%"


def test_none_is_none_of_the_hands_and_of_nothing_there_is_no_share() -> None:
    zero, ten = counts("0", "=10")
    assert (Hands.of([zero, ten]).share_of(zero) or 1) != 1
    assert Hands.of([zero, ten]).share_of(zero).label() == "0%"  # type: ignore[union-attr]
    assert Hands.of([zero]).share_of(zero) is None


def test_what_was_not_asked_has_no_share_and_is_left_out_of_the_hands() -> None:
    ten, not_asked = counts("=10", "-")
    hands = Hands.of([ten, not_asked])
    assert hands.share_of(not_asked) is None
    assert hands.total.value == 10


@given(st.lists(COUNTS, min_size=1, max_size=6), st.integers(0, 5))
def test_a_share_of_the_hands_holds_every_way_the_counts_can_have_been(
    estimates: list[Estimate], place: int
) -> None:
    part = estimates[place % len(estimates)]
    share = Hands.of(estimates).share_of(part)
    others = list(estimates)
    others.remove(part)
    for mine in (part.low or 0, part.high or 0):
        for theirs in (sum(e.low or 0 for e in others), sum(e.high or 0 for e in others)):
            if mine + theirs:
                assert share is not None
                assert share.low - 1e-9 <= mine / (mine + theirs) <= share.high + 1e-9


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0)), (5, 10, (0.2366, 0.7634)),
     (81, 263, (0.2553, 0.3662))],
)  # fmt: skip
def test_wilsons_interval_is_the_published_one(
    part: int, whole: int, expected: tuple[float, float]
) -> None:
    """The last is the example of Newcombe (1998), Statistics in Medicine 17, 857-872."""
    assert wilson(part, whole) == pytest.approx(expected, abs=5e-5)


def test_chance_is_looked_at_from_both_ends_of_the_band() -> None:
    assert chance(parse("8-12"), 42, 58) == pytest.approx((wilson(8, 58)[0], wilson(12, 42)[1]))


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (5, 4), (-1, 3)])
def test_what_is_no_share_has_no_interval(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="No share"):
        wilson(part, whole)


def test_nothing_is_said_of_what_is_unknown() -> None:
    assert chance(parse("-"), 42, 58) is None
    assert chance(parse("3"), 0, 58) is None
