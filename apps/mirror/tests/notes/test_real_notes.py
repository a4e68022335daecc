"""Notes that people took, where there is a copy of them: facts of the five seeds and 165 files."""

import os
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from apps.core.estimates import Precision
from apps.core.estimates import read as read_estimate
from apps.mirror.notes.facts import (
    Entry,
    EventFact,
    GuideFact,
    NoteFact,
    Reading,
    ReviewFact,
    SessionFact,
    TurnKind,
    Verdict,
)
from apps.mirror.notes.reading import read, read_files
from apps.mirror.tests.notes.accounting import lost_lines, overlapping, stumbled

SHARED = Path(os.environ.get("PYCOMMUNITY_SHARED", settings.BASE_DIR.parent / "shared"))
SEEDS, NOTES = SHARED / "seeds.tar.xz", SHARED / "data" / "event-notes.tar.xz"


@cache
def files(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        members = [member for member in tar.getmembers() if member.isfile()]
        return {m.name: content.read() for m in members if (content := tar.extractfile(m))}


def seed(number: str) -> Reading:
    ((name, data),) = ((name, data) for name, data in files(SEEDS).items() if f"/{number}_" in name)
    return read(data, name=name)


def only_event(reading: Reading) -> EventFact:
    (entry,) = reading.entries
    assert isinstance(entry, EventFact)
    return entry


def session(event: EventFact, beginning: str) -> SessionFact:
    return next(found for found in event.sessions if found.title.startswith(beginning))


def people(found: SessionFact) -> list[tuple[str, str]]:
    return [(person.name, person.role.value) for person in found.people]


def documents() -> Iterator[tuple[str, bytes]]:
    for archive in (SEEDS, NOTES):
        if archive.exists():
            yield from files(archive).items()


def entries(reading: Reading, kind: type[Entry]) -> list[Entry]:
    return [entry for entry in reading.entries if isinstance(entry, kind)]


@pytest.mark.slow
def test_every_line_of_every_document_is_kept() -> None:
    for name, data in documents():
        reading = read(data, name=name)
        assert stumbled(reading) == [], name
        assert lost_lines(data, name, reading) == [], name
        assert overlapping(reading) == [], name


def test_a_blog_is_several_entries() -> None:
    if not SEEDS.exists():
        return  # other people's words, which the project does not carry
    reading = seed("000")
    assert [type(entry) for entry in reading.entries] == [
        *(NoteFact, ReviewFact, NoteFact, NoteFact, NoteFact),
        *(ReviewFact, NoteFact, NoteFact, EventFact),
    ]
    first, second = entries(reading, ReviewFact)
    assert isinstance(first, ReviewFact)
    assert isinstance(second, ReviewFact)
    assert first.book_title == "IronPython in Action"
    assert "footnote credits" in first.disclosure
    assert (second.authors, second.publisher) == (("Tarek Ziade",), "Packt Publishing")
    assert second.subtitle.startswith("Best practices for designing")
    assert second.preamble
    assert second.postscript
    assert "borrow it" in second.verdict


def test_a_show_of_hands_has_its_uncertain_counts() -> None:
    if not SEEDS.exists():
        return
    (event,) = entries(seed("000"), EventFact)
    assert isinstance(event, EventFact)
    (survey,) = event.surveys
    raw = [option.raw for question in survey.questions for option in question.options]
    precisions = [read_estimate(cell).precision for cell in raw]
    assert (len(survey.questions), len(raw)) == (6, 30)
    assert precisions.count(Precision.HANDFUL) == 5
    assert precisions.count(Precision.NONE) == 3
    assert sum(any(map(str.isdigit, cell)) for cell in raw) == 22
    assert [question.multi for question in survey.questions] == [
        *(False, None, None, True, None, None)
    ]
    assert (survey.head_count, survey.exact_below, event.kind) == ("about 50", 10, "meetup")


def test_a_summit_of_panels() -> None:
    if not SEEDS.exists():
        return
    reading = seed("001")
    event = only_event(reading)
    assert (event.title, event.kind, str(event.starts_on)) == (
        "Python Web Summit 2012",
        "summit",
        "2012-03-08",
    )
    assert [(p.name, p.role.value) for p in event.people] == [("Michael Ryabushkin", "notes")]
    assert [found.kind for found in event.sessions] == [
        *("other", "panel", "panel", "panel", "talk", "panel", "talk")
    ]
    porting = session(event, "Porting to Python 3")
    assert people(porting)[0] == ("Barry Warsaw", "moderator")
    assert (porting.people[0].affiliations, porting.people[0].nickname) == (
        ("Canonical",),
        "Python FLUFL",
    )
    assert people(porting)[-1] == ("Wayne Witzel", "audience")
    statements = {person.name: person.statement for person in porting.people}
    assert statements["Robert Brewer"] is None
    assert statements["Mike Bayer"]
    closing = [turn for turn in porting.turns if turn.kind is TurnKind.CLOSING]
    assert [turn.by for turn in closing if turn.text == ""] == ["Robert Brewer"]
    assert len(closing) == 5
    assert all(turn.is_summary for turn in closing)
    deployment = session(event, "Creating a Better")
    assert [turn.number for turn in deployment.turns if turn.number] == [1, 2, 3, 4]
    pledges = [turn.by for turn in deployment.turns if turn.kind is TurnKind.PLEDGE]
    assert pledges == ["Jacob Kaplan-Moss", ""]
    factoring = session(event, "Factoring")
    assert len(factoring.people) == 6
    assert [p.name for p in session(event, "Promoting").people] == ["Paul Everitt"]
    what = {(problem.line, problem.text) for problem in reading.problems}
    assert {(124, "Danny Greenfeld ("), (284, "2,5000"), (302, "New orm functions:")} <= what


def test_a_damaged_guide() -> None:
    if not SEEDS.exists():
        return
    (guide,) = seed("002").entries
    assert isinstance(guide, GuideFact)
    assert (guide.release, str(guide.date), guide.editors) == (
        "2.7.3",
        "2013-03-19",
        ("Fred L. Drake, Jr.",),
    )
    assert "Marek Kubica" in guide.authors
    assert [s.number for s in guide.sections if s.number] == [
        *("1", "1.1", "1.2", "1.3", "1.4", "2", "2.1", "2.2", "3", "4", "4.1", "4.2", "5", "5.1")
    ]
    assert {(t.name, t.status) for t in guide.technologies} >= {
        ("CGI", "avoid"),
        ("mod_python", "avoid"),
    }
    assert [study.title for study in guide.case_studies] == ["MoinMoin"]


def test_a_report_of_a_conference() -> None:
    if not SEEDS.exists():
        return
    reading = seed("003")
    event = only_event(reading)
    assert event.title == "PyCon 2009"
    assert [found.title for found in event.sessions] == [
        "The Network",
        "The Summits and Tutorials",
        "The Main Conference",
        "The Sprints",
    ]
    assert [problem.line for problem in reading.problems] == [1, 31, 58, 62, 81, 83]


def test_live_notes_of_a_conference() -> None:
    if not SEEDS.exists():
        return
    reading = seed("004")
    event = only_event(reading)
    assert (event.title, event.location) == ("DjangoConAU 2013", "Hobart, Tasmania")
    assert len(event.sessions) == 10
    assert people(session(event, "Core Developer Panel")) == [
        ("Russell Keith-Magee", "panelist"),
        ("Chris", "panelist"),
        ("Jacob Kaplan-Moss", "panelist"),
        ("Alex Gaynor", "panelist"),
        ("Simon Meers", "panelist"),
        ("Greg Turner", "moderator"),
    ]
    kinds = [turn.kind for turn in session(event, "Core Developer Panel").turns]
    assert kinds.count(TurnKind.INTERJECTION) == 1
    assert kinds.count(TurnKind.ANSWER) >= 17
    lightning = session(event, "Lightning Talks")
    assert [[person.name for person in part.people] for part in lightning.parts] == [
        *(["Tim Ansell"], ["Jacob Haslehurst"], ["Chris"], [], ["Humphrey"], ["Danielle Madeley"])
    ]
    porting = session(event, "Porting Django apps")
    verdicts = {status.package: status.verdict for status in porting.statuses}
    assert verdicts["South"] is verdicts["Celery"] is Verdict.WORKS
    assert verdicts["django-compressor"] is verdicts["Haystack"] is Verdict.DOES_NOT
    assert "django-taggit" in next(s for s in porting.statuses if s.alternatives).alternatives
    assert [study.title for study in porting.case_studies] == ["python.org", "django-sitetree"]
    assert "20%" in porting.case_studies[0].cost
    assert (274, "The link reference [MCA site] is not defined.") in [
        (problem.line, problem.what) for problem in reading.problems
    ]


@pytest.mark.slow
def test_eleven_events_of_notes() -> None:
    if not NOTES.exists():
        return
    content = files(NOTES)
    tree = read_files(sorted(content), content.__getitem__)
    found = {folder.name: folder for folder in tree.folders}
    assert len(found) == 11
    assert sum(len(folder.documents) for folder in tree.folders) == 153
    assert [document.name for document in tree.documents] == ["README.rst"]
    speakers = {
        person.name
        for folder in tree.folders
        for document in folder.documents
        for entry in document.entries
        if isinstance(entry, EventFact)
        for talk in entry.sessions
        for person in talk.people
    }
    assert {
        "Audrey Roy",
        "Łukasz Langa",
        "Bruno Renié",
        "Nowell Strite",
        "Ben Firshman",
    } <= speakers
    assert not speakers & {"Flasky Goodness", "Web Scraping", "cast of thousands"}
    assert "Pycon2009/django/django-tutorial.rst" in [d.name for d in found["Pycon2009"].documents]
    assert [p.text for p in found["Pycon2011"].problems] == ["intro_to_c/README"]
    for folder in tree.folders:
        for document in folder.documents:
            assert stumbled(document) == []
            assert lost_lines(content[document.name], document.name, document) == []
