from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bench import yardstick


def constant(request: HttpRequest) -> HttpResponse:
    """Django's own floor: a view that returns constant bytes."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("constant/", constant),
    path("yardstick/talks/", yardstick.Talks.as_view()),
    path("yardstick/talks/all/", yardstick.AllTalks.as_view()),
    path("yardstick/talks/<int:pk>/", yardstick.Talk.as_view()),
    path("", include("pycommunity.urls")),
]
