"""Case studies: what a project's port required, what came of it, and what it cost."""

import re
from collections.abc import Iterator
from typing import Final

from apps.mirror.notes.blocks import Block, read_blocks
from apps.mirror.notes.facts import CaseStudyFact
from apps.mirror.notes.headings import Section
from apps.mirror.notes.sentences import sentences
from apps.mirror.notes.source import Source

HEADING: Final = re.compile(
    r"^(?:\d+(?:\.\d+)*\s+)?case[- ]stud(?:y|ies)\b\s*(?:[:–—-]|of"
    r"|on)?\s*(?P<what>.*)$",
    re.IGNORECASE,
)
COST: Final = re.compile(
    r"\b(?:costs?|dearer|more expensive|cheaper|budget|person[- ](?:days|months)"
    r"|man[- ]hours)\b",
    re.I,
)
FIGURE: Final = re.compile(r"\d")
# Where a requirement ends and what came of it begins
TURNS: Final = tuple(
    re.compile(rx, re.S)
    for rx in (
        r"^(?P<need>[^.:]{3,200}):\s+(?P<got>\S.*)$",
        r"^(?P<need>[^.]{3,300}),\s+so\s+(?P<got>\S.*)$",
        r"^(?P<need>[^.]{3,300})\.\s+(?P<got>\S.*)$",
    )
)
NEED: Final = re.compile(r"\brequire|\bneed|\bmust\b|\bintegrat|\btest|\bdepend", re.IGNORECASE)


def read_case_studies(source: Source, sections: list[Section]) -> list[CaseStudyFact]:
    """The sections, at any depth, whose heading says "Case study"."""
    return [study for section in sections for study in _within(source, section)]


def is_case_study(heading: str) -> bool:
    return bool(HEADING.match(heading))


def _within(source: Source, section: Section) -> Iterator[CaseStudyFact]:
    found = HEADING.match(section.heading.text)
    if found:
        yield read_case_study(source, section, found["what"].strip() or section.heading.text)
        return
    for inner in section.inner:
        yield from _within(source, inner)


def read_case_study(source: Source, section: Section, title: str) -> CaseStudyFact:
    first, last = section.body_first, section.span.last
    items = [b for b in read_blocks(source, first, last, frozenset()) if b.kind == "item"]
    return CaseStudyFact(
        title=title,
        pairs=tuple(_pairs(items)),
        cost=_cost(source, first, last),
        body=source.passage(first, last),
    )


def _pairs(items: list[Block]) -> Iterator[tuple[str, str]]:
    outer = min((item.indent for item in items), default=0)
    for item in items:
        if item.indent > outer or not NEED.search(item.flat):
            continue
        found = next((hit for rx in TURNS if (hit := rx.match(item.flat))), None)
        yield (found["need"].strip(), found["got"].strip()) if found else (item.flat, "")


def _cost(source: Source, first: int, last: int) -> str:
    for sentence in sentences(source, first, last):
        if COST.search(sentence.text) and FIGURE.search(sentence.text):
            return sentence.text
    return ""
