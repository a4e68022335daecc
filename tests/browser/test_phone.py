"""A phone in the hand: a low head, sheets for menu and filters, and a recording played in place."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_reading import watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
#: Pixels of the head, of 844
HEAD = 70


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box
    return box["y"] + box["height"]


def test_the_menu_lies_under_the_thumb_and_gives_the_focus_back(
    browser: Browser, site: str
) -> None:
    page = browser.new_page(**PHONE)
    page.goto(f"{site}/talks/")
    assert bottom(page, ".masthead") < HEAD

    menu, button = page.get_by_role("navigation", name="Main"), page.get_by_text("Menu", exact=True)
    expect(menu).to_be_hidden()
    button.press("Enter")
    expect(menu).to_be_visible()
    assert bottom(page, ".menu") == 844
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    button.tap()
    menu.get_by_role("link", name="People").tap()
    page.wait_for_url("**/people/")
    page.go_back()
    page.wait_for_url("**/talks/")
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_filters_open_on_asking_and_the_list_says_which_is_on(
    script: bool, browser: Browser, site: str
) -> None:
    page = browser.new_page(**PHONE, java_script_enabled=script)
    page.goto(f"{site}/talks/")
    panel = page.get_by_label("Filters", exact=True).get_by_role("link", name="panel")
    expect(panel).to_be_hidden()

    page.get_by_text("Filter", exact=True).tap()
    panel.tap()

    page.wait_for_url("**/talks/?kind=panel")
    assert page.locator(".knot .name").all_inner_texts() == ["Panel"]
    page.get_by_role("link", name="kind panel").tap()
    page.wait_for_url("**/talks/")


def test_wide_pages_need_no_sheets(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/talks/")

    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_label("Filters", exact=True)).to_be_visible()
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()
    expect(page.get_by_text("Filter", exact=True)).to_be_hidden()


def test_a_recording_plays_on_a_click_and_nothing_is_asked_before(
    browser: Browser, site: str
) -> None:
    page = browser.new_page(**PHONE)
    asked: list[str] = []

    def host(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><p>A player</p>", content_type="text/html")

    page.route("https://www.youtube-nocookie.com/**", host)
    seen = watched(page)
    page.goto(f"{site}/events/conference/panel/")
    page.wait_for_load_state("networkidle")
    assert asked == seen["elsewhere"] == []

    page.get_by_role("button", name="Play here").tap()
    frame = page.get_by_title("Recording: Panel")
    expect(frame).to_be_focused()
    expect(frame.content_frame.get_by_text("A player")).to_be_visible()
    assert asked == ["https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"]
    assert seen["complaints"] == []


def test_without_script_a_recording_is_a_link(browser: Browser, site: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/events/conference/panel/")

    expect(page.get_by_role("button", name="Play here")).to_be_hidden()
    expect(page.get_by_role("link", name="YouTube")).to_be_visible()
