"""Hosts are asked where they tell the truth, and understood."""

from typing import Any

import mock
import pytest
from urllib3 import HTTPHeaderDict

from apps.core import outbound
from apps.events import asking
from apps.events.asking import Answer, ask, meaning, question
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


class Network:
    """Answers HEAD and GET as told, with a status or an error."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.ranges: list[str] = []

    def fetch(self, url: str, *, method: str = "GET", **options: Any) -> outbound.Response:
        answer = self.answers[method]
        self.ranges += options.get("headers", {}).values()
        if isinstance(answer, Exception):
            raise answer
        return outbound.Response(answer, url, HTTPHeaderDict(), b"", ())


def answer_of(**answers: Any) -> tuple[Answer, Network]:
    network = Network(**answers)
    with mock.patch.object(asking, "_client", return_value=network):
        return ask(Recording(kind=FILE, url="https://files.example.org/a.webm")), network


def test_the_headers_are_enough() -> None:
    assert answer_of(HEAD=200)[0] is Answer.FOUND
    assert answer_of(HEAD=404)[0] is Answer.MISSING


def test_a_host_that_refuses_head_is_asked_for_one_byte() -> None:
    answer, network = answer_of(HEAD=405, GET=206)
    assert (answer, network.ranges) == (Answer.FOUND, ["bytes=0-0"])
    assert answer_of(HEAD=405, GET=404)[0] is Answer.MISSING


def test_a_host_that_would_send_it_all_has_it() -> None:
    assert answer_of(HEAD=501, GET=outbound.TooLarge("larger"))[0] is Answer.FOUND


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (outbound.Unreachable("no such name"), Answer.SILENT),
        (outbound.TimedOut("too slow"), Answer.SILENT),
        (outbound.BadResponse("no HTTP"), Answer.SILENT),
        (outbound.BadURL("ftp"), Answer.MISSING),
        (outbound.BlockedAddress("inside", "10.0.0.1"), Answer.MISSING),
        (outbound.TooManyRedirects("six"), Answer.MISSING),
    ],
)
def test_whose_fault_an_error_is(error: Exception, answer: Answer) -> None:
    assert answer_of(HEAD=error)[0] is answer


def test_hosts_are_told_who_asks() -> None:
    agent = asking._client().policy.user_agent
    assert "http://127.0.0.1" in agent
