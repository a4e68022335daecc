"""What crawlers, caches and watchers ask for."""

from unittest import mock
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from apps.catalog.models import Document
from apps.catalog.publishing import publish
from apps.catalog.sitemaps import DocumentSitemap
from tests import factories as make
from tests.pages.conftest import Archive
from tests.pages.reading import Page

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(client: Client, address: str) -> list[str]:
    tree = ElementTree.fromstring(client.get(address).content)
    return [str(each.text) for each in tree.iter(LOC)]


def test_the_sitemap_has_every_public_page(archive: Archive, client: Client) -> None:
    pages = [
        page
        for part in locations(client, "/sitemap.xml")
        for page in locations(client, part.removeprefix("http://testserver"))
    ]
    documents = Document.objects.filter(withdrawn_at__isnull=True)
    paths = documents.exclude(kind="status").values_list("path", flat=True)  # parts of a page

    assert sorted(pages) == sorted(f"http://testserver{path}" for path in paths)


def test_a_page_calls_itself_what_the_sitemap_calls_it(db: None, client: Client) -> None:
    talk = make.SessionFactory(slug="패널", title="Panel")
    publish(talk)
    page = Page(client.get(talk.get_absolute_url()))
    (told,) = locations(client, "/sitemap-talks.xml")
    own = page.one("link", rel="canonical").get("href")
    assert urlsplit(own).path == urlsplit(told).path
    assert all("패널" not in script.text for script in page.scripts)


def test_a_large_sitemap_is_split(
    archive: Archive, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocumentSitemap, "limit", 1)

    assert "http://testserver/sitemap-talks.xml?p=2" in locations(client, "/sitemap.xml")
    assert len(locations(client, "/sitemap-talks.xml?p=2")) == 1


@pytest.mark.parametrize("query", ["?p=9", "?p=x", "?p=%00", "?p=" + "9" * 50])
def test_a_part_that_is_not_there(query: str, archive: Archive, client: Client) -> None:
    assert client.get(f"/sitemap-talks.xml{query}").status_code == 404
    assert client.get("/sitemap-users.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_the_icon_is_found_without_reading_a_page(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/favicon.svg"


def test_alive_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.django_db
def test_ready_with_every_migration(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    latest = max(name for app, name in recorder.applied_migrations() if app == "catalog")
    recorder.record_unapplied("catalog", latest)
    response = client.get("/readyz")

    assert response.status_code == 503
    assert f"catalog.{latest}" in response.json()["migrations"]


def test_not_ready_without_a_database(client: Client) -> None:
    refused = OperationalError("refused")
    with mock.patch("apps.core.health.MigrationExecutor", side_effect=refused):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert "does not answer" in response.json()["database"]


def test_the_readable_api_links_what_it_names(archive: Archive, client: Client) -> None:
    archive.event.url = 'https://example.org/?q="><script>'
    page = Page(client.get("/api/v1/talks/?limit=1", headers={"accept": "text/html"}))
    talk = f"http://testserver/api/v1/talks/{archive.panel.pk}/"

    assert talk in [a.get("href") for a in page.all("a")]
    assert page.link("Next →").startswith("http://testserver/api/v1/talks/?limit=1&cursor=")
    assert "narrows speaker" in page.main


def test_examples_run_against_the_site_they_are_on(archive: Archive, client: Client) -> None:
    page = Page(client.get("/api/", headers={"host": "localhost"}))

    assert "curl 'http://localhost/api/v1/talks/?limit=3'" in page.main
    assert "testserver" not in page.main
