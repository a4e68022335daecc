"""Events, sessions and what hangs on them in the admin."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.catalog.admin import PartInline, PublicationAdmin, PublishingAdmin
from apps.catalog.kinds import Touched
from apps.core.admin import RevisionInline
from apps.events.forms import AppearanceForm, FigureForm, HeadCountForm, PassageForm
from apps.events.membership import attach, may_organise_series, organised_events
from apps.events.models import (
    Appearance,
    Event,
    EventOrigin,
    HeadCount,
    Link,
    Membership,
    Organiser,
    Recording,
    Series,
    Session,
    SessionOrigin,
    Venue,
)
from apps.events.noted import Figure, Incident, Passage

#: Forms for more would be slow to open, and more fields than Django takes from one page
MOST_SESSION_FORMS = 50


class OrganiserInline(PartInline):
    model = Organiser
    autocomplete_fields = ("person",)


class HeadCountInline(PartInline):
    model = HeadCount
    form = HeadCountForm


class MembershipInline(PartInline):
    """Whose the event or the series is. Only who answers for accounts sees this."""

    model = Membership
    autocomplete_fields = ("user",)
    fields = ("user",)


class WithPerson(PartInline):
    """Rows that may name a person: asked for together."""

    autocomplete_fields: ClassVar[Any] = ("person",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("person")


class PassageInline(WithPerson):
    model = Passage
    form = PassageForm
    verbose_name_plural = "notes: passages in order"


class FigureInline(WithPerson):
    model = Figure
    form = FigureForm
    autocomplete_fields = ("person", "package")


class IncidentInline(WithPerson):
    model = Incident
    fields = ("position", "device", "place", "symptom", "suspected_cause", "mend", "person", "name")


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
        ("Notes", {"fields": ("caveat",)}),
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
        noted = (PassageInline, FigureInline, IncidentInline)
        parts = (OrganiserInline, HeadCountInline, *sessions, *noted)
        return (*parts, EventOriginInline, MembershipInline, RevisionInline)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Event]:
        return super().get_queryset(request).filter(pk__in=organised_events(request.user))

    def save_model(self, request: HttpRequest, obj: Event, form: ModelForm, change: bool) -> None:
        """Whoever enters an event looks after it."""
        super().save_model(request, obj, form, change)
        if not change:
            attach(request.user, event=obj)

    def records(self, ids: Iterable[int]) -> Touched:
        """The talks as well: whether they are public, and count for their people, hangs on this."""
        ids = list(ids)
        talks = Session.objects.filter(event__in=ids).values_list("pk", flat=True)
        return {"event": ids, "talk": talks}


class AppearanceInline(WithPerson):
    model = Appearance
    form = AppearanceForm


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
    inlines = (
        AppearanceInline,
        PassageInline,
        FigureInline,
        RecordingInline,
        LinkInline,
        SessionOriginInline,
        RevisionInline,
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Session]:
        return super().get_queryset(request).filter(event__in=organised_events(request.user))

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A session goes to an event of one's own: what is chosen may be typed by hand."""
        if db_field.name == "event":
            kwargs["queryset"] = organised_events(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


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
    inlines = (MembershipInline,)

    def has_change_permission(self, request: HttpRequest, obj: Series | None = None) -> bool:
        """Its name stands on all its events: who changes it may change each of them."""
        is_own = obj is None or may_organise_series(request.user, obj)
        return is_own and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Series, form: ModelForm, change: bool) -> None:
        """Whoever enters a series looks after it."""
        super().save_model(request, obj, form, change)
        if not change:
            attach(request.user, series=obj)


@admin.register(Venue)
class VenueAdmin(ShownByEvents):
    list_display = ("name", "city", "country")
    list_filter = ("country",)
    search_fields = ("name", "city", "country")
    ordering = ("country", "city", "name")

    def has_change_permission(self, request: HttpRequest, obj: Venue | None = None) -> bool:
        """A venue is shared: who changes it may change every event that was held there."""
        others = obj and obj.events.exclude(pk__in=organised_events(request.user))
        is_own = not others or not others.exists()
        return is_own and super().has_change_permission(request, obj)
