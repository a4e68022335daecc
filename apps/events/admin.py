"""Events, sessions and what hangs on them in the admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.catalog.admin import PartInline, PublicationAdmin, PublishingAdmin
from apps.catalog.kinds import Touched
from apps.core.admin import RevisionInline
from apps.events.forms import AppearanceForm, HeadCountForm
from apps.events.models import (
    Appearance,
    Event,
    EventOrigin,
    HeadCount,
    Link,
    Organiser,
    Recording,
    Series,
    Session,
    SessionOrigin,
    Venue,
)

#: Forms for more would be slow to open, and more fields than Django takes from one page
MOST_SESSION_FORMS = 50


class OrganiserInline(PartInline):
    model = Organiser
    autocomplete_fields = ("person",)


class HeadCountInline(PartInline):
    model = HeadCount
    form = HeadCountForm


class SessionInline(PartInline):
    """The programme at a glance. Everything else about a session is on its own page."""

    model = Session
    fields = ("position", "kind", "date", "title", "slug", "state")
    prepopulated_fields = {"slug": ("title",)}
    show_change_link = True


class EventOriginInline(PartInline):
    model = EventOrigin
    fields = ("source", "key", "first_line", "last_line")
    autocomplete_fields = ("source",)


@admin.register(Event)
class EventAdmin(PublicationAdmin):
    list_display = ("title", "kind", "starts_on", "venue", "series", "state")
    list_filter = ("state", "kind", "language", "series")
    list_select_related = ("venue", "series")
    search_fields = ("title", "slug", "venue__city", "venue__country")
    date_hierarchy = "starts_on"
    ordering = ("-starts_on", "title")
    autocomplete_fields = ("series", "venue")
    readonly_fields = ("programme", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "state", "starts_on", "ends_on")}),
        ("Where", {"fields": ("series", "venue", "url", "sponsors", "programme")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )

    @admin.display(description="sessions")
    def programme(self, event: Event) -> SafeString | str:
        """A link to the event's sessions."""
        if not event.pk:
            return "Save the event first."
        url = f"{reverse('admin:events_session_changelist')}?event__id__exact={event.pk}"
        return format_html('<a href="{}">{} sessions</a>', url, event.sessions.count())

    def get_inlines(self, request: HttpRequest, obj: Event | None) -> Any:
        is_small = obj is None or obj.sessions.count() <= MOST_SESSION_FORMS
        sessions = (SessionInline,) if is_small else ()
        return (OrganiserInline, HeadCountInline, *sessions, EventOriginInline, RevisionInline)

    def records(self, ids: Iterable[int]) -> Touched:
        """The talks as well: whether they are public, and count for their people, hangs on this."""
        ids = list(ids)
        talks = Session.objects.filter(event__in=ids).values_list("pk", flat=True)
        return {"event": ids, "talk": talks}


class AppearanceInline(PartInline):
    model = Appearance
    form = AppearanceForm
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Appearance]:
        return super().get_queryset(request).select_related("person")


class RecordingInline(PartInline):
    model = Recording
    fields = ("url", "kind", "duration_seconds", "licence", "available", "position")


class LinkInline(PartInline):
    model = Link


class SessionOriginInline(PartInline):
    model = SessionOrigin
    fields = ("source", "key", "first_line", "last_line")
    autocomplete_fields = ("source",)


@admin.register(Session)
class SessionAdmin(PublicationAdmin):
    list_display = ("title", "event", "kind", "date", "language", "state")
    list_filter = ("state", "kind", "language", "event__series")
    list_select_related = ("event",)
    search_fields = ("title", "slug", "event__title", "appearances__person__name")
    date_hierarchy = "date"
    autocomplete_fields = ("event", "packages")
    readonly_fields = ("updated_at",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "state")}),
        ("When and where", {"fields": ("event", "position", "date", "starts_at", "room")}),
        ("Text", {"fields": ("summary", "body", "markup", "language", "topics", "packages")}),
        ("Dates", {"fields": ("published_at", "updated_at")}),
    )
    inlines = (AppearanceInline, RecordingInline, LinkInline, SessionOriginInline, RevisionInline)


class ShownByEvents(PublishingAdmin):
    """For rows that events name: ``events`` is their reverse relation."""

    def records(self, ids: Iterable[int]) -> Touched:
        events = self.model._base_manager.filter(pk__in=list(ids)).values_list("events", flat=True)
        return {"event": set(events) - {None}}


@admin.register(Series)
class SeriesAdmin(ShownByEvents):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Venue)
class VenueAdmin(ShownByEvents):
    list_display = ("name", "city", "country")
    list_filter = ("country",)
    search_fields = ("name", "city", "country")
    ordering = ("country", "city", "name")
