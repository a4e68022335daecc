"""An editor with a small phone, a keyboard and no scripts makes one page of three, then three."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.catalog import publishing
from apps.events.models import Session
from tests.browser.test_reading import TOO_WIDE, watched
from tests.factories import PersonFactory, SessionFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Most steps from the top of a page to any control of it
STEPS = 60


@dataclass(frozen=True)
class Spellings:
    """Three that are one: how to find them, and what each is called. The first is to stay."""

    asked: str
    names: tuple[str, str, str]
    slugs: tuple[str, str, str]

    def talk_of(self, name: str) -> str:
        return f"Heard of {name}"


ALIKE = {
    "people": Spellings(
        "kaplan",
        ("Jacob Kaplan-Moss", "Jacob KaplanMoss", "J. Kaplan-Moss"),
        ("jacob-kaplan-moss", "jacob-kaplanmoss", "j-kaplan-moss"),
    ),
    "topics": Spellings(
        "web",
        ("Web development", "webdev", "web-dev"),
        ("web-development", "webdev", "web-dev"),
    ),
}


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """A site with three spellings of a person and of a topic, each with a talk."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    people, topics = ALIKE["people"], ALIKE["topics"]
    for name in people.names:
        SessionFactory(title=people.talk_of(name), speakers=[PersonFactory(name=name)])
    for name in topics.names:
        SessionFactory(title=topics.talk_of(name), topics=[name])
    publishing.publish(*Session.objects.all())
    return live_server.url


@pytest.fixture
def cookie(site: str) -> str:
    """The session of an editor."""
    user = UserFactory(username="edith")
    user.groups.add(Group.objects.get(name="editor"))
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def page(site: str, cookie: str, browser: Browser) -> Iterator[Page]:
    """The editor's phone. Nothing may be wider than it, and nothing may complain."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=site
    )
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page = context.new_page()
    seen = watched(page)
    yield page
    assert seen == {"complaints": [], "elsewhere": []}
    context.close()


def reach(page: Page, control: Locator) -> None:
    """Walk to a control by Tab, as somebody without a mouse must."""
    expect(control).to_have_count(1)
    for _ in range(STEPS):
        if control.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {control}")


def press(page: Page, role: Any, name: str) -> None:
    """Use a link or a button, and look whether what comes fits the phone."""
    reach(page, page.get_by_role(role, name=name, exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(TOO_WIDE) == []


def choose_all(page: Page, alike: Spellings) -> None:
    """Find the three by a part of their name, and tick them."""
    reach(page, page.get_by_role("searchbox", name="Merge by hand"))
    page.keyboard.type(alike.asked)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for name in alike.names:
        tick = page.get_by_role("group", name="Which of these are one?").get_by_label(name)
        reach(page, tick)
        page.keyboard.press("Space")
        expect(tick).to_be_checked()


def keep(page: Page, name: str) -> None:
    """Choose by the arrow keys which one stays."""
    radio = page.get_by_role("radio", name=name)
    reach(page, page.locator("input[type=radio]:checked"))
    for _ in ALIKE["people"].names:
        if not radio.is_checked():
            page.keyboard.press("ArrowDown")
    expect(radio).to_be_checked()


def read(page: Page, path: str) -> tuple[str, list[str]]:
    """What somebody who was never here gets: the address of the page, and the talks on it."""
    browser = page.context.browser
    assert browser
    with browser.new_context(base_url=page.url) as context:
        reader = context.new_page()
        reader.goto(path)
        assert reader.evaluate(TOO_WIDE) == []
        talks = reader.locator("main .knot > .name").all_inner_texts()
        return urlsplit(reader.url).path, sorted(talks)


@pytest.mark.parametrize("kind", ALIKE)
def test_three_spellings_become_one_page_and_three_again(kind: str, page: Page) -> None:
    alike = ALIKE[kind]
    stays, *others = alike.names
    page.goto(f"/merging/{kind}/")
    choose_all(page, alike)
    press(page, "button", "Look what would move")
    keep(page, stays)
    press(page, "button", "Merge")
    said = f"“{others[0]}” and “{others[1]}” are part of “{stays}” from now on."
    expect(page.get_by_role("status")).to_have_text(said)

    talks = sorted(map(alike.talk_of, alike.names))
    for slug in alike.slugs:
        assert read(page, f"/{kind}/{slug}/") == (f"/{kind}/{alike.slugs[0]}/", talks)

    for name in others:
        page.goto(f"/merging/{kind}/history/")
        press(page, "link", f"Undo: {name}")
        press(page, "button", "Undo")
        expect(page.get_by_role("status")).to_contain_text("stands by itself again")
    for name, slug in zip(alike.names, alike.slugs, strict=True):
        assert read(page, f"/{kind}/{slug}/") == (f"/{kind}/{slug}/", [alike.talk_of(name)])


def test_two_that_are_not_one_are_not_suggested_again(page: Page) -> None:
    page.goto("/merging/people/")
    press(page, "button", "Search now")
    pairs = page.get_by_role("article")
    expect(pairs).to_have_count(2)
    for left in (1, 0):
        reach(page, pairs.first.get_by_role("button", name="Not the same"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(pairs).to_have_count(left)
    press(page, "button", "Search now")
    expect(pairs).to_have_count(0)
    expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
