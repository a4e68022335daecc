"""Anchors that outlive an import."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.guides.models import Guide, Section
from apps.guides.sectioning import anchors, match, place
from tests.factories.guides import GuideFactory


@dataclass(frozen=True)
class Heading:
    title: str
    number: str = ""
    level: int = 1


def imported(guide: Guide, *headings: Heading) -> dict[str, str]:
    """Store the headings as an import would; title -> anchor."""
    kept = place(guide, headings)
    guide.sections.exclude(pk__in=[row.pk for row in kept if row.pk]).delete()
    for section in kept:
        section.save()
    return {section.title: section.anchor for section in kept}


@pytest.mark.django_db
class TestImportedAgain:
    OUTLINE = (Heading("View", "1"), Heading("CGI", "1.1", 2), Heading("Set-up", "", 3))

    def test_the_same_outline_keeps_rows_and_anchors(self) -> None:
        guide = GuideFactory()
        first = imported(guide, *self.OUTLINE)
        keys = set(guide.sections.values_list("pk", flat=True))

        assert imported(guide, *self.OUTLINE) == first
        assert set(guide.sections.values_list("pk", flat=True)) == keys

    def test_a_new_chapter_before_them_moves_no_link(self) -> None:
        guide = GuideFactory()
        first = imported(guide, *self.OUTLINE)
        again = imported(
            guide,
            Heading("News", "1"),
            Heading("View", "2"),
            Heading("CGI", "2.1", 2),
            self.OUTLINE[2],
        )

        assert {title: again[title] for title in first} == first
        assert list(guide.sections.values_list("number", flat=True)) == ["1", "2", "2.1", ""]

    def test_a_section_that_was_renamed_keeps_its_anchor(self) -> None:
        guide = GuideFactory()
        imported(guide, *self.OUTLINE)

        assert imported(guide, Heading("The View", "1"), *self.OUTLINE[1:])["The View"] == "view"

    def test_an_anchor_that_was_taken_is_not_given_again(self) -> None:
        guide = GuideFactory()
        imported(guide, Heading("Set-up", "1"), Heading("Set-up", "2"))

        assert list(guide.sections.values_list("anchor", flat=True)) == ["set-up", "set-up-2"]
        imported(guide, Heading("Set-up", "1"), Heading("Set-up", "2"), Heading("Set-up", "3"))
        assert list(guide.sections.values_list("anchor", flat=True)) == [
            "set-up",
            "set-up-2",
            "set-up-3",
        ]

    def test_a_level_beyond_any_heading_is_cut(self) -> None:
        assert [row.level for row in place(GuideFactory(), [Heading("a", level=9)])] == [6]


HEADINGS = st.lists(
    st.builds(
        Heading, title=st.sampled_from(["A", "a", "B", "?", ""]), number=st.sampled_from("12")
    ),
    max_size=8,
)


@given(HEADINGS, HEADINGS)
def test_every_stored_section_is_matched_at_most_once(
    before: list[Heading], after: list[Heading]
) -> None:
    stored = [Section(pk=n, number=h.number, title=h.title) for n, h in enumerate(before, 1)]
    found = [row.pk for row in match(stored, after) if row]

    assert len(found) == len(set(found))
    assert [row and row.pk for row in match(stored, before)] == [row.pk for row in stored]


@given(HEADINGS)
def test_anchors_differ(headings: list[Heading]) -> None:
    given_out = list(anchors(headings, taken=["a", "b"]))

    assert len(set(given_out) | {"a", "b"}) == len(headings) + 2
