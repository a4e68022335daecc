"""What is true of every page, whatever it shows."""

import pytest
from django.test import Client

from tests.pages.conftest import Archive
from tests.pages.reading import Page

PAGES = [
    "/",
    "/events/",
    "/events/?year=2013&kind=conference&page=1",
    "/events/djangocon-nowhere-2013/",
    "/events/djangocon-nowhere-2013/core-developer-panel/",
    "/events/djangocon-nowhere-2013/opening/",
    "/talks/",
    "/talks/?speaker=pan&role=panelist&topic=django",
    "/people/",
    "/people/?letter=cyrillic",
    "/people/pan/",
    "/topics/",
    "/topics/?order=name",
    "/topics/django/",
    "/series/",
    "/series/djangocon-nowhere/",
    "/packages/",
    "/packages/?kind=package&verdict=does-not",
    "/packages/south/",
    "/packages/south/?as_of=2013-07-05",
    "/packages/django/",
    "/porting/",
    "/porting/?as_of=2013-07-05&verdict=does-not&order=date",
    "/porting/check/",
    "/porting/check/?requirements=south%0A-r+x&as_of=2013-07-05",
    "/porting/notes/",
    "/porting/notes/one-source/",
    "/case-studies/",
    "/case-studies/porting-a-site/",
    "/timeline/",
    "/timeline/?kind=event",
    "/api/",
    "/about/",
    "/about/design/",
    "/search/",
    "/search/?q=panel",
    "/search/?q=porting&kind=talk&year=2013&topic=django&order=-date",
    "/search/?q=nothng",
]
READABLE_API = ["/api/v1/talks/", "/api/v1/people/pan/"]
ERRORS = ["/nothing-here/", "/talks/?year=never"]


@pytest.mark.parametrize("path", [*PAGES, *READABLE_API, *ERRORS])
def test_markup_is_sound_and_can_be_navigated(path: str, archive: Archive, client: Client) -> None:
    page = Page(client.get(path, headers={"accept": "text/html"}))

    assert page.faults == []
    assert page.one("h1").text
    assert page.one("title").text
    assert page.one("html").get("lang") == "en"
    assert page.all("a")[0].get("href") == f"#{page.one('main').get('id')}", "no skip link"
    assert all(nav.get("aria-label") for nav in page.all("nav"))


@pytest.mark.parametrize("path", [*PAGES, *READABLE_API, *ERRORS])
def test_readers_are_left_alone(path: str, archive: Archive, client: Client) -> None:
    """No cookie, nothing from another host, nothing that a strict policy would stop."""
    response = client.get(path, headers={"accept": "text/html"})
    page = Page(response)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert [address for address in page.fetched if not address.startswith("/static/")] == []
    assert [element.tag for element in page.elements if "style" in element.attributes] == []
    assert page.all("style") == []
    assert {script.get("type") for script in page.scripts} <= {"application/ld+json"}


@pytest.mark.parametrize("path", PAGES)
def test_may_be_kept_and_asked_for_again(path: str, archive: Archive, client: Client) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first.status_code == 200
    assert first["Cache-Control"].startswith("public")
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_the_site_leads_somewhere(
    path: str, archive: Archive, client: Client
) -> None:
    page = Page(client.get(path))
    own = path.partition("?")[0]
    inside = {a.get("href").partition("#")[0] for a in page.all("a")}
    twins = {link.get("href") for link in page.all("link", rel="alternate")}

    assert page.one("link", rel="canonical").get("href") == f"http://127.0.0.1:8000{own}"
    for href in (inside | twins) - {""}:
        if href.startswith(("/", "?")):
            target = own + href if href.startswith("?") else href
            answer = client.get(target, follow=True)  # what is private leads to sign-in
            assert answer.status_code == 200, target


def test_post_is_refused(archive: Archive, client: Client) -> None:
    assert client.post("/events/").status_code == 405
