from django.urls import path

from apps.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/feed.atom", views.feed, name="search-feed"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
