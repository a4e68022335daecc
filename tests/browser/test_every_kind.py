"""Every kind of page in a real browser, on the demo world: what no reader should have to meet.

One site and one browser for all: a page is opened once, looked at in both themes, and made narrow.
"""

import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from apps.catalog import serving
from tests import atlas
from tests.browser.conftest import launch
from tests.browser.test_reading import TOO_WIDE, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

#: Kilobytes of a page with all that it fetches, as it comes over the line
HOME, ANY = 60, 100
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Pages with a form to send, which costs a cookie against forgery
FORMS = {"sign-in", "suggest", "porting-check"}
#: In the dark only colours differ
COLOURS = ["color-contrast", "link-in-text-block"]
AXE = """async (options) => (await axe.run(document, options)).violations.map(
    each => [each.id, ...each.nodes.map(node => node.html.slice(0, 200) + node.failureSummary)])"""

#: Most steps of a walk by keyboard: on lists they only repeat
STEPS = 60
#: (How many controls there are, how many of them are dates: these have stops of their own inside)
CONTROLS = """() => {
  const groups = new Set();
  const every = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const shown = [...document.querySelectorAll(every)].filter(e => !e.disabled
    && e.type !== "hidden" && e.checkVisibility({visibilityProperty: true})
    && (e.type !== "radio" || !groups.has(e.name) && groups.add(e.name)));
  return [shown.length, shown.filter(e => e.type === "date").length];
}"""
STOPS_OF_A_DATE = 4
#: Notes whatever gets the focus, as text and as number, and what does not show that it has it
WATCH = """() => {
  document.body.tabIndex = -1;  // from the top, wherever a form had put the cursor
  document.body.focus();
  window.walk = {visited: [], numbers: [], unseen: []};
  const known = [];
  document.addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target), name = target.outerHTML.slice(0, 120);
    if (style.outlineStyle === "none" || !parseFloat(style.outlineWidth)) walk.unseen.push(name);
    if (!known.includes(target)) known.push(target);
    walk.numbers.push(known.indexOf(target));
    walk.visited.push(name);
  });
}"""
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
#: Buttons that only a script could make do something
DEAD = """[...document.querySelectorAll("button, input[type=button]")]
    .filter(e => e.checkVisibility() && !e.form).map(e => e.outerHTML.slice(0, 100))"""
#: How far things jumped while the page came together (CLS), and most that they may
SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  const add = list => list.forEach(entry => sum += entry.value);
  const watcher = new PerformanceObserver(list => add(list.getEntries()));
  watcher.observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => {
    add(watcher.takeRecords());
    resolve(sum);
  }));
})"""
STEADY = 0.05


#: (Signed in?, with script?) -> a browser of somebody's own
Readers = dict[tuple[bool, bool], BrowserContext]


@dataclass
class Site:
    """Where the world is served, and the addresses of its examples, looked up beforehand."""

    url: str
    cookie: str
    addresses: dict[str, str]
    errors: dict[str, str]


#: Every kind of page, and errors as readers see them
KINDS = [*atlas.names(), *atlas.ERRORS]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The demo world, served. It is stored before the browser starts, whose loop forbids it."""
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        override_settings(STORAGES=storages),
    ):
        patch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
        atlas.load()
        serving.forget()
        server = LiveServer("localhost")
        addresses = {name: atlas.address(name) for name in atlas.names()}
        addresses |= {name: f"/{name}/" for name in atlas.ERRORS}
        yield Site(server.url, atlas.insider(), addresses, atlas.error_pages())
        server.stop()
        call_command("flush", interactive=False, verbosity=0)
        serving.forget()


@pytest.fixture
def _django_db_helper() -> None:
    """In place of a transaction around each test: all of them read what ``site`` stored."""


@pytest.fixture(scope="module")
def browser(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    home = tmp_path_factory.mktemp("home")
    with sync_playwright() as playwright, launch(playwright, home) as launched:
        yield launched


@pytest.fixture(scope="module")
def readers(browser: Browser, site: Site) -> Readers:
    """Everybody who reads: signed in or not, with script or without."""
    found = {}
    for is_inside in (False, True):
        for script in (False, True):
            context = browser.new_context(java_script_enabled=script, reduced_motion="reduce")
            if is_inside:
                cookie = {"name": "sessionid", "value": site.cookie, "url": site.url}
                context.add_cookies([cookie])  # type: ignore[list-item]
            for name, html in site.errors.items():
                context.route(f"**/{name}/", giving(html))
            found[is_inside, script] = context
    return found


def giving(html: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=html, content_type="text/html")


def violations(page: Page, **options: Any) -> Any:
    return page.evaluate(AXE, options | {"resultTypes": ["violations"]})


def kilobytes(responses: list[Response]) -> float:
    """As it comes over the line: static files are kept compressed, pages are not."""
    sizes = []
    for response in responses:
        body = response.body()
        sizes.append(len(gzip.compress(body)) if "/static/" in response.url else len(body))
    return sum(sizes) / 1000


@pytest.mark.parametrize("name", KINDS)
def test_a_page_for_everybody(name: str, readers: Readers, site: Site) -> None:
    """Light, from this host alone, within the policy; by keyboard; accessible; on a small phone."""
    context = readers[name in atlas.PRIVATE, True]
    with context.new_page() as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        seen, responses = watched(page), list[Response]()
        page.on("response", lambda response: responses.append(response))
        page.goto(site.url + site.addresses[name])
        assert page.locator("h1").count() == 1
        assert kilobytes(responses) < (HOME if name == "home" else ANY)
        assert page.evaluate(SHIFT) < STEADY

        walk_by_keyboard(page)

        page.evaluate(AXE_SCRIPT)
        assert violations(page, runOnly={"type": "tag", "values": WCAG}) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, runOnly={"type": "rule", "values": COLOURS}) == []

        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate(TOO_WIDE) == []
        assert seen == {"complaints": [], "elsewhere": []}
        if name not in atlas.PRIVATE and name not in FORMS:
            assert context.cookies() == []
        if name in FORMS:
            context.clear_cookies()


def walk_by_keyboard(page: Page) -> None:
    """Every control gets the focus, shows it, and lets it go; the first one skips to the text."""
    controls, dates = page.evaluate(CONTROLS)
    steps = min(controls, STEPS)
    page.evaluate(WATCH)
    keyboard = page.context.new_cdp_session(page)
    for _ in range(steps + dates * STOPS_OF_A_DATE):
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **TAB})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **TAB})
    walk = page.evaluate("walk")
    assert len(walk["visited"]) >= steps
    assert len(set(walk["numbers"][:steps])) == steps, "it goes in circles"
    assert walk["unseen"] == []
    if page.locator("nav").count():
        assert 'href="#content"' in walk["visited"][0]


@pytest.mark.parametrize("name", KINDS)
def test_a_page_without_script(name: str, readers: Readers, site: Site) -> None:
    """What a page has to say is there, and nothing that only a script could make work."""
    with readers[name in atlas.PRIVATE, False].new_page() as page:
        page.goto(site.url + site.addresses[name])
        assert page.locator("h1").is_visible()
        assert len(page.inner_text("main")) > 40
        assert page.evaluate(DEAD) == []
        for form in page.locator("form:visible").all():
            assert form.locator("button:visible, input[type=submit]:visible").count()


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"media": "print"}])
def test_uncertain_bars_look_it_without_colours(
    media: dict[str, Any], readers: Readers, site: Site
) -> None:
    """What is sure is filled and what may be is hatched, whatever colours a reader has."""
    with readers[False, True].new_page() as page:
        page.emulate_media(**media)
        page.goto(site.url + site.addresses["survey"])
        for selector, filled in ((".sure", (0.8, 1.0)), (".maybe", (0.15, 0.75))):
            bars = page.locator(f".tallies g:not(.room) {selector}").all()
            widest = max(bars, key=lambda bar: (bar.bounding_box() or {"width": 0})["width"])
            least, most = filled
            assert least <= ink(widest.screenshot()) <= most


def ink(png: bytes) -> float:
    """How much of a bar's picture is darker than grey."""
    shades = Image.open(io.BytesIO(png)).convert("L").histogram()
    return sum(shades[:160]) / sum(shades)
