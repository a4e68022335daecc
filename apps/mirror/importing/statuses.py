"""Statuses of packages: one row for each statement of a source, merged on every import."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.core import opting_out
from apps.core.models import Source
from apps.core.naming import package_name
from apps.mirror.importing.merging import digest, digests, merged
from apps.packages.models import Package
from apps.porting.models import Alternative, Status, StatusOrigin

FIELDS: Final = ("verdict", "reason", "evidence_url", "evidence_note")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a source says: of which package, in which lines, with which columns of ``Status``."""

    key: str
    package: str
    columns: Mapping[str, Any]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    alternatives: Sequence[str] = ()
    first_line: int | None = None
    last_line: int | None = None


class Statuses:
    """Stores statements of one source. ``changed`` and ``packages`` are to be published."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.created = self.updated = self.unchanged = self.withheld = 0
        self.changed: set[int] = set()
        self.packages: set[int] = set()
        self._opted_out = opting_out.opted_out(opting_out.RECORD)

    def store(self, statements: Collection[Statement]) -> None:
        """Add statements that are new, and what changed of those that are here."""
        wanted = [each for each in statements if not self._is_withheld(each)]
        names = {each.package for each in wanted}
        names |= {name for each in wanted for name in each.alternatives}
        packages = self._packages(names)
        keys = [each.key for each in wanted]
        origins = {
            origin.key: origin
            for origin in StatusOrigin.objects.filter(source=self.source, key__in=keys)
            .select_related("status")
            .prefetch_related("status__alternatives")
        }
        for each in wanted:
            package = packages[package_name(each.package)]
            others = [packages[package_name(name)] for name in each.alternatives]
            if origin := origins.get(each.key):
                self._merge(origin, each, others)
            else:
                self._add(each, package, others)

    def _is_withheld(self, statement: Statement) -> bool:
        """Whether somebody asked that this be not here."""
        asked = opting_out.record_digest(self.source.name, statement.key) in self._opted_out
        self.withheld += asked
        return asked

    def _packages(self, names: Collection[str]) -> dict[str, Package]:
        by_slug = {package_name(name): name for name in sorted(names, reverse=True)}
        known = {row.slug: row for row in Package.objects.filter(slug__in=by_slug)}
        for slug in sorted(by_slug.keys() - known.keys()):
            known[slug] = Package.objects.create(name=by_slug[slug])
            self.packages.add(known[slug].pk)
        return known

    def _add(self, statement: Statement, package: Package, others: list[Package]) -> None:
        status = self._same(statement, package)
        if status is None:
            columns = {**statement.fixed, **statement.columns}
            status = Status.objects.create(package=package, **columns)
            self._add_alternatives(status, others)
            self.changed.add(status.pk)
            self.created += 1
        else:
            self.unchanged += 1
        StatusOrigin.objects.create(
            source=self.source,
            key=statement.key,
            status=status,
            first_line=statement.first_line,
            last_line=statement.last_line,
            field_hashes=_hashes(statement),
        )
        self.changed.add(status.pk)

    def _same(self, statement: Statement, package: Package) -> Status | None:
        """A statement of one day in one talk is one row, whoever else wrote it down."""
        if not statement.fixed.get("session"):
            return None
        told = {"target": "Python 3", "condition": "", **statement.fixed}
        return (
            Status.objects.filter(package=package, verdict=statement.columns["verdict"], **told)
            .exclude(origins__source=self.source)
            .order_by("pk")
            .first()
        )

    def _add_alternatives(self, status: Status, others: list[Package]) -> None:
        Alternative.objects.bulk_create(
            Alternative(status=status, package=package, position=position)
            for position, package in enumerate(dict.fromkeys(others))
        )

    def _merge(self, origin: StatusOrigin, statement: Statement, others: list[Package]) -> None:
        """Take over what the source changed, and keep what was edited here."""
        status, before = origin.status, origin.field_hashes
        here = {name: getattr(status, name) for name in statement.columns}
        changes = merged(statement.columns, before, here)
        told = _hashes(statement)
        moved = (origin.first_line, origin.last_line) != (
            statement.first_line,
            statement.last_line,
        )
        renewed = told["alternatives"] != before.get("alternatives")
        if not changes and not moved and told == before:
            self.unchanged += 1
            return
        for name, value in changes.items():
            setattr(status, name, value)
        status.save()
        if renewed and self._alternatives_as_imported(status, before):
            status.alternatives.all().delete()
            self._add_alternatives(status, others)
        origin.field_hashes = told
        origin.first_line, origin.last_line = statement.first_line, statement.last_line
        origin.save()
        self.updated += 1
        self.changed.add(status.pk)

    def _alternatives_as_imported(self, status: Status, before: Mapping[str, Any]) -> bool:
        slugs = [row.package.slug for row in status.alternatives.select_related("package")]
        return digest(slugs) == before.get("alternatives")


def _hashes(statement: Statement) -> dict[str, Any]:
    slugs = list(dict.fromkeys(package_name(name) for name in statement.alternatives))
    return {**digests(statement.columns), "alternatives": digest(slugs)}
