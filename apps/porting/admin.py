"""Statuses, case studies, porting notes and endorsements in the admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.catalog.admin import OriginInline, PartInline, PublicationAdmin, PublishingAdmin
from apps.catalog.kinds import Touched
from apps.core.admin import RevisionInline
from apps.porting.forms import BuildCountForm
from apps.porting.models import (
    Alternative,
    BuildCount,
    BuildLog,
    CaseStudy,
    CaseStudyOrigin,
    Endorsement,
    EndorsementOrigin,
    Milestone,
    Pair,
    PortingNote,
    PortingNoteOrigin,
    Status,
    StatusOrigin,
)


class AlternativeInline(PartInline):
    model = Alternative
    autocomplete_fields = ("package",)


class StatusOriginInline(OriginInline):
    model = StatusOrigin


class OfAPackage(PublishingAdmin):
    """A statement about another package is another statement: its package stays."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "package") if obj else fixed


@admin.register(Status)
class StatusAdmin(OfAPackage):
    list_display = ("package", "verdict", "target", "condition", "as_of", "person")
    list_filter = ("verdict", "target")
    list_select_related = ("package", "person")
    search_fields = ("package__name", "package__slug", "reason", "person__name")
    date_hierarchy = "as_of"
    ordering = ("package__slug", "-as_of")
    autocomplete_fields = ("package", "person", "session")
    readonly_fields = ("created_by", "updated_at")
    fieldsets = (
        (None, {"fields": ("package", "target", "condition", "verdict", "reason")}),
        ("Who said so", {"fields": ("as_of", "person", "session", "created_by")}),
        ("Evidence", {"fields": ("evidence_url", "last_release", "evidence_note")}),
        ("Licence", {"fields": ("licence_concern",)}),
        ("Dates", {"fields": ("updated_at",)}),
    )
    inlines = (AlternativeInline, StatusOriginInline)


class ShownByPackages(OfAPackage):
    """For rows that packages show."""

    def records(self, ids: Iterable[int]) -> Touched:
        rows = self.model._base_manager.filter(pk__in=list(ids))
        return {"package": rows.values_list("package", flat=True)}


class EndorsementOriginInline(OriginInline):
    model = EndorsementOrigin


@admin.register(Endorsement)
class EndorsementAdmin(ShownByPackages):
    list_display = ("package", "person", "by", "as_of")
    list_select_related = ("package", "person")
    search_fields = ("package__name", "person__name", "by", "reason")
    date_hierarchy = "as_of"
    autocomplete_fields = ("package", "person", "session")
    inlines = (EndorsementOriginInline,)


@admin.register(Milestone)
class MilestoneAdmin(ShownByPackages):
    list_display = ("package", "stage", "name", "reached_on")
    list_filter = ("stage",)
    list_select_related = ("package",)
    search_fields = ("package__name", "name")
    autocomplete_fields = ("package",)


@admin.register(BuildLog)
class BuildLogAdmin(ShownByPackages):
    list_display = ("package", "platform", "url", "as_of")
    list_filter = ("platform",)
    list_select_related = ("package",)
    search_fields = ("package__name", "platform", "url")
    autocomplete_fields = ("package",)


class PairInline(PartInline):
    model = Pair


class CaseStudyOriginInline(OriginInline):
    model = CaseStudyOrigin


class BuildCountInline(PartInline):
    model = BuildCount
    form = BuildCountForm


class PortingNoteOriginInline(OriginInline):
    model = PortingNoteOrigin


@admin.register(CaseStudy)
class CaseStudyAdmin(PublicationAdmin):
    list_display = ("title", "project", "as_of", "cost", "state")
    list_filter = ("state", "target", "language")
    search_fields = ("title", "slug", "project", "package__name")
    date_hierarchy = "as_of"
    autocomplete_fields = ("package", "person", "session", "event", "strategy")
    readonly_fields = ("updated_at",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "project", "package", "target", "state")}),
        ("How", {"fields": ("strategy", "versions", "cost", "commit_url")}),
        ("Told", {"fields": ("as_of", "person", "session", "event")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (PairInline, CaseStudyOriginInline, RevisionInline)


@admin.register(PortingNote)
class PortingNoteAdmin(PublicationAdmin):
    list_display = ("title", "kind", "target", "as_of", "state")
    list_filter = ("state", "kind", "target", "language")
    search_fields = ("title", "slug", "decision", "packages__name")
    date_hierarchy = "as_of"
    autocomplete_fields = ("packages", "person", "session", "event")
    readonly_fields = ("updated_at",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "target", "state")}),
        ("What", {"fields": ("decision", "condition", "versions", "packages")}),
        ("Told", {"fields": ("as_of", "person", "session", "event")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (BuildCountInline, PortingNoteOriginInline, RevisionInline)
