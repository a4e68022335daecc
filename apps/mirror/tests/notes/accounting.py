"""Finding what a reading has lost: lines of the document that no fact holds."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise

from apps.mirror.notes import headings
from apps.mirror.notes.boilerplate import LEFT_OUT
from apps.mirror.notes.facts import EventFact, GuideFact, Reading
from apps.mirror.notes.front_matter import find as find_front_matter
from apps.mirror.notes.reading import STUMBLED, read
from apps.mirror.notes.source import open_source


def lost_lines(data: bytes, name: str, reading: Reading | None = None) -> list[str]:
    """Lines that are in no passage or fact, and are no heading, metadata or boilerplate."""
    reading = reading or read(data, name=name)
    source = open_source(data, name)
    last = find_front_matter(source).last
    told = set(range(1, last + 1))
    for heading in headings.find(source, last + 1):
        told |= set(range(heading.span.first, heading.span.last + 1))
    told |= {problem.line for problem in reading.problems if problem.what == LEFT_OUT}
    held = set()
    for text in strings(reading.entries):
        held |= {squeezed(line) for line in text.split("\n")}
    everything = "\0".join(squeezed(text) for text in strings(reading.entries))
    meta = [str(value) for value in guide_metadata(reading)]
    return [
        f"{number}: {line[:200]}"
        for number, line in enumerate(source.lines, 1)
        if line.strip()
        and number not in told
        and squeezed(line) not in held
        and squeezed(line)[:5000] not in everything
        and not any(value in line for value in meta)
    ]


def guide_metadata(reading: Reading) -> Iterator[object]:
    for entry in reading.entries:
        if isinstance(entry, GuideFact):
            yield from (*entry.authors, *entry.editors)
            yield entry.release or "\0"
            yield (entry.date and str(entry.date.year)) or "\0"


def strings(value: object) -> Iterator[str]:
    """Every string in nested facts."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def overlapping(reading: Reading) -> list[str]:
    """Keys of sessions that share lines or a key with another of their entry."""
    found = []
    for entry in reading.entries:
        if not isinstance(entry, EventFact):
            continue
        keys = [session.key for session in entry.sessions]
        found += [key for key in keys if keys.count(key) > 1]
        spans = sorted((s.span.first, s.span.last, s.key) for s in entry.sessions)
        for (_, last, _), (first, _, key) in pairwise(spans):
            if first <= last:
                found.append(key)
    return found


def stumbled(reading: Reading) -> list[str]:
    """Rules that failed: the document is whole, but a rule has a fault."""
    return [p.what for p in reading.problems if p.what.startswith(STUMBLED)]
