"""What the operations on one option add up to. Pure: the same operations give the same count.

*Seen.* An operation has seen those up to its ``base_version`` and those that its own device sent
before it. A held operation that was accepted counts from its acceptance on: whoever wrote before
that has not seen it.

*Sets.* A set replaces the sets that it has seen. Where several are left that have not seen each
other and say different things, all are kept as candidates until somebody sets the count again,
having seen them. Meanwhile the tally is the range that holds every candidate, or unknown where one
of them has no bounds.

*Adds* count on top of every set that has not seen them, whichever came first: an add after a set
changes what the set said, and a set that has seen adds replaces them. Without a set, adds count
from nothing. Adds to a rough count keep it rough, adds to a handful or a range move its bounds,
and adds to "not asked" or "unknown" count from nothing. Hands that were added one by one are
exact, whatever the run's rule for bare numbers.

*Negative totals.* Adds sum up first, then a count below nothing is none. So -2 and +3 make 1 in
either order.

*Undo* and *accept* name an operation that came before. An operation that was taken back counts as
if it had never been made: what it had replaced is there again. Taking back the undo puts it back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.core.estimates import Estimate, Precision, parse, write
from apps.surveys.models import EMPTY, Operation


@dataclass(frozen=True)
class Candidate:
    """One of the counts to choose from, and the set that said it."""

    uuid: UUID
    estimate: Estimate


@dataclass(frozen=True)
class Count:
    """What a tally says. ``candidates`` are none, or two and more between which nobody chose."""

    estimate: Estimate
    candidates: tuple[Candidate, ...] = ()


def reckon(operations: Iterable[Operation]) -> Count:
    """Add up the operations on one option, in whatever order they are given."""
    log = sorted(operations, key=lambda each: each.version)
    since = _in_force(log)
    adds = [each for each in log if each.kind == "add" and each.uuid in since]
    sets = [each for each in log if each.kind == "set" and each.uuid in since]
    latest = [each for each in sets if not any(_has_seen(one, each, since) for one in sets)]
    if not latest:
        return Count(_on_top(EMPTY, adds))
    return _agreed(
        Candidate(
            each.uuid,
            _on_top(said(each), [one for one in adds if not _has_seen(each, one, since)]),
        )
        for each in latest
    )


def said(operation: Operation) -> Estimate:
    """The count that a set says. What a bare number means was decided when it was recorded."""
    return parse(operation.cell, default=Precision(operation.precision))


def _in_force(log: Sequence[Operation]) -> dict[UUID, int]:
    """The operations that count, each with the version since when it does."""
    about: dict[UUID, list[Operation]] = {}
    since: dict[UUID, int] = {}
    for each in reversed(log):  # an undo or accept comes after what it is about
        deciding = [one for one in about.get(each.uuid, []) if one.uuid in since]
        accepted = [since[one.uuid] for one in deciding if one.kind == "accept"]
        is_undone = any(one.kind == "undo" for one in deciding)
        if not is_undone and (accepted or not each.held):
            since[each.uuid] = min(accepted, default=each.version)
        if each.target:
            about.setdefault(each.target, []).append(each)
    return since


def _has_seen(later: Operation, earlier: Operation, since: dict[UUID, int]) -> bool:
    if later.version <= earlier.version:
        return False
    same_device = bool(later.device) and later.device == earlier.device
    return same_device or since[earlier.uuid] <= later.base_version


def _agreed(candidates: Iterable[Candidate]) -> Count:
    different = {_meaning(each.estimate): each for each in reversed(list(candidates))}
    chosen = tuple(reversed(different.values()))
    if len(chosen) == 1:
        return Count(chosen[0].estimate)
    bounds = [(each.estimate.low, each.estimate.high) for each in chosen]
    lows = [low for low, _ in bounds if low is not None]
    highs = [high for _, high in bounds if high is not None]
    if len(lows) < len(chosen):
        return Count(EMPTY, chosen)
    return Count(_written(Estimate.between(min(lows), max(highs))), chosen)


def _meaning(estimate: Estimate) -> tuple[object, ...]:
    return estimate.value, estimate.low, estimate.high, estimate.precision, estimate.is_malformed


def _on_top(base: Estimate, adds: Sequence[Operation]) -> Estimate:
    if not adds:
        return base
    sum_, is_rough = (
        sum(each.value or 0 for each in adds),
        any(each.precision == Precision.ROUGH for each in adds),
    )
    if base.low is None or base.high is None:
        base = Estimate.of(Precision.NONE)
    if base.value is None:
        return _moved(base.low or 0, base.high or 0, sum_, is_rough)
    value = max(0, base.value + sum_)
    if is_rough or base.precision == Precision.ROUGH:
        return _written(Estimate.of(Precision.ROUGH, value))
    return _written(Estimate.of(Precision.EXACT if value else Precision.NONE, value))


def _moved(low: int, high: int, by: int, is_rough: bool) -> Estimate:
    """A range or a handful with ``by`` added to it."""
    slack = Estimate.of(Precision.ROUGH if is_rough else Precision.EXACT, abs(by))
    least, most = sorted(((slack.low or 0), (slack.high or 0)))
    down, up = (least, most) if by >= 0 else (-most, -least)
    return _written(Estimate.between(max(0, low + down), max(0, high + up)))


def _written(estimate: Estimate) -> Estimate:
    """With the cell that says it as what was written: nobody wrote the sum."""
    return Estimate(
        write(estimate), estimate.value, estimate.low, estimate.high, estimate.precision
    )
