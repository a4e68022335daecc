"""A real browser before a real server, and a small world to read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from apps.catalog import publishing
from apps.events.models import Session
from tests import chromium
from tests.factories import AppearanceFactory, RecordingFactory, SessionFactory

#: No sandbox, since CI is root; nothing that calls home, since only this machine is asked.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a site with one talk that means harm, one panel and one foreign title."""
    # The server's threads would keep their connections, and the test's database with them.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    hostile = SessionFactory(
        title="<script>document.title='owned'</script>",
        body="<img src=x onerror=\"document.title='owned'\">"
        " [x](javascript:document.title='owned')",
        event__slug="conference",
        event__title="A conference of which the name is long enough to need more than one line",
        slug="hostile",
        topics=["Security", "x" * 90],
    )
    RecordingFactory(session=hostile)
    panel = SessionFactory(title="Panel", kind="panel", event=hostile.event, slug="panel")
    AppearanceFactory(session=panel, role="moderator", person__slug="moderator")
    SessionFactory(title="שלום עולם " * 8, language="he", event=hostile.event)
    publishing.publish(*Session.objects.all())
    return live_server.url


@pytest.fixture
def browser(site: str, tmp_path: Path) -> Iterator[Browser]:
    """A browser, started when all rows are there: its loop keeps Django from the database."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.executable(),
            args=FLAGS,
            env={**os.environ, "HOME": str(tmp_path)},  # it writes there, whatever its profile
        )
        yield launched
        launched.close()
