"""Statements made at an event whose days were learned only after the statements were stored."""

from datetime import date

from apps.events.models import Event, Session
from apps.porting.models import CaseStudy, Status

Changed = dict[str, list[int]]


def date_statements(event: Event) -> Changed:
    """Give the event's undated statuses and case studies their day; return what to publish.

    Notes seldom say when an event was, an archive of its recordings does; either may come first.
    """
    changed: Changed = {"status": [], "package": [], "case-study": []}
    undated = {"session__event": event, "as_of": None}
    for status in Status.objects.filter(**undated).select_related("session"):
        if day := _day(status.session, event):
            status.as_of = day
            status.save(update_fields=["as_of"])
            changed["status"].append(status.pk)
            changed["package"].append(status.package_id)
    for study in CaseStudy.objects.filter(**undated).select_related("session"):
        if day := _day(study.session, event):
            study.as_of = day
            study.save(update_fields=["as_of"])
            changed["case-study"].append(study.pk)
    return {kind: keys for kind, keys in changed.items() if keys}


def _day(session: Session | None, event: Event) -> date | None:
    return (session and session.date) or event.starts_on
