"""A resource that is to go says so in time."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.test import RequestFactory

from apps.catalog.kinds import kind_named
from apps.catalog.views import detail_view, list_view
from apps.core.deprecation import Deprecation
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


def test_lists_details_and_errors_say_since_when_and_until_when(rf: RequestFactory) -> None:
    day = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    going = Deprecation(day, day.replace(year=2028), "https://example.org/api-2")
    kind = replace(kind_named("talk"), deprecation=going)
    talk = SessionFactory()
    request: Any = rf.get("/api/v1/talks/")
    for response in (
        list_view(kind)(request),
        detail_view(kind)(request, key=talk.pk),
        list_view(kind)(rf.get("/api/v1/talks/?nothing=1")),
    ):
        assert response["Deprecation"] == "@1798761600"
        assert response["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
        assert response["Link"] == '<https://example.org/api-2>; rel="deprecation"'


def test_what_stays_does_not(rf: RequestFactory) -> None:
    response = list_view(kind_named("talk"))(rf.get("/api/v1/talks/"))
    assert "Deprecation" not in response
