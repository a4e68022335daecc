"""What of the shared layer an editor sees: revisions, and who asked not to be here."""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from taggit import admin as taggit_admin
from taggit.models import Tag

from apps.core.models import OptOut, Revision

# Topics are this site's tags (core.Topic). Importing taggit's admin registers its own, unused ones.
taggit_admin.admin.site.unregister(Tag)


class ReadOnly(admin.options.BaseModelAdmin):
    """Shown to whoever may view it, changed by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class History(ReadOnly):
    """Revisions, each with what it changed."""

    @admin.display(description="what changed")
    def changed(self, revision: Revision) -> SafeString:
        """Each changed field, from what to what, cut to a line."""
        lines = (
            (name, *(Truncator(value or "nothing").chars(60) for value in before_and_after))
            for name, before_and_after in revision.changes.items()
        )
        return format_html_join("", "<div>{}: “{}” → “{}”</div>", lines)


class RevisionInline(History, GenericTabularInline):
    """The history of a row, beside it."""

    model = Revision
    extra = 0
    fields = readonly_fields = ("at", "actor", "reason", "changed")
    verbose_name_plural = "history"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Revision]:
        return super().get_queryset(request).select_related("actor")


@admin.register(Revision)
class RevisionAdmin(History, admin.ModelAdmin):
    list_display = ("at", "content_type", "object_id", "actor", "changed")
    list_filter = ("content_type",)
    list_select_related = ("content_type", "actor")
    date_hierarchy = "at"
    show_full_result_count = False
    fields = ("at", "actor", "content_type", "object_id", "reason", "changed")


@admin.register(OptOut)
class OptOutAdmin(admin.ModelAdmin):
    list_display = ("subject", "digest", "asked_at", "note")
    list_filter = ("subject",)
    search_fields = ("digest", "note")
    date_hierarchy = "asked_at"
