from django.urls import path

from apps.core import converters
from apps.people import views

SLUG = converters.ANY_SLUG

urlpatterns = [
    path("people/", views.people, name="people"),
    path(f"people/<{SLUG}:slug>/", views.person, name="person"),
]
