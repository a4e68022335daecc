"""What there is to import, event by event: from one file, or from a tree of folders."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from apps.mirror.errors import NotAnArchive
from apps.mirror.importing.merging import digest
from apps.mirror.notes import facts
from apps.mirror.notes.reading import read
from apps.mirror.notes.trees import read_tree, shown_name, unreadable
from apps.mirror.problems import Problem
from apps.mirror.text import one_line

#: Rises when facts are written differently, so that all are merged anew.
WRITER = 2


@dataclass(frozen=True, slots=True)
class Document:
    """One event's part of a document: its key within the source, and what it says."""

    key: str
    name: str
    markup: str
    event: facts.EventFact
    #: Front matter that no field takes
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """One event with all documents that tell of it; or entries that belong to no event."""

    key: str
    event: facts.EventFact | None
    documents: list[Document] = field(default_factory=list)
    others: list[tuple[str, facts.Reading, facts.Entry]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: Author, licence and url, where a document that stands for itself says so
    about: dict[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Changes whenever anything is said otherwise, or written otherwise."""
        return digest([WRITER, self.event, self.documents, self.others], size=32)


def work_of(path: Path) -> list[Work]:
    """Raises `NotAnArchive` where there is nothing to read."""
    try:
        if path.is_dir():
            return list(_tree(path))
        if reason := unreadable(path):
            raise NotAnArchive(f"{shown_name(str(path))}: {reason}.")
        return list(_reading(read(path.read_bytes(), name=shown_name(path.name))))
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotAnArchive(f"{shown_name(str(path))} cannot be read: {reason}.") from error


def _tree(path: Path) -> Iterator[Work]:
    tree = read_tree(path)
    for folder in tree.folders:
        yield _folder(folder)
    for reading in tree.documents:
        yield from _reading(reading)
    if tree.skipped or tree.unread:
        problems = [Problem(one_line(name), "", "no notes: left out") for name in tree.skipped]
        problems += [Problem(one_line(name), "", reason) for name, reason in tree.unread]
        yield Work(key="", event=None, problems=problems)


def _folder(folder: facts.Folder) -> Work:
    readings = [*([folder.index] if folder.index else []), *folder.documents]
    work = Work(key=_short(folder.name), event=folder.event)
    for reading in readings:
        work.problems.extend(problems_of(reading))
        for number, entry in enumerate(reading.entries):
            key = _key(reading.name, number)
            if isinstance(entry, facts.EventFact):
                work.documents.append(_document(key, reading, entry))
            else:
                work.others.append((key, reading, entry))
    where = folder.index.name if folder.index else folder.name
    work.problems.extend(_problem(where, problem) for problem in folder.problems)
    return work


def _reading(reading: facts.Reading) -> Iterator[Work]:
    problems = problems_of(reading)
    others: list[tuple[str, facts.Reading, facts.Entry]] = []
    for number, entry in enumerate(reading.entries):
        key = _key(reading.name, number)
        if isinstance(entry, facts.EventFact):
            document = _document(key, reading, entry)
            about = reading.about
            yield Work(key=key, event=entry, documents=[document], problems=problems, about=about)
            problems = []
        else:
            others.append((key, reading, entry))
    if others or problems:
        key = _key(reading.name, 0)
        yield Work(key=key, event=None, others=others, problems=problems, about=reading.about)


def _document(key: str, reading: facts.Reading, entry: facts.EventFact) -> Document:
    extra = reading.extra if entry is reading.entries[0] else {}
    return Document(key, reading.name, reading.markup, entry, extra)


def problems_of(reading: facts.Reading) -> list[Problem]:
    return [_problem(reading.name, problem) for problem in reading.problems]


def _problem(name: str, problem: facts.Problem) -> Problem:
    what, text = one_line(problem.what), one_line(problem.text)
    return Problem(f"{one_line(name)}:{problem.line}", "", what, text)


def _key(name: str, number: int) -> str:
    return _short(name) if number == 0 else f"{_short(name)}@{number}"


def _short(name: str) -> str:
    key = one_line(name)
    return key if len(key) <= 300 else f"{key[:280]}~{digest(key)}"
