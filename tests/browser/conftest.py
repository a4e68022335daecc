"""A real browser before a real server, and a small world to read."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from apps.catalog import publishing
from apps.events.models import Session
from tests import chromium
from tests.browser.desk import Desk, lay_out
from tests.factories import AppearanceFactory, RecordingFactory, SessionFactory

#: No sandbox, since CI is root; nothing that calls home, since only this machine is asked.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


#: Milliseconds until a page is given up that does not get there: only if something hangs
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


def launch(playwright: Playwright, home: Path) -> Browser:
    """A browser whose pages wait as long as a busy machine takes."""
    launched = playwright.chromium.launch(
        executable_path=chromium.executable(),
        args=FLAGS,
        env={**os.environ, "HOME": str(home)},  # it writes there, whatever its profile
        timeout=PATIENCE,
    )
    launched.on("context", lambda context: context.set_default_timeout(PATIENCE))
    return launched


def wait_for_the_server() -> None:
    """Wait until nothing is asked any more: the tables are emptied next.

    A page that was left may still have asked something. Each request has a connection of its own.
    """
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    end = time.monotonic() + PATIENCE / 1000
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(f"{others} AND pid <> pg_backend_pid()")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    pytest.fail("The site is still being asked.")


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
    RecordingFactory(session=panel, url="https://youtu.be/abcdefghijk")
    SessionFactory(title="שלום עולם " * 8, language="he", event=hostile.event)
    publishing.publish(*Session.objects.all())
    return live_server.url


@pytest.fixture
def browser(site: str, tmp_path: Path) -> Iterator[Browser]:
    """A browser, started when all rows are there: its loop keeps Django from the database."""
    with sync_playwright() as playwright, launch(playwright, tmp_path) as launched:
        yield launched
    wait_for_the_server()


@pytest.fixture
def desk(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A site on which an organiser is about to count."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    return lay_out(live_server.url)


@pytest.fixture
def phones(desk: Desk, tmp_path: Path) -> Iterator[Browser]:
    """A browser for the desk's site."""
    with sync_playwright() as playwright, launch(playwright, tmp_path) as launched:
        yield launched
    wait_for_the_server()
