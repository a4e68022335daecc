"""The whole of pyvideo's data, where there is a copy of it."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.checking import differences
from apps.catalog.models import Document
from apps.events.models import Event
from apps.mirror.importing.pyvideo import import_archive

SHARED = Path(os.environ.get("PYCOMMUNITY_SHARED", settings.BASE_DIR.parent / "shared"))
ARCHIVE = SHARED / "data" / "pyvideo.tar.xz"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_whole_archive() -> None:
    if not ARCHIVE.exists():
        return  # 4 MB that the project does not carry; the small archives show the same
    report = import_archive(ARCHIVE)
    assert (report.events, report.talks) == (428, 16_766)
    assert report.created == 16_764  # two asked not to be published
    assert report.people > 10_000
    assert Document.objects.public("talk").count() == 16_764
    assert {problem.reason for problem in report.problems} >= {
        "names nobody",
        "in minutes, not in seconds: converted",
        "asked not to be published",
        "missing",
    }
    panel = Document.objects.public("talk").get(slug="core-developer-panel")
    assert panel.form == "panel"
    event = Event.objects.get(slug="djangocon-au-2013")
    assert (str(event.series), str(event.starts_on)) == ("DjangoCon AU", "2013-07-05")
    assert list(differences()) == []
    with CaptureQueriesContext(connection) as queries:
        again = import_archive(ARCHIVE)
    assert (again.unchanged, len(again.problems)) == (16_764, len(report.problems))
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
