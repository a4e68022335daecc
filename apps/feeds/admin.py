"""Feeds in the admin: how they are doing, what came of them, and what to do about it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.catalog.admin import PublicationAdmin, PublishingAdmin
from apps.catalog.kinds import Touched
from apps.catalog.publishing import publish_ids
from apps.core.admin import ReadOnly
from apps.feeds import health, suggesting
from apps.feeds.models import Entry, Feed, Fetch, Mention, Suggestion

#: What decides which entries of a document are taken
FILTERS = frozenset({"tags_wanted", "words_wanted", "words_unwanted"})
Change = Callable[[Feed], None]


class HealthFilter(admin.SimpleListFilter):
    """By what the public page calls their state."""

    title = "health"
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        return ((name, state.label) for name, state in health.STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        state = health.STATES.get(self.value() or "")
        return queryset.filter(state.condition) if state else queryset


@admin.register(Feed)
class FeedAdmin(PublicationAdmin):
    list_display = ("title", "status", "state", "failures", "last_success_at", "newest_at")
    list_filter = (HealthFilter, "status", "state", "language")
    search_fields = ("title", "slug", "url", "site_url", "owner__name")
    ordering = ("title",)
    autocomplete_fields = ("owner", "same_as")
    actions = ("fetch_now", "quarantine", "retire", "resume")
    readonly_fields = (
        "etag", "last_modified", "next_at", "leased_until", "interval", "moved_to", "moves",
        "last_success_at", "last_error_at", "last_error", "failures", "crashes", "newest_at",
        "silent_since", "hub_url", "topic_url", "push_until", "push_asked_at", "updated_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "url", "site_url", "owner", "language")}),
        ("State", {"fields": ("state", "status", "status_reason", "same_as")}),
        (
            "What is taken of it",
            {"fields": ("topics", "tags_wanted", "words_wanted", "words_unwanted", "daily_limit")},
        ),
        ("How it is doing", {"fields": readonly_fields}),
    )

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """With other filters the whole feed is asked for again, also where it did not change."""
        if not FILTERS.isdisjoint(form.changed_data):
            obj.etag = obj.last_modified = obj.body_hash = ""
        super().save_model(request, obj, form, change)

    @admin.action(description="Fetch now: due at the next minute", permissions=["change"])
    def fetch_now(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        active = feeds.filter(status=Feed.Status.ACTIVE, state=Feed.State.PUBLISHED)
        done = active.update(next_at=timezone.now(), leased_until=None)
        self.message_user(request, f"{done} due now. Those that are not active were left out.")

    @admin.action(description="Quarantine: fetch no more until resumed", permissions=["change"])
    def quarantine(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        def change(feed: Feed) -> None:
            feed.status = Feed.Status.QUARANTINED
            feed.status_reason = feed.status_reason or "An editor has stopped it for now."

        self._each(request, feeds, change)

    @admin.action(description="Retire: fetch no more, keep its entries", permissions=["change"])
    def retire(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        def change(feed: Feed) -> None:
            feed.status = Feed.Status.RETIRED
            feed.status_reason = feed.status_reason or "An editor has retired it."

        self._each(request, feeds, change)

    @admin.action(description="Resume: fetch again, its failures forgiven", permissions=["change"])
    def resume(self, request: HttpRequest, feeds: QuerySet[Feed]) -> None:
        def change(feed: Feed) -> None:
            feed.status, feed.status_reason = Feed.Status.ACTIVE, ""
            feed.failures = feed.crashes = 0
            feed.in_hand, feed.next_at = False, timezone.now()

        self._each(request, feeds, change)

    def _each(self, request: HttpRequest, feeds: QuerySet[Feed], change: Change) -> None:
        """Change feeds that were accepted; suggested ones are decided on in their queue."""
        with transaction.atomic():
            rows = list(feeds.exclude(status=Feed.Status.SUGGESTED).select_for_update(of=("self",)))
            for feed in rows:
                change(feed)
                feed.actor = request.user
                feed.save()
            publish_ids({"feed": [feed.pk for feed in rows]})
        self.message_user(request, f"{len(rows)} changed.")


class MentionInline(admin.TabularInline):
    model = Mention
    extra = 0
    autocomplete_fields = ("session", "event", "package", "person")


@admin.register(Entry)
class EntryAdmin(PublishingAdmin):
    """Entries are what their feeds say: here they are looked at, withdrawn, credited."""

    list_display = ("__str__", "feed", "published_at", "river_at", "on_river", "state")
    list_filter = ("state", "on_river", "language")
    list_select_related = ("feed",)
    search_fields = ("title", "link", "feed__title")
    ordering = ("-river_at",)
    fields = (
        "feed", "title", "link", "author", "authors", "language", "topics", "state", "on_river",
        "summary", "published_at", "first_seen_at", "edited_at", "river_at",
    )  # fmt: skip
    readonly_fields = (
        "feed", "title", "link", "authors", "summary", "published_at", "first_seen_at",
        "edited_at", "river_at",
    )  # fmt: skip
    autocomplete_fields = ("author",)
    inlines = (MentionInline,)
    actions = ("withdraw",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Withdraw: show no more", permissions=["change"])
    def withdraw(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        with transaction.atomic():
            keys = list(entries.values_list("pk", flat=True))
            entries.update(state=Entry.State.WITHDRAWN, updated_at=timezone.now())
            publish_ids({"entry": keys})
        self.message_user(request, f"{len(keys)} withdrawn.")


@admin.register(Fetch)
class FetchAdmin(ReadOnly, admin.ModelAdmin):
    """Visits, to look at."""

    list_display = ("feed", "at", "outcome", "status", "added", "edited", "milliseconds", "message")
    list_filter = ("outcome",)
    list_select_related = ("feed",)
    search_fields = ("feed__title", "feed__url", "message")
    ordering = ("-at",)
    show_full_result_count = False


@admin.register(Suggestion)
class SuggestionAdmin(PublishingAdmin):
    """The queue. Declining, which needs a reason, is done on the site's own page."""

    list_display = ("feed", "by", "is_owner", "at", "decision", "decided_by")
    list_filter = ("decision", "is_owner")
    list_select_related = ("feed", "by", "decided_by")
    search_fields = ("feed__title", "feed__url", "note", "by__username")
    ordering = ("at",)
    readonly_fields = (
        "feed", "by", "is_owner", "note", "at", "decision", "decided_by", "decided_at", "reason",
    )  # fmt: skip
    actions = ("approve",)

    def records(self, ids: Iterable[int]) -> Touched:
        rows = Suggestion.objects.filter(pk__in=list(ids))
        return {"feed": list(rows.values_list("feed", flat=True))}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Approve: put on the planet", permissions=["change"])
    def approve(self, request: HttpRequest, suggestions: QuerySet[Suggestion]) -> None:
        for suggestion in suggestions.select_related("feed"):
            try:
                suggesting.accept(suggestion, request.user)
            except suggesting.Refused as error:
                self.message_user(request, f"{suggestion.feed}: {error}", messages.WARNING)
            else:
                self.message_user(request, f"“{suggestion.feed}” is on the planet from now on.")
