"""Where the headings of a document are, and how deep each is."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apps.core.markup import Markup
from apps.mirror.notes.facts import Span
from apps.mirror.notes.source import Source

ATX: Final = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
SETEXT: Final = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
# MoinMoin and MediaWiki: "== Talks =="
WIKI: Final = re.compile(r"^(={1,6})[ \t]+(\S.*?)[ \t]+\1[ \t]*$")
# AsciiDoc: "== Talks"; Org: "** TODO Eggs  :tag:"
UNCLOSED: Final = re.compile(r"^(={1,6})[ \t]+([^\s=](?:.*[^=\s])?)[ \t]*$")
STARRED: Final = re.compile(
    r"^(\*{1,8})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING)[ \t]+)?(\S.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*$"
)
WIKI_MARKS: Final = re.compile(r"'{2,5}")
ELEMENT: Final = re.compile(r"^ {0,3}<h([1-6])(?:\s[^<>]*)?>(.{1,240})</h\1>\s*$", re.IGNORECASE)
NO_SETEXT: Final = re.compile(r"^(?: {4}|\t|\s*(?:[-*+>|]|\d+[.)])\s)")
ADORNMENT: Final = re.compile(r"^([!-/:-@\[-`{-~])\1{2,}\s*$")
LONGEST: Final = 250

# A bare line of plain text that may be a title
LONGEST_BARE: Final = 110
STARTS_BARE: Final = re.compile(r"^[\"“'‘]?[A-Z0-9À-ÖØ-Þ\u0386-\u03ab\u0400-\u042f\u3040-\u9fff]")
ENDS_BARE: Final = re.compile(r"(?:[.,;:]|[.!?][\"”])$")
LIST_ITEM: Final = re.compile(r"^\s*(?:[-*+•‣⁃·>|]|\d+[.)]|\(?[a-z][.)])\s")
REMARK: Final = re.compile(r"^.{2,60}\b(?:comment(?:s|ed)?|replied|asked|answered|added):")
# What may stand right below a bare title
BYLINE: Final = re.compile(
    r"^(?:by (?=[A-Z])|(?:speakers?|presenters?|presented by|ponentes?|referent(?:in)?|speaker\(s\)"
    r"|vortragende[rn]?|intervenante?s?)\s*:\s*)\S.{2,90}$",
    re.IGNORECASE,
)
CODE_LIKE: Final = re.compile(r"[{}=]|\w\(|\);$|::|^\s*(?:import|from|def|class|print)\b|\w_\w+\(")

MARKS: Final = re.compile(r"[*`]+|(?<!\w)_+(?=\w)|(?<=[\w:.?!])_+(?!\w)|<[^<>]{1,50}>")
LINK: Final = re.compile(r"!?\[([^\[\]]{1,200})\](?:\([^()\s]{0,1000}\)|\[[^\[\]]{0,200}\])")
RST_LINK: Final = re.compile(r"`([^`<>]{1,200}?)\s*<[^<>]{1,1000}>`__?")
WIKI_LINK: Final = re.compile(r"!?\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")
# What Pandoc, kramdown and exports write after a heading: "{#warm-stones .wide}"
ATTRIBUTES: Final = re.compile(r"\s*\{:?\s?[#.][^{}]{1,200}\}\s*$")
FOOTNOTE: Final = re.compile(r"\[\^[^\[\]\s]{1,60}\]|\s?\[(?:\d{1,3}|#\w{0,40})\]_")
HELD: Final = "\ue000"  # any letter that no document has


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A title in the document. `span` has its adornment too."""

    text: str
    level: int
    span: Span


def plain_words(text: str) -> str:
    """A heading or credit without markup: emphasis, links, escapes."""
    text = WIKI_LINK.sub(r"\1", text)
    text = LINK.sub(r"\1", RST_LINK.sub(r"\1", FOOTNOTE.sub("", text)))
    escaped = re.split(r"(\\[!-/:-@\[-`{-~])", text)
    # A character that is escaped is no mark, and joins the letters beside it
    kept = MARKS.sub("", "".join(HELD if n % 2 else part for n, part in enumerate(escaped)))
    for part in escaped[1::2]:
        kept = kept.replace(HELD, part[1], 1)
    return " ".join(kept.split())


def find(source: Source, first: int) -> list[Heading]:
    """All headings from line `first` on, in order."""
    finder: Callable[[Source, int], Iterator[Heading]] = {
        Markup.MARKDOWN: _markdown,
        Markup.RST: _rst,
        Markup.PLAIN: _bare,
    }[source.markup]
    return [heading for heading in finder(source, first) if heading.text]


def _markdown(source: Source, first: int) -> Iterator[Heading]:
    for number, line in source.numbered(first, source.last):
        if len(line) > LONGEST:
            continue
        if found := ATX.match(line) or WIKI.match(line):
            text = plain_words(ATTRIBUTES.sub("", found[2] or ""))
            yield Heading(text=text, level=len(found[1]), span=Span(first=number, last=number))
        elif found := ELEMENT.match(line):
            span = Span(first=number, last=number)
            yield Heading(text=plain_words(found[2]), level=int(found[1]), span=span)
        elif _is_setext(source, number, line):
            level = 1 if source.line(number + 1).strip()[0] == "=" else 2
            span = Span(first=number, last=number + 1)
            yield Heading(text=plain_words(line), level=level, span=span)


def _is_setext(source: Source, number: int, line: str) -> bool:
    return bool(
        line.strip()
        and SETEXT.match(source.line(number + 1))
        and number + 1 not in source.literal
        and source.is_blank(number - 1)
        and not NO_SETEXT.match(line)
    )


def _rst(source: Source, first: int) -> Iterator[Heading]:
    styles: list[tuple[str, bool]] = []
    for number, line in source.numbered(first, source.last):
        under = _adornment(source, number + 1)
        if not under or not line.strip() or len(line) > LONGEST or ADORNMENT.match(line):
            continue
        over = _adornment(source, number - 1) == under and source.is_blank(number - 2)
        if not over and (line[0].isspace() or not _may_begin(source, number)):
            continue
        length = len(source.line(number + 1).strip())
        if length < min(4, len(line.strip())):
            continue
        style = (under, over)
        if style not in styles:
            styles.append(style)
        span = Span(first=number - over, last=number + 1)
        yield Heading(text=plain_words(line), level=styles.index(style) + 1, span=span)


def _may_begin(source: Source, number: int) -> bool:
    return source.is_blank(number - 1) or bool(_adornment(source, number - 1))


def _adornment(source: Source, number: int) -> str:
    found = None if number in source.literal else ADORNMENT.match(source.line(number))
    return found[1] if found else ""


def _bare(source: Source, first: int) -> Iterator[Heading]:
    for pattern in (WIKI, UNCLOSED, STARRED):
        marked = [
            Heading(
                text=plain_words(WIKI_MARKS.sub("", found[2])),
                level=len(found[1]),
                span=Span(first=n, last=n),
            )
            for n, line in source.numbered(first, source.last)
            if (found := pattern.match(line[:LONGEST]))
        ]
        if len(marked) >= 2 and (pattern is not STARRED or _has_ranks(marked)):
            yield from marked
            return
    for number, line in source.numbered(first, source.last):
        ends = source.is_blank(number + 1) or BYLINE.match(source.line(number + 1)[:200])
        if ends and source.is_blank(number - 1) and is_bare_title(line):
            span = Span(first=number, last=number)
            yield Heading(text=" ".join(line.split()), level=1, span=span)


def _has_ranks(marked: Sequence[Heading]) -> bool:
    """Whether stars are headings: of more than one rank. Those of a list are all alike."""
    return len({heading.level for heading in marked}) > 1


def is_bare_title(line: str) -> bool:
    """Whether a line of plain text that stands alone may be a title: short, and no sentence."""
    text = line.rstrip()
    return (
        3 <= len(text) <= LONGEST_BARE
        and bool(STARTS_BARE.match(text))
        and not ENDS_BARE.search(text)
        and not LIST_ITEM.match(text)
        and not CODE_LIKE.search(text)
        and not REMARK.match(text)
        and sum(map(str.isalpha, text)) * 2 > len(text)
        and "://" not in text
    )


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and the lines up to the next as high: `span` from the heading's first line."""

    heading: Heading
    span: Span
    inner: Sequence["Section"] = ()

    @property
    def body_first(self) -> int:
        return self.heading.span.last + 1

    @property
    def lead_last(self) -> int:
        """The last line before the first heading inside."""
        return self.inner[0].span.first - 1 if self.inner else self.span.last


def sections(headings: Sequence[Heading], last: int) -> list[Section]:
    """The headings as a tree, down to line `last`."""
    roots: list[Section] = []
    stack: list[tuple[Heading, list[Section]]] = []

    def close(end: int) -> None:
        heading, inner = stack.pop()
        span = Span(first=heading.span.first, last=end)
        done = Section(heading=heading, span=span, inner=tuple(inner))
        (stack[-1][1] if stack else roots).append(done)

    for heading in headings:
        while stack and stack[-1][0].level >= heading.level:
            close(heading.span.first - 1)
        stack.append((heading, []))
    while stack:
        close(last)
    return roots
