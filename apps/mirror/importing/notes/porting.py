"""What a session told of ports: whether packages worked, and case studies."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Replace

from apps.core.models import Source
from apps.core.naming import package_name
from apps.events.models import Session
from apps.mirror.importing.merging import digest
from apps.mirror.importing.notes.documents import Document
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.records import Records, Said
from apps.mirror.notes import facts
from apps.mirror.problems import Problem
from apps.mirror.text import one_line, printable, shortened
from apps.packages.models import Package
from apps.people.models import Person
from apps.porting.models import Alternative, CaseStudy, CaseStudyOrigin, Pair, Status, StatusOrigin

LONGEST_KEY = 480
PREFIX = re.compile(r"^case study:\s*", re.IGNORECASE)


class Ports:
    """Stores statuses and case studies of one source, in the caller's transaction."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.studies = Records(source, CaseStudy, CaseStudyOrigin, "case_study")

    def store(
        self,
        session: Session,
        key: str,
        document: Document,
        fact: facts.SessionFact,
        report: NotesReport,
    ) -> dict[str, list[int]]:
        """Bring what the session told up to date; return what must be published."""
        changed: dict[str, list[int]] = {"case-study": []}
        for row in self._statuses(key, fact.statuses, _Teller.of(session), report):
            changed.setdefault("status", []).append(row.pk)
            changed.setdefault("package", []).append(row.package_id)
            session.packages.add(row.package)
        for number, study in enumerate(fact.case_studies):
            own = f"{key}!{number}"
            changed["case-study"] += self._study(session, own, document, study, report)
        return {name: keys for name, keys in changed.items() if keys}

    def store_noted(
        self, key: str, fact: facts.NoteFact, author: Person | None, report: NotesReport
    ) -> dict[str, list[int]]:
        """The same of a note, which belongs to no session."""
        rows = list(self._statuses(key, fact.statuses, _Teller(day=fact.as_of, by=author), report))
        if not rows:
            return {}
        return {"status": [r.pk for r in rows], "package": [r.package_id for r in rows]}

    def _statuses(
        self,
        key: str,
        statuses: Sequence[facts.StatusFact],
        teller: "_Teller",
        report: NotesReport,
    ) -> Iterator[Status]:
        times: Counter[str] = Counter()
        verdicts: dict[tuple[str, str, str], facts.Verdict] = {}
        for status in statuses:
            name = package_name(status.package)
            first = verdicts.setdefault((name, status.target, status.condition), status.verdict)
            if first != status.verdict:
                report.doubtful.append(
                    f"{_line(key, status)}: {one_line(status.package)} is said to be {first} and"
                    f" {status.verdict} on {one_line(status.target)}: only the first was stored"
                )
                continue
            times[name] += 1
            nth = f"{key}!{times[name]}" if times[name] > 1 else key
            yield from self._status(teller, nth, status, report)

    def _status(
        self, teller: "_Teller", key: str, fact: facts.StatusFact, report: NotesReport
    ) -> Iterator[Status]:
        """The status if it is new or changed. One that was edited here stays."""
        package = _package(fact.package)
        if package is None:
            report.problems.append(_unnamed(_line(key, fact), fact.package))
            return
        own = _short(f"{key}!{package.slug}:{fact.target}")
        origin = StatusOrigin.objects.filter(source=self.source, key=own).first()
        told = digest(fact, size=32)
        if origin and origin.record_hash == told:
            return
        columns = teller.columns(fact)
        known = origin.status if origin else self._said_here(package, columns)
        stays = known is not None and (origin is None or _is_edited(origin))
        status = known or Status(package=package)
        if not stays:
            for name, value in columns.items():
                setattr(status, name, value)
            status.save()
            _alternatives(status, fact)
        elif origin:
            report.kept.append(str(status))
        _outcome(report, known, origin).append(str(status))
        origin = origin or StatusOrigin(source=self.source, key=own, status=status)
        origin.record_hash = told
        origin.first_line, origin.last_line = fact.span.first, max(fact.span.first, fact.span.last)
        origin.extra |= {"here": digest(_told(columns))}
        origin.save()
        yield status

    def _said_here(self, package: Package, columns: Mapping[str, Any]) -> Status | None:
        """The same statement of the same talk, if it is here from elsewhere."""
        if columns["session"] is None:
            return None
        same = {name: columns[name] for name in ("session", "target", "condition", "verdict")}
        return (
            Status.objects.filter(package=package, **same)
            .exclude(origins__source=self.source)
            .first()
        )

    def _study(
        self,
        session: Session,
        key: str,
        document: Document,
        fact: facts.CaseStudyFact,
        report: NotesReport,
    ) -> list[int]:
        title = shortened(one_line(fact.title), 200) or "Case study"
        fields = {
            "title": title,
            "project": PREFIX.sub("", title) or title,
            "body": printable(fact.body.text),
            "markup": document.markup,
            "cost": shortened(one_line(fact.cost), 300),
            "as_of": session.date or session.event.starts_on,
            "session": session,
            "event": session.event,
        }
        span = fact.body.span
        said = Said(key=_short(key), file=document.name, fact=fact, span=span, fields=fields)
        known = CaseStudy.objects.filter(session=session, project__iexact=fields["project"]).first()
        row, is_changed = self.studies.store(said, report, row=known)
        if is_changed and not row.pairs.exists():
            Pair.objects.bulk_create(
                Pair(case_study=row, requirement=printable(a), outcome=printable(b), position=n)
                for n, (a, b) in enumerate(fact.pairs)
            )
        return [row.pk] if is_changed else []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Who told a status, when and where."""

    day: date | None
    by: Person | None
    cast: Mapping[str, Person] = field(default_factory=dict)
    session: Session | None = None

    @classmethod
    def of(cls, session: Session) -> "_Teller":
        rows = session.appearances.select_related("person")
        cast = {row.person.name: row.person for row in rows}
        day = session.date or session.event.starts_on
        return cls(day=day, by=next(iter(cast.values()), None), cast=cast, session=session)

    def columns(self, fact: facts.StatusFact) -> dict[str, Any]:
        return {
            "target": shortened(one_line(fact.target), 100) or "Python 3",
            "condition": shortened(one_line(fact.condition), 200),
            "verdict": str(fact.verdict),
            "reason": printable(fact.reason),
            "as_of": self.day,
            "person": self.cast.get(fact.said_by) or self.by,
            "session": self.session,
        }


def _package(name: str) -> Package | None:
    """The package of this name, made if it is not here; None for what is no package's name.

    "modwsgi" is mod_wsgi: the index of Python packages lets no two names differ by that alone.
    """
    shown = shortened(one_line(name), 200)
    slug = package_name(shown.replace(" ", "-"))
    joined = Replace("slug", Value("-"), Value(""), output_field=CharField())
    known = (
        Package.objects.annotate(joined=joined)
        .filter(Q(slug=slug) | Q(joined=slug.replace("-", "")))
        .order_by(Case(When(slug=slug, then=0), default=1), "pk")
        .first()
    )
    if known or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        return known
    return Package.objects.create(name=shown.replace(" ", "-"))


def _alternatives(status: Status, fact: facts.StatusFact) -> None:
    for position, name in enumerate(fact.alternatives):
        package = _package(name)
        if package and package.pk != status.package_id:
            Alternative.objects.get_or_create(
                status=status, package=package, defaults={"position": position}
            )


def _told(columns: Mapping[str, Any]) -> list[Any]:
    part = [columns["condition"]] if columns["condition"] else []
    return [columns["target"], columns["verdict"], columns["reason"], *part]


def _is_edited(origin: StatusOrigin) -> bool:
    return digest(_here(origin.status)) != origin.extra.get("here")


def _here(status: Status) -> list[Any]:
    part = [status.condition] if status.condition else []
    return [status.target, status.verdict, status.reason, *part]


def _line(key: str, fact: facts.StatusFact) -> str:
    return f"{key.partition('#')[0]}:{fact.span.first}"


def _unnamed(where: str, name: str) -> Problem:
    return Problem(where, "", "no name of a package", shortened(one_line(name), 100))


def _outcome(report: NotesReport, known: Status | None, origin: StatusOrigin | None) -> list[str]:
    if known is None:
        return report.made
    return report.changed if origin else report.joined


def _short(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY - 17]}~{digest(key)}"
