"""How a new kind of content joins the site: docs/adding-a-kind.md, done.

Sources are rows without a place in the catalog. One serializer pair and one registration
give them lists, details, filters, pages, validators, a schema and the catalog's check.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.urls import include, path
from rest_framework import serializers

from apps.catalog import checking, filters, kinds, publishing, serving
from apps.catalog.models import Document
from apps.catalog.serializers import ApiAddress, PageAddress, RecordSerializer
from apps.catalog.views import detail_view, list_view
from apps.core.models import Source

pytestmark = pytest.mark.django_db


class SourcePage(PageAddress):
    """Sources have no page of their own: where they lie stands in."""

    def to_representation(self, source: Any) -> str:
        return str(source.url)


class SourceCardSerializer(RecordSerializer):
    record_kind = "source"

    slug = serializers.CharField(source="pk")
    title = serializers.CharField(source="name")
    url = ApiAddress("sources", "pk")
    html_url = SourcePage()
    updated_at = None  # type: ignore[assignment]


class SourceSerializer(SourceCardSerializer):
    author = serializers.CharField()


SOURCES = kinds.Kind(
    name="source",
    plural="sources",
    model=Source,
    rows=Source.objects.all,
    card=SourceCardSerializer,
    detail=SourceSerializer,
    entry=lambda source: kinds.Entry(
        slug=str(source.pk),
        title=source.name,
        texts=(source.name, source.author, "", ""),
    ),
    filters={"name": filters.equals("title", "The whole name")},
    order="title",
    lookup="id",
)

urlpatterns = [
    path("api/v1/sources/", list_view(SOURCES)),
    path("api/v1/sources/<int:key>/", detail_view(SOURCES)),
    path("", include("pycommunity.urls")),
]


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(SOURCES)
    serving.forget()
    with override_settings(ROOT_URLCONF=__name__):
        yield
    serving.forget()


def test_a_registered_kind_is_listed_found_and_checked(client: Any) -> None:
    notes = Source.objects.create(name="Notes of a listener", author="Lin Listener")
    publishing.publish(notes, Source.objects.create(name="An archive"))
    listed = client.get("/api/v1/sources/").json()
    assert [row["title"] for row in listed["results"]] == ["An archive", "Notes of a listener"]
    assert client.get("/api/v1/sources/?name=An archive").json()["count"] == 1
    one = client.get(f"/api/v1/sources/{notes.pk}/")
    assert (one.json()["author"], one.json()["kind"]) == ("Lin Listener", "source")
    again = client.get(one.json()["url"], headers={"if-none-match": one["ETag"]})
    assert again.status_code == 304
    assert list(checking.differences()) == []


def test_what_is_deleted_leaves_a_tombstone(client: Any) -> None:
    source = Source.objects.create(name="An archive")
    publishing.publish(source)
    key = source.pk
    source.delete()
    publishing.publish_ids({"source": [key]})
    assert client.get(f"/api/v1/sources/{key}/").status_code == 410
    assert Document.objects.get(kind="source").detail == ""


def test_a_detail_must_hold_what_its_card_shows() -> None:
    with pytest.raises(TypeError, match="must extend SourceSerializer"):
        kinds.register(
            kinds.Kind(
                name="odd",
                plural="odds",
                model=Source,
                rows=Source.objects.all,
                card=SourceSerializer,
                detail=SourceCardSerializer,
                entry=SOURCES.entry,
            )
        )
