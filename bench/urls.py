from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import yardstick
from pycommunity import urls


def constant(request: HttpRequest) -> HttpResponse:
    """Django's own floor: a view that returns constant bytes."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("constant/", constant),
    path("yardstick/talks/", yardstick.Talks.as_view()),
    path("yardstick/talks/all/", yardstick.AllTalks.as_view()),
    path("yardstick/talks/<int:pk>/", yardstick.Talk.as_view()),
    *urls.urlpatterns,  # not included, which would take every address through one resolver more
]
