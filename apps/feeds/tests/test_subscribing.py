"""Lists of feeds into the base and out of it."""

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from apps.catalog.checking import differences
from apps.feeds.models import Feed
from apps.feeds.subscriptions import read
from tests.factories import feeds as make

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("SHARED", settings.BASE_DIR.parent / "shared"))
INI = "[https://one.example.org/feed]\nname = One\n\n[http://two.example.org/]\nname = One\nodd\n"


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    path = tmp_path / "planet.ini"
    path.write_text(INI)
    return path


def run(*arguments: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_subscriptions", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_list_is_imported_once(ini: Path) -> None:
    out, err = run(ini)
    assert out == "2 added, 0 completed, 0 here already, 1 problems\n"
    assert "line 6: This line is no option: odd" in err
    assert set(Feed.objects.published().values_list("slug", "title")) == {
        ("one", "One"),
        ("one-2", "One"),
    }

    assert run(ini)[0] == "0 added, 0 completed, 2 here already, 1 problems\n"
    assert Feed.objects.count() == 2
    assert list(differences()) == []


def test_a_site_whose_address_is_none_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "list.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="One" xmlUrl="https://one.example.org/feed"'
        ' htmlUrl="http://[::1"/></body></opml>'
    )
    assert run(path)[0].startswith("1 added")
    assert Feed.objects.get().site_url == ""


def test_a_dry_run_only_tells(ini: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    out, _ = run(ini, "--dry-run", "--report", report)

    assert out.startswith("2 would be added")
    assert not Feed.objects.exists()
    told = json.loads(report.read_text())
    assert told["added"] == ["https://one.example.org/feed", "http://two.example.org/"]
    assert told["problems"] == [{"line": 6, "message": "This line is no option: odd"}]


def test_what_was_edited_here_stays_and_what_was_empty_is_filled(tmp_path: Path) -> None:
    feed = make.FeedFactory(
        title="Named here", url="https://one.example.org/feed", site_url="", summary="Ours"
    )
    withdrawn = make.FeedFactory(url="https://two.example.org/", state="withdrawn")
    path = tmp_path / "list.opml"
    path.write_text(
        '<opml><body><outline text="Theirs" description="Theirs" htmlUrl="https://one.example.org/"'
        ' xmlUrl="http://one.example.org/feed/"/><outline xmlUrl="https://two.example.org/"/>'
        "</body></opml>"
    )
    out, err = run(path)
    feed.refresh_from_db()
    withdrawn.refresh_from_db()

    assert out.startswith("0 added, 1 completed, 1 here already")
    assert (feed.title, feed.summary, feed.site_url) == (
        "Named here",
        "Ours",
        "https://one.example.org/",
    )
    assert "https://one.example.org/feed, listed as http://one.example.org/feed/" in err
    assert withdrawn.state == "withdrawn"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "cannot be read: No such file"), ("", "The file is empty"), ("<x", "XML is broken")],
)
def test_a_file_that_cannot_be_read_is_an_error(
    content: str | None, complaint: str, tmp_path: Path
) -> None:
    path = tmp_path / "list"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError, match=complaint):
        run(path)


def test_no_feed_takes_the_address_of_another_page(tmp_path: Path) -> None:
    path = tmp_path / "planet.ini"
    path.write_text("[https://a.example.org/]\nname = Suggest\n[https://b.example.org/]\nname=OPML")
    run(path)

    assert set(Feed.objects.values_list("slug", flat=True)) == {"suggest-2", "opml-2"}


def test_the_way_out_and_in_again_changes_nothing(tmp_path: Path, client: Client) -> None:
    make.FeedFactory(
        title="Größe & <Sons>",
        language="de",
        topics=["CI/CD", "Django"],
        words_wanted=["python"],
        tags_wanted=["x"],
    )
    make.FeedFactory(state="withdrawn")
    path = tmp_path / "out.opml"
    call_command("export_opml", str(path))
    served = client.get("/feeds/opml/")

    assert served["Content-Type"] == "text/x-opml; charset=utf-8"
    assert read(served.content) == read(path.read_bytes())
    assert run(path)[0] == "0 added, 0 completed, 1 here already, 0 problems\n"
    before = read(path.read_bytes()).subscriptions
    Feed.objects.all().delete()
    run(path)
    call_command("export_opml", str(path))
    assert read(path.read_bytes()).subscriptions == before
    again = client.get("/feeds/opml/", headers={"if-none-match": served["ETag"]})
    assert again.status_code == 200


def test_opml_is_not_sent_twice(client: Client) -> None:
    first = client.get("/feeds/opml/")

    again = client.get("/feeds/opml/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


PLANET = SHARED / "data" / "planet-python.ini"
if PLANET.exists():

    def test_planet_python_comes_in_whole() -> None:
        listing = read(PLANET.read_bytes())
        assert (len(listing.subscriptions), listing.problems) == (567, [])

        assert run(PLANET)[0] == "567 added, 0 completed, 0 here already, 0 problems\n"
        assert run(PLANET)[0] == "0 added, 0 completed, 567 here already, 0 problems\n"
