"""Two phones in one room with a bad network: what they counted is there, once, and on both."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.desk import Desk, operations, stored

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
OPERATIONS = 200
OPTIONS = 4  # of the first question


def lose_at_random(page: Page, chance: Random, lost: Counter[str]) -> None:
    """Of what is sent a third never arrives, and of a third the answer gets lost."""

    def handle(route: Route) -> None:
        fate = chance.choice(["arrives", "never arrives", "is not heard of"])
        if route.request.method != "POST" or fate == "arrives":
            route.continue_()
            return
        lost[fate] += 1
        if fate == "is not heard of":
            route.fetch()
        route.abort()

    page.route("**/operations/", handle)


def shown(page: Page) -> list[str]:
    page.reload()
    page.wait_for_selector("form.tally[data-ready]", state="attached")
    return page.locator("tr[data-option] output").all_inner_texts()


@pytest.mark.parametrize("seed", [1])
def test_whatever_gets_lost_on_the_way_all_hands_are_counted_once(
    desk: Desk, phones: Browser, seed: int
) -> None:
    chance = Random(seed)
    pages = [desk.open(desk.context(phones, **PHONE)) for _ in range(2)]
    lost: Counter[str] = Counter()
    for page in pages:
        lose_at_random(page, chance, lost)
    counted: Counter[tuple[int, int]] = Counter()
    for _ in range(OPERATIONS):
        phone, option = chance.randrange(2), chance.randrange(OPTIONS)
        by = chance.choice([1, 1, -1]) if counted[phone, option] else 1
        row = pages[phone].locator("tr[data-option]").nth(option)
        row.locator(f"[data-add='{by}']").tap()
        counted[phone, option] += by
    for page in pages:
        page.unroute_all(behavior="wait")
        page.evaluate("dispatchEvent(new Event('online'))")
    for page in pages:
        page.wait_for_selector("#saving[data-status=saved]", timeout=120_000)
    assert lost["never arrives"] > 2
    assert lost["is not heard of"] > 2
    assert operations(desk) == OPERATIONS
    values = [value for _, value, *_ in list(stored(desk).values())[:OPTIONS]]
    assert values == [counted[0, option] + counted[1, option] for option in range(OPTIONS)]
    assert shown(pages[0]) == shown(pages[1])
