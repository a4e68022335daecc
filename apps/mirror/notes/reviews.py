"""A book review: told by its words, with what stands apart from it kept apart."""

import re
from dataclasses import dataclass
from typing import Final

from apps.core.naming import fold
from apps.mirror.notes import dates
from apps.mirror.notes.facts import ReviewFact, Span
from apps.mirror.notes.front_matter import FrontMatter
from apps.mirror.notes.headings import plain_words
from apps.mirror.notes.names import is_full_name, read_people
from apps.mirror.notes.sentences import sentences
from apps.mirror.notes.source import Source

BOOK: Final = re.compile(r"\bbooks?\b", re.IGNORECASE)
BOOKISH: Final = re.compile(
    r"\bchapters?\b|\bauthors?\b|\breaders?\b|\bpublishe[rd]\w*|\breviews?\b|\bedition\b"
    r"|\bpages? \d+"
    r"|\bISBN\b|\bappendi(?:x|ces)\b|\bpaperback\b|\btypos?\b|\bforeword\b",
    re.IGNORECASE,
)
COPY: Final = re.compile(r"\b(?:review copy|(?:my|a|free|complimentary) copy of)\b", re.IGNORECASE)
REVIEW_TITLE: Final = re.compile(
    r"^(?:book )?review(?: of)?\s*[:–—-]\s*(?P<book>\S.*)$"
    r"|^(?P<named>\S.*?)\s*[-–—:(]+\s*(?:a )?(?:book )?review\)?$",
    re.I,
)
DISCLOSURE_LINE: Final = re.compile(
    r"^[(\[*_]*(?:(?:disclosure|disclaimer)\s*:"
    r"|(?:free )?review copy\b|\w.{0,40}\breview copy (?:from|by|of)\b)",
    re.I,
)
DISCLOSED: Final = re.compile(
    r"\bby way of (?:full )?disclosure\b|\b(?:full )?disclosure\b|\breview copy\b|\bfree copy\b"
    r"|\b(?:sent|gave|provided) me (?:a|this) (?:free )?copy\b|\bfriend of mine\b"
    r"|\bI (?:know|work with) the author",
    re.IGNORECASE,
)
PUBLISHER: Final = re.compile(
    r"\breview copy (?:from|by|courtesy of|provided by"
    r"|kindly provided by) (?P<who>[A-Z][\w&.’' -]{1,60}?)\s*[).,;]|"
    r"^[*_]*(?:publisher|verlag|éditeur|editorial)[*_]*\s*:[*_]*\s*(?P<label>[^\n,(;*]{2,60})|"
    r"\bpublished by (?P<by>[A-Z][\w&’'-]*(?: [A-Z&][\w&’'-]*){0,3})",
    re.IGNORECASE | re.MULTILINE,
)
PREAMBLE: Final = re.compile(r"^[*_(]*(?:preamble|preface|note|caveat)\s*:", re.IGNORECASE)
POSTSCRIPT: Final = re.compile(
    r"^[*_(]*(?:as a |by way of )?(?:postscript|post-script"
    r"|p\.?p?\.?s\.?)\b\s*[:,.]?",
    re.I,
)
VERDICT: Final = re.compile(
    r"^(?:in conclusion|to conclude|in summary|to sum up|overall"
    r"|verdict|conclusion|all in all|bottom line|in short)\b",
    re.I,
)
THUMBS: Final = re.compile(
    r"\b(?:thumbs[- ](?:up|down)|recommend(?:ed)?|worth (?:reading"
    r"|buying)|buy (?:it|this|the) |I like what I see)\b",
    re.I,
)
SUBTITLE: Final = re.compile(
    r"\bsub-?title(?:d)?\s*[:,]?\s*[“\"'‘](?P<what>[^”“\"\n]{3,200})[”“\"]", re.I
)
ISBN: Final = re.compile(r"\bISBN(?:-1[03])?:?\s*(?P<isbn>[\dXx][\dXx -]{8,16}[\dXx])\b")
TITLE_AUTHOR: Final = re.compile(r"^(?P<book>\S.{2,150}?)\s*,?\s+by\s+(?P<who>[A-Z].{3,80})$")
FEWEST_WORDS: Final = 120


@dataclass(frozen=True)
class _Apart:
    """What stands apart, by name, and its lines."""

    texts: dict[str, str]
    lines: frozenset[int]


def is_review(source: Source, heading: str, first: int, last: int) -> bool:
    """Whether a text under this heading reviews a book of that name."""
    text = source.joined(first, last)[:100_000]
    if REVIEW_TITLE.match(heading) and (BOOK.search(f"{heading} {text}") or ISBN.search(text)):
        return True
    if len(text.split()) < FEWEST_WORDS and not COPY.search(text):
        return False
    books, signs = len(BOOK.findall(text)), len(BOOKISH.findall(text))
    book = fold(_book(heading))
    named = len(book.split()) >= 2 and book in fold(text[:20_000])
    dense = (books + signs) * 120 >= len(text.split())
    return books >= 2 and signs >= 2 and dense and bool(COPY.search(text) or named)


def _book(heading: str) -> str:
    found = REVIEW_TITLE.match(heading)
    title = (found["book"] or found["named"]) if found else heading
    by = TITLE_AUTHOR.match(title)
    return plain_words(by["book"] if by else title).strip(" \"“”'‘’")


def read_review(
    source: Source, front: FrontMatter, *, title: str, body: Span, span: Span
) -> ReviewFact:
    """The review of the book that the heading, or the front matter, names."""
    text = source.joined(body.first, body.last)
    apart = _apart(source, body)
    name = front.text("book", "book_title") or _book(title)
    main, _, after = name.partition(": ")
    days = dates.find_days(title)
    kept = [n for n in range(body.first, body.last + 1) if n not in apart.lines]
    return ReviewFact(
        book_title=main,
        subtitle=front.text("subtitle") or after or _hit(SUBTITLE, text, "what"),
        authors=tuple(_authors(source, front, title, main, body)),
        publisher=front.text("publisher") or _publisher(text),
        isbn=front.text("isbn", "isbn13", "isbn-13", "isbn_13") or _isbn(text),
        reviewer=front.text("reviewer", "author", "by"),
        disclosure=front.text("disclosure")
        or apart.texts.get("disclosure", "")
        or _disclosed(source, body),
        preamble=apart.texts.get("preamble", ""),
        postscript=apart.texts.get("postscript", ""),
        verdict=front.text("verdict") or _verdict(source, body),
        topics=tuple(front.listed("tags", "topics", "keywords", "categories")),
        date=front.date("date", "published", "created") or (days.first if days else None),
        body=source.gathered(kept, default=body.first),
        span=span,
    )


def _apart(source: Source, body: Span) -> _Apart:
    texts: dict[str, str] = {}
    lines: set[int] = set()
    for position, (span, text) in enumerate(source.paragraphs(body.first, body.last)):
        name = _name_apart(text, early=position < 3)
        if name and name not in texts:
            texts[name] = text.strip()
            lines |= set(range(span.first, span.last + 1))
    return _Apart(texts, frozenset(lines))


def _name_apart(text: str, *, early: bool) -> str:
    if early and len(text) < 400 and DISCLOSURE_LINE.match(text):
        return "disclosure"
    if early and PREAMBLE.match(text):
        return "preamble"
    return "postscript" if POSTSCRIPT.match(text) else ""


def _authors(source: Source, front: FrontMatter, title: str, book: str, body: Span) -> list[str]:
    said = front.listed("book_authors", "book_author", "authors")
    if said:
        return said
    if (found := TITLE_AUTHOR.match(title)) and (people := read_people(found["who"])):
        return [person.name for person in people]
    # "Jane Doe's Snakes for All", here or in another review of the same document
    owned = re.compile(
        r"(?P<who>(?:[A-Z][\w.-]{1,30} ){1,3}?[A-Z][\w.-]{1,30})['’]s?\s{1,3}[“\"*_]{0,3}"
        + re.escape(book)
    )
    found = owned.search(source.text[:1_000_000])
    if found and is_full_name(found["who"]):
        return [found["who"]]
    return []


def _publisher(text: str) -> str:
    found = PUBLISHER.search(text)
    return ((found["who"] or found["label"] or found["by"]) if found else "").strip()


def _hit(pattern: re.Pattern[str], text: str, group: str) -> str:
    found = pattern.search(text[:200_000])
    return found[group].strip(" ,") if found else ""


def _isbn(text: str) -> str:
    """The first ISBN of thirteen digits, else of ten."""
    found = [hit["isbn"] for hit in ISBN.finditer(text[:200_000])]
    long = (isbn for isbn in found if sum(map(str.isdigit, isbn)) == 13)
    return next(long, found[0] if found else "")


def _disclosed(source: Source, body: Span) -> str:
    """The first sentence that discloses something. It stays in the body too."""
    found = (s.text for s in sentences(source, body.first, body.last) if DISCLOSED.search(s.text))
    return next(found, "")


def _verdict(source: Source, body: Span) -> str:
    last = ""
    for _, text in source.paragraphs(body.first, body.last):
        if VERDICT.match(text):
            last = text.strip()
    if last:
        return last
    found = (s.text for s in sentences(source, body.first, body.last) if THUMBS.search(s.text))
    return next(found, "")
