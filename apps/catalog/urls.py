from django.urls import path

from apps.catalog import pages

urlpatterns = [path("topics/<str:slug>/", pages.topic, name="topic")]
