"""Which statement holds: the newest by the day, and all of those that tie."""

import datetime
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.packages.models import Package
from apps.porting import holding
from apps.porting.models import Status
from tests.factories import PackageFactory
from tests.factories.porting import StatusFactory

DAY = datetime.date(2013, 7, 5)


@dataclass(frozen=True)
class Said:
    verdict: str
    as_of: datetime.date | None = DAY
    target: str = "Python 3"
    condition: str = ""


def test_a_newer_statement_takes_the_place_of_an_older_one() -> None:
    old, new = Said("does-not", datetime.date(2012, 1, 1)), Said("works")
    assert holding.of([old, new]) == [new]
    assert holding.of([new, old]) == [new]


def test_statements_of_one_day_all_hold_and_may_be_disputed() -> None:
    yes, no = Said("works"), Said("does-not")
    assert holding.of([yes, no]) == [yes, no]
    assert holding.is_disputed([yes, no])
    assert not holding.is_disputed([yes, Said("works")])
    assert not holding.is_disputed([yes, Said("does-not", datetime.date(2012, 1, 1))])


def test_targets_and_conditions_are_told_apart() -> None:
    said = [Said("works", condition="sync"), Said("problematic", condition="async")]
    said.append(Said("does-not", target="PyPy"))
    assert holding.of(said) == said
    assert not holding.is_disputed(said)


def test_an_undated_statement_is_older_than_any_other() -> None:
    undated, dated = Said("works", None), Said("does-not", datetime.date(1999, 1, 1))
    assert holding.of([undated, dated]) == [dated]
    assert holding.of([undated]) == [undated]


def test_the_worst_verdict_is_the_one_to_act_on() -> None:
    assert holding.gravest(["works", "problematic", "unknown"]) == "problematic"
    assert holding.gravest(["unknown", "works"]) == "unknown"
    assert holding.gravest([]) == "unknown"


DAYS = st.dates(datetime.date(2012, 1, 1), datetime.date(2012, 1, 4))
STATEMENTS = st.tuples(
    st.sampled_from(Status.Verdict.values),
    st.none() | DAYS,
    st.sampled_from(["Python 3", "PyPy"]),
    st.sampled_from(["", "async"]),
)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [None, datetime.date(2012, 1, 2)])
def test_the_database_and_the_pages_agree(asked: datetime.date | None) -> None:
    package: Package = PackageFactory()

    @given(st.lists(STATEMENTS, max_size=8))
    def agree(said: list[tuple[str, datetime.date | None, str, str]]) -> None:
        Status.objects.all().delete()
        rows = [
            Status.objects.create(
                package=package, verdict=verdict, as_of=day, target=target, condition=condition
            )
            for verdict, day, target, condition in said
        ]
        known = [row for row in rows if asked is None or (row.as_of and row.as_of <= asked)]
        held = Status.objects.holding(asked)
        assert {row.pk for row in held} == {row.pk for row in holding.of(known)}

    agree()


@pytest.mark.django_db
def test_a_past_day_knows_nothing_of_what_was_said_later_or_nobody_knows_when() -> None:
    StatusFactory(as_of=DAY)
    StatusFactory(as_of=None)
    assert Status.objects.holding(DAY - datetime.timedelta(days=1)).count() == 0
    assert Status.objects.holding(DAY).count() == 1
    assert Status.objects.holding().count() == 2
