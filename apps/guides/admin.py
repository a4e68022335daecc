"""Guides and notes in the admin."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.catalog.admin import OriginInline, PartInline, PublicationAdmin, PublishingAdmin
from apps.catalog.kinds import Touched
from apps.core.admin import RevisionInline
from apps.guides.models import (
    CaseStudy,
    Contributor,
    Guide,
    GuideOrigin,
    Note,
    NoteCorrection,
    NoteOrigin,
    Pointer,
    Section,
    SectionOrigin,
    Technology,
    TechnologyOrigin,
)


class ContributorInline(PartInline):
    model = Contributor
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Contributor]:
        return super().get_queryset(request).select_related("person")


class SectionInline(PartInline):
    """The outline. A section's text is on its own page."""

    model = Section
    fields = ("position", "number", "title", "level", "form", "anchor")
    prepopulated_fields = {"anchor": ("title",)}
    show_change_link = True


class OfGuide(PartInline):
    """What stands in a section of the guide that is being edited."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            guide = request.resolver_match.kwargs.get("object_id") if request.resolver_match else 0
            sections = Section.objects.outline()
            kwargs["queryset"] = sections.filter(guide=guide) if guide else sections.none()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TechnologyInline(OfGuide):
    model = Technology
    fields = ("position", "name", "status", "said", "limits", "as_of", "section")


class PointerInline(OfGuide):
    model = Pointer


class CaseStudyInline(OfGuide):
    model = CaseStudy


class GuideOriginInline(OriginInline):
    model = GuideOrigin


@admin.register(Guide)
class GuideAdmin(PublicationAdmin):
    list_display = ("title", "release", "released_on", "language", "state")
    list_filter = ("state", "language")
    search_fields = ("title", "slug", "contributors__name", "contributors__person__name")
    date_hierarchy = "released_on"
    ordering = ("-released_on", "title")
    readonly_fields = ("updated_at",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "state", "release", "released_on", "url")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (
        ContributorInline,
        SectionInline,
        TechnologyInline,
        PointerInline,
        CaseStudyInline,
        GuideOriginInline,
        RevisionInline,
    )


class OfGuideAdmin(PublishingAdmin):
    """For rows that the document of their guide shows."""

    list_select_related = ("guide",)
    autocomplete_fields: ClassVar[Any] = ("guide",)

    def records(self, ids: Iterable[int]) -> Touched:
        rows = self.model._base_manager.filter(pk__in=list(ids))
        return {"guide": set(rows.values_list("guide", flat=True))}


class SectionOriginInline(OriginInline):
    model = SectionOrigin


@admin.register(Section)
class SectionAdmin(OfGuideAdmin):
    list_display = ("__str__", "guide", "level", "form", "anchor")
    list_filter = ("form", "level")
    search_fields = ("title", "number", "guide__title")
    ordering = ("guide", "position", "pk")
    fields = ("guide", "position", "number", "title", "level", "form", "anchor", "body")
    inlines = (SectionOriginInline,)


class TechnologyOriginInline(OriginInline):
    model = TechnologyOrigin


@admin.register(Technology)
class TechnologyAdmin(OfGuideAdmin):
    list_display = ("name", "status", "guide", "as_of")
    list_filter = ("status",)
    search_fields = ("name", "said", "guide__title")
    ordering = ("name", "pk")
    autocomplete_fields = ("guide", "section")
    inlines = (TechnologyOriginInline,)


class NoteCorrectionInline(PartInline):
    model = NoteCorrection


class NoteOriginInline(OriginInline):
    model = NoteOrigin


@admin.register(Note)
class NoteAdmin(PublicationAdmin):
    list_display = ("title", "author_shown", "written_on", "language", "state")
    list_filter = ("state", "language")
    list_select_related = ("author",)
    search_fields = ("title", "slug", "author__name", "author_name")
    date_hierarchy = "written_on"
    ordering = ("-written_on", "title")
    autocomplete_fields = ("author",)
    readonly_fields = ("created_by", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "slug", "state")}),
        ("Who", {"fields": ("author", "author_name", "written_on", "created_by")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Answers", {"fields": ("answers_name", "answers_url")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (NoteCorrectionInline, NoteOriginInline, RevisionInline)
