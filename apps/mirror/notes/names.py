"""Persons in a line of notes: who is named, with which affiliations and nickname.

Where a reading is not safe nobody is named: notes that keep a name in their text lose nothing, a
person who never was is a row that somebody has to remove.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from apps.core.naming import fold, is_placeholder, without_titles
from apps.mirror.notes.headings import plain_words

LONGEST: Final = 300
PARTICLES: Final = frozenset(
    re.findall(
        r"\w+",
        "van von der den de del della da das di do dos du la le el al bin ibn ben ter ten zu und"
        " y e i",
    )
)
# Words of titles, of things and of groups: whatever has one of them is no person.
NO_NAME: Final = frozenset(
    re.findall(
        r"\w+",
        "a about admin advanced agile all an and announcement announcements api app apps as "
        "at audience automated basics best beginners behaviour behavior better beyond biased "
        "big board build building business by cache caching cast chat class classes clean "
        "client cloud code coding command commands community conclusion conference config "
        "content core creating customizing data database databases day deep deploying "
        "deployment design dev developer developers development distributed django docs "
        "documentation driven dynamic easy engine everything evented example examples "
        "experience fast features final flask for forms framework frameworks from frontend "
        "fun functional future general generator generic getting google great guide hello how "
        "html http idea ideas in install installation interface internals internet intro "
        "introduction is issues it java javascript json keynote keynotes language large "
        "learning lessons library lightning linux list live maintaining making management map "
        "maps meetup memory metaclasses mobile model models modern modules monitoring more my "
        "network networks new no nosql not notes object objects of on open our panel "
        "panelists part patterns performance pinax ponies pony postgresql presentation "
        "problem problems product programming project projects python q question questions "
        "real rest results reusable roadmap robots room rules running scalable scaling "
        "scraping search security server servers service services session sessions shop show "
        "simple site sites slides social software source speakers special sphinx sprint "
        "sprints standard state store strategies summary summit survey system systems "
        "takeaways talk talks team techniques technology template templates test testing "
        "tests text that the things this time tips to today tool tools tour towards tutorial "
        "tutorials understanding unit unix up update us use user users using version view "
        "views vs web website websites what when where why widgets wifi windows wiki with "
        "working workshop write writing wsgi xml yaml you your zope plone pylons pyramid "
        "twisted turbogears others everybody everyone somebody someone nobody people inc ltd llc "
        "gmbh corp company foundation university college institute lab labs technologies "
        "solutions consulting",
    )
)
BETWEEN: Final = re.compile(
    r"\s*(?:[,;&+]|\band\b|\bund\b(?! zu\b)|\bet\b)\s*(?:and\s+)?", re.IGNORECASE
)
SUFFIX: Final = re.compile(r",?\s+(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D)\.?$", re.IGNORECASE)
# "d’Aubigné" and "de'Medici" begin with a small letter
ELIDED: Final = re.compile(r"^(?:de|dell|d|l)['’](?=[^\W\d_])")
PRONOUN: Final = (
    r"(?:she|he|they|xe|ze|any|sie|er|elle|il|iel|ella|él)(?:\s?/\s?[^\W\d_]{1,10}){1,3}"
)
PRONOUNS: Final = re.compile(
    rf"\s*[(\[]{PRONOUN}[)\]]|\s*[,;]\s*{PRONOUN}(?![^\W_])|\b{PRONOUN}\s*[,;]\s*", re.IGNORECASE
)
EMOJI: Final = re.compile(
    r"[\u2190-\u21ff\u2300-\u2bff\U0001f000-\U0001faff](?:[\ufe0f\u200d]*"
    r"[\u2640\u2642\u2695\U0001f000-\U0001faff\ufe0f])*\s?"
)
LATIN: Final = re.compile(r"[A-Za-zÀ-ž]")
WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[-‐.'’])*")
CALL_SIGN: Final = re.compile(
    r"\b[A-Z]{2,8}FL\b|^@\w+$|\ba\.?k\.?a\b\.?|^[\"“'‘].*[\"”'’]$|\bnick(?:name)?\b|^irc:",
    re.IGNORECASE,
)
FOR_LIFE: Final = re.compile(r"\b[A-Z]{2,8}FL\b")
AKA: Final = re.compile(r"^(?:a\.?k\.?a\.?|nick(?:name)?:?|irc:)\s*", re.IGNORECASE)
NOTE: Final = re.compile(r"^(?P<name>[^()]{1,120}?)\s*\((?P<note>[^()]{0,200})(?P<end>\)?)\s*$")
QUOTED: Final = re.compile(  # Jane "Jay" Doe
    r"^(?P<first>[^\"“”()]{2,60})\s[\"“](?P<nickname>[^\"“”()]{1,40})[\"”]\s(?P<last>[^\"“”]{2,120})$"
)
FROM: Final = re.compile(r"^(?P<name>[^()]{3,80}?),? (?:of|from|at) (?P<note>[A-Z][^()]{1,80})$")
DASHED: Final = re.compile(r"^(?P<name>[^()\-–—]{3,80}?)\s+[-–—]+\s*(?P<note>.{0,120})$")


COMPANY: Final = re.compile(
    r"\b(?:Inc|Ltd|LLC|GmbH|Corp|Company|University|College|Institute|Foundation|Labs?|Software"
    r"|Technologies|Solutions|Consulting|School)\b"
)
# Jane D.
CUT_SHORT: Final = re.compile(r"^[^\W\d_][^\W\d_'’-]+ [A-Z]\.?$")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person as named; `open_bracket` if what stood after the name was never closed."""

    name: str
    affiliations: Sequence[str] = ()
    nickname: str = ""
    open_bracket: bool = False


def is_full_name(text: str) -> bool:
    """Two to five words that could be one person's name, none of them a word of titles."""
    words = SUFFIX.sub("", without_titles(text)).split()
    real = [word for word in words if len(word.strip(".")) >= 2 and word not in PARTICLES]
    return 2 <= len(words) <= 8 and 2 <= len(real) <= 5 and _is_name(words)


def is_name(text: str) -> bool:
    """A full name, or a part of one: Chris, JKM, Jane D."""
    words = text.split()
    if CUT_SHORT.match(text):
        return _is_name(words[:1])
    if len(words) == 1:
        return _is_name(words) and 2 <= len(text) <= 20 and not is_placeholder(text)
    return is_full_name(text)


def _is_name(words: Sequence[str]) -> bool:
    return all(_is_name_word(word) for word in words) and not words[0].islower()


def _is_name_word(word: str) -> bool:
    if word.lower() in PARTICLES or (len(word) <= 2 and word[0].isupper() and word[-1] in ".A"):
        return True
    word = ELIDED.sub("", word)
    return (
        bool(WORD.fullmatch(word))
        and not word[0].islower()
        and fold(word) not in NO_NAME
        and not (len(word) > 4 and word.isupper())
    )


def read_person(text: str) -> Named | None:
    """One person with what stands in brackets or after a dash; None if nobody is named."""
    words = _bare(text).strip(" \t.!*,;:")
    if found := QUOTED.match(words):
        person = read_person(f"{found['first']} {found['last']}")
        return person and replace(person, nickname=found["nickname"])
    if found := NOTE.match(words):
        name = found["name"].strip()
        return _named(name, found["note"], is_open=not found["end"]) if is_name(name) else None
    if (found := FROM.match(words)) and is_full_name(found["name"]):
        return _named(found["name"], found["note"], is_open=False)
    if words.endswith("(") and is_name(words[:-1].strip()):
        return Named(name=words[:-1].strip(), open_bracket=True)
    words = _unshouted(words)
    if CUT_SHORT.match(words):
        words = f"{words.rstrip('.')}."
    return Named(name=without_titles(words)) if is_name(words) else None


def _bare(text: str) -> str:
    """Without markup, pronouns and small pictures, none of which is part of a name."""
    return " ".join(EMOJI.sub(" ", PRONOUNS.sub("", plain_words(text[:LONGEST]))).split())


def _named(name: str, note: str, *, is_open: bool) -> Named:
    parts = [part.strip() for part in re.split(r"[,/;]", note) if part.strip()]
    nicknames = [AKA.sub("", part).strip("\"“”'‘’") for part in parts if _is_nickname(part)]
    nicknames += [part for part in parts if _is_same_name(name, part)]
    initials = "".join(word[0] for word in re.split(r"[\s-]+", name) if word)
    rest = [
        part
        for part in parts
        if not _is_nickname(part)
        and part != initials
        and _is_affiliation(part)
        and not _is_same_name(name, part)
    ]
    return Named(
        name=without_titles(name),
        affiliations=rest,
        nickname=nicknames[0] if nicknames else "",
        open_bracket=is_open,
    )


def _is_nickname(part: str) -> bool:
    return bool(FOR_LIFE.search(part) or AKA.match(part) or part[:1] in "@\"“'‘")


def _is_same_name(name: str, part: str) -> bool:
    """Whether a note may be the name in its own script: "Hana Sato (佐藤花)"."""
    return bool(LATIN.search(name)) and not LATIN.search(part)


def _is_affiliation(part: str) -> bool:
    words = part.split()
    return 1 <= len(words) <= 6 and (
        len(words) == 1
        or (
            all(
                not w[0].islower() or w in PARTICLES or w in ("of", "and", "for", "the")
                for w in words
            )
            and not any(w.isdigit() for w in words)
        )
    )


def _unshouted(words: str) -> str:
    return words.title() if words.isupper() and " " in words and len(words) > 6 else words


def read_people(text: str, *, full: bool = True) -> list[Named]:
    """All persons of a list such as "A B (Firm, Other), C D & E F". None unless each is a name.

    `full` asks for two words or more of each: first names are names only where people are
    announced, as on a panel.
    """
    words = _bare(text).strip(" \t.!*;:")
    people: list[Named] = []
    for part in split_outside_brackets(words):
        person = read_person(part)
        if person is None and people and COMPANY.search(part):
            last = people[-1]
            people[-1] = replace(last, affiliations=(*last.affiliations, part.strip(" .")))
            continue
        if person is None or (full and not is_full_name(person.name)):
            return []
        people.append(person)
    return people


def split_outside_brackets(text: str) -> list[str]:
    """The parts between commas, semicolons, & and "and", but not within brackets."""
    masked, depth = [], 0
    for char in text:
        depth = max(0, depth + (char == "(") - (char == ")"))
        masked.append("\0" if depth else char)
    cuts = [found.span() for found in BETWEEN.finditer("".join(masked))]
    cuts = [(a, b) for a, b in cuts if not SUFFIX.match(text[max(0, a) :][:8])]
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    parts = [text[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [part for part in parts if part]
