from django.urls import path

from apps.core import converters
from apps.events import calendar_pages, views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("events/", views.events, name="events"),
    path("events.ics", calendar_pages.every_event, name="events-calendar"),
    path(f"events/<{SLUG}:slug>.ics", calendar_pages.one_event, name="event-calendar"),
    path(f"events/<{SLUG}:slug>/", views.event, name="event"),
    path(f"events/<{SLUG}:event_slug>/<{SLUG}:slug>/", views.talk, name="talk"),
    path("talks/", views.talks, name="talks"),
    path("series/", views.all_series, name="all-series"),
    path(f"series/<{SLUG}:slug>/", views.series, name="series"),
]
