"""The table of readiness: every package somebody spoke of, on one day."""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import Http404

from apps.catalog.filters import BadParameter
from apps.catalog.listing import Page, page_number
from apps.core.csv_cells import guarded
from apps.core.naming import fold, package_name
from apps.porting import dates, holding, reading
from apps.porting.models import Status

PAGE_SIZE: Final = 100
LONGEST: Final = 100
COLUMNS: Final = (
    "package", "name", "kind", "target", "condition", "verdict", "as_of", "reason",
    "licence_concern", "last_release", "alternatives", "said_by", "said_in", "evidence",
)  # fmt: skip


@dataclass
class Row:
    """A package and the statements about it that hold."""

    slug: str
    name: str
    verdicts: list[str] = field(default_factory=list)
    newest: datetime.date = datetime.date.min
    statuses: list[Any] = field(default_factory=list)

    @property
    def gravest(self) -> str:
        return holding.gravest(self.verdicts)


ORDERS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "name": lambda row: fold(row.name),
    "date": lambda row: (-row.newest.toordinal(), fold(row.name)),
    "verdict": lambda row: (-holding.GRAVITY[row.gravest], fold(row.name)),
}


@dataclass(frozen=True)
class Asked:
    """What the query string asks for (BadParameter where it cannot be)."""

    as_of: datetime.date | None
    verdict: str
    target: str
    name: str
    order: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        verdict, order = query.get("verdict", ""), query.get("order", "") or "name"
        if verdict and verdict not in Status.Verdict.values:
            raise BadParameter("verdict", f"must be one of {', '.join(Status.Verdict.values)}")
        if order not in ORDERS:
            raise BadParameter("order", f"must be one of {', '.join(ORDERS)}")
        texts = {name: query.get(name, "").strip() for name in ("target", "name")}
        for name, text in texts.items():
            if len(text) > LONGEST or "\0" in text:
                raise BadParameter(name, f"must be at most {LONGEST} characters without NUL")
        as_of = dates.asked_day(query.get(dates.PARAMETER))
        return cls(as_of, verdict, texts["target"], texts["name"], order)

    def kept(self, **changes: str) -> dict[str, str]:
        """The parameters that links keep, with some changed."""
        date = self.as_of.isoformat() if self.as_of else ""
        order = "" if self.order == "name" else self.order
        now = {"as_of": date, "verdict": self.verdict, "target": self.target, "name": self.name}
        return {name: text for name, text in (now | {"order": order} | changes).items() if text}


@dataclass(frozen=True)
class Table:
    """The packages asked for, and how many have each verdict whatever verdict was asked for."""

    rows: list[Row]
    counts: Mapping[str, int]
    #: Packages altogether, and how many of them are counted under several verdicts
    total: int
    several: int
    targets: list[str]

    def page(self, query: Mapping[str, str], kept: str) -> tuple[list[Row], Page]:
        """The rows of the page asked for, with their statements (Http404 beyond the last)."""
        number = page_number(query, PAGE_SIZE)
        start = (number - 1) * PAGE_SIZE
        if start and start >= len(self.rows):
            raise Http404("This table has fewer pages.")
        shown = self.rows[start : start + PAGE_SIZE]
        return shown, Page([], number, len(self.rows), PAGE_SIZE, kept)


def table(asked: Asked) -> Table:
    """Read the table. Two queries, whatever its size."""
    held = Status.objects.holding(asked.as_of)
    columns = ("package__slug", "package__name", "target", "verdict", "as_of")
    rows: dict[str, Row] = {}
    targets: set[str] = set()
    for slug, name, target, verdict, as_of in held.values_list(*columns):
        targets.add(target)
        if asked.target and target.casefold() != asked.target.casefold():
            continue
        row = rows.setdefault(slug, Row(slug, name))
        row.verdicts.append(verdict)
        row.newest = max(row.newest, as_of or datetime.date.min)
    found = [row for row in rows.values() if is_named(row, asked.name)]
    counts = Counter(verdict for row in found for verdict in set(row.verdicts))
    chosen = [row for row in found if not asked.verdict or asked.verdict in row.verdicts]
    return Table(
        rows=sorted(chosen, key=ORDERS[asked.order]),
        counts={verdict: counts[verdict] for verdict in Status.Verdict.values},
        total=len(found),
        several=sum(len(set(row.verdicts)) > 1 for row in found),
        targets=sorted(targets),
    )


def is_named(row: Row, text: str) -> bool:
    """Whether the text is part of the package's name, however that is spelled."""
    return not text or fold(text) in fold(row.name) or package_name(text) in row.slug


def fill(rows: Iterable[Row], asked: Asked) -> None:
    """Give the rows their statements."""
    by_slug = {row.slug: row for row in rows}
    told = reading.statuses(asked.as_of).filter(package__slug__in=by_slug)
    packages: dict[str, list[Any]] = {}
    for status in told:
        if not asked.target or status.target.casefold() == asked.target.casefold():
            packages.setdefault(status.package.slug, []).append(status)
    for slug, statuses in packages.items():
        by_slug[slug].statuses = holding.of(statuses)


def as_csv(rows: Iterable[Row]) -> str:
    """A line for each statement; texts that a spreadsheet would run are quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        for status in row.statuses:
            cells = ("" if cell is None else str(cell) for cell in _cells(status))
            writer.writerow(map(guarded, cells))
    return out.getvalue()


def _cells(status: Any) -> Iterator[Any]:
    yield from (status.package.slug, status.package.name, status.package.kind)
    yield from (status.target, status.condition, status.verdict, status.as_of)
    yield from (status.reason, status.licence_concern, status.last_release)
    yield " ".join(row.package.slug for row in status.loaded_alternatives)
    yield status.person.name if status.person else ""
    yield status.session.title if status.session and status.session.is_public() else ""
    yield status.evidence_url
