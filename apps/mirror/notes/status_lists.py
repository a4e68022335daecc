"""Statuses of packages in lists under headings such as "Broken", and in tables with a column."""

import re
from collections.abc import Iterator
from typing import Final

from apps.mirror.notes.blocks import read_blocks
from apps.mirror.notes.facts import Span, StatusFact, Verdict
from apps.mirror.notes.headings import Section, plain_words
from apps.mirror.notes.source import Source
from apps.mirror.notes.tables import Row, Table, read_tables

VERDICTS: Final = (
    (
        Verdict.DOES_NOT,
        r"no(?:t (?:yet )?(?:ported|working|supported|compatible|ready)|t yet)?|broken|unsupported"
        r"|blockers?|(?:does|do)(?:n['’]t| not)(?: work)?(?: yet)?|fails?|missing|dead|✗|✘|❌",
    ),
    (
        Verdict.PROBLEMATIC,
        r"problem(?:atic|s)?|partly|partial(?:ly)?|mostly|in progress|wip|experimental|beta|tricky"
        r"|works? with problems",
    ),
    (
        Verdict.WORKS,
        r"works?|working|ported|supported|compatible|ready|done|ok|okay|fine|yes|good|✓|✔|✅",
    ),
    (Verdict.UNKNOWN, r"unknown|untested|not (?:known|tested)|unclear|\?"),
)
WORDS: Final = tuple(
    (verdict, re.compile(rf"^(?:{rx})(?![^\W\d_])", re.IGNORECASE)) for verdict, rx in VERDICTS
)
HEADINGS: Final = tuple(
    (verdict, re.compile(rf"^(?:what |packages that )?(?:{rx})\W*$", re.IGNORECASE))
    for verdict, rx in VERDICTS
)
ITEM: Final = re.compile(
    r"^(?P<who>[A-Za-z][\w.+-]{1,60})(?:\s*\((?P<note>[^()]{1,200})\))?"
    r"(?:(?:\s*[:;]|,|\s+[-–—])\s+(?P<more>\S.{0,300}))?[.]?$"
)
INSTEAD: Final = re.compile(
    r"\b(?:alternatives?|replacements?|instead)\s*(?::|is|are)?\s*(?P<list>[A-Za-z][\w.+-]*"
    r"(?:(?:, | or | and )[A-Za-z][\w.+-]*){0,5})|\buse (?P<one>[A-Za-z][\w.+-]*)(?: instead)?\b",
    re.IGNORECASE,
)


def read_listed(
    source: Source, section: Section, *, target: str, said_by: str
) -> Iterator[StatusFact]:
    """Of the section and of those inside it."""
    verdict = _of_heading(section.heading.text)
    first, last = section.body_first, section.lead_last
    if verdict:
        for block in read_blocks(source, first, last, frozenset()):
            found = ITEM.match(plain_words(block.flat)) if block.kind == "item" else None
            if found:
                said = "; ".join(filter(None, (found["note"], found["more"])))
                yield _status(found["who"], verdict, said, target, said_by, block.span)
    for table in read_tables(source, first, last):
        yield from _tabled(table, target, said_by)
    for inner in section.inner:
        yield from read_listed(source, inner, target=target, said_by=said_by)


def _of_heading(text: str) -> Verdict | None:
    return next((verdict for verdict, rx in HEADINGS if rx.match(text)), None)


def _tabled(table: Table, target: str, said_by: str) -> Iterator[StatusFact]:
    status = table.column("status", "works", "verdict", "ported", "python 3", "py3", "support")
    if status is None or status == 0:
        return
    others = [n for n, _ in enumerate(table.header) if n not in (0, status)]
    for row in table.rows:
        verdict = _verdict(row, status)
        if verdict and re.fullmatch(r"[A-Za-z][\w.+-]{1,60}", row.cells[0]):
            said = "; ".join(row.cells[n] for n in others if n < len(row.cells) and row.cells[n])
            span = Span(first=row.line, last=row.line)
            yield _status(row.cells[0], verdict, said, target, said_by, span)


def _verdict(row: Row, column: int) -> Verdict | None:
    cell = row.cells[column] if column < len(row.cells) else ""
    return next((verdict for verdict, rx in WORDS if rx.match(cell)), None)


def _status(
    name: str, verdict: Verdict, said: str, target: str, said_by: str, span: Span
) -> StatusFact:
    found = INSTEAD.search(said)
    names = re.split(r", | or | and ", found["list"] or found["one"]) if found else []
    if found:
        said = f"{said[: found.start()]}{said[found.end() :]}".strip(" ;,.()")
    return StatusFact(
        package=name.rstrip("."),
        verdict=verdict,
        target=target,
        reason=said,
        alternatives=tuple(each.rstrip(".") for each in names if each),
        said_by=said_by,
        span=span,
    )
