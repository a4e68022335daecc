"""Packages in the admin."""

from collections.abc import Iterable

from django.contrib import admin

from apps.catalog.admin import PublishingAdmin
from apps.catalog.kinds import Touched
from apps.packages.models import Package


@admin.register(Package)
class PackageAdmin(PublishingAdmin):
    list_display = ("name", "slug", "summary")
    search_fields = ("name", "slug")
    ordering = ("slug",)
    readonly_fields = ("slug",)

    def records(self, ids: Iterable[int]) -> Touched:
        """The talks that name these packages."""
        talks = Package.objects.filter(pk__in=list(ids)).values_list("sessions", flat=True)
        return {"talk": set(talks) - {None}}
