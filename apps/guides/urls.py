from django.urls import path

from apps.core import converters
from apps.guides import views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("guides/", views.guides, name="guides"),
    path(f"guides/<{SLUG}:slug>/", views.guide, name="guide"),
    path("notes/", views.notes, name="notes"),
    path(f"notes/<{SLUG}:slug>/", views.note, name="note"),
]
