"""Packages, statuses, case studies and porting notes as records of the catalog."""

from collections.abc import Callable
from typing import Any

from apps.catalog import filters, kinds
from apps.packages.models import Package
from apps.porting import answering, narrowing, reading, serializers
from apps.porting.models import CaseStudy, PortingNote, Status
from apps.porting.writing import WRITER


def package_entry(package: Any) -> kinds.Entry:
    statuses = package.loaded_statuses
    people = [row.person for row in (*statuses, *package.loaded_endorsements) if row.person]
    reasons = " ".join(status.reason for status in statuses)
    return kinds.Entry(
        slug=package.slug,
        title=package.name,
        summary=package.summary,
        form=package.kind,
        weight=len(statuses),
        people=[(person.slug, "said") for person in people],
        texts=(package.name, package.slug, package.summary, reasons),
    )


def what_shows_packages(ids: list[int]) -> kinds.Touched:
    """The talks that name these packages, and the people who recommend them."""
    packages = Package.objects.filter(pk__in=ids)
    talks = packages.values_list("sessions", flat=True)
    people = packages.values_list("endorsements__person", flat=True)
    return {"talk": set(talks) - {None}, "person": set(people) - {None}}


def who_said(ids: list[int]) -> kinds.Touched:
    """The people whom these statements name: they have a page for that."""
    people = Status.objects.filter(pk__in=ids).values_list("person", flat=True)
    return {"person": set(people) - {None}}


def status_entry(status: Any) -> kinds.Entry:
    session = status.session
    instead = " ".join(row.package.name for row in status.loaded_alternatives)
    return kinds.Entry(
        slug=str(status.pk),
        title=str(status)[:300],
        form=status.verdict,
        date=status.as_of,
        event=session.event.slug if session and session.is_public() else "",
        people=[(status.person.slug, "said")] if status.person else [],
        texts=(str(status), instead, status.reason, status.evidence_note),
    )


def told_entry(told: Any, form: str, names: str) -> kinds.Entry:
    topics = [link.tag for link in told.loaded_topic_links]
    session = told.session if told.session and told.session.is_public() else None
    event = session.event if session else told.event
    return kinds.Entry(
        slug=told.slug,
        title=told.title,
        summary=told.summary,
        form=form,
        language=told.language,
        date=told.as_of or (event.starts_on if event else None),
        event=event.slug if event else "",
        people=[(told.person.slug, "told")] if told.person else [],
        topics=[topic.slug for topic in topics],
        texts=(told.title, f"{names} {' '.join(map(str, topics))}", told.summary, told.body),
    )


def case_study_entry(study: Any) -> kinds.Entry:
    return told_entry(study, "", study.project)


def note_entry(note: Any) -> kinds.Entry:
    return told_entry(note, note.kind, " ".join(row.name for row in note.loaded_packages))


def topics_of(model: Any) -> Callable[[list[int]], kinds.Touched]:
    """The topics that count these rows."""

    def touches(ids: list[int]) -> kinds.Touched:
        topics = model.objects.filter(pk__in=ids).values_list("topics", flat=True)
        return {"topic": set(topics) - {None}}

    return touches


TOLD = {"talk": ["session"], "event": ["event", "session__event"], "person": ["person"]}

kinds.register(
    kinds.Kind(
        name="status",
        plural="statuses",
        model=Status,
        rows=reading.statuses,
        card=serializers.StatusCardSerializer,
        detail=serializers.StatusSerializer,
        entry=status_entry,
        touches=who_said,
        shows={
            "package": ["package", "alternatives__package"],
            "talk": ["session"],
            "event": ["session__event"],
            "person": ["person"],
        },
        filters=narrowing.STATUSES,
        lookup="id",
        has_page=False,
        page="/porting/",
        writer=WRITER,
    )
)
kinds.register(
    kinds.Kind(
        name="package",
        plural="packages",
        model=Package,
        rows=reading.packages,
        card=serializers.PackageCardSerializer,
        detail=serializers.PackageSerializer,
        entry=package_entry,
        touches=what_shows_packages,
        shows={
            "status": ["statuses", "alternative_to__status"],
            "package": ["statuses__alternatives__package"],
            "talk": ["sessions", "statuses__session", "endorsements__session"],
            "event": ["statuses__session__event", "endorsements__session__event"],
            "person": ["statuses__person", "endorsements__person"],
        },
        filters=narrowing.PACKAGES
        | {"kind": filters.one_of("form", Package.Kind.values, "Kind of package")},
        order="title",
        list_base=answering.PackageListView,
        detail_base=answering.PackageDetailView,
        detail_filters={"as_of": narrowing.PACKAGES["as_of"]},
    )
)
kinds.register(
    kinds.Kind(
        name="porting-note",
        plural="porting-notes",
        page="/porting/notes/",
        model=PortingNote,
        rows=reading.porting_notes,
        card=serializers.PortingNoteCardSerializer,
        detail=serializers.PortingNoteSerializer,
        entry=note_entry,
        touches=topics_of(PortingNote),
        shows=TOLD | {"package": ["packages"]},
        filters=narrowing.PORTING_NOTES
        | {
            "topic": filters.topic(),
            "event": filters.equals("event", "Slug of the event at which it was told"),
            "year": filters.year("Year in which it was told"),
            "kind": filters.one_of("form", PortingNote.Kind.values, "Kind of note"),
        },
    )
)
kinds.register(
    kinds.Kind(
        name="case-study",
        plural="case-studies",
        model=CaseStudy,
        rows=reading.case_studies,
        card=serializers.CaseStudyCardSerializer,
        detail=serializers.CaseStudySerializer,
        entry=case_study_entry,
        touches=topics_of(CaseStudy),
        shows=TOLD | {"package": ["package"], "porting-note": ["strategy"]},
        filters=narrowing.CASE_STUDIES
        | {
            "topic": filters.topic(),
            "event": filters.equals("event", "Slug of the event at which it was told"),
            "year": filters.year("Year in which it was told"),
        },
    )
)
