"""When and where an event was, and how many came, as the lines before its sessions say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from apps.mirror.notes import dates
from apps.mirror.notes.event_names import WEEKDAY, YEAR, is_event_name
from apps.mirror.notes.facts import Span
from apps.mirror.notes.headings import plain_words
from apps.mirror.notes.names import PARTICLES
from apps.mirror.notes.source import Source

MOST_LINES: Final = 200
LONGEST_LINE: Final = 300
#: Lines without a label that may be "Bilbao, 17-24 July 2016"
FIRST_LINES: Final = 5
LABEL: Final = re.compile(r"^\s*(?:[-*+•‣⁃·]\s+)?:?")
WHEN: Final = re.compile(
    r"^(?:dates?|when|started|starts?|from|ended|ends?|held|datum|wann|termin|quand|le|fecha"
    r"|cu[aá]ndo|data|quando|開催日|日時|日付)\s*[:：]+\s*(?P<when>\S.*)$",
    re.IGNORECASE,
)
PLACE: Final = re.compile(
    r"^(?:location|venue|place|where|ort|wo|lieu|où|lugar|d[oó]nde|sede|luogo|dove|local|場所|会場)"
    r"\s*[:：]+\s*(?P<where>\w.{0,150})$",
    re.IGNORECASE,
)
SENTENCE: Final = re.compile(r"(?<=[^\W_]{3})\.\s+|(?<=\d{4})\.(?:\s+|$)|;\s+|\s\|\s")
NO_PLACE: Final = re.compile(
    rf"\b(?:{WEEKDAY}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b\d{{1,2}}[:.]\d\d\b(?:\s?[ap]m)?",
    re.IGNORECASE,
)
LINKED: Final = frozenset(["in", "at", "the", "am", "im", "a", "à", "de", "la", "en", "und", "and"])
ABOUT: Final = (
    r"(?:about|around|some|roughly|approximately|almost|nearly|over|more than|c\.|ca\.?|~)"
)
COUNT: Final = rf"(?:{ABOUT}\s?)?\d[\d,]{{0,8}}"
PEOPLE: Final = (
    r"(?:people|persons|attendees|participants|pythonistas|delegates|(?:core )?developers"
    r"|contributors|personen|teilnehmer|personnes|personas)"
)
HEAD_COUNT: Final = re.compile(
    rf"\b({COUNT}) {PEOPLE}\b"
    r"(?=[^.]{0,60}\b(?:there|came|attend\w*|present|here|yesterday|tonight|showed up|turned up"
    r"|gathered|registered|in the room)\b)"
    rf"|^\W*({COUNT}) {PEOPLE}\W*$"
    rf"|\b(?:we (?:had|were)|there were|attended by) ({COUNT})(?: {PEOPLE}\b|(?=[.,;]))",
    re.IGNORECASE | re.MULTILINE,
)
PRESENT: Final = re.compile(
    r"^(?:present|attendance|attendees|attended|participants|anwesend|teilnehmer|présents"
    rf"|asistentes)\s*:\s*(?:[^\d]{{0,200}}?[\s,])??(?P<count>{COUNT})(?: {PEOPLE})?\.?$",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Told:
    """What the lines say; empty where they do not."""

    days: dates.Days | None = None
    place: str = ""
    head_count: str = ""
    #: Lines that say when and give no day
    unclear: list[int] = field(default_factory=list)


def find(source: Source, lead: Span | None, title: str) -> Told:
    """What `told` reads, with dates that give no day reported."""
    said = told(source, lead, title)
    for number in said.unclear:
        source.problem(number, "The date is not clear.", source.line(number))
    return said


def told(source: Source, lead: Span | None, title: str) -> Told:
    """Read the lines before the first session. The title may give the year."""
    if lead is None:
        return Told()
    found = YEAR.search(title)
    year = int(found[0]) if found else None
    said = labelled(source, lead, year)
    lines = list(_lines(source, lead))
    if said.days is None:
        for _, line in lines[:FIRST_LINES]:
            if _unlabelled(said, line, year):
                break
    said.head_count = said.head_count or _head_count("\n".join(line for _, line in lines))
    return said


def labelled(source: Source, lead: Span, year: int | None = None) -> Told:
    """What lines say that begin with "Date:", "Location:", "Present:"."""
    told = Told()
    for number, line in _lines(source, lead):
        _labelled(told, number, line, year)
    return told


def _lines(source: Source, lead: Span) -> Iterator[tuple[int, str]]:
    last = min(lead.last, lead.first + MOST_LINES)
    return ((n, line) for n, line in source.numbered(lead.first, last) if line.strip())


def _labelled(told: Told, number: int, line: str, year: int | None) -> None:
    words = plain_words(LABEL.sub("", line[:LONGEST_LINE])).strip()
    if (when := WHEN.match(words)) and told.days is None:
        told.days = dates.find_days(when["when"], year=year)
        told.unclear += [] if told.days else [number]
    elif (where := PLACE.match(words)) and not told.place:
        told.place = where["where"].strip().removesuffix(".")
    elif (present := PRESENT.match(words)) and not told.head_count:
        told.head_count = present["count"].strip()


def _unlabelled(told: Told, line: str, year: int | None) -> bool:
    """A line, or a sentence of it, that is a place and days and nothing else."""
    if len(line) > LONGEST_LINE:
        return False
    words = plain_words(LABEL.sub("", line))
    for sentence in SENTENCE.split(words):
        days = dates.find_days(sentence, year=year)
        if days is None or (year and days.first.year != year):
            continue
        rest = f"{sentence[: days.start]},{sentence[days.end :]}"
        parts = list(_places(rest))
        if all(map(_is_place, parts)) and len(parts) <= 3:
            told.days, told.place = days, told.place or ", ".join(parts)
            return True
    return False


def _places(rest: str) -> Iterator[str]:
    for part in re.split(r"[,;()|]|\s[-–—]\s", NO_PLACE.sub("", rest)):
        place = part.strip(" .*_-–—:")
        first, _, more = place.partition(" ")
        place = more if first.lower() in LINKED else place
        if place and not YEAR.search(place) and not is_event_name(place):
            yield place


def _is_place(part: str) -> bool:
    words = part.split()
    return len(words) <= 6 and all(
        word[0].isupper() or word[0].isdigit() or word.lower() in PARTICLES | LINKED
        for word in words
    )


def _head_count(text: str) -> str:
    found = HEAD_COUNT.search(text[:50_000])
    return next(filter(None, found.groups())).strip() if found else ""
