"""One folder of notes as an event: its index says what it is, its documents are the sessions."""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Final

from apps.mirror.notes import checks, documents, event_names, events, front_matter
from apps.mirror.notes.alone import ordered, read
from apps.mirror.notes.facts import EventFact, Folder, Problem, Reading, Span
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.outline import Outline, read_outline
from apps.mirror.notes.shapes import KNOWN_KEYS
from apps.mirror.notes.source import Source, open_source

TOCTREE: Final = re.compile(r"^(\s*)\.\. toctree::")
ENTRY: Final = re.compile(r"^(?:.*<)?(?P<target>[^<>]+?)>?$")
ITEM_LINK: Final = re.compile(r"\]\((?P<target>[^()\s:#]{1,200}\.(?:md|markdown|rst|txt))\)")
WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=(?:19|20)\d\d)|[-_\s]+")
#: What Sphinx makes itself
GENERATED: Final = frozenset(["self", "genindex", "modindex", "search"])
ENDING: Final = re.compile(r"\.(?:rst|rest|md|markdown|mdown|mkd|txt)$", re.IGNORECASE)


def read_folder(
    home: str, index: str | None, names: Sequence[str], load: Callable[[str], bytes]
) -> Folder:
    """The event of folder `home`, with one reading for each of the documents `names`."""
    if index is None:
        title = title_of(home)
        nowhere = Span(first=1, last=1)
        event = events.empty_event(title, nowhere)
        return _folder(home, event, None, sorted(names), load, [])
    reading, event, targets = _read_index(load(index), index)
    problems: list[Problem] = []
    in_order = _in_order(home, targets, names, problems)
    return _folder(home, event, reading, in_order, load, problems)


def title_of(home: str) -> str:
    """A title out of a folder's name: "SnakeConf2009" is "Snake Conf 2009"."""
    return " ".join(WORDS.sub(" ", PurePosixPath(home).name).split()) or "Untitled"


def _folder(
    home: str,
    event: EventFact,
    index: Reading | None,
    names: Sequence[str],
    load: Callable[[str], bytes],
    problems: list[Problem],
) -> Folder:
    readings = [documents.read_document(load(name), name=name, event=event) for name in names]
    return Folder(
        name=home, event=event, index=index, documents=tuple(readings), problems=tuple(problems)
    )


def _read_index(data: bytes, name: str) -> tuple[Reading, EventFact, list[tuple[int, str]]]:
    """The index as a reading, its event, and which documents it lists on which lines."""
    source = open_source(data, name)
    try:
        front = front_matter.find(source)
        outline = read_outline(source, front.last + 1)
        lines, targets = _listed(source)
        event = _event(source, front, outline, name, lines)
        front_matter.report_unknown(source, front, KNOWN_KEYS)
        checks.check(source, front.last + 1, read_outline(source, front.last + 1))
    except Exception:  # whatever a rule stumbles on, the index is kept whole
        whole = read(data, name=name)
        return whole, events.empty_event(title_of(str(PurePosixPath(name).parent))), []
    reading = Reading(
        name=name,
        markup=source.markup,
        encoding=source.encoding,
        entries=(event,),
        problems=ordered(source.problems),
        extra=front.unknown(KNOWN_KEYS),
    )
    return reading, event, targets


def _event(
    source: Source, front: FrontMatter, outline: Outline, name: str, lines: set[int]
) -> EventFact:
    folder = title_of(str(PurePosixPath(name).parent))
    first = outline.title or (outline.sections[0].heading if outline.sections else None)
    title = front.text("title") or (first.text if first else folder)
    heading = first.span if first and outline.title else None
    taken = {*range(1, front.last + 1), *lines}
    taken |= set(range(heading.first, heading.last + 1)) if heading else set()
    return events.read_event(
        source,
        front,
        title=title if event_names.YEAR.search(title) else _with_year(title, folder),
        span=Span(first=1, last=source.last),
        lead=Span(first=1, last=source.last),
        sections=(),
        left_out=frozenset(taken),
    )


def _with_year(title: str, folder: str) -> str:
    found = event_names.YEAR.search(folder)
    return f"{title} {found[0]}" if found else title


def _listed(source: Source) -> tuple[set[int], list[tuple[int, str]]]:
    """The lines of all toctrees, and their targets; or the documents a Markdown index links."""
    lines: set[int] = set()
    targets: list[tuple[int, str]] = []
    indent: int | None = None
    for number, line in source.numbered(1, source.last):
        found = TOCTREE.match(line)
        own = len(line) - len(line.lstrip())
        if found:
            indent = len(found[1])
            lines.add(number)
        elif indent is not None and line.strip() and own > indent:
            lines.add(number)
            entry = ENTRY.match(line.strip())
            if entry and not line.strip().startswith(":"):
                targets.append((number, entry["target"].strip()))
        elif line.strip():
            indent = None
            targets += [(number, link["target"]) for link in ITEM_LINK.finditer(line)]
    return lines, targets


def _in_order(
    home: str, targets: Sequence[tuple[int, str]], names: Sequence[str], problems: list[Problem]
) -> list[str]:
    """The documents as the index lists them, then the others by name."""
    by_stem = {ENDING.sub("", name): name for name in sorted(names)}
    listed: dict[str, None] = {}
    for line, target in targets:
        stem = str(PurePosixPath(home) / ENDING.sub("", target.lstrip("/")))
        if name := by_stem.get(stem):
            listed[name] = None
        elif "*" in target:
            listed |= {by_stem[each]: None for each in by_stem if _is_among(each, stem)}
        elif ":" not in target and target not in GENERATED:
            what = "The index lists a document that is not there."
            problems.append(Problem(line=line, what=what, text=target[:200]))
    return [*listed, *(name for name in sorted(names) if name not in listed)]


def _is_among(stem: str, pattern: str) -> bool:
    """Whether a toctree's pattern takes the document: a star stands within one folder."""
    own, wanted = PurePosixPath(stem), PurePosixPath(pattern)
    return len(own.parts) == len(wanted.parts) and own.match(pattern)
