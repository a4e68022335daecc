"""What machines are told of each page: its address, its picture, what schema.org calls it."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from apps.catalog.kinds import kinds
from apps.catalog.models import Document
from tests import atlas
from tests.pages.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SITE = "http://127.0.0.1:8000"
#: What search engines want of a thing before they show it
REQUIRED = {
    "Article": {"headline", "url"},
    "Book": {"name", "url", "author"},
    "BreadcrumbList": {"itemListElement"},
    "CreativeWork": {"name", "url"},
    "Dataset": {"name", "description", "creator", "distribution"},
    "Event": {"name", "startDate", "location"},
    "Person": {"name", "url"},
    "Review": {"author", "itemReviewed"},
    "TechArticle": {"headline", "url"},
    "VideoObject": {"name", "description", "thumbnailUrl", "uploadDate"},
    "WebSite": {"name", "url", "potentialAction"},
}
#: The pages of records, and what else says what it is
THINGS = {
    "api": "Dataset", "book": "Book", "event": "Event", "guide": "TechArticle", "home": "WebSite",
    "note": "Article", "person": "Person", "review": "Review", "survey": "Dataset",
}  # fmt: skip
#: Not to be found or shared: for those who signed in, errors, parts of other pages
UNSHARED = atlas.PRIVATE | {
    *("sign-in", "suggest", "projector", "survey-embed"),
    *("api-list", "api-record", "error-400", "error-404"),
}
SHARED = [name for name in atlas.names() if name not in UNSHARED]


def meta(page: Page, name: str) -> str:
    return page.one("meta", property=name).get("content")


def described(page: Page) -> Iterator[dict[str, Any]]:
    for script in page.all("script", type="application/ld+json"):
        yield json.loads(script.text)


@pytest.mark.parametrize("name", SHARED)
def test_a_page_says_what_it_is(name: str, reader: Client) -> None:
    address = atlas.address(name)
    page = Page(reader.get(address))

    assert page.one("link", rel="canonical").get("href") == SITE + address.partition("?")[0]
    assert meta(page, "og:url") == SITE + address.partition("?")[0]
    assert meta(page, "og:title")
    assert meta(page, "og:description") == page.one("meta", name="description").get("content") != ""
    assert page.one("meta", name="twitter:card").get("content") == "summary_large_image"

    picture = reader.get(meta(page, "og:image").removeprefix(SITE))
    with Image.open(io.BytesIO(picture.content)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
    assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")

    things = list(described(page))
    for thing in things:
        assert thing["@context"] == "https://schema.org"
        assert REQUIRED[thing["@type"]] <= {key for key, value in thing.items() if value}
    assert THINGS.get(name) in {None, *(thing["@type"] for thing in things)}


@pytest.mark.parametrize("kind", [each.name for each in kinds() if each.has_page])
def test_a_record_shows_the_way_to_it(kind: str, reader: Client) -> None:
    address = atlas.address(kind)
    trails = [
        thing["itemListElement"]
        for thing in described(Page(reader.get(address)))
        if thing["@type"] == "BreadcrumbList"
    ]
    (trail,) = trails

    assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
    assert trail[-1]["item"] == SITE + address
    for step in trail:
        assert reader.get(step["item"].removeprefix(SITE)).status_code == 200
    with_picture = Page(reader.get(address))
    row = Document.objects.get(kind=kind, path=address)
    picture = f"{SITE}/share/{kind}/{row.object_id}.png?v={row.content_hash[:8]}"
    assert meta(with_picture, "og:image") == picture


def test_lists_are_found_by_feed_readers_and_calendars(reader: Client) -> None:
    page = Page(reader.get("/events/?year=2013"))
    alternates = {link.get("type"): link.get("href") for link in page.all("link", rel="alternate")}

    assert alternates == {
        "application/atom+xml": "/events/feed.atom?year=2013",
        "application/json": "/api/v1/events/?year=2013",
        "text/calendar": "/events.ics?year=2013",
    }
    assert all(reader.get(href).status_code == 200 for href in alternates.values())


def test_the_search_box_that_engines_show_leads_to_the_search(reader: Client) -> None:
    (site,) = described(Page(reader.get("/")))
    target = site["potentialAction"]["target"]["urlTemplate"]

    assert target == f"{SITE}/search/?q={{search_term_string}}"
