"""What belongs to a session and lies elsewhere: its slides, code, recording, programme entry."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from apps.core.markup import Markup
from apps.core.naming import fold
from apps.mirror.notes.facts import LinkFact
from apps.mirror.notes.headings import Section, plain_words
from apps.mirror.notes.source import Source

BARE: Final = re.compile(r"(?<![\w(<\"'`])(?:https?|ircs?)://[^\s<>\"'`\]]{3,1000}")
INLINE: Final = re.compile(
    r"(?<!!)\[(?P<label>[^\[\]]{1,200})\]\((?P<url>[^()\s]{3,1000})(?:\s[^()]{0,200})?\)"
)
REFERRED: Final = re.compile(r"\[(?P<label>[^\[\]]{1,200})\]\[(?P<ref>[^\[\]]{0,200})\]")
RST_LINK: Final = re.compile(r"`(?P<label>[^`<>]{1,200}?)\s*<(?P<url>[^<>\s]{3,1000})>`__?")
RESOURCE: Final = re.compile(
    r"\b(?:slides?|slide deck|deck|videos?|recordings?|code|sources?|repo(?:sitory)?"
    r"|demo(?:nstration)?"
    r"|programme|program|paper|handouts?|notes|website|site|homepage|docs|documentation"
    r"|presentation)\b",
    re.IGNORECASE,
)
# "Slides: [here](...)"
POINTS: Final = re.compile(
    r"^(?:here|link|pdf|html|download|watch|youtube|vimeo|speakerdeck|github|this)$", re.I
)
MOST: Final = 50


def read_links(source: Source, section: Section) -> list[LinkFact]:
    """Links labelled as slides, code and the like, those that repeat the title, and those that
    stand alone on a line. Others are part of what was said, and stay in the notes."""
    found: dict[str, LinkFact] = {}
    title = fold(section.heading.text)
    for _, line in source.numbered(section.body_first, section.span.last):
        if len(found) >= MOST or ("://" not in line and "[" not in line):
            continue
        for url, label, before in _links(source, line, source.definitions.target):
            if _belongs(label, before, title):
                found.setdefault(url, LinkFact(url=url, label=label[:200]))
    return list(found.values())


def _links(
    source: Source, line: str, target: Callable[[str], str]
) -> Iterator[tuple[str, str, str]]:
    """URL, label, and the words before it."""
    if source.markup == Markup.MARKDOWN:
        for found in REFERRED.finditer(line):
            if url := target(found["ref"] or found["label"]):
                yield url, plain_words(found["label"]), line[: found.start()]
        for found in INLINE.finditer(line):
            yield found["url"], plain_words(found["label"]), line[: found.start()]
    if source.markup == Markup.RST:
        for found in RST_LINK.finditer(line):
            yield found["url"], found["label"], line[: found.start()]
    if not source.definitions.is_definition(line):
        for found in BARE.finditer(line):
            yield found[0].rstrip(".,;:)*_"), "", line[: found.start()]


def _belongs(label: str, before: str, title: str) -> bool:
    words = before.strip(" \t-*+•:")
    if label and not (POINTS.match(label) and RESOURCE.search(words[-40:])):
        return bool(RESOURCE.search(label)) or fold(label) == title
    return not words or bool(RESOURCE.search(words[-40:]))
