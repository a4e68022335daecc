"""Surveys in the admin. Counts are entered on the site: here they are only looked at."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.catalog.admin import PartInline, PublicationAdmin, PublishingAdmin
from apps.catalog.kinds import Touched
from apps.core.admin import ReadOnly, RevisionInline
from apps.core.estimates import Estimate
from apps.core.forms import EstimateField
from apps.surveys.models import Operation, Option, Question, Run, RunOrigin, Tally


class RunForm(forms.ModelForm):
    """A run whose head-count is typed into one field."""

    count = EstimateField(
        label="Head-count", help_text="12, =12 (exact), ~50 (rough), 40-60, h (a handful), 0, -"
    )

    class Meta:
        model = Run
        fields = ("title", "slug", "event", "state", "cloned_from", "exact_below", "method")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["count"] = self.instance.head_count

    def clean_count(self) -> Estimate:
        """Keep the bounds and the words of a count that was not retyped."""
        estimate: Estimate = self.cleaned_data["count"]
        unchanged = self.instance.pk and "count" not in self.changed_data
        self.instance.head_count = self.instance.head_count if unchanged else estimate
        return estimate


class QuestionInline(PartInline):
    """The questions at a glance. Their options are on pages of their own."""

    model = Question
    fields = ("position", "key", "wording", "wording_version", "mode", "announced", "denominator")
    show_change_link = True


class RunOriginInline(PartInline):
    model = RunOrigin
    fields = ("source", "key", "first_line", "last_line")
    autocomplete_fields = ("source",)


@admin.register(Run)
class RunAdmin(PublicationAdmin):
    form = RunForm
    list_display = ("title", "event", "state", "published_at")
    list_filter = ("state", "language", "event__series")
    list_select_related = ("event",)
    search_fields = ("title", "slug", "event__title")
    autocomplete_fields = ("event", "cloned_from")
    readonly_fields = ("updated_at",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "event", "state", "cloned_from")}),
        ("Counting", {"fields": ("count", "exact_below", "method")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (QuestionInline, RunOriginInline, RevisionInline)


class OptionInline(PartInline):
    model = Option
    prepopulated_fields = {"key": ("label",)}


class OfRun(PublishingAdmin):
    """For what runs are made of. ``run_path`` leads there."""

    run_path = ""

    def records(self, ids: Iterable[int]) -> Touched:
        rows = self.model._base_manager.filter(pk__in=list(ids))
        return {"survey": set(rows.values_list(self.run_path, flat=True)) - {None}}


@admin.register(Question)
class QuestionAdmin(OfRun):
    run_path = "run"
    list_display = ("wording", "key", "wording_version", "run", "mode")
    list_filter = ("mode", "denominator", "announced")
    list_select_related = ("run",)
    search_fields = ("wording", "key", "run__title")
    autocomplete_fields = ("run",)
    inlines = (OptionInline,)


@admin.register(Tally)
class TallyAdmin(OfRun):
    """What was published of a count, and where it stands in the source."""

    run_path = "option__question__run"
    list_display = ("option", "question", "precision", "value", "low", "high")
    list_filter = ("precision",)
    list_select_related = ("option__question",)
    search_fields = ("option__label", "option__question__wording")
    readonly_fields = (
        "option", "raw", "value", "low", "high", "precision", "rule", "version", "candidates",
    )  # fmt: skip

    @admin.display(ordering="option__question")
    def question(self, tally: Tally) -> str:
        return tally.option.question.wording

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Operation)
class OperationAdmin(ReadOnly, admin.ModelAdmin):
    """The log, to look at."""

    list_display = ("received_at", "option", "kind", "value", "cell", "actor", "device", "held")
    list_filter = ("kind", "held")
    list_select_related = ("option", "actor")
    date_hierarchy = "received_at"
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Operation]:
        return super().get_queryset(request).select_related("option", "actor")
