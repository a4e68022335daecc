"""What a web worker carries along: each has its own copy in memory, from its start on."""

import subprocess
import sys

import pytest

#: Package -> where it is loaded when somebody asks for it
HEAVY = {
    "PIL": "apps.catalog.pictures",
    "icalendar": "apps.events.calendars",
    "celery": "apps.feeds.push_pages",
    "kombu": "apps.feeds.push_pages",
    "feedparser": "apps.feeds.parsing",
    "factory": "tests",
}
STARTED = """
import sys, pycommunity.wsgi, django.urls
django.urls.get_resolver()._populate()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def run(code: str) -> str:
    """What a fresh interpreter says to this."""
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The packages that a worker has loaded when its first request comes."""
    return set(run(STARTED).split())


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_a_web_worker_starts_without_what_it_seldom_needs(loaded: set[str], name: str) -> None:
    assert "django" in loaded
    assert name not in loaded, f"only {HEAVY[name]} is to load it, and when it is needed"
