from django.urls import path

from apps.events import views

urlpatterns = [
    path("events/<str:slug>/", views.event, name="event"),
    path("events/<str:event_slug>/<str:slug>/", views.talk, name="talk"),
    path("series/<str:slug>/", views.series, name="series"),
]
