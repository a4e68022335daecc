"""The planet in a real browser: what strangers write does nothing, and it fits."""

from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from apps.catalog.publishing import publish
from tests import factories as make
from tests.browser.test_reading import TOO_WIDE, watched
from tests.factories import feeds as feed_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HARM = (
    "<script>document.title='owned'</script><img src='https://elsewhere.example.org/x.png'"
    " onerror=\"document.title='owned'\" alt='a &quot;picture&quot; <b>'>"
    "<a href='https://example.org/'><img src='https://elsewhere.example.org/y.png'></a>"
    "<svg onload=\"document.title='owned'\"></svg><iframe src='https://elsewhere.example.org/'>"
    "</iframe><form action='https://elsewhere.example.org/'><input name=q></form>"
    "<p style='position:fixed;inset:0'>"
    + "w" * 300
    + "</p><table><tr><td>"
    + "wide " * 60
    + "</td></tr></table><pre>"
    + "x" * 400
    + "</pre>"
)
PAGES = ["/planet/", "/feeds/", "/feeds/blog/", "/feeds/suggest/", "/events/conference/talk/"]


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """A planet whose only entry means harm, whatever field it can put it into."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    talk = make.SessionFactory(event__slug="conference", slug="talk")
    feed = feed_make.FeedFactory(
        title="<script>document.title='owned'</script>" + "long" * 40,
        slug="blog",
        failures=2,
        last_error="<img src=x onerror=alert(1)>" + "e" * 120,
        site_url="javascript:document.title='owned'",
    )
    entry = feed_make.EntryFactory(
        feed=feed,
        title="<b>Title</b>" + "t" * 200,
        content=HARM,
        summary="<script>document.title='owned'</script>" + "s" * 200,
        authors=["<img src=x onerror=alert(1)>"],
        link="javascript:document.title='owned'",
    )
    feed_make.MentionFactory(entry=entry, session=talk)
    feed_make.FetchFactory(feed=feed, message="<script>document.title='owned'</script>" * 3)
    publish(talk, feed, entry)
    PAGES[5:] = [entry.get_absolute_url()]
    return live_server.url


def test_what_strangers_write_does_nothing(browser: Browser, site: str) -> None:
    page = browser.new_page()
    seen = watched(page)
    for path in PAGES:
        page.goto(site + path)
        assert page.locator("main h1").count() == 1, path
        assert page.title() != "owned", path
        assert page.locator("main img, main iframe, main form[action^=http]").count() == 0, path
        assert page.locator("main a[href^=javascript]").count() == 0, path
    assert seen == {"complaints": [], "elsewhere": []}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_the_smallest_phone(browser: Browser, site: str, theme: Any) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=theme)
    for path in PAGES:
        page.goto(site + path)
        assert page.evaluate(TOO_WIDE) == [], path
