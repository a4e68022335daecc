"""What a heading says: whose session it is, what it is called, and which kind it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from apps.mirror.notes.names import EMOJI, Named, is_full_name, is_name, read_people

SESSION_KINDS: Final = frozenset(
    ["talk", "keynote", "panel", "lightning", "tutorial", "poster", "sprint", "other"]
)
PANEL: Final = "panel"
LIGHTNING: Final = "lightning"
KINDS: Final = (
    (LIGHTNING, r"\b(?:lightning|lighting) +talks?\b"),
    ("keynote", r"\bkeynotes?\b|\bopening plenary\b|基調講演"),
    (PANEL, r"\bpanel\b(?! data)|\bfireside chat\b|\bround ?table\b"),
    ("tutorial", r"\btutorials?\b|\bworkshops?\b|\btraining\b"),
    ("sprint", r"\bsprints?\b|\bhackathon\b"),
    ("poster", r"\bposters?\b(?: session)?"),
)
KIND_PATTERNS: Final = tuple((kind, re.compile(rx, re.IGNORECASE)) for kind, rx in KINDS)
KEYNOTE_ONLY: Final = re.compile(
    r"^(?:the |opening |closing |morning |afternoon )?(?:keynotes?|lightning talks?|panel"
    r"|tutorial|talk|sprints?)(?: \d+| day \d+| speech| talk)?$",
    re.IGNORECASE,
)
TIME: Final = r"[0-2]?\d[:.h][0-5]\d(?:\s?[ap]m)?"
# "3. Eggs": where in the list the session stood
NUMBER: Final = re.compile(r"^\d{1,2}[.)]\s+(?=[\"“”«„'‘]?[^\W\d])")
CLOCK: Final = re.compile(rf"^\[?{TIME}\]?(?:\s?[-–—]\s?{TIME})?\s*[-–—:|]?\s+")
BEFORE: Final = re.compile(
    r"^(?P<who>.{2,120}?)\s+(?:on|talking about|talks? about|speaking (?:on|about)|presents?"
    r"|presenting|discuss(?:es|ing)|about)\s+(?P<what>\S.*)$"
)
AFTER: Final = re.compile(
    r"^(?P<what>.*\S)\s*,?\s+(?:by|presented by|given by|par|por|von)\s+(?P<who>\S.{1,150})$",
    re.IGNORECASE,
)
BRACKETED: Final = re.compile(r"^(?P<what>.*\S)\s+\((?P<who>[^()]{3,100})\)$")
MEMBER: Final = re.compile(r"^(?P<who>[^()]{3,60}?)\s*\([^()]{1,100}\)$")
MARKED: Final = re.compile(r"^(?P<who>[^:–—]{3,100}?)(?::|\s+[-–—]+)\s+(?P<what>\S.*)$")
# A name in Han or Hangul has no space: "山田太郎 — ヘビの話"
UNSPACED: Final = re.compile(r"^[\u3400-\u9fff\uac00-\ud7a3]{3,5}$")
MARKED_AFTER: Final = re.compile(r"^(?P<what>.*\S)\s+[-–—|]+\s+(?P<who>[^-–—|]{3,100})$")

# What has no speaker
SERVICE: Final = re.compile(
    r"^(?:(?:opening|closing|welcome|registration|coffee|lunch|break|dinner|party)\b.{0,40})$", re.I
)


@dataclass(frozen=True, kw_only=True)
class Title:
    """A heading read: empty `people` if it names none."""

    title: str
    people: Sequence[Named] = ()
    kind: str = ""


# "Keynote: Jane Doe - Snakes": what stands before the colon says that a speaker may follow
PREFIXED: Final = re.compile(
    r"^(?:(?:opening |closing |morning |afternoon )?keynote|plenary|(?:invited |sponsored )?talk"
    r"|tutorial|workshop|lightning talk|ponencia|charla|vortrag|conférence|présentation|taller"
    r"|基調講演|招待講演)\s*(?:[:：]|\s[-–—])\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
BY_BEFORE: Final = re.compile(
    r"^(?:\w+ )?(?:keynote|talk|tutorial|workshop|plenary)(?: \d+)? by (?P<who>[^:–—]{3,100}?)"
    r"(?::|\s+[-–—]+)\s+(?P<what>\S.*)$",
    re.IGNORECASE,
)
CORNERED: Final = re.compile(
    r"^(?P<who>[^「」『』:：]{3,60})[「『](?P<what>[^「」『』]{2,200})[」』]$"
)
WITH_TITLE: Final = re.compile(r"^(?:Dr|Prof|Professor)\b")


def kind_of(heading: str) -> str:
    """The kind that the words of a heading name; empty if none."""
    return next((kind for kind, rx in KIND_PATTERNS if rx.search(heading)), "")


def read_title(heading: str, *, first_names: bool = False, members: bool = False) -> Title:
    """What is safe to read from a heading alone.

    "Jane Doe on Snakes", "Snakes by Jane Doe", "Snakes (Jane Doe)".
    `first_names`: in a block of lightning talks one name is enough ("Jane on Snakes").
    `members`: in a round of reports "Jane Doe (Firm)" is a turn of hers.
    """
    kind = kind_of(heading)
    heading = _begun(heading)
    for pattern in (BY_BEFORE, CORNERED, BEFORE, AFTER, BRACKETED):
        found = pattern.match(heading)
        if not found:
            continue
        people = _people(found["who"], first_names=first_names and pattern is not BRACKETED)
        if people:
            title = _title(heading, found["what"])
            if pattern is BEFORE and title.split()[0].islower():
                title = title[0].upper() + title[1:]
            return Title(title=title, people=people, kind=kind)
    if found := PREFIXED.match(heading):
        rest = found["rest"].strip()
        read = read_title(rest)
        read = read if read.people else read_marked(rest) or read
        if read.people:
            return replace(read, title=_title(heading, read.title), kind=kind)
    found = MARKED_AFTER.match(heading)
    if found and WITH_TITLE.match(found["who"]) and (people := read_people(found["who"])):
        return Title(title=_title(heading, found["what"]), people=people, kind=kind)
    if members and (found := MEMBER.match(heading)) and is_full_name(found["who"]):
        return Title(title=heading, people=read_people(heading), kind=kind)
    return Title(title=heading, kind=kind)


def read_marked(heading: str) -> Title | None:
    """ "Jane Doe: Snakes" or "Snakes - Jane Doe": read so only where several headings agree."""
    heading = _begun(heading)
    for pattern in (MARKED, MARKED_AFTER):
        if found := pattern.match(heading):
            is_unspaced = pattern is MARKED and UNSPACED.match(found["who"].strip())
            people = _people(found["who"], first_names=bool(is_unspaced))
            if people:
                title = _title(heading, found["what"])
                return Title(title=title, people=people, kind=kind_of(heading))
    return None


def is_service(heading: str) -> bool:
    """Whether the heading is of a break, a welcome and the like."""
    return bool(SERVICE.match(_begun(heading)))


def _begun(heading: str) -> str:
    """The heading without the picture, number or time that it begins with."""
    if picture := EMOJI.match(heading):
        heading = heading[picture.end() :].strip() or heading
    return CLOCK.sub("", NUMBER.sub("", heading)) or heading


def _people(who: str, *, first_names: bool) -> list[Named]:
    people = read_people(who)
    if not people and first_names and is_name(who.strip()):
        people = read_people(who, full=False)
    return people


def _title(heading: str, what: str) -> str:
    """The heading without the speaker, unless what is left says nothing ("Keynote")."""
    what = what.strip(" ,.:;-–—")
    if not what or KEYNOTE_ONLY.match(what):
        return heading
    return what
