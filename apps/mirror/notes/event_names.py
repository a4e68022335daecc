"""Names of events in titles, and headings of an event that are no sessions of it."""

import re
from typing import Final

from apps.mirror.notes import dates

EVENT_WORD: Final = re.compile(
    r"conf\b|con\b|\bcon[- ]?(?:au|us|uk|eu)\b|conference|summit|meet-?up|\bcamp|camp\b"
    r"|unconference"
    r"|\bdays?\b|symposium|sprints?\b|congress|hackathon|user group|\bmeeting\b|fest\b|forum\b"
    r"|\bworkshop\b|pycon|djangocon|europython|scipy|convention|bar ?camp|miniconf|pydata"
    r"|\btreffen|\bkonferenz|\bconférence\b|\brencontres?\b|\bencuentros?\b|\bjornadas?\b"
    r"|\bcongreso\b|\bincontro\b|\bstammtisch",
    re.IGNORECASE,
)
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
KINDS: Final = tuple(
    (kind, re.compile(rx, re.IGNORECASE))
    for kind, rx in (
        ("summit", r"\bsummit\b"),
        ("meetup", r"meet-?up|\bmeeting\b|user group|\bpug\b|\btreffens?\b|\bstammtisch"),
        ("sprint", r"\bsprints?\b|hackathon"),
        ("course", r"\bcourse\b|\btraining\b|\bworkshop\b|\bboot ?camp\b"),
    )
)
# Headings of what belongs to the event as a whole
NO_SESSION: Final = re.compile(
    r"^(?:(?:special )?thanks?(?: you)?\b.*|acknowledge?ments?|about(?: .*)?|(?:general )?notes"
    r"|schedule|timetable|grid|agenda|programme|sponsors?|venue|location|travel|summary|conclusion"
    r"|introduction|intro"
    r"|wrap[- ]?up|overview|tourist .*|(?:invited )?speakers|attendees|present|participants"
    r"|links?|resources|photos"
    r"|pictures|disclaimer|updates?|comments|talks|(?:during|before|after) (?:the|this) "
    r"(?:event|conference|summit|meeting|meetup|camp|day)|why i .*|.* report|see also"
    r"|references|next (?:meeting|meetup|time|event|steps)|action items|to ?dos?|misc(?:ellaneous)?"
    r"|(?:my|our) (?:take|thoughts|impressions)|nächstes treffen|verschiedenes|sonstiges|teilnehmer"
    r"|conclusiones|conclusions|remerciements|agradecimientos|danksagung)$",
    re.IGNORECASE,
)
WEEKDAY: Final = (
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|(?:lun|mar|mercre|jeu|vendre|same)di"
    r"|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)
# Headings over the sessions of a day, a track or a kind
GROUP: Final = re.compile(
    r"^(?:(?:the )?(?:talks|sessions|programme?|main conference|conference days?|schedule)"
    r"|(?:day|track|room) (?:\d{1,2}|one|two|three|four|five|[a-e])\b.{0,60}"
    r"|(?:first|second|third|fourth|last) day\b.{0,60}"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"(?:[\s,:–—-]{1,4}(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|morning"
    r"|afternoon|evening)).{0,30})?"
    r"|(?:morning|afternoon|evening)(?: sessions?)?"
    r"|(?:(?:premier|deuxième|primer|segundo|tercer|erster|zweiter|dritter) )?"
    r"(?:jour|día|tag|giorno|dag)(?:née)?(?: \d{1,2})?"
    rf"|(?:{WEEKDAY})(?:[\s,:–—-]{{1,4}}\S.{{0,30}})?|\d{{1,2}}日目)$",
    re.IGNORECASE,
)
# "PyNorth 2031", "Snake Days 2031 notes": words that begin with capitals, then the year
NAMED: Final = re.compile(r"^(?:[^\W\d_a-z][\w.&'’-]{0,30}\s){1,4}(?:19|20)\d\d\b")
OF_EVENT: Final = re.compile(
    r"^(?P<event>.{3,100}?\b(?:19|20)\d\d)\s*(?::|\s[-–—])\s*(?P<session>\S.*)$"
)
AT_EVENT: Final = re.compile(r"^(?P<session>.{3,150}?)\s+(?:at|@)\s+(?P<event>.{3,100})$", re.I)
WITH_EVENT: Final = re.compile(
    r"^(?P<session>.{3,150}?)(?:,\s+|\s+[-–—]\s+|\s*\()"
    r"(?P<event>[^,()]{3,100}\b(?:19|20)\d\d)\)?$"
)
REPORT: Final = re.compile(
    r"\b(?:notes?|reports?|recaps?|summary|impressions|thoughts|highlights|review|minutes|diary"
    r"|retrospective|wrap-?up|day \d|part \d|results?|survey|week(?:end)?)\b",
    re.IGNORECASE,
)
OWN: Final = (
    r"(?:(?:my|our|some|a|an|the|few|live|raw|rough|quick|short|personal|conference|trip|talks?)"
    r"\s)*"
)
NOTES: Final = (
    r"(?:notes?|trip report|report|recap|summary|impressions|minutes|highlights"
    r"|live[- ]?blog(?:ging)?|write-?up|diary|notizen|bericht|protokoll|mitschrift"
    r"|compte[- ]rendu|notas|resumen|crónica"
    r"|appunti|resoconto|(?:参加)?(?:メモ|レポート))"
)
NOTES_OF: Final = re.compile(
    rf"^{OWN}{NOTES}\s+(?:from|of|on|at|about|des?|der|vom|von|zum|zur|du|del|della)\s+"
    r"(?:the\s+|la\s+|el\s+)?(?P<event>\S.*)$",
    re.IGNORECASE,
)
# "Notes: Eggs (Snake Summit 2012)"
NOTES_ON: Final = re.compile(rf"^{OWN}{NOTES}\s*(?::|\s[-–—])\s+", re.IGNORECASE)
# "Snake Summit 2012: my notes", "Snake User Group - Minutes of the meeting of"
NOTED: Final = re.compile(
    rf"^(?P<event>.{{3,120}}?(?:\b(?:19|20)\d\d|(?=\s[-–—:(]|[,:(])))(?:\s*[,:(–—-])?\s*"
    rf"{OWN}{NOTES}(?:\s(?:of|de|from|des|der)\s[^\W\d][\w ]{{0,40}})?\)?$",
    re.IGNORECASE,
)
HANGING: Final = re.compile(
    r"(?:[\s,(:–—-]+(?:of|on|from|vom|am|du|del|de|the|le|el))+$", re.IGNORECASE
)


def is_event_name(title: str) -> bool:
    """Whether a title names an event: a word for one, and a year."""
    return bool(EVENT_WORD.search(title) and YEAR.search(title))


def may_name_event(title: str) -> bool:
    """Whether a title has the form of an event's name, be it without a word for one."""
    return bool(NAMED.match(title))


def event_and_session(title: str) -> tuple[str, str]:
    """ "Snake Summit 2012: Eggs" and "Eggs at Snake Summit 2012" as event and session.

    The session is empty where the title names no more than the event, or tells what the text is.
    """
    title = NOTES_ON.sub("", title)
    ways = (pattern.match(title) for pattern in (OF_EVENT, AT_EVENT, WITH_EVENT))
    found = next((hit for hit in ways if hit and is_event_name(hit["event"])), None)
    if found is None:
        return title, ""
    session = found["session"].strip()
    is_whole = NO_SESSION.match(session) or GROUP.match(session) or REPORT.search(session)
    return (title, "") if is_whole or EVENT_WORD.search(session) else (found["event"], session)


def kind_of(title: str) -> str:
    return next((kind for kind, rx in KINDS if rx.search(title)), "conference")


def named_event(title: str) -> tuple[str, dates.Days | None]:
    """A title without its date and without what it says of the text, but with the year.

    "Notes from the Snake Summit, March 8, 2012" is "Snake Summit 2012".
    """
    days = dates.find_days(title)
    year = str(days.first.year) if days else ""
    if (found := NOTES_OF.match(title)) and is_event_name(found["event"]):
        title = found["event"][:1].upper() + found["event"][1:]
        days = dates.find_days(title)
    rest = title
    if days:
        before, after = title[: days.start].rstrip(" ,(-–—:"), title[days.end :].lstrip(" ,)")
        rest = f"{HANGING.sub('', before)} {after}".strip()
    found = NOTED.match(rest)
    if found and (YEAR.search(found["event"]) or is_event_name(f"{found['event']} {year}")):
        rest = found["event"].rstrip(" ,:–—-")
    if days and year not in rest:
        rest = f"{rest} {year}"
    return rest.strip() or title, days
