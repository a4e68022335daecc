"""The key that leads to the search box, and the switch that turns it off."""

import pytest
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_slash_leads_to_the_box_and_enter_to_the_results(site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site}/about/")
    expect(page.locator("[data-seek]")).to_have_attribute("aria-keyshortcuts", "/")
    page.keyboard.press("/")
    expect(page.locator("[data-seek]")).to_be_focused()
    page.keyboard.type("panel/")
    expect(page.locator("[data-seek]")).to_have_value("panel/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=panel%2F")
    expect(page.get_by_role("link", name="Panel", exact=True)).to_be_visible()


def test_the_key_can_be_switched_off_and_on_again(site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site}/search/")
    page.get_by_role("checkbox").uncheck()
    page.goto(f"{site}/about/")
    page.keyboard.press("/")
    expect(page.locator("[data-seek]")).not_to_be_focused()
    assert page.locator("[data-seek]").get_attribute("aria-keyshortcuts") is None

    page.goto(f"{site}/search/")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("checkbox").check()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("[data-seek]")).to_be_focused()


def test_keys_with_others_and_keys_in_fields_are_left_alone(site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site}/people/")
    page.keyboard.press("Control+/")
    expect(page.locator("[data-seek]")).not_to_be_focused()


def test_without_scripts_the_box_works_and_offers_no_switch(site: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/search/")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.locator("[data-seek]").fill("panel")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Panel", exact=True)).to_be_visible()


def test_head_fits_a_narrow_screen_with_its_box(site: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{site}/")
    expect(page.locator("[data-seek]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
