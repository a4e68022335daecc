"""The lines under a heading that say who spoke, moderated or sat on the panel."""

import re
from dataclasses import dataclass, field
from typing import Final

from apps.core.naming import is_placeholder
from apps.mirror.notes.facts import PersonFact, Role, Span
from apps.mirror.notes.headings import plain_words
from apps.mirror.notes.names import CUT_SHORT, Named, is_full_name, read_people
from apps.mirror.notes.source import Source

MOST_LINES: Final = 12
LONGEST_LIST: Final = 300
BULLET: Final = re.compile(r"^\s*(?:[-*+•‣⁃·]\s+)?")
ADORNED: Final = re.compile(r"^([!-/:-@\[-`{-~])\1{2,}\s*$")
LEADS: Final = tuple(
    (role, re.compile(rf"^(?:{rx})\s*(?P<who>\S.*)$", re.IGNORECASE))
    for role, rx in (
        (
            Role.MODERATOR,
            r"(?:moderated|chaired|facilitated|hosted|led) by:?|:?(?:moderators?|chair"
            r"|facilitator|moderatorin|moderation|moderación|moderador(?:a|es)?|animateur)\s*[:：]",
        ),
        (
            Role.PANELIST,
            r":?(?:panell?ists?|panel(?: members)?|on the panel|participants?|panelistas|podium"
            r"|table ronde)\s*[:：]"
            r"|panell?ists\s+(?:are|were):?",
        ),
        (Role.HOST, r":?hosts?\s*:"),
        (
            Role.SPEAKER,
            r"(?:(?:a |the )?(?:talk |keynote |presentation )?(?:presented |given "
            r"|delivered |held )?by)\b:?"
            r"|:?(?:the )?(?:speakers?|presenters?|authors?|who|instructors?|trainers?|ponentes?"
            r"|referent(?:en|in)?|vortragende[rn]?|intervenante?s?|orat(?:eur|rice)s?"
            r"|conférenci(?:er|ère)s?|relator[ei]|発表者|講演者|登壇者)\s*[:：]"
            r"|starring|featuring|with\b:?",
        ),
    )
)
WITHIN: Final = re.compile(
    r"[;,.]?\s+(?:and\s+)?(?P<word>(?:moderated|chaired|hosted|facilitated) by|starring|featuring"
    r"|with panell?ists?)\s+",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Credits:
    """The people of some lines, and the lines that say nothing else."""

    people: list[PersonFact] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    #: Where a list of panelists is announced, and they follow as a list
    announces: int = 0


def read_credit(text: str, line: int, source: Source | None = None) -> list[PersonFact]:
    """The people whom one line credits: "by Jane Doe", "A, B & C; moderated by D"."""
    words = plain_words(BULLET.sub("", text[:600])).strip()
    for role, pattern in LEADS:
        if found := pattern.match(words):
            doubtful = words[:4].lower() == "with"
            return _parts(role, found["who"], line, None if doubtful else source)
    if found := WITHIN.search(words):
        return _parts(Role.PANELIST, words, line, source)
    return []


def _parts(role: Role, words: str, line: int, source: Source | None) -> list[PersonFact]:
    """The people of one role, then of those that other words of the line introduce."""
    found = WITHIN.search(words)
    own, rest = (words[: found.start()], words[found.start() :]) if found else (words, "")
    people = _facts(role, own, line, source)
    if found and rest:
        word = found["word"].lower()
        other = Role.MODERATOR if word.endswith(" by") else Role.PANELIST
        people += _facts(other, words[found.end() :], line, source)
    return people


def _facts(role: Role, words: str, line: int, source: Source | None) -> list[PersonFact]:
    full = role is Role.SPEAKER
    named = read_people(words, full=full) or _first_names(words, role)
    announced = role in (Role.MODERATOR, Role.PANELIST) and len(words) < LONGEST_LIST
    if not named and source is not None and (announced or _looks_like_a_credit(words)):
        source.problem(line, f"Who is meant as {role.value} is not clear.", words)
    for person in named:
        if person.open_bracket and source is not None:
            source.problem(line, "A bracket after a name is never closed.", words)
    return [person_fact(person, role, line) for person in named]


def _looks_like_a_credit(words: str) -> bool:
    """Short and no sentence: "cast of thousands" is a credit, "and large I agree" is not."""
    return 1 <= len(words.split()) <= 5 and not words.rstrip().endswith((".", ",", ":"))


def _first_names(words: str, role: Role) -> list[Named]:
    """A first name, credited in so many words ("by Chris", "by Chris M."), is a person."""
    words = words.strip(" .!")
    is_short = len(words.split()) == 1 or bool(CUT_SHORT.match(words))
    alone = role is Role.SPEAKER and is_short and not is_placeholder(words)
    return read_people(words, full=False) if alone else []


def person_fact(person: Named, role: Role, line: int, statement: str | None = None) -> PersonFact:
    return PersonFact(
        name=person.name,
        role=role,
        affiliations=tuple(person.affiliations),
        nickname=person.nickname,
        span=Span(first=line, last=line),
        statement=statement,
    )


def read_lead(source: Source, first: int, last: int) -> Credits:
    """The credits among the first lines under a heading, and a bare name as the very first."""
    credits = Credits()
    seen = 0
    for number, line in source.numbered(first, last):
        if not line.strip() or ADORNED.match(line):
            continue
        seen += 1
        if seen > MOST_LINES:
            break
        if line.startswith((" ", "\t")) and not _is_item(line):
            continue
        people = read_credit(line, number, source)
        if not people and seen == 1:
            people = _bare_name(source, number, line)
        if people:
            credits.people += people
            credits.lines.add(number)
    return credits


def _is_item(line: str) -> bool:
    return len(line) - len(line.lstrip()) <= 4 and line.lstrip()[:1] in "-*+•‣⁃·"


def _bare_name(source: Source, number: int, line: str) -> list[PersonFact]:
    words = plain_words(BULLET.sub("", line))
    alone = source.is_blank(number + 1) or bool(BULLET.match(source.line(number + 1)))
    named = read_people(words) if alone and len(words) < 100 and words[-1:].isalpha() else []
    if all(is_full_name(person.name) for person in named):
        return [person_fact(person, Role.SPEAKER, number) for person in named]
    return []
