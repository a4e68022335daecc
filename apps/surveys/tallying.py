"""Operations become counts: the one way in which a tally changes.

``record`` takes what devices send, in the order in which they made it, and may be sent the same
things any number of times. A device sends again, from the first one on, whatever was not
acknowledged. Each operation is answered by one of these:

- ``applied``: stored, and counted.
- ``known``: stored before. It is not counted again.
- ``conflict``: stored; the count now says several things, and somebody must choose one by setting
  it again with the tally's present version as base.
- ``held``: stored, but the run takes no counts any more. An organiser sees it, and lets it count
  (an ``accept`` operation) or dismisses it (an ``undo``).
- ``refused``: not stored, and ``reason`` says why. Sending it again will not help.

How operations add up is said in ``surveys.reckoning``. Whether somebody may enter counts is asked
before, with ``Run.objects.enterable_by(user)``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from apps.catalog.publishing import publish
from apps.core.estimates import Estimate, EstimateError, Precision, parse
from apps.surveys.errors import Refused
from apps.surveys.models import Operation, Option, Run, Tally
from apps.surveys.reckoning import Count, reckon

#: Of PostgreSQL's integer
LARGEST: Final = 2**31 - 1
#: Hands in one operation: more are a mistake
MOST_HANDS: Final = 100_000
#: What a number without a sign may be said to be
BARE: Final = (Precision.EXACT, Precision.ROUGH)


class Status(models.TextChoices):
    """What became of an operation."""

    APPLIED = "applied"
    KNOWN = "known"
    CONFLICT = "conflict"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An operation as a device sends it. ``question`` and ``option`` are keys.

    ``kind`` add needs ``value`` (hands, not 0), set needs ``cell`` (as in
    ``core.estimates.cells``; empty is unknown), undo and accept need ``target``. ``precision``,
    exact or rough, is that of the hands added (exact if not given), or says what a number alone
    means in the cell (as the run counts if not given). ``base_version`` is the tally's version
    that was seen.
    """

    uuid: UUID
    question: str
    option: str
    kind: str
    value: int | None = None
    cell: str = ""
    precision: str = ""
    target: UUID | None = None
    base_version: int = 0
    device: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one operation, and how its tally stands after the whole batch."""

    uuid: UUID
    question: str
    option: str
    status: Status
    reason: str = ""
    tally: Tally | None = None


def record(run: Run, operations: Iterable[Sent], actor: Any) -> list[Result]:
    """Record operations on one run and publish it. Returns a result for each, in their order.

    Waits for whoever is recording on the same run: the run's row is locked first, so that no two
    transactions wait for each other.
    """
    sent = list(operations)
    try:
        return _record(run, sent, actor)
    except IntegrityError:  # a device reached another run with the same id at the same time
        return _record(run, sent, actor)


@transaction.atomic
def _record(run: Run, sent: Sequence[Sent], actor: Any) -> list[Result]:
    locked = Run.objects.select_for_update().get(pk=run.pk)
    batch = _Batch(locked, sent, actor)
    results = [batch.take(each) for each in sent]
    if batch.store():
        Run.objects.filter(pk=locked.pk).update(updated_at=timezone.now())
        publish(locked)
    return results


class _Batch:
    """Operations of one request, and what they are about."""

    def __init__(self, run: Run, sent: Sequence[Sent], actor: Any) -> None:
        self.run, self.actor = run, actor
        self.tallies = _tallies(run, {(each.question, each.option) for each in sent})
        known = Operation.objects.filter(uuid__in=[each.uuid for each in sent])
        self.known = {each.uuid: each for each in known}
        self.logs: dict[int, list[Operation]] = {
            tally.option_id: [] for tally in self.tallies.values()
        }
        for operation in Operation.objects.filter(option__in=self.logs).order_by("version"):
            self.logs[operation.option_id].append(operation)
        self.new: list[Operation] = []

    def take(self, sent: Sent) -> Result:
        """Record one operation in memory."""
        tally = self.tallies.get((sent.question, sent.option))
        try:
            if tally is None:
                raise Refused(f"This survey has no option “{sent.question}/{sent.option}”.")
            status, reason = self._status(sent, tally), ""
        except Refused as refusal:
            status, reason = Status.REFUSED, str(refusal)
        return Result(
            uuid=sent.uuid,
            question=sent.question,
            option=sent.option,
            status=status,
            reason=reason,
            tally=tally,
        )

    def _status(self, sent: Sent, tally: Tally) -> Status:
        operation = self._operation(sent, tally)
        if before := self.known.get(sent.uuid):
            if _content(before) != _content(operation):
                raise Refused("This id was used before, for something else. Send it with another.")
            return Status.KNOWN
        log = self.logs[tally.option_id]
        if operation.target and operation.target not in {each.uuid for each in log}:
            raise Refused("What this operation is about was not recorded for this option.")
        count = reckon([*log, operation])
        if max(_highest(count)) > LARGEST:
            raise Refused("That number is too large.")
        log.append(operation)
        self.new.append(operation)
        self.known[sent.uuid] = operation
        _write(tally, count, operation.version)
        if operation.held:
            return Status.HELD
        return Status.CONFLICT if count.candidates else Status.APPLIED

    def _operation(self, sent: Sent, tally: Tally) -> Operation:
        """The row, not stored yet (Refused for what makes none)."""
        operation = Operation(
            uuid=sent.uuid,
            option_id=tally.option_id,
            actor=self.actor if getattr(self.actor, "pk", None) else None,
            kind=sent.kind,
            base_version=min(max(sent.base_version, 0), tally.version),
            version=tally.version + 1,
            device=sent.device,
            made_at=sent.made_at,
        )
        match sent.kind:
            case "add":
                operation.value, operation.precision = _hands(sent)
            case "set":
                operation.cell, operation.precision = sent.cell, self._precision(sent)
            case "undo" | "accept" if sent.target:
                operation.target = sent.target
            case "undo" | "accept":
                raise Refused(f"An {sent.kind} needs a target: the id of an operation.")
            case _:
                raise Refused(f"“{sent.kind}” is no kind of operation: add, set, undo or accept.")
        operation.held = not (self.run.is_counting() or self._decides(operation))
        return operation

    def _precision(self, sent: Sent) -> Precision:
        if sent.precision and sent.precision not in BARE:
            raise Refused("The precision of a number alone is exact or rough.")
        default = Precision(sent.precision) if sent.precision else self.run.counting
        try:
            estimate = parse(sent.cell, default=default)
        except EstimateError as error:
            raise Refused(str(error)) from error
        return estimate.precision

    def _decides(self, operation: Operation) -> bool:
        """Whether it says what becomes of a held operation: that may be said at any time."""
        held = {each.uuid for each in self.logs[operation.option_id] if each.held}
        return operation.target in held

    def store(self) -> bool:
        """Write what is new; returns whether anything is."""
        Operation.objects.bulk_create(self.new)
        changed = {each.option_id for each in self.new}
        tallies = [tally for tally in self.tallies.values() if tally.option_id in changed]
        fields = ["raw", "value", "low", "high", "precision", "rule", "version", "candidates"]
        Tally.objects.bulk_update(tallies, fields)
        return bool(self.new)


def _tallies(run: Run, keys: set[tuple[str, str]]) -> dict[tuple[str, str], Tally]:
    """The tallies of these options, by their keys."""
    options = {
        (option.question.key, option.key): option
        for option in Option.objects.filter(question__run=run).select_related("question")
        if (option.question.key, option.key) in keys
    }
    stored = Tally.objects.filter(option__in=options.values())
    by_option = {tally.option_id: tally for tally in stored}
    return {key: by_option[option.pk] for key, option in options.items()}


def _hands(sent: Sent) -> tuple[int, str]:
    if not sent.value or abs(sent.value) > MOST_HANDS:
        raise Refused(f"An add needs a value from 1 to {MOST_HANDS:,} hands, or as many less.")
    precision = sent.precision or Precision.EXACT
    if precision not in BARE:
        raise Refused("The precision of an add is exact or rough.")
    return sent.value, precision


def _content(operation: Operation) -> tuple[object, ...]:
    """What makes an operation the same when it comes again, perhaps from another account."""
    return (
        operation.option_id, operation.kind, operation.value, operation.cell, operation.target,
    )  # fmt: skip


def _highest(count: Count) -> Iterable[int]:
    yield count.estimate.high or 0
    for candidate in count.candidates:
        yield candidate.estimate.high or 0


def _write(tally: Tally, count: Count, version: int) -> None:
    tally.estimate = count.estimate
    tally.version = version
    tally.candidates = [
        {"operation": str(each.uuid), **_plain(each.estimate)} for each in count.candidates
    ]


def _plain(estimate: Estimate) -> dict[str, object]:
    return {
        "raw": estimate.raw,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "precision": str(estimate.precision),
    }
