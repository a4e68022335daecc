"""The site map: one line an app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("pycommunity.api")),
    path("admin/", admin.site.urls),
    path("", include("apps.events.urls")),
    path("", include("apps.people.urls")),
    path("", include("apps.catalog.urls")),
]
