from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from apps.catalog import pages
from apps.catalog.sitemaps import sitemaps
from apps.core import converters, health

MAPS = {"sitemaps": sitemaps(), "template_name": "sitemap.xml"}

urlpatterns = [
    path("", pages.home, name="home"),
    path("topics/", pages.topics, name="topics"),
    path(f"topics/<{converters.ANY_SLUG}:slug>/", pages.topic, name="topic"),
    path("api/", pages.api, name="api"),
    path("about/", pages.about, name="about"),
    path("robots.txt", pages.robots, name="robots"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        MAPS | {"template_name": "sitemap_index.xml", "sitemap_url_name": "sitemap"},
        name="sitemap-index",
    ),
    path("sitemap-<section>.xml", sitemap_views.sitemap, MAPS, name="sitemap"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
