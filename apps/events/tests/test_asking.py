"""Hosts are asked where they tell the truth, and understood."""

import pytest

from apps.events.asking import Answer, meaning, question
from apps.events.models import Recording

YOUTUBE, VIMEO, FILE = Recording.Kind.YOUTUBE, Recording.Kind.VIMEO, Recording.Kind.FILE


@pytest.mark.parametrize(
    ("kind", "url", "asked"),
    [
        (
            YOUTUBE,
            "https://www.youtube.com/watch?v=a&t=5",
            "https://www.youtube.com/oembed?format=json"
            "&url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Da%26t%3D5",
        ),
        (
            VIMEO,
            "https://vimeo.com/1",
            "https://vimeo.com/api/oembed.json?format=json&url=https%3A%2F%2Fvimeo.com%2F1",
        ),
        (FILE, "https://files.example.org/a.webm", "https://files.example.org/a.webm"),
    ],
)
def test_sites_that_show_a_page_for_removed_videos_are_asked_otherwise(
    kind: str, url: str, asked: str
) -> None:
    assert question(Recording(kind=kind, url=url)) == asked


@pytest.mark.parametrize(
    ("kind", "status", "answer"),
    [
        (FILE, 200, Answer.FOUND),
        (FILE, 206, Answer.FOUND),
        (FILE, 401, Answer.MISSING),
        (FILE, 404, Answer.MISSING),
        (FILE, 410, Answer.MISSING),
        (FILE, 500, Answer.MISSING),
        (FILE, 429, Answer.BUSY),
        (FILE, 503, Answer.BUSY),
        (YOUTUBE, 401, Answer.FOUND),  # there, but not to be embedded
        (YOUTUBE, 403, Answer.MISSING),  # private
        (YOUTUBE, 400, Answer.MISSING),  # never was
        (VIMEO, 403, Answer.FOUND),
        (VIMEO, 404, Answer.MISSING),
    ],
)
def test_what_a_status_says_of_a_recording(kind: str, status: int, answer: Answer) -> None:
    assert meaning(kind, status) is answer
