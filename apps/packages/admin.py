"""Packages in the admin."""

from django.contrib import admin

from apps.catalog.admin import PublishingAdmin
from apps.packages.models import Package


@admin.register(Package)
class PackageAdmin(PublishingAdmin):
    list_display = ("name", "slug", "kind", "summary")
    list_filter = ("kind",)
    search_fields = ("name", "slug")
    ordering = ("slug",)
    readonly_fields = ("slug", "updated_at")
