"""Reading in a real browser: nothing harmful runs, nothing is fetched from elsewhere, it fits."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/",
    "/events/",
    "/events/conference/",
    "/events/conference/hostile/",
    "/events/conference/panel/",
    "/talks/",
    "/talks/?kind=panel",
    "/people/",
    "/people/moderator/",
    "/topics/",
    "/topics/security/",
    "/series/",
    "/about/",
    "/search/",
    "/search/?q=conference",
    "/search/?q=nothingness",
    "/api/",
    "/api/v1/talks/",
    "/nothing-here/",
    "/talks/?year=never",
]


#: What reaches beyond the right edge, if the page scrolls sideways
TOO_WIDE = """document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(
        element => element.getBoundingClientRect().right > innerWidth
    ).map(element => element.outerHTML.slice(0, 80))"""


def watched(page: Page) -> dict[str, list[str]]:
    """What a page does that it should not: complaints in its console, requests to other hosts."""
    seen: dict[str, list[str]] = {"complaints": [], "elsewhere": []}

    def heard(message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            seen["complaints"].append(message.text)

    def requested(request: Any) -> None:
        if not request.url.startswith(("http://localhost", "http://127.0.0.1", "data:")):
            seen["elsewhere"].append(request.url)

    page.on("console", heard)
    page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
    page.on("request", requested)
    return seen


def test_no_page_complains_or_asks_another_host(browser: Browser, site: str) -> None:
    page = browser.new_page()
    seen = watched(page)
    for path in PAGES:
        page.goto(site + path)
        assert page.locator("main h1").count() == 1, path
        assert page.title() != "owned", path
    assert seen == {"complaints": [], "elsewhere": []}
    assert page.context.cookies() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_scrolls_sideways_on_the_smallest_phone(
    browser: Browser, site: str, theme: Any
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=theme)
    for path in PAGES:
        page.goto(site + path)
        assert page.evaluate(TOO_WIDE) == [], path


def test_dark_is_dark(browser: Browser, site: str) -> None:
    shades = []
    for theme in ("light", "dark"):
        page = browser.new_page(color_scheme=theme)
        page.goto(site)
        shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert shades[0] != shades[1]


def test_reading_needs_no_script_and_no_mouse(browser: Browser, site: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#content"
    page.get_by_role("navigation").get_by_role("link", name="Events").first.press("Enter")
    page.get_by_role("link", name="A conference of which").first.press("Enter")
    page.get_by_role("link", name="Panel", exact=True).first.press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Panel"


def test_signing_in_to_the_admin_breaks_no_policy(
    admin_user: Any, site: str, browser: Browser
) -> None:
    page = browser.new_page()
    seen = watched(page)
    page.goto(f"{site}/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "password")
    page.keyboard.press("Enter")
    page.wait_for_selector("#user-tools")
    for path in ("/admin/events/session/", "/admin/events/event/add/"):
        page.goto(site + path)
    assert seen == {"complaints": [], "elsewhere": []}
