"""A document as numbered lines: which of them are literal, and how lines become passages again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from time import thread_time
from typing import Final

from apps.core.markup import Markup, decode, looks_like
from apps.core.markup.deadlines import Deadline
from apps.mirror.notes import definitions, literals
from apps.mirror.notes.facts import Passage, Problem, Span

# With what rendering may take (`core.markup.deadlines`), below five seconds a megabyte
SECONDS: Final = 0.6
SECONDS_PER_CHARACTER: Final = 1.2e-6
LONGEST_LINE: Final = 10_000
MARKDOWN_NAME: Final = re.compile(r"\.(?:md|markdown|mdown|mkd)$", re.IGNORECASE)
RST_NAME: Final = re.compile(r"\.(?:rst|rest)$", re.IGNORECASE)
BULLETED: Final = re.compile(r"^[ \t]*[•‣⁃·] ", re.MULTILINE)
# AsciiDoc, Org and MediaWiki, which are shown as plain text whatever the file is called
FOREIGN: Final = (
    re.compile(r"\A\s*(?:(?://|:[\w-]+:).*\n)*= \S.*\n(?:.*\n)*?==+ \S[^\n=]*$", re.MULTILINE),
    re.compile(r"\A\s*#\+(?:title|date|author|options|startup|filetags):", re.IGNORECASE),
    re.compile(r"^:PROPERTIES:\s*$|^#\+begin_\w+", re.IGNORECASE | re.MULTILINE),
)
WIKI_HEADING: Final = re.compile(r"^(={2,6})[ \t]*[^\s=][^\n]{0,200}?\1[ \t]*$", re.MULTILINE)
WIKI_SIGN: Final = re.compile(r"^\{\| |^\[\[Category:", re.MULTILINE)
MARKDOWN_OWN: Final = re.compile(r"^#{1,6} \S|^```|^\[[^\]\n]{1,200}\]: |\A---\n", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Source:
    """The decoded document. Lines count from 1; rules look at `line`, passages keep what stood."""

    name: str
    markup: Markup
    encoding: str
    text: str
    deadline: Deadline
    problems: list[Problem] = field(default_factory=list)
    #: Lines that belong to no text at all: no rule sees them, no passage has them
    left_out: set[int] = field(default_factory=set)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def literal(self) -> frozenset[int]:
        """The numbers of lines that are code or data, and mean nothing to the rules."""
        return literals.literal_lines(self.lines, self.markup)

    @cached_property
    def definitions(self) -> definitions.Definitions:
        return definitions.find(self.lines, self.literal, self.markup)

    @property
    def last(self) -> int:
        return len(self.lines)

    def line(self, number: int) -> str:
        """A line as rules see it: empty outside the document, and where no rule could hold."""
        if not 1 <= number <= len(self.lines):
            return ""
        line = self.lines[number - 1]
        return "" if len(line) > LONGEST_LINE else line

    def is_blank(self, number: int) -> bool:
        return not 1 <= number <= len(self.lines) or not self.lines[number - 1].strip()

    def numbered(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """Lines that rules may look at: no code, none too long."""
        for number in range(max(1, first), min(last, self.last) + 1):
            if not number % 64:
                self.deadline.check()
            if number not in self.literal and number not in self.left_out:
                yield number, self.line(number)

    def paragraphs(self, first: int, last: int) -> Iterator[tuple[Span, str]]:
        """Runs of lines between blank ones, code left out."""
        start = 0
        for number in range(first, last + 2):
            self.deadline.check()
            ends = number > last or number in self.literal or self.is_blank(number)
            ends = ends or number in self.left_out
            if ends and start:
                yield Span(first=start, last=number - 1), self.joined(start, number - 1)
                start = 0
            elif not ends and not start:
                start = number

    def joined(self, first: int, last: int) -> str:
        return "\n".join(self.line(number) for number in range(first, last + 1))

    def problem(self, line: int, what: str, text: str = "") -> None:
        """Note what was not understood. It stays where it stood."""
        shown = " ".join(text[:400].split())[:200]
        self.problems.append(Problem(line=line, what=what, text=shown))

    def passage(self, first: int, last: int) -> Passage:
        return self.gathered(range(first, last + 1), default=first)

    def gathered(self, numbers: Iterable[int], *, default: int = 1) -> Passage:
        """The lines as one passage, with the link definitions it needs from elsewhere."""
        self.deadline.check()
        kept = _trimmed(
            [n for n in numbers if 1 <= n <= self.last and n not in self.left_out], self.is_blank
        )
        if not kept:
            return Passage(text="", span=Span(first=default, last=max(default, default)))
        text = "".join(_rejoined(kept, self.lines))
        needed = self.definitions.needed_by(text, set(kept))
        if needed:
            text = f"{text}\n\n" + "\n".join(needed)
        return Passage(text=text, span=Span(first=kept[0], last=kept[-1]))


def open_source(data: bytes, name: str) -> Source:
    """Bytes of a document as a source: decoded, its markup told by its name, else by its signs."""
    decoded = decode(data)
    problems = [Problem(line=p.line, what=p.message) for p in decoded.problems]
    return Source(
        name=name,
        markup=_markup(decoded.text, name),
        encoding=decoded.encoding or "utf-8",
        text=decoded.text,
        deadline=Deadline(thread_time() + SECONDS + SECONDS_PER_CHARACTER * len(decoded.text)),
        problems=problems,
    )


def _markup(text: str, name: str) -> Markup:
    if _is_foreign(text[:50_000]):
        return Markup.PLAIN
    if MARKDOWN_NAME.search(name):
        return Markup.MARKDOWN
    if RST_NAME.search(name):
        return Markup.RST
    start = text[:50_000]
    if BULLETED.search(start) and not MARKDOWN_OWN.search(start):
        return Markup.PLAIN
    return looks_like(start)


def _is_foreign(text: str) -> bool:
    if any(pattern.search(text) for pattern in FOREIGN):
        return True
    return bool(WIKI_SIGN.search(text) and WIKI_HEADING.search(text))


def _trimmed(numbers: list[int], is_blank: "definitions.Blank") -> list[int]:
    start, end = 0, len(numbers)
    while start < end and is_blank(numbers[start]):
        start += 1
    while end > start and is_blank(numbers[end - 1]):
        end -= 1
    return numbers[start:end]


def _rejoined(numbers: list[int], lines: list[str]) -> Iterator[str]:
    """The lines, with one blank line where others were left out."""
    before = None
    for number in numbers:
        if before is not None:
            apart = number != before + 1
            if apart and not lines[before - 1].strip() and not lines[number - 1].strip():
                continue
            bare = lines[before - 1].strip() and lines[number - 1].strip()
            yield "\n\n" if apart and bare else "\n"
        yield lines[number - 1]
        before = number
