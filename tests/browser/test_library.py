"""The library in a real browser: it fits every screen, nothing typed is lost, no script needed."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Dialog, Page

from apps.catalog import publishing
from apps.guides.models import Guide, Note
from apps.people.models import User
from apps.reviews.models import Book, Review
from tests.browser.test_reading import TOO_WIDE, watched
from tests.factories import guides as guide_rows
from tests.factories import reviews as review_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HARM = "<img src=x onerror=\"document.title='owned'\"> [x](javascript:document.title='owned')"
PAGES = [
    "/books/", "/books/wide/", "/reviews/", "/reviews/harm/", "/guides/", "/guides/wide/",
    "/guides/wide/?as=scanned", "/notes/", "/notes/harm/", "/topics/web/",
]  # fmt: skip

#: Text whose contrast with what lies behind it is too small (WCAG 2.2, 1.4.3), in plain colours
TOO_FAINT = """() => {
  const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => { const [r, g, b] = c.map(v => { v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c.slice(0, 3); } return [255, 255, 255]; };
  return [...document.querySelectorAll("main *")].filter(e =>
      [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
      && e.checkVisibility({opacityProperty: true, visibilityProperty: true})).filter(e => {
        const [a, b] = [light(parse(getComputedStyle(e).color).slice(0, 3)), light(behind(e))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
      }).map(e => e.outerHTML.slice(0, 80));
}"""
#: Controls without a name, and headings that skip a level
UNNAMED = """[...document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)")]
    .filter(field => !field.labels.length).map(field => field.outerHTML.slice(0, 80))"""


@pytest.fixture
def site(site: str) -> str:
    """The site with a library whose texts mean harm and whose words are too long for a line."""
    book = review_rows.BookFactory(title="Wide " + "x" * 60, slug="wide", topics=["Web"])
    review = review_rows.ReviewFactory(
        book=book, title="Harm", slug="harm", body=HARM, personal_tie=HARM, verdict="y" * 90
    )
    review_rows.CommentFactory(review=review, text=HARM)
    review_rows.VerdictFactory(review=review, reader="z" * 80, text=HARM)
    review_rows.ReviewCorrectionFactory(review=review)
    guide = guide_rows.GuideFactory(title="Wide guide", slug="wide", topics=["Web"], summary=HARM)
    section = guide_rows.SectionFactory(
        guide=guide, body="| a | b |\n|---|---|\n| " + "w" * 70 + " | " + "v" * 70 + " |\n\n" + HARM
    )
    guide_rows.SectionFactory(guide=guide, title="Second", level=2, body="```\n" + "c" * 200)
    guide_rows.TechnologyFactory(guide=guide, section=section, limits="u" * 80)
    guide_rows.PointerFactory(guide=guide, url="javascript:alert(1)")
    guide_rows.CaseStudyFactory(guide=guide, before="b" * 80)
    note = guide_rows.NoteFactory(title="Harm", slug="harm", body=HARM, topics=["Web"])
    guide_rows.NoteCorrectionFactory(note=note, text=HARM)
    rows: list[Any] = [model.objects.get() for model in (Book, Review, Guide, Note)]
    publishing.publish(*rows)
    user = User.objects.create_user("writer", password="long enough to pass", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return site


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/login/?next=/reviewing/new/")
    page.fill("#id_username", "writer")
    page.fill("#id_password", "long enough to pass")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_title")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_fit_the_smallest_phone_can_be_read_and_do_no_harm(
    browser: Browser, site: str, theme: Any
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=theme)
    seen = watched(page)
    for path in PAGES:
        page.goto(site + path)
        assert page.locator("main h1").count() == 1, path
        assert page.title() != "owned", path
        assert page.evaluate(TOO_WIDE) == [], path
        assert page.evaluate(TOO_FAINT) == [], path
    assert seen == {"complaints": [], "elsewhere": []}


def test_a_review_is_written_without_script(browser: Browser, site: str) -> None:
    page = browser.new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    sign_in(page, site)
    page.fill("#id_book_query", "wide")
    page.get_by_role("button", name="Find it").click()
    page.get_by_label("Wide xxx").check()
    page.fill("#id_title", "By hand")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="Reviewer", exact=True).click()
    page.fill("#id_reviewer_name", "Rex Reader")
    page.fill("#id_body", "Good.")
    page.get_by_role("button", name="Room for more chapters").click()
    page.fill("#id_comments-3-part", "Chapter 9")
    page.fill("#id_comments-3-text", "The best.")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("status").get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "By hand"
    assert "The best." in page.inner_text("main")


def test_the_form_fits_is_named_and_puts_readers_before_what_is_wrong(
    browser: Browser, site: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    seen = watched(page)
    sign_in(page, site)
    assert page.evaluate(UNNAMED) == []
    page.get_by_role("button", name="Publish").click()
    page.wait_for_selector("div.faults")
    assert page.evaluate("document.activeElement.className") == "faults"
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(TOO_FAINT) == []
    assert seen["complaints"] == []


def test_what_was_typed_survives_leaving_and_is_forgotten_once_saved(
    browser: Browser, site: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []

    def heard(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", heard)
    sign_in(page, site)
    page.fill("#id_title", "Half a thought")
    page.goto(f"{site}/books/")
    assert asked == ["beforeunload"]
    page.goto(f"{site}/reviewing/new/")
    page.get_by_role("button", name="Put it back").click()
    assert page.input_value("#id_title") == "Half a thought"
    page.get_by_text("Add a book").click()
    page.fill("#id_new-title", "A book")
    page.fill("#id_reviewer_name", "Rex Reader")
    page.fill("#id_body", "Good.")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("status").wait_for()
    page.goto(f"{site}/reviewing/new/")
    assert not page.get_by_role("button", name="Put it back").is_visible()
    assert asked == ["beforeunload"]
