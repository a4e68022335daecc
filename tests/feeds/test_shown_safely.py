"""What strangers write into the fields of their feeds, on every page and in every format."""

import json
import re
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.test import Client

from apps.catalog.publishing import publish
from apps.feeds import refreshing
from apps.feeds.models import Entry, Feed
from tests.factories.feeds import FeedFactory
from tests.feeds.planet_server import Page, Planet

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe title='\"><script>alert(1)</script>' src='https://e.org/\" onload=alert(1)'></iframe>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "</title></script></textarea>-->]]><script>alert(1)</script>",
    "<h1/onclick=alert(1)>x</h1><a href='vbscript:alert(1)' style='position:fixed'>x</a>",
]
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster"}


class Watch(HTMLParser):
    """Notes what a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        # Data for search engines is not run; an end of it that is not its own would show as one.
        self._in_script = tag == "script" and ("type", "application/ld+json") not in attributes
        if tag in ("math", "iframe", "object", "embed", "base", "style"):
            self.found.append(tag)
        for name, value in attributes:
            is_address = name in ADDRESSES and re.match(
                r"[\x00-\x20]*(?:javascript|vbscript|data):", value or "", re.IGNORECASE
            )
            if name.startswith("on") or name == "srcdoc" or is_address:
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and "alert(1)" in data:
            self.found.append(f"script: {data}")


def ran(html: str) -> list[str]:
    watch = Watch()
    watch.feed(html)
    return watch.found


def rss() -> str:
    names = ("title", "guid", "link", "author", "category", "description", "language", "comments")
    items = "".join(
        "<item>"
        + "".join(f"<{name}>{escape(payload)}</{name}>" for name in names)
        + f'<enclosure url="{escape(payload)}" type="{escape(payload)}"/></item>'
        for payload in PAYLOADS
    )
    head = "".join(
        f"<{name}>{escape(PAYLOADS[0])}</{name}>" for name in ("title", "description", "link")
    )
    return f"<rss><channel>{head}{items}</channel></rss>"


def json_feed() -> str:
    items = [
        {
            "id": payload, "url": payload, "title": payload, "content_html": payload,
            "summary": payload, "tags": [payload], "authors": [{"name": payload}],
            "attachments": [{"url": f"https://e.org/{payload}", "mime_type": payload}],
        }
        for payload in PAYLOADS
    ]  # fmt: skip
    return json.dumps({"title": PAYLOADS[1], "home_page_url": PAYLOADS[5], "items": items})


@pytest.mark.parametrize(
    "text", [rss(), json_feed(), f"{rss()}</b>"], ids=["RSS", "JSON", "broken"]
)
def test_no_field_of_a_feed_runs_anywhere(planet: Planet, client: Client, text: str) -> None:
    planet.pages["/feed"] = Page(text.encode())
    feed = FeedFactory(url=planet.url("/feed"), title="")
    publish(feed)
    refreshing.refresh_now([feed])
    feed = Feed.objects.get()
    entries = list(Entry.objects.all())
    assert len(entries) == len(PAYLOADS)
    pages = ["/planet/", "/feeds/", feed.get_absolute_url(), "/search/?q=alert", "/"]
    for path in [*pages, *(entry.get_absolute_url() for entry in entries)]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert ran(answer.content.decode()) == [], path
    for path in ("/planet/feed.atom", f"{feed.get_absolute_url()}feed.atom", "/feeds/opml/"):
        answer = client.get(path)
        tree = ElementTree.fromstring(answer.getvalue())
        for element in tree.iter():
            if element.get("type") == "html":
                assert ran(element.text or "") == [], path
            link = element.get("href") or element.get("htmlUrl") or ""
            assert not link or link.startswith(("http://", "https://", "/")), path
    for entry in entries:
        found = client.get(f"/api/v1/entries/{entry.pk}/").json()
        assert ran(found["content"]) == []
        assert (found["link"] or "https://").startswith(("http://", "https://"))
