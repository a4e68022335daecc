"""Entering the counts of one evening: by keyboard, by thumb, by paste, and without JavaScript."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, expect

from apps.people.models import User
from apps.surveys.models import Operation, Option, Run
from apps.surveys.opening import move
from tests.browser.desk import Desk, apart, expected, operations, stored
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
SAVED = "#saving[data-status=saved]"


def wait_until_saved(page: Page, count: int) -> None:
    page.wait_for_function(
        "n => document.querySelector('[data-progress]').textContent.startsWith(n + ' of')",
        arg=count,
    )
    page.wait_for_selector(SAVED)


def watch(page: Page) -> list[str]:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    return said


def test_thirty_cells_by_keyboard_alone(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones))
    faults = watch(page)
    presses = 0
    for cell in desk.cells:
        for key in (*cell, "Enter"):
            page.keyboard.press(key)
            presses += 1
    wait_until_saved(page, 30)
    assert stored(desk) == expected(desk)
    assert presses <= 90
    expect(page.locator("#warnings")).to_be_hidden()
    expect(page.locator("output").first).to_have_text("≈30 25–35")
    assert faults == []


def test_thirty_cells_by_thumb(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones, **PHONE))
    faults = watch(page)
    taps = 0
    rows = page.locator("tr[data-option]")
    for number, cell in enumerate(desk.cells):
        row = rows.nth(number)
        if not row.is_visible():
            page.get_by_role("button", name="Next question").tap()
            taps += 1
        if cell in ("h", "0"):
            row.locator(f"[data-cell='{cell}']").tap()
            taps += 1
        elif int(cell) < 10:
            for _ in range(int(cell)):
                row.locator("[data-add='1']").tap()
                taps += 1
        else:
            tap_strip(row.locator("input[type=range]"), int(cell))
            taps += 1
    wait_until_saved(page, 30)
    assert stored(desk) == expected(desk)
    assert taps <= 70
    assert faults == []


def tap_strip(strip: Any, value: int) -> None:
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    most = int(strip.get_attribute("max"))
    thumb = 16
    x = thumb / 2 + (box["width"] - thumb) * value / most
    strip.click(position={"x": x, "y": box["height"] / 2})


def test_a_copied_table_fills_it_in_two_presses(desk: Desk, phones: Browser) -> None:
    context = desk.context(phones, permissions=["clipboard-read", "clipboard-write"])
    page = desk.open(context)
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(desk.cells))
    page.keyboard.press("Control+v")
    wait_until_saved(page, 30)
    assert stored(desk) == expected(desk)


def test_a_copied_table_with_names_finds_its_rows(desk: Desk, phones: Browser) -> None:
    context = desk.context(phones, permissions=["clipboard-read", "clipboard-write"])
    page = desk.open(context)
    labels = [
        each.inner_text().split("\n")[0] for each in page.locator("tr[data-option] label").all()
    ]
    lines = [f"{labels[n]}\t{desk.cells[n]}" for n in (0, 2, 5)]
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(lines))
    page.keyboard.press("Control+v")
    wait_until_saved(page, 3)
    keys = list(desk.counted)
    assert {key for key, count in stored(desk).items() if count[0] != "unknown"} == {
        keys[0], keys[2], keys[5],
    }  # fmt: skip


def test_without_javascript_the_form_saves_and_loses_nothing(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones, java_script_enabled=False), ready=False)
    cells = page.locator("input[name^=cell-]")
    for number, cell in enumerate(desk.cells):
        cells.nth(number).fill(cell)
    cells.nth(3).fill("lots")
    page.get_by_role("button", name="Save").click()
    assert "1 cell is not saved" in page.locator("[role=alert]").inner_text()
    assert cells.nth(3).input_value() == "lots"
    assert "is not a count" in page.locator(".error:not(:empty)").inner_text()
    cells.nth(3).fill(desk.cells[3])
    page.get_by_role("button", name="Save").click()
    assert "saved" in page.locator("[role=status].messages").inner_text()
    assert stored(desk) == expected(desk)
    assert operations(desk) == 30


def test_a_cell_that_is_no_count_does_not_hold_up_the_others(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones))
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    page.keyboard.type("15")
    page.keyboard.press("Enter")
    wait_until_saved(page, 1)
    first = page.locator("input[name^=cell-]").first
    assert first.input_value() == "many"
    assert first.get_attribute("aria-invalid") == "true"
    assert "is not a count" in page.locator(".error:not(:empty)").inner_text()
    assert list(stored(desk).values())[1] == ("rough", 15, 12, 18)


def test_what_cannot_be_is_saved_and_pointed_out(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones))
    windows = page.locator("tr[data-option=windows] input[name^=cell-]")
    windows.fill("70")
    windows.press("Enter")
    link = page.locator("#warnings a")
    link.click()
    expect(windows).to_be_focused()
    assert ("rough", 70, 59, 81) in stored(desk).values()


def test_every_control_on_a_phone_is_large_enough(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones, **PHONE))
    small = page.evaluate(
        """[...document.querySelectorAll("main button, main input, main a, main summary")]
        .filter(each => each.checkVisibility())
        .map(each => [each, each.getBoundingClientRect()])
        .filter(([each, box]) => box.width && (box.height < 43.9 || box.width < 43.9))
        .map(([each, box]) => `${each.outerHTML.slice(0, 60)} ${box.width}x${box.height}`)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_undo_takes_the_last_one_back(desk: Desk, phones: Browser) -> None:
    page = desk.open(desk.context(phones, **PHONE))
    first = page.locator("tr[data-option]").first
    for _ in range(3):
        first.locator("[data-add='1']").tap()
    expect(first.locator("output")).to_have_text("3")
    page.get_by_role("button", name="Undo").tap()
    expect(first.locator("output")).to_have_text("2")
    page.wait_for_selector(SAVED)
    assert next(iter(stored(desk).values())) == ("exact", 2, 2, 2)


class TestWithoutANetwork:
    def test_ten_edits_survive_a_reload_and_arrive_once(self, desk: Desk, phones: Browser) -> None:
        context = desk.context(phones)
        page = desk.open(context)
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function(
            "async () => (await (await caches.open('desk-1')).keys()).length > 5"
        )
        context.set_offline(True)
        for cell in desk.cells[:10]:
            page.keyboard.type(cell)
            page.keyboard.press("Enter")
        said = page.locator("#saving [data-said]")
        expect(said).to_contain_text("Offline")
        expect(said).to_contain_text("10 changes wait")
        page.reload()
        page.wait_for_selector("form.tally[data-ready]", state="attached")
        expect(page.locator("[data-progress]")).to_have_text("10 of 30 counted")
        assert operations(desk) == 0
        context.set_offline(False)
        page.wait_for_selector(SAVED)
        first = dict(list(expected(desk).items())[:10])
        assert {key: stored(desk)[key] for key in first} == first
        assert operations(desk) == 10

    def test_an_answer_that_got_lost_counts_once(self, desk: Desk, phones: Browser) -> None:
        """The server stored it, the device never heard so, and sends it again."""
        page = desk.open(desk.context(phones, **PHONE))
        lost: list[int] = []

        def lose(route: Any) -> None:
            if route.request.method == "POST" and not lost:
                lost.append(route.fetch().status)
                route.abort()
            else:
                route.continue_()

        page.route("**/operations/", lose)
        page.locator("[data-add='1']").first.tap()
        wait_until_saved(page, 1)
        assert lost == [200]
        assert next(iter(stored(desk).values())) == ("exact", 1, 1, 1)

    def test_whoever_is_signed_out_meanwhile_keeps_everything(
        self, desk: Desk, phones: Browser
    ) -> None:
        context = desk.context(phones)
        page = desk.open(context)
        context.clear_cookies()
        page.keyboard.type("30")
        page.keyboard.press("Enter")
        expect(page.locator("#saving [data-said]")).to_contain_text("session has ended")
        expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("button", name="Export what waits").click()
        assert '"cell": "30"' in download.value.path().read_text()
        sign_in_again(desk, page)
        wait_until_saved(page, 1)
        assert operations(desk) == 1

    def test_nothing_is_sent_under_the_name_of_whoever_signed_in_next(
        self, desk: Desk, phones: Browser
    ) -> None:
        context = desk.context(phones)
        page = desk.open(context)
        cookie = apart(lambda: another_organiser(desk))
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": desk.site}])
        page.keyboard.type("30")
        page.keyboard.press("Enter")
        expect(page.locator("#saving [data-said]")).to_contain_text("somebody else is signed in")
        assert operations(desk) == 0
        sign_in_again(desk, page)
        wait_until_saved(page, 1)
        assert apart(lambda: list(Operation.objects.values_list("actor__username"))) == [("olga",)]


def sign_in_again(desk: Desk, page: Page) -> None:
    """In a second tab, as somebody does who does not trust the first one to keep anything."""

    def choose_password() -> None:
        organiser = User.objects.get(username="olga")
        organiser.set_password("by hand")
        organiser.save()

    apart(choose_password)
    href = page.get_by_role("link", name="Sign in again").get_attribute("href")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto(desk.site + str(href))
    other.get_by_label("Username").fill("olga")
    other.get_by_label("Password").fill("by hand")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_selector("form.tally[data-ready]", state="attached")
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")


def handed_over(desk: Desk, phones: Browser) -> tuple[Page, str]:
    """A count that olga left on this device without a network, and oscar who signs in there."""
    context = desk.context(phones)
    page = desk.open(context)
    context.set_offline(True)
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(page.locator("#saving [data-said]")).to_contain_text("1 change waits")
    cookie = apart(lambda: another_organiser(desk))
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": desk.site}])
    context.set_offline(False)
    page.goto(desk.address)
    page.wait_for_selector("form.tally[data-ready]", state="attached")
    return page, "oscar"


def another_organiser(desk: Desk) -> str:
    oscar = UserFactory(username="oscar")
    oscar.groups.add(Group.objects.get(name="organiser"))
    MembershipFactory(user=oscar, event=Run.objects.get(pk=desk.run).event)
    client = Client()
    client.force_login(oscar)
    return client.cookies["sessionid"].value


class TestWhatWaitsOfOthers:
    def test_is_not_sent_until_somebody_takes_it_as_theirs(
        self, desk: Desk, phones: Browser
    ) -> None:
        page, name = handed_over(desk, phones)
        expect(page.locator("#saving [data-said]")).to_contain_text("1 made by olga on this device")
        assert operations(desk) == 0
        page.get_by_role("button", name="Send them as mine").click()
        wait_until_saved(page, 1)
        expect(page.get_by_role("button", name="Send them as mine")).to_be_hidden()
        sent = apart(lambda: list(Operation.objects.values_list("actor__username", "cell")))
        assert sent == [(name, "30")]


class TestRefused:
    def refuse_one(self, desk: Desk, phones: Browser) -> Page:
        """The answer is taken away while the count for it waits on the device."""
        context = desk.context(phones)
        page = desk.open(context)
        context.set_offline(True)
        page.keyboard.type("30")
        page.keyboard.press("Enter")
        page.keyboard.type("15")
        page.keyboard.press("Enter")
        expect(page.locator("#saving [data-said]")).to_contain_text("2 changes wait")
        apart(lambda: first_option(desk).delete())
        context.set_offline(False)
        expect(page.locator("#saving [data-said]")).to_contain_text("Not accepted")
        return page

    def test_the_others_are_stored_and_it_stays_until_discarded(
        self, desk: Desk, phones: Browser
    ) -> None:
        page = self.refuse_one(desk, phones)
        assert operations(desk) == 1
        asked: list[str] = []

        def answer(dialog: Dialog) -> None:
            asked.append(dialog.message)
            (dialog.dismiss if len(asked) == 1 else dialog.accept)()

        page.on("dialog", answer)
        discard = page.get_by_role("button", name="Discard…")
        discard.click()
        expect(discard).to_be_visible()
        discard.click()
        expect(discard).to_be_hidden()
        page.wait_for_selector(SAVED)
        assert len(asked) == 2
        assert "30 (" in asked[0]
        assert operations(desk) == 1


def first_option(desk: Desk) -> Option:
    return Option.objects.filter(question__run=desk.run).order_by(
        "question__position", "position"
    )[0]  # fmt: skip


class TestTwoDevices:
    def test_hands_counted_on_both_add_up(self, desk: Desk, phones: Browser) -> None:
        one, two = (desk.open(desk.context(phones, **PHONE)) for _ in range(2))
        for page, taps in ((one, 3), (two, 4)):
            for _ in range(taps):
                page.locator("[data-add='1']").first.tap()
            page.wait_for_selector(SAVED)
        for page in (one, two):
            expect(page.locator("output").first).to_have_text("7")
        assert next(iter(stored(desk).values())) == ("exact", 7, 7, 7)

    def test_counts_that_differ_are_both_shown_and_asked_about(
        self, desk: Desk, phones: Browser
    ) -> None:
        contexts = [desk.context(phones) for _ in range(2)]
        one, two = (desk.open(context) for context in contexts)
        for context in contexts:
            context.set_offline(True)
        for page, cell in ((one, "30"), (two, "40")):
            page.keyboard.type(cell)
            page.keyboard.press("Enter")
            expect(page.locator("#saving [data-said]")).to_contain_text("1 change waits")
        for context in contexts:
            context.set_offline(False)
        for page in (one, two):
            expect(page.locator(".clash").first).to_contain_text(
                re.compile("≈30 and ≈40|≈40 and ≈30")
            )
        one.get_by_role("button", name="Keep ≈40").click()
        for page in (one, two):
            expect(page.locator(".clash").first).to_be_hidden()
            expect(page.locator("output").first).to_contain_text("≈40")
        assert next(iter(stored(desk).values()))[1] == 40


def test_a_count_after_the_close_waits_for_a_decision(desk: Desk, phones: Browser) -> None:
    context = desk.context(phones)
    page = desk.open(context)
    context.set_offline(True)
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(page.locator("#saving [data-said]")).to_contain_text("1 change waits")
    apart(lambda: move(Run.objects.get(pk=desk.run), "closed", None))
    context.set_offline(False)
    expect(page.locator("#held")).to_contain_text("≈30")
    page.get_by_role("button", name="Let it count").click()
    expect(page.locator("#held")).to_be_hidden()
    expect(page.locator("output").first).to_contain_text("≈30")
    assert next(iter(stored(desk).values()))[1] == 30


def test_the_projector_shows_nothing_before_the_reveal_and_renews_itself(
    desk: Desk, phones: Browser
) -> None:
    organiser = desk.open(desk.context(phones))
    address = organiser.get_by_role("link", name="Projector").get_attribute("href")
    screen = phones.new_context().new_page()
    faults = watch(screen)
    screen.goto(desk.site + str(address))
    expect(screen.locator("#live")).to_contain_text("Hands first")
    organiser.keyboard.type("30")
    organiser.keyboard.press("Enter")
    wait_until_saved(organiser, 1)
    assert "≈30" not in screen.content()
    organiser.get_by_role("button", name="Reveal").click()
    expect(screen.locator("#live svg").first).to_contain_text("≈30")
    organiser.locator("input[name^=cell-]").nth(1).fill("15")
    organiser.keyboard.press("Enter")
    expect(screen.locator("#live svg").first).to_contain_text("≈15")
    assert faults == []
