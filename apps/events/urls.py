from django.urls import path

from apps.core import converters
from apps.events import views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("events/", views.events, name="events"),
    path(f"events/<{SLUG}:slug>/", views.event, name="event"),
    path(f"events/<{SLUG}:event_slug>/<{SLUG}:slug>/", views.talk, name="talk"),
    path("talks/", views.talks, name="talks"),
    path("series/", views.all_series, name="all-series"),
    path(f"series/<{SLUG}:slug>/", views.series, name="series"),
]
