from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from apps.catalog import pages, sharing, syndication
from apps.catalog.sitemaps import sitemaps
from apps.core import converters, health

MAPS = {"sitemaps": sitemaps(), "template_name": "sitemap.xml"}

urlpatterns = [
    path("", pages.home, name="home"),
    path("timeline/", pages.timeline, name="timeline"),
    path("library/", pages.library, name="library"),
    path("topics/", pages.topics, name="topics"),
    path(f"topics/<{converters.ANY_SLUG}:slug>/", pages.topic, name="topic"),
    path(f"topics/<{converters.ANY_SLUG}:slug>/feed.atom", syndication.of_topic),
    path(f"people/<{converters.ANY_SLUG}:slug>/feed.atom", syndication.of_person),
    path(f"series/<{converters.ANY_SLUG}:slug>/feed.atom", syndication.of_series),
    path("<path:page>/feed.atom", syndication.of_kind, name="atom"),
    path("api/", pages.api, name="api"),
    path("api/pycommunity_client.py", pages.api_client, name="api-client"),
    path("share/site.png", sharing.site_picture, name="share-site"),
    path("share/<str:kind>/<int:pk>.png", sharing.picture, name="share-picture"),
    path("about/", pages.about, name="about"),
    path("about/design/", pages.design, name="design"),
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
