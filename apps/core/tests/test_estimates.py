from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.core.estimates import (
    Estimate,
    EstimateError,
    Precision,
    exact_below,
    parse,
    read,
    share,
    total,
    write,
)

counts = st.integers(0, 10**9)
v1_estimates = st.one_of(
    st.builds(Estimate.of, st.sampled_from([Precision.EXACT, Precision.ROUGH]), counts),
    st.builds(Estimate.of, st.sampled_from([Precision.HANDFUL, Precision.NONE])),
    st.tuples(counts, counts).map(lambda pair: Estimate.between(min(pair), max(pair))),
)
without_bounds = st.sampled_from([Precision.NOT_ASKED, Precision.UNKNOWN]).map(Estimate.of)


def bounds(estimate: Estimate) -> tuple[int | None, int | None, int | None]:
    return estimate.low, estimate.value, estimate.high


@pytest.mark.parametrize(
    ("cell", "precision", "low", "value", "high"),
    [
        ("12", Precision.EXACT, 12, 12, 12),
        ("=12", Precision.EXACT, 12, 12, 12),
        ("~12", Precision.ROUGH, 10, 12, 14),
        ("~30", Precision.ROUGH, 25, 30, 35),
        ("~1", Precision.ROUGH, 0, 1, 3),
        ("12-15", Precision.RANGE, 12, None, 15),
        ("12–15", Precision.RANGE, 12, None, 15),
        (" 12 — 15 ", Precision.RANGE, 12, None, 15),
        ("12 to 15", Precision.RANGE, 12, None, 15),
        ("between 1,200 and 1,500", Precision.RANGE, 1200, None, 1500),
        ("h", Precision.HANDFUL, 2, None, 9),
        ("H", Precision.HANDFUL, 2, None, 9),
        ("(handful)", Precision.HANDFUL, 2, None, 9),
        ("a handful", Precision.HANDFUL, 2, None, 9),
        ("0", Precision.NONE, 0, 0, 0),
        ("none", Precision.NONE, 0, 0, 0),
        ("(None)", Precision.NONE, 0, 0, 0),
        ("-", Precision.NOT_ASKED, None, None, None),
        ("–", Precision.NOT_ASKED, None, None, None),
        ("not asked", Precision.NOT_ASKED, None, None, None),
        ("", Precision.UNKNOWN, None, None, None),
        ("  ", Precision.UNKNOWN, None, None, None),
        ("?", Precision.UNKNOWN, None, None, None),
        ("about 50", Precision.ROUGH, 42, 50, 58),
        ("~50", Precision.ROUGH, 42, 50, 58),
        ("≈50", Precision.ROUGH, 42, 50, 58),
        ("50 or so", Precision.ROUGH, 42, 50, 58),
        ("c. 1,700", Precision.ROUGH, 1445, 1700, 1955),
        ("over 3,000", Precision.ROUGH, 2550, 3000, 3450),
        ("3,000+", Precision.ROUGH, 2550, 3000, 3450),
        ("21,700", Precision.EXACT, 21700, 21700, 21700),
        ("21 700", Precision.EXACT, 21700, 21700, 21700),
        ("1,234,567", Precision.EXACT, 1234567, 1234567, 1234567),
        ("１２", Precision.EXACT, 12, 12, 12),
    ],
)
def test_cells_and_notes_are_read(
    cell: str, precision: Precision, low: int | None, value: int | None, high: int | None
) -> None:
    estimate = parse(cell)
    assert estimate == Estimate(cell, value, low, high, precision, "v1")
    assert not estimate.is_malformed


@pytest.mark.parametrize("cell", ["2,5000", "about 2,5000", "(2,5000)", "1.5", "1,2,3", "12-1,5"])
def test_a_malformed_number_is_kept_as_written_and_flagged(cell: str) -> None:
    estimate = parse(cell)
    assert (estimate.precision, bounds(estimate)) == (Precision.UNKNOWN, (None, None, None))
    assert estimate.raw == cell
    assert estimate.is_malformed
    assert cell in estimate.label()


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("many", "“many” is not a count."),
        ("15-12", "A range goes upwards: 12-15?"),
        ("-3", "A count is never negative: “-3”."),
        ("12-", "The range “12-” has no end."),
        ("~", "“~” is not a count."),
        ("= ", "“=” is not a count."),
        ("~h", "“~h” is not a count."),
        ("1e3", "“1e3” is not a count."),
        ("3²", "“3²” is not a count."),
        ("=SUM(A1)", "“=SUM(A1)” is not a count."),
        ("9" * 20, "That number is too large."),
        ("1" * 101, "A count has at most 100 characters."),
    ],
)
def test_what_is_no_count_is_refused_with_what_would_do(cell: str, reason: str) -> None:
    with pytest.raises(EstimateError) as caught:
        parse(cell)
    assert caught.value.raw == cell
    assert caught.value.reason == reason
    assert "~12 (rough)" in str(caught.value)


def test_an_import_refuses_nothing_and_flags_what_it_cannot_read() -> None:
    estimate = read("a few dozen")
    assert (estimate.raw, estimate.precision) == ("a few dozen", Precision.UNKNOWN)
    assert estimate.is_malformed
    assert read("~12") == parse("~12")


def test_the_counting_method_decides_what_a_bare_number_means() -> None:
    method = exact_below(10)
    assert parse("9", default=method).precision == Precision.EXACT
    assert parse("10", default=method).precision == Precision.ROUGH
    assert parse("=10", default=method).precision == Precision.EXACT
    assert parse("~9", default=method).precision == Precision.ROUGH
    assert parse("30", default=Precision.ROUGH).label() == "≈30"


@pytest.mark.parametrize(
    ("cell", "label", "words"),
    [
        ("=1200", "1,200", "1,200"),
        ("~50", "≈50", "about 50"),
        ("12-15", "12–15", "12 to 15"),
        ("h", "2–9 (a handful)", "a handful"),
        ("0", "none", "none"),
        ("-", "not asked", "not asked"),
        ("", "unknown", "unknown"),
    ],
)
def test_labels(cell: str, label: str, words: str) -> None:
    assert parse(cell).label() == label
    assert parse(cell).words() == words


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(5, 6, 7), (None, 2, 1), (0, -1, 1), (3, None, None), (None, 1, None), (None, None, 1)],
)
def test_impossible_bounds_are_refused(value: int | None, low: int | None, high: int) -> None:
    with pytest.raises(ValueError, match=r"bounds|low <= value"):
        Estimate("", value, low, high, Precision.ROUGH)


@pytest.mark.parametrize(
    ("precision", "value"),
    [(Precision.EXACT, None), (Precision.NONE, 3), (Precision.HANDFUL, 5), (Precision.ROUGH, -1)],
)
def test_a_precision_that_does_not_go_with_the_value_is_refused(
    precision: Precision, value: int | None
) -> None:
    with pytest.raises(ValueError, match=r"go with|low <= value"):
        Estimate.of(precision, value)


@given(counts)
def test_rough_bounds_hold_fifteen_per_cent_and_at_least_two(n: int) -> None:
    rough = Estimate.of(Precision.ROUGH, n)
    assert rough.low is not None
    assert rough.high is not None
    assert 0 <= rough.low <= n <= rough.high
    assert 100 * rough.high >= 115 * n
    assert rough.high >= n + 2
    assert 100 * rough.low <= 85 * n
    assert rough.low <= max(0, n - 2)
    assert 100 * (rough.high - 1) < 115 * n or rough.high == n + 2


@given(v1_estimates | without_bounds)
def test_a_label_and_a_cell_read_back_as_the_same_estimate(estimate: Estimate) -> None:
    for text in (estimate.label(), estimate.words(), write(estimate)):
        again = parse(text)
        assert bounds(again) == bounds(estimate)
        if bounds(estimate) != (0, 0, 0):
            assert again.precision == estimate.precision


@given(st.text(max_size=30))
def test_any_text_is_an_estimate_or_a_reason(text: str) -> None:
    with suppress(EstimateError):
        parse(text)
    estimate = read(text)
    assert estimate.raw == text
    assert estimate.is_known or estimate.value is None


@given(st.lists(v1_estimates, max_size=6))
def test_bounds_add(terms: list[Estimate]) -> None:
    result = total(terms)
    assert result.low == sum(term.low or 0 for term in terms)
    assert result.high == sum(term.high or 0 for term in terms)
    if all(term.value is not None for term in terms):
        assert result.value == sum(term.value or 0 for term in terms)
    else:
        assert result.value is None


@given(st.lists(v1_estimates, max_size=4), without_bounds, st.lists(v1_estimates, max_size=4))
def test_one_unknown_makes_the_sum_unknown(
    before: list[Estimate], unknown: Estimate, after: list[Estimate]
) -> None:
    result = total([*before, unknown, *after])
    assert (result.precision, bounds(result)) == (Precision.UNKNOWN, (None, None, None))
    assert not result.is_malformed


def test_a_sum_says_how_well_it_is_known() -> None:
    assert total([]).label() == "none"
    assert total([parse("0"), parse("0")]).label() == "none"
    assert total([parse("=2"), parse("0")]).label() == "2"
    assert total([parse("=2"), parse("~30")]).label() == "≈32"
    assert total([parse("=2"), parse("h")]).label() == "4–11"
    assert write(total([parse("=2"), parse("~30")])) == "27-37"


@pytest.mark.parametrize(
    ("part", "whole", "label"),
    [
        ("10", "50", "20%"),
        ("30", "about 50", "≈60% (51–72%)"),
        ("about 30", "about 50", "≈60% (43–84%)"),
        ("h", "50", "4–18%"),
        ("0", "about 50", "0%"),
        ("29", "100", "29%"),
        ("about 50", "about 50", "≈100% (72–100%)"),
        ("70", "50", "140%"),
        ("3", "0-5", "60–100%"),
    ],
)
def test_shares(part: str, whole: str, label: str) -> None:
    found = share(parse(part), parse(whole))
    assert found is not None
    assert found.label() == label


@pytest.mark.parametrize(("part", "whole"), [("-", "50"), ("10", ""), ("0", "0"), ("5", "2,5000")])
def test_there_is_no_share_of_the_unknown_or_of_nothing(part: str, whole: str) -> None:
    assert share(parse(part), parse(whole)) is None


@given(v1_estimates, v1_estimates)
def test_a_share_lies_within_its_bounds(part: Estimate, whole: Estimate) -> None:
    assume(whole.high)
    found = share(part, whole)
    assert found is not None
    assert 0 <= found.low <= found.high
    if found.value is not None:
        assert found.low <= found.value <= found.high
