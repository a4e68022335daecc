from django.urls import path

from apps.core import converters
from apps.feeds import push_pages, river, suggestion_pages, views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("planet/", river.river, name="river"),
    path("planet/feed.atom", river.atom),
    path("planet/<int:pk>/", views.entry, name="entry"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/suggest/", suggestion_pages.suggest, name="suggest"),
    path("feeds/suggestions/", suggestion_pages.suggestions, name="suggestions"),
    path("feeds/suggestions/<int:pk>/decide/", suggestion_pages.decide, name="decide"),
    path("feeds/suggestions/<int:pk>/withdraw/", suggestion_pages.withdraw, name="withdraw"),
    path("feeds/push/<int:pk>-<str:token>/", push_pages.push, name="push"),
    path("feeds/opml/", views.feeds_opml, name="opml"),
    path(f"feeds/<{SLUG}:slug>/", views.feed, name="feed"),
    path(f"feeds/<{SLUG}:slug>/feed.atom", views.feed_atom),
]
