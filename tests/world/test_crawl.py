"""Every link within the demo world leads where it says: a crawl from the home page."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from justhtml import JustHTML

from tests import atlas
from tests.pages.reading import Page

SITE = "http://127.0.0.1:8000"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Where a reader who has not signed in is led to
SIGN_IN = "/sign-in/"
#: Of what query strings make of one page, so many are looked at, and links there are not followed
EACH = 8
#: Markup that the parser takes and the standard calls obsolete
OBSOLETE = {"center", "font", "tt", "big", "strike", "marquee", "acronym", "dir", "frame"}


@dataclass
class Crawl:
    """What was found on the way: pages by address, and every link to each."""

    client: Client
    status: dict[str, int] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    anchors: dict[tuple[str, str], str] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        waiting, narrowed = deque([("/", "nowhere")]), Counter[str]()
        while waiting:
            address, source = waiting.popleft()
            if address in self.status:
                continue
            path, has_query, _ = address.partition("?")
            narrowed[path] += bool(has_query)
            if has_query and narrowed[path] > EACH:
                continue
            response = self.client.get(address)
            self.status[address] = response.status_code
            if response.status_code != 200 and not self.leads_to_sign_in(response):
                self.faults.append(f"{source} links {address}: {response.status_code}")
            elif response.get("Content-Type", "").startswith("text/html"):
                links = self.read(address, response)
                waiting.extend((link, address) for link in sorted(links) if not has_query)

    @staticmethod
    def leads_to_sign_in(response: HttpResponseBase) -> bool:
        return response.status_code == 302 and response["Location"].startswith(SIGN_IN)

    def read(self, address: str, response: HttpResponseBase) -> set[str]:
        """Take note of a page; returns the addresses that it links within the site."""
        page = Page(response)
        self.pages[address] = response.content  # type: ignore[attr-defined]
        self.ids[address] = {each.get("id") for each in page.elements if each.get("id")}
        links = set()
        for element in page.elements:
            if element.tag not in ("a", "link") or not element.get("href"):
                continue
            target = urlsplit(urljoin(SITE + address, element.get("href")))
            if f"{target.scheme}://{target.netloc}" != SITE or target.path.startswith("/static/"):
                continue
            path = target.path + (f"?{target.query}" if target.query else "")
            links.add(path)
            if target.fragment:
                self.anchors[path, unquote(target.fragment)] = address
        return links


@pytest.fixture(scope="module")
def crawl(reader: Client) -> Crawl:
    crawled = Crawl(reader)
    crawled.run()
    return crawled


def test_no_link_is_broken_and_none_takes_a_detour(crawl: Crawl) -> None:
    assert crawl.faults == []
    assert len(crawl.pages) > 200, "the world is larger than that: the crawl did not get far"


def test_every_anchor_is_there(crawl: Crawl) -> None:
    missing = [
        f"{source} links {path}#{anchor}"
        for (path, anchor), source in crawl.anchors.items()
        if path in crawl.ids and anchor not in crawl.ids[path]
    ]
    assert missing == []


def test_every_page_can_be_reached(crawl: Crawl) -> None:
    """All that the sitemap tells search engines, readers find by following links."""
    maps = locations(crawl.client, "/sitemap.xml")
    told = {path for each in maps for path in locations(crawl.client, each)}
    reached = {unquote(path) for path in crawl.pages}
    assert sorted(path for path in map(unquote, told) if path not in reached) == []


def locations(client: Client, address: str) -> list[str]:
    found = re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", client.get(address).content.decode())
    return [path.replace("&amp;", "&") for path in found]


def test_feeds_calendars_and_twins_were_followed(crawl: Crawl) -> None:
    for wanted in ("feed.atom", ".ics", ".csv", "/api/v1/", "/oembed?"):
        assert any(wanted in address for address in crawl.status), wanted


@pytest.mark.parametrize("name", atlas.names())
def test_html_is_valid(name: str, reader: Client, insider: Client) -> None:
    """What a strict parser of the standard complains about, ids given twice, what is obsolete."""
    response = (insider if name in atlas.PRIVATE else reader).get(atlas.address(name))
    text = response.content.decode()
    assert response.status_code == int(name[-3:] if name.startswith("error-") else 200)
    assert [str(each) for each in JustHTML(text, collect_errors=True).errors] == []
    page = Page(response)
    assert page.faults == []
    assert OBSOLETE.isdisjoint(each.tag for each in page.elements)
