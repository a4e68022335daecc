"""One document of notes that stands for itself, into facts. Total: any bytes in, a report out."""

from apps.core.markup.deadlines import TooSlowError
from apps.mirror.notes import checks, front_matter, shapes
from apps.mirror.notes.facts import NoteFact, Passage, Problem, Reading, Span
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.outline import read_outline
from apps.mirror.notes.source import Source, open_source

TOO_SLOW = "Takes too long to read by rules; kept whole as a note."
STUMBLED = "Could not be read by any rule; kept whole as a note."


def read(data: bytes, *, name: str) -> Reading:
    """All that is said in one document, and what was not understood with its lines.

    `name` is the document's path below the imported folder: its ending tells the markup, its stem
    is the title where the document has none. Never raises.
    """
    source = open_source(data, name)
    try:
        return _read(source)
    except TooSlowError:
        source.problem(1, TOO_SLOW)
        return _whole(source)
    except Exception as error:  # whatever a rule stumbles on, nothing is lost
        source.problem(1, f"{STUMBLED} ({type(error).__name__})")
        return _whole(source)


def _read(source: Source) -> Reading:
    front = front_matter.find(source)
    entries = shapes.read_entries(source, front)
    front_matter.report_unknown(source, front, shapes.KNOWN_KEYS)
    checks.check(source, front.last + 1, read_outline(source, front.last + 1))
    return Reading(
        name=source.name,
        markup=source.markup,
        encoding=source.encoding,
        entries=tuple(entries),
        problems=ordered(source.problems),
        about=_about(front),
        extra=front.unknown(shapes.KNOWN_KEYS),
    )


def _about(front: FrontMatter) -> dict[str, str]:
    about = {
        "author": ", ".join(front.listed("author", "authors", "by")),
        "licence": front.text("licence", "license"),
        "url": front.text("source", "source_url", "canonical", "canonical_url"),
    }
    return {name: value for name, value in about.items() if value}


def _whole(source: Source) -> Reading:
    span = Span(first=1, last=source.last)
    text = source.text.strip("\n")
    title = shapes.title_from_name(source.name)
    note = NoteFact(title=title, body=Passage(text=text, span=span), span=span)
    return Reading(
        name=source.name,
        markup=source.markup,
        encoding=source.encoding,
        entries=(note,) if source.text.strip() else (),
        problems=ordered(source.problems),
    )


def ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by line."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.line, p.what)))
