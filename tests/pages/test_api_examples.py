"""The examples on the API's page, run as a newcomer would: pasted, in their order, in a folder."""

import csv
import html
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_django.live_server_helper import LiveServer

from apps.catalog import publishing, serving
from apps.guides.models import Note
from tests.catalog.test_writes import account, token_of
from tests.factories import AppearanceFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EXAMPLE = re.compile(r'<pre data-run="(\w+)"><code>(.*?)</code></pre>', re.S)


@pytest.fixture
def site(live_server: LiveServer) -> str:
    serving.forget()
    panel = AppearanceFactory(
        session__kind="panel",
        session__title="How we test",
        session__date="2013-07-05",
        role="moderator",
        person__name="Mo Derator",
    ).session
    publishing.publish(panel, panel.event)
    return str(live_server.url)


def examples(site: str) -> list[tuple[str, str]]:
    page = requests.get(f"{site}/api/", timeout=120).text
    return [(language, html.unescape(code)) for language, code in EXAMPLE.findall(page)]


def run(language: str, code: str, folder: Path, token: str = "") -> str:
    """What the example prints. It fails as any command of it does."""
    way = ["sh", "-ec", code] if language == "sh" else [sys.executable, "-c", code]
    environ = os.environ | {"TOKEN": token}
    done = subprocess.run(way, cwd=folder, env=environ, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl")
def test_every_example_runs_and_says_what_is_said_of_it(site: str, tmp_path: Path) -> None:
    found = [(language, code) for language, code in examples(site) if language != "pandas"]
    token = token_of(account("wren", "writer"), "notes").removeprefix("Bearer ")
    said = {code: run(language, code, tmp_path, token) for language, code in found}

    def of(part: str) -> Any:
        return next(said[code] for code in said if part in code)

    assert '"title":"How we test"' in of("talks/?limit=3'")
    assert of("while address").strip() == "2013-07-05 How we test ['Mo Derator']"
    assert "HTTP/1.1 304" in of("If-None-Match")
    assert "'talk': 1" in of("sync copy.sqlite")
    assert "How we test" in of("with Copy(")
    assert '"title":"On ropes"' in of("Idempotency-Key: ropes-1")
    assert "hang them up" in of("If-Match: $etag")
    assert "untie them" in of("knots-1")
    assert "colour: is not a parameter here" in of("colour=red")
    assert "How we test" in (tmp_path / "talks-2013.csv").read_text()
    assert {note.state for note in Note.objects.all()} == {"withdrawn"}


def test_the_table_has_the_columns_that_pandas_is_asked_for(site: str, tmp_path: Path) -> None:
    ((_, code),) = [each for each in examples(site) if each[0] == "pandas"]
    (address,) = re.findall(r'read_csv\("([^"]+)"', code)
    (row,) = csv.DictReader(io.StringIO(requests.get(address, timeout=120).text))
    assert set(re.findall(r'\["([a-z.]+)"\]', code)) | {"event.title"} <= row.keys()
    printed = run("python", code, tmp_path)
    assert re.search(rf"^{re.escape(row['event.title'])}\s+1$", printed, re.MULTILINE), printed
