"""Which packages work on a new Python, as somebody said in a talk about porting."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from apps.mirror.notes import status_lists
from apps.mirror.notes.facts import Span, StatusFact, Verdict
from apps.mirror.notes.headings import Section, plain_words
from apps.mirror.notes.names import split_outside_brackets
from apps.mirror.notes.sentences import sentences
from apps.mirror.notes.source import Source

TARGET: Final = re.compile(
    r"\b(?P<what>Python|Django|PyPy"
    r"|Jython)\s?(?P<version>\d+(?:\.\d+)?)?\b"
)
ABOUT: Final = re.compile(
    r"\bport(?:ed|ing)?\b|\bpy(?:thon)? ?3k?\b|\bcompatib"
    r"|\bmigrat",
    re.IGNORECASE,
)
LABEL: Final = re.compile(r"^(?:[-*+•]\s+|\d+[.)]\s+)?(?:[^:]{0,60}:\s+)?")
WORKS: Final = re.compile(
    r"^(?P<who>.{2,400}?),?\s+(?:all |both |just |now )*(?:works?(?: fine| well)?|(?:is"
    r"|are) (?:all |both )?"
    r"(?:fine|ported|supported|compatible|ready|ok|okay))\s*(?P<why>\(.{0,200}\))?\s*[.!]?$",
    re.IGNORECASE,
)
NOT: Final = re.compile(
    r"^(?:but )?(?P<who>.{2,400}?),?\s+(?:(?:do|does|did) ?(?:n['’]t| not)(?: yet)? (?:work"
    r"|support.{0,40})"
    r"|(?:is|are)(?:n['’]t| not)(?: yet)? (?:ported|supported|compatible|ready)(?: yet)?"
    r"|(?:has|have) ?(?:n['’]t| not) been ported(?: yet)?)\s*(?P<why>\(.{0,200}\))?\s*[.!]?$",
    re.IGNORECASE,
)
BUT_NOT: Final = re.compile(r"^but not\s+(?P<who>.{2,600}?)[.!]?$", re.IGNORECASE)
PROBLEMATIC: Final = re.compile(
    r"^(?P<who>.{2,200}?)\s+(?:is|are|remains?) (?:still )?(?:problematic|tricky"
    r"|experimental|broken in places"
    r"|partly ported|partially supported)\s*(?P<why>\(.{0,200}\))?\s*[.!]?$",
    re.IGNORECASE,
)
YES: Final = r"works?|ported|supported|compatible|ready|done|ok|okay|fine|yes|✓|✔|✅"
PARTLY: Final = r"partly|partial(?:ly)?|mostly|in progress|wip|experimental|beta|problematic|tricky"
NO: Final = (
    r"no|not yet|no support|unsupported|broken|missing|✗|✘|❌"
    r"|(?:does|do)(?:n['’]t| not) work|not (?:yet )?(?:ported|supported|compatible|ready)"
)
LISTED: Final = re.compile(
    r"^(?:[-*+•]|\d{1,2}[.)])\s+(?P<who>[^:]{2,200}?)\s*(?::|\s[-–—]|(?=[✓✔✅✗✘❌]))\s*"
    rf"(?:(?P<no>{NO})|(?P<partly>{PARTLY})|(?P<yes>{YES}))(?: yet| now)?"
    r"\s*(?P<why>\(.{0,200}\))?\s*[.!]?$",
    re.IGNORECASE,
)
INSTEAD: Final = re.compile(
    r"\balternatives?\b[^()]{0,80}\((?P<list>[^()]{2,400})\)"
    r"|\binstead,? use (?P<one>[\w.-]{2,60})|\buse (?P<other>[\w.-]{2,60}?) instead\b",
    re.IGNORECASE,
)
THEN_USE: Final = re.compile(r"\s*[;,:–—-]\s+(?=use \S+ instead\b|instead,? use )", re.IGNORECASE)
PACKAGE: Final = re.compile(r"^[A-Za-z][\w.+-]{1,60}$")
FILLER: Final = re.compile(r"^(?:and|both|also|all|the|plain|currently)\s+|\s+(?:all|both)$", re.I)
MODES: Final = frozenset(
    re.findall(
        r"\w+",
        "synchronous sync async asynchronous",
    )
)
NO_PACKAGE: Final = frozenset(
    re.findall(
        r"\w+",
        "it this that they these those all everything nothing none some many most which what "
        "he she you we i there here one code others python rest life stuff both",
    )
)
VERDICTS: Final = (
    (NOT, Verdict.DOES_NOT),
    (PROBLEMATIC, Verdict.PROBLEMATIC),
    (WORKS, Verdict.WORKS),
)


def read_statuses(
    source: Source, section: Section, *, title: str, said_by: str
) -> list[StatusFact]:
    """The statuses in a section whose title is about porting; none in any other."""
    if not ABOUT.search(title):
        return []
    target = _target(title)
    listed = list(status_lists.read_listed(source, section, target=target, said_by=said_by))
    told = {n for status in listed for n in range(status.span.first, status.span.last + 1)}
    told_of = _in_sentences(source, section, target, said_by)
    return _once([*listed, *(status for status in told_of if status.span.first not in told)])


def _in_sentences(source: Source, section: Section, target: str, said_by: str) -> list[StatusFact]:
    found: list[StatusFact] = []
    refused: list[int] = []
    for text, span in _clauses(source, section.body_first, section.span.last):
        if (instead := INSTEAD.search(text)) and refused:
            names = tuple(_listed(next(filter(None, instead.groups()))))
            for position in refused:
                found[position] = replace(found[position], alternatives=names)
            refused = []
            continue
        known = frozenset(status.package.lower() for status in found)
        statuses = list(_statuses(text, _Said(target, said_by, span, known)))
        if statuses and statuses[0].verdict is Verdict.DOES_NOT:
            refused = list(range(len(found), len(found) + len(statuses)))
        found += statuses
    return found


def _clauses(source: Source, first: int, last: int) -> Iterator[tuple[str, Span]]:
    """Sentences, in two where they end with what to use instead."""
    for sentence in sentences(source, first, last):
        words = plain_words(sentence.text)
        text = words if LISTED.match(words) else LABEL.sub("", words, count=1)
        for clause in THEN_USE.split(text):
            yield clause, sentence.span


def _target(title: str) -> str:
    found = TARGET.search(title)
    return f"{found['what']} {found['version']}" if found and found["version"] else "Python 3"


class _Said(NamedTuple):
    target: str
    by: str
    span: Span
    known: frozenset[str]


def _statuses(text: str, said: _Said) -> Iterator[StatusFact]:
    if found := BUT_NOT.match(text):
        yield from _each(found["who"], Verdict.DOES_NOT, "", said)
        return
    if found := LISTED.match(text):
        verdict = (
            Verdict.DOES_NOT
            if found["no"]
            else Verdict.PROBLEMATIC
            if found["partly"]
            else Verdict.WORKS
        )
        yield from _each(found["who"], verdict, (found["why"] or "").strip("() "), said)
        return
    for pattern, verdict in VERDICTS:
        if found := pattern.match(text):
            yield from _each(found["who"], verdict, (found["why"] or "").strip("() "), said)
            return


def _each(who: str, verdict: Verdict, reason: str, said: _Said) -> Iterator[StatusFact]:
    """One status for each name of a list, or none if any of it is no name of a package."""
    parts = [_named(part) for part in split_outside_brackets(who)]
    if not parts or not all(_is_package(name) for name, _, _ in parts):
        return
    name, modes, note = parts[0]
    if len(parts) == 1 and not (_is_marked(name) or modes or note or name.lower() in said.known):
        return
    for name, modes, note in parts:
        yield StatusFact(
            package=name,
            verdict=verdict,
            target=said.target,
            condition=modes,
            reason="; ".join(filter(None, (note, reason))),
            said_by=said.by,
            span=said.span,
        )


def _is_package(name: str) -> bool:
    return bool(PACKAGE.match(name)) and name.lower() not in NO_PACKAGE


def _is_marked(name: str) -> bool:
    """Whether a word alone looks like a package: a capital, a dash, a digit; no plain word."""
    return any(c.isupper() or c in "-._" or c.isdigit() for c in name)


def _named(part: str) -> tuple[str, str, str]:
    """The package, the part of it that is meant, and what is noted in brackets."""
    note = re.search(r"\s*\(([^()]{0,200})\)\s*$", part)
    name = part[: note.start()] if note else part
    while (shorter := FILLER.sub("", name.strip())) != name:
        name = shorter
    words = name.split()
    modes = [word for word in words if word.lower() in MODES]
    rest = [word for word in words if word.lower() not in MODES]
    return " ".join(rest), " ".join(modes), note[1].strip() if note else ""


def _listed(text: str) -> Iterator[str]:
    for part in split_outside_brackets(text):
        name = _named(part)[0]
        if PACKAGE.match(name):
            yield name


def _once(found: list[StatusFact]) -> list[StatusFact]:
    """Each as first said."""
    said: dict[tuple[str, ...], StatusFact] = {}
    for status in found:
        said.setdefault((status.package, status.condition, status.verdict, status.reason), status)
    return list(said.values())
