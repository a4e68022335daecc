"""Is a project ready for its target, package by package, and why (mission B9)."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from packaging.markers import InvalidMarker, Marker

from apps.porting import holding, reading
from apps.porting.models import PYTHON_3
from apps.porting.requirements import Skipped, Wanted

#: Versions at which a marker such as python_version < "3" is tried
_PYTHON_3S: Final = [f"3.{minor}" for minor in range(16)]
_OTHER_VARIABLES: Final = ("platform", "os_name", "implementation", "extra", "dependency_groups")

#: What nobody has spoken of
NOTHING: Final = "nothing-said"
NOT_NEEDED: Final = "not-needed"
#: In the order of what to do first
VERDICTS: Final = ("does-not", "problematic", "unknown", NOTHING, "works", NOT_NEEDED)


@dataclass(frozen=True)
class Alternative:
    """What to use instead, what was said of it, and whether it is known to work itself."""

    package: Any
    note: str
    verdict: str


@dataclass(frozen=True)
class Finding:
    """One package that a project needs: the worst that holds of it, and all that was said."""

    wanted: Sequence[Wanted]
    package: Any
    verdict: str
    statuses: Sequence[Any]
    alternatives: Sequence[Alternative]
    is_disputed: bool

    @property
    def name(self) -> str:
        return self.package.name if self.package else self.wanted[0].name

    @property
    def lines(self) -> list[int]:
        return [each.line for each in self.wanted]


@dataclass(frozen=True)
class Answer:
    """Every package of a project, worst first, and the lines that were not understood."""

    as_of: datetime.date | None
    target: str
    findings: Sequence[Finding]
    skipped: Sequence[Skipped]

    def counts(self) -> dict[str, int]:
        """How many packages each verdict has; together all that were asked about."""
        found = [finding.verdict for finding in self.findings]
        return {verdict: found.count(verdict) for verdict in VERDICTS}

    @property
    def blocking(self) -> list[Finding]:
        return [each for each in self.findings if each.verdict == "does-not"]

    def by_verdict(self) -> Iterator[tuple[str, list[Finding]]]:
        for verdict in VERDICTS:
            if found := [each for each in self.findings if each.verdict == verdict]:
                yield verdict, found


def check(
    wanted: Iterable[Wanted],
    skipped: Sequence[Skipped] = (),
    *,
    as_of: datetime.date | None = None,
    target: str = PYTHON_3,
) -> Answer:
    """Say of each package what was known of it on that day. Queries do not grow with the list."""
    asked: dict[str, list[Wanted]] = {}
    for each in wanted:
        asked.setdefault(each.slug, []).append(each)
    known = _known(asked, as_of, target)
    alternatives = {
        row.package.slug
        for held in known.values()
        for status in held[1]
        for row in status.loaded_alternatives
    }
    others = _known(alternatives, as_of, target)
    findings = [_finding(each, slug, known, others, target) for slug, each in asked.items()]
    findings.sort(key=lambda each: (VERDICTS.index(each.verdict), each.name.casefold()))
    return Answer(as_of, target, findings, skipped)


Known = Mapping[str, tuple[Any, list[Any]]]


def _known(slugs: Iterable[str], date: datetime.date | None, target: str) -> Known:
    """Packages by name, with the statements about the target that hold."""
    rows: Iterable[Any] = reading.packages_and_statuses(date).filter(slug__in=sorted(slugs))
    return {
        row.slug: (
            row,
            holding.of(
                status
                for status in row.loaded_statuses
                if status.target.casefold() == target.casefold()
            ),
        )
        for row in rows
    }


def _finding(
    wanted: Sequence[Wanted], slug: str, known: Known, others: Known, target: str
) -> Finding:
    package, held = known.get(slug, (None, []))
    verdict = holding.gravest(status.verdict for status in held) if held else NOTHING
    if all(not is_needed(each.marker, target) for each in wanted):
        verdict = NOT_NEEDED
    instead = {row.package.slug: row for status in held for row in status.loaded_alternatives}
    return Finding(
        wanted=wanted,
        package=package,
        verdict=verdict,
        statuses=held,
        alternatives=[
            Alternative(row.package, row.note, _verdict_of(others.get(name)))
            for name, row in instead.items()
        ],
        is_disputed=holding.is_disputed(held),
    )


def _verdict_of(known: tuple[Any, list[Any]] | None) -> str:
    if not known or not known[1]:
        return NOTHING
    return holding.gravest(status.verdict for status in known[1])


def is_needed(marker: str, target: str) -> bool:
    """Whether the target needs what has this marker. Markers of platforms are taken for true."""
    if not marker or target != PYTHON_3 or any(name in marker for name in _OTHER_VARIABLES):
        return True
    try:
        parsed = Marker(marker)
        return any(
            parsed.evaluate({"python_version": version, "python_full_version": f"{version}.0"})
            for version in _PYTHON_3S
        )
    except (InvalidMarker, ValueError, KeyError):
        return True
