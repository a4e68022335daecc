"""Real notes, where there are copies of them: five documents, and a tree of eleven events."""

import os
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from apps.catalog.checking import differences, rebuild
from apps.catalog.models import Document
from apps.core import markup
from apps.events.models import Event, Session
from apps.mirror import demo
from apps.mirror.importing.notes.importing import import_notes
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.pyvideo import import_archive
from apps.surveys.models import Run, Tally

SHARED = Path(os.environ.get("PYCOMMUNITY_SHARED", settings.BASE_DIR.parent / "shared"))
SEEDS = SHARED / "seeds.tar.xz"
EVENT_NOTES = SHARED / "data" / "event-notes.tar.xz"
PYVIDEO = SHARED / "data" / "pyvideo.tar.xz"

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def unpacked(archive: Path, into: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    inside = list(into.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else into


def notes(path: Path) -> NotesReport:
    return import_notes(path, about={}, name=path.name)


def one_conference_with_notes_and_recordings() -> None:
    event = Event.objects.get(slug="djangocon-au-2013")
    assert Event.objects.filter(title__icontains="djangocon").count() == 1
    sessions = list(event.sessions.all())
    assert len(sessions) == 10
    for session in sessions:
        assert session.recordings.exists(), session
        assert session.passages.exists(), session
    panel = event.sessions.get(title__iexact="core developer panel")
    roles = {row.person.name: row.role for row in panel.appearances.all()}
    panelists = {name for name, role in roles.items() if role == "panelist"}
    assert panelists == {
        "Russell Keith-Magee",
        "Chris",
        "Jacob Kaplan-Moss",
        "Alex Gaynor",
        "Simon Meers",
    }
    assert [name.removeprefix("Dr. ") for name, r in roles.items() if r == "moderator"] == [
        "Greg Turner"
    ]
    assert panel.kind == "panel"
    assert panel.passages.filter(kind="question").count() >= 8
    assert list(differences()) == []


@pytest.mark.parametrize("notes_come_first", [True, False])
def test_notes_and_recordings_become_one(tmp_path: Path, notes_come_first: bool) -> None:
    if not (SEEDS.exists() and PYVIDEO.exists()):
        return
    seeds = unpacked(SEEDS, tmp_path / "seeds")
    events = ("djangocon-au-2013", "pycon-us-2009")
    imports = [lambda: notes(seeds), lambda: import_archive(PYVIDEO, only=events)]
    for run in imports if notes_come_first else reversed(imports):
        run()
    one_conference_with_notes_and_recordings()
    assert Event.objects.filter(starts_on__year=2009).count() == 1

    before = Document.objects.latest_sequence()
    again = notes(seeds)
    import_archive(PYVIDEO, only=events)
    assert (again.made, again.changed, again.joined) == ([], [], [])
    assert Document.objects.latest_sequence() == before


def test_joins_the_demo_world(tmp_path: Path) -> None:
    if not SEEDS.exists():
        return
    call_command("loaddata", *demo.fixtures(), verbosity=0)
    rebuild()
    before = {row.slug: (row.title, row.summary) for row in Event.objects.all()}
    sessions = Session.objects.filter(event__slug="djangocon-au-2013").count()
    report = notes(unpacked(SEEDS, tmp_path))

    assert {row.slug: (row.title, row.summary) for row in Event.objects.all()} == before
    assert Session.objects.filter(event__slug="djangocon-au-2013").count() == sessions
    assert not [line for line in report.made if "/events/python-web-summit" in line]
    one_conference_with_notes_and_recordings()
    survey = Run.objects.get(event__slug="london-python-2008-05")
    assert survey.origins.count() == 2
    assert [line for line in report.joined if survey.slug in line]


def test_a_show_of_hands_of_notes_is_a_survey(tmp_path: Path) -> None:
    if not SEEDS.exists():
        return
    notes(unpacked(SEEDS, tmp_path))
    survey = Run.objects.get()
    assert (survey.state, survey.exact_below, survey.raw) == ("closed", 10, "about 50")
    assert [question.options.count() for question in survey.questions.all()] == [4, 4, 5, 3, 8, 6]
    precisions = Counter(Tally.objects.values_list("precision", flat=True))
    assert precisions == {"rough": 17, "exact": 5, "handful": 5, "none": 3}
    assert list(differences()) == []


#: Of a byline the page tells in its own words: "Dr.", "moderated by", "starring"
OF_BYLINES = {"dr", "moderated", "starring"}


#: Words of each document that its pages tell otherwise, and why
TOLD_OTHERWISE: dict[str, set[str]] = {
    "000": set(),
    "001": {"moderated", "ziadé"},  # "Moderator" is a label; a person's other spelling
    # What a scan tore apart or ran together, and its contents in roman numbers: mended in view
    "002": {"del", "fran", "meworks", "ingr", "redients", "iii", "iv", "vii", "viii", "ix"},
    # A tag of HTML; the web site's own lines, which are left out and reported
    "003": {"center", "disqus", "experts", "linux", "powered"},
    "004": {"excerpt", "moderated", "jkm"},  # a key of the front matter; initials become the name
}


def without_labels(text: str) -> str:
    """The text without the labels of link references, and without Markdown's escapes."""
    return re.sub(r"\]\[\w+\]|^\[\w+\]:", "]", text, flags=re.MULTILINE).replace("\\_", "_")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def text_of(client: Client, address: str) -> set[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    html = response.content.decode()
    return set(words(unescape(re.sub(r"<[^>]*>", " ", html)))) | set(words(unescape(html)))


def sources(path: Path) -> Iterator[tuple[str, set[str]]]:
    for file in sorted(path.rglob("*.rst")):
        if file.parent != path:
            decoded = markup.decode(file.read_bytes()).text
            shown = markup.plain(decoded, markup.Markup.RST)
            yield file.relative_to(path).as_posix(), set(words(shown))


def test_every_file_of_a_tree_is_on_the_page_of_its_event(tmp_path: Path, client: Client) -> None:
    if not EVENT_NOTES.exists():
        return
    path = unpacked(EVENT_NOTES, tmp_path)
    report = notes(path)
    assert report.files == 165  # with the one that belongs to no event
    assert Event.objects.count() == 11
    assert not [each for each in report.problems if "stored" in each.reason]

    reached: dict[str, set[str]] = {}
    for origin in Event.objects.values_list("origins__key", "slug"):
        key, slug = origin
        page = text_of(client, f"/events/{slug}/")
        for session in Session.objects.filter(event__slug=slug):
            page |= text_of(client, session.get_absolute_url())
        reached[key] = page
    lost = {
        name: missing
        for name, said in sources(path)
        if (missing := said - reached[name.split("/")[0]] - OF_BYLINES)
    }
    assert {name: sorted(missing) for name, missing in lost.items()} == {}
    assert list(differences()) == []


def test_the_longest_page_of_notes_is_light(tmp_path: Path, client: Client) -> None:
    if not SEEDS.exists():
        return
    notes(unpacked(SEEDS, tmp_path))
    assert len(client.get("/events/djangocon-au-2013/").content) < 100_000


def test_every_word_of_five_documents_is_shown(tmp_path: Path, client: Client) -> None:
    if not SEEDS.exists():
        return
    path = unpacked(SEEDS, tmp_path)
    notes(path)
    shown: set[str] = set()
    for kind in ("event", "talk", "note", "review", "book", "guide"):
        for address in Document.objects.public(kind).values_list("path", flat=True):
            shown |= text_of(client, address)
    lost = {
        file.name[:3]: set(words(without_labels(markup.decode(file.read_bytes()).text))) - shown
        for file in path.glob("*.txt")
    }
    assert {name: sorted(missing - TOLD_OTHERWISE[name]) for name, missing in lost.items()} == {
        name: [] for name in TOLD_OTHERWISE
    }
