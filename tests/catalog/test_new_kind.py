"""How a new kind of content joins the site: docs/adding-a-kind.md, done.

Packages are rows without a place in the catalog so far. One serializer pair and one registration
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
from apps.packages.models import Package

pytestmark = pytest.mark.django_db


class PackagePage(PageAddress):
    """Packages have no page for readers yet: their address at the index stands in."""

    def to_representation(self, package: Any) -> str:
        return f"https://packages.example.org/{package.slug}/"


class PackageCardSerializer(RecordSerializer):
    record_kind = "package"

    title = serializers.CharField(source="name")
    url = ApiAddress("packages")
    html_url = PackagePage()
    updated_at = None  # type: ignore[assignment]


class PackageSerializer(PackageCardSerializer):
    summary = serializers.CharField()


PACKAGES = kinds.Kind(
    name="package",
    plural="packages",
    model=Package,
    rows=Package.objects.all,
    card=PackageCardSerializer,
    detail=PackageSerializer,
    entry=lambda package: kinds.Entry(
        slug=package.slug,
        title=package.name,
        summary=package.summary,
        texts=(package.name, "", package.summary, ""),
    ),
    filters={"name": filters.equals("slug", "Normalised name")},
    order="title",
)

urlpatterns = [
    path("api/v1/packages/", list_view(PACKAGES)),
    path("api/v1/packages/<str:key>/", detail_view(PACKAGES)),
    path("", include("pycommunity.urls")),
]


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(PACKAGES)
    serving.forget()
    with override_settings(ROOT_URLCONF=__name__):
        yield
    serving.forget()


def test_a_registered_kind_is_listed_found_and_checked(client: Any) -> None:
    publishing.publish(
        Package.objects.create(name="Django_Taggit", summary="Tags for rows"),
        Package.objects.create(name="South"),
    )
    listed = client.get("/api/v1/packages/").json()
    assert [row["title"] for row in listed["results"]] == ["Django_Taggit", "South"]
    assert client.get("/api/v1/packages/?name=south").json()["count"] == 1
    one = client.get("/api/v1/packages/django-taggit/")
    assert (one.json()["summary"], one.json()["kind"]) == ("Tags for rows", "package")
    again = client.get("/api/v1/packages/django-taggit/", headers={"if-none-match": one["ETag"]})
    assert again.status_code == 304
    assert list(checking.differences()) == []


def test_what_is_deleted_leaves_a_tombstone(client: Any) -> None:
    package = Package.objects.create(name="South")
    publishing.publish(package)
    key = package.pk
    package.delete()
    publishing.publish_ids({"package": [key]})
    assert client.get("/api/v1/packages/south/").status_code == 410
    assert Document.objects.get(kind="package").detail == ""


def test_a_detail_must_hold_what_its_card_shows() -> None:
    with pytest.raises(TypeError, match="must extend PackageSerializer"):
        kinds.register(
            kinds.Kind(
                name="odd",
                plural="odds",
                model=Package,
                rows=Package.objects.all,
                card=PackageSerializer,
                detail=PackageCardSerializer,
                entry=PACKAGES.entry,
            )
        )
