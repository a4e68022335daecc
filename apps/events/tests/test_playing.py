"""What plays on a talk's page, and from which host: nothing else may be let in."""

import pytest

from apps.events.models import Recording
from apps.events.playing import Player, player

K = Recording.Kind
TUBE = "https://www.youtube-nocookie.com/embed/abcdefghi-_?autoplay=1"


@pytest.mark.parametrize(
    ("kind", "url", "played"),
    [
        (K.YOUTUBE, "https://www.youtube.com/watch?v=abcdefghi-_", TUBE),
        (K.YOUTUBE, "http://youtube.com/watch?feature=x&v=abcdefghi-_&t=90s", f"{TUBE}&start=90"),
        (K.YOUTUBE, "https://youtu.be/abcdefghi-_?t=7", f"{TUBE}&start=7"),
        (K.VIMEO, "http://vimeo.com/11", "https://player.vimeo.com/video/11?autoplay=1&dnt=1"),
        (K.ARCHIVE, "https://archive.org/details/a_b-1", "https://archive.org/embed/a_b-1?autoplay=1"),
        (
            K.PEERTUBE,
            "https://tube.example.org/videos/watch/b2-4",
            "https://tube.example.org/videos/embed/b2-4?autoplay=1",
        ),
        (K.FILE, "https://files.example.org:8443/A.MP4", "https://files.example.org:8443/A.MP4"),
    ],
)  # fmt: skip
def test_what_hosts_give_to_play(kind: str, url: str, played: str) -> None:
    found = player([Recording(kind=kind, url=url)])

    assert found == Player(played, is_file=kind == K.FILE)


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (K.YOUTUBE, "https://www.youtube.com/playlist?list=abc"),
        (K.YOUTUBE, "https://www.youtube.com/watch?v=short"),
        (K.YOUTUBE, "https://evil.example.org/youtube.com/watch?v=abcdefghi-_"),
        (K.VIMEO, "https://vimeo.com/channels/python"),
        (K.FILE, "http://files.example.org/a.mp4"),
        (K.FILE, "https://files.example.org/slides.pdf"),
        (K.FILE, "https://a;script-src *@files.example.org/a.mp4"),
        (K.FILE, "https://[/a.mp4"),
        (K.OTHER, "https://www.example.org/"),
    ],
)
def test_what_cannot_be_played_stays_a_link(kind: str, url: str) -> None:
    assert player([Recording(kind=kind, url=url)]) is None


def test_the_first_that_is_not_lost_is_played() -> None:
    urls = [f"https://youtu.be/{letter * 11}" for letter in "abc"]
    lost, kept, _ = (Recording(kind=K.YOUTUBE, url=url) for url in urls)
    lost.available = False

    found = player([lost, Recording(kind=K.OTHER, url="https://example.org/"), kept])

    assert found is not None
    assert "bbbbbbbbbbb" in found.url
    assert found.policy == {"frame-src": ["https://www.youtube-nocookie.com"]}
