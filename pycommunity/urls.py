"""The site map: one line an app."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

handler400 = "apps.core.error_pages.bad_request"
handler403 = "apps.core.error_pages.permission_denied"
handler404 = "apps.core.error_pages.not_found"
handler500 = "apps.core.error_pages.server_error"

urlpatterns = [
    path("api/v1/", include("pycommunity.api")),
    path("admin/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),
    path("admin/", admin.site.urls),
    path("", include("apps.search.urls")),
    path("", include("apps.surveys.urls")),
    path("", include("apps.reviews.urls")),
    path("", include("apps.guides.urls")),
    path("", include("apps.porting.urls")),
    path("", include("apps.feeds.urls")),
    path("", include("apps.events.urls")),
    path("", include("apps.people.urls")),
    path("", include("apps.catalog.urls")),
]
