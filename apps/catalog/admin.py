"""The admin publishes what it writes, in the transaction that writes it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.forms import BaseModelFormSet, ModelForm, Textarea
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from taggit.forms import TagWidget
from taggit.managers import TaggableManager

from apps.catalog.kinds import Touched, kind_of, kinds
from apps.catalog.models import Document
from apps.catalog.publishing import publish_ids
from apps.catalog.touching import touched_by
from apps.core.admin import ReadOnly, RevisionInline
from apps.core.entering import Entered
from apps.core.forms import LinesField, TopicsField
from apps.core.models import Publication, Source, Topic

FIELDS: "Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]" = {
    ArrayField: {"form_class": LinesField, "widget": Textarea(attrs={"rows": 2, "cols": 30})},
    models.URLField: {"assume_scheme": "https"},
    TaggableManager: {
        "form_class": TopicsField,
        "label": "Topics",
        "help_text": "Between commas.",
        "widget": TagWidget(attrs={"size": 80}),
    },
}


#: As many records are published while somebody waits
MOST_RECORDS = 2000


class PartInline(admin.TabularInline):
    """What hangs on a row, edited beside it."""

    formfield_overrides = FIELDS
    extra = 0


class OriginInline(PartInline):
    """Which lines of which source a row came from."""

    fields = ("source", "key", "first_line", "last_line")
    autocomplete_fields = ("source",)


class PublishingAdmin(admin.ModelAdmin):
    """For rows that are records of the catalog, or that records show (override ``records``)."""

    formfield_overrides = FIELDS
    list_per_page = 50
    show_full_result_count = False

    def records(self, ids: Iterable[int]) -> Touched:
        """The records that change with these rows, as ``publish_ids`` takes them."""
        return {kind_of(self.model).name: ids}

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: Iterable[BaseModelFormSet],
        change: bool,
    ) -> None:
        """Save what hangs on the row, and publish: ``save_model`` comes before this."""
        formsets = list(formsets)
        for inline in (inline for formset in formsets for inline in formset.forms):
            inline.instance.actor = request.user  # for revisions (core.Publication)
        deleted = [(formset, _marked(formset)) for formset in formsets]
        super().save_related(request, form, formsets, change)
        publish_ids(_together(self.records([form.instance.pk]), *_written(deleted)))

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        if isinstance(obj, Publication):
            obj.actor = request.user
        if isinstance(obj, Entered) and not change:
            obj.created_by = request.user  # type: ignore[assignment]  # who is signed in
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Writers change what they entered, here as on the site and by the API."""
        may = super().has_change_permission(request, obj)
        return may and (not isinstance(obj, Entered) or obj.may_be_edited_by(request.user))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with self._publishing_without([obj.pk]):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        with self._publishing_without(list(queryset.values_list("pk", flat=True))):
            super().delete_queryset(request, queryset)

    @contextmanager
    def _publishing_without(self, ids: list[int]) -> Iterator[None]:
        """Delete inside: what shows the rows is asked before, while they can still tell."""
        with transaction.atomic():
            records = _together(self.records(ids))
            records = _together(records, touched_by(records))
            yield
            publish_ids(records)


def _together(*touched: Touched) -> dict[str, set[int]]:
    together: dict[str, set[int]] = defaultdict(set)
    for each in touched:
        for name, keys in each.items():
            together[name].update(keys)
    return dict(together)


def _marked(formset: BaseModelFormSet) -> list[int]:
    """Keys of the rows that the formset is about to delete: afterwards they have none."""
    return [form.instance.pk for form in formset.deleted_forms if form.instance.pk]


def _written(formsets: Iterable[tuple[BaseModelFormSet, list[int]]]) -> Iterator[Touched]:
    """Records that were added, changed or deleted beside the row, such as an event's sessions."""
    names: dict[Any, str] = {kind.model: kind.name for kind in kinds()}
    for formset, deleted in formsets:
        if name := names.get(formset.model):
            saved = [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
            yield {name: {*deleted, *(row.pk for row in saved)}}


class PublicationAdmin(PublishingAdmin):
    """For what is drafted, published and withdrawn."""

    list_filter: ClassVar[Any] = ("state", "kind", "language")
    prepopulated_fields = {"slug": ("title",)}
    inlines: ClassVar[Any] = (RevisionInline,)


class MergingAdmin(PublishingAdmin):
    """For rows that can become part of another: those that are do not stand in lists."""

    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).filter(merged_into=None)

    @admin.action(description="Merge the chosen…", permissions=["delete"])
    def merge(self, request: HttpRequest, chosen: models.QuerySet[Any]) -> HttpResponse:
        """On to the page that shows what would move."""
        page = reverse("merge-preview", args=[kind_of(self.model).plural])
        return redirect(
            f"{page}?{urlencode({'row': list(chosen.values_list('pk', flat=True))}, True)}"
        )


@admin.register(Topic)
class TopicAdmin(MergingAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request: HttpRequest, obj: Topic, form: ModelForm, change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(Source)
class SourceAdmin(PublishingAdmin):
    list_display = ("name", "author", "licence", "retrieved_at")
    search_fields = ("name", "author", "url")
    ordering = ("name",)

    def has_change_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """A source of very many records is its importer's: publishing them all takes minutes."""
        is_large = obj is not None and self._record_count(obj) > MOST_RECORDS
        return not is_large and super().has_change_permission(request, obj)

    def _record_count(self, source: Any) -> int:
        """How many records came from a source: counted once, as one page asks for rights often."""
        if not hasattr(source, "record_count"):
            came = self._came_from([source.pk])
            source.record_count = sum(keys.count() for keys in came.values())
        return int(source.record_count)

    def records(self, ids: Iterable[int]) -> Touched:
        """Whatever came from these sources: it names them."""
        return self._came_from(list(ids))

    def _came_from(self, ids: list[int]) -> dict[str, models.QuerySet[Any]]:
        return {
            kind.name: kind.model._base_manager.filter(origins__source__in=ids).values_list(
                "pk", flat=True
            )
            for kind in kinds()
            if hasattr(kind.model, "origins")
        }


@admin.register(Document)
class DocumentAdmin(ReadOnly, admin.ModelAdmin):
    """What readers get, to look at."""

    list_display = ("title", "kind", "form", "date", "changed_at", "withdrawn_at")
    list_filter = ("kind", ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = ("title", "slug")
    show_full_result_count = False
    exclude = ("search", "sort_date", "text_a", "text_b", "text_c", "text_d")
