"""Reading credits: who is named in a string that was meant for one person.

Made for fields that hold persons (the speakers of a talk). Where a reading is not safe, the
string stays whole: one odd credit is easier to mend than two invented persons.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from apps.core.naming.persons import is_distinctive

BETWEEN: Final = re.compile(r"\s*[;&|/]\s*|,?\s+(?:and|und|et|y)\s+(?!al\b)")
SUFFIX: Final = r"(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?B\.?A|M\.?Sc|M\.?D|Inc|Ltd|LLC|GmbH)\b"
COMMA: Final = re.compile(rf",(?!\s*{SUFFIX})\s*", re.IGNORECASE)
PARTICLE: Final = re.compile(
    r"van|von|der|den|de|del|della|da|das|di|do|dos|du|la|le|el|al|bin|ibn|ben|ter|ten|zu|[yei]",
    re.IGNORECASE,
)
COMPANY: Final = re.compile(
    r"\b(?:Inc|Ltd|LLC|GmbH|Corp|Company|University|College|Institute|Foundation|Labs?|Team"
    r"|Software|Systems|Technologies|Analytics|Group|School|Talks?|Conf(?:erence)?)\b"
)
NOTED: Final = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<note>[^()]+)\)$")


class Credit(NamedTuple):
    """A name, and what stood in brackets after it: an affiliation, a handle, another spelling."""

    name: str
    note: str


def strip_affiliation(credit: str) -> Credit:
    """Take "(Google)" off "Jane Doe (Google)".

    What the bracket means is not decided here: in conference data it is as often a nickname or
    the name in another script. After a single first name it stays: "Stu (Michael Stewart)".
    """
    text = " ".join(credit.split())
    found = NOTED.match(text)
    if not found or not is_distinctive(found["name"]):
        return Credit(text, "")
    return Credit(found["name"], found["note"].strip())


def split_names(raw: str) -> list[str]:
    """The persons in one string: "Alice Foo, Bob Bar & Carol Baz" are three.

    Splits only if every part looks like a full name in the same script as the others, so that
    "King, Jr.", "Chu, Hua-Rong", "Keira and Sky" and "加藤皓也/Hiroya Kato" stay whole.
    An empty string names nobody.
    """
    text = " ".join(raw.split())
    parts = [part for chunk in BETWEEN.split(text) for part in COMMA.split(chunk)]
    if len(parts) > 1 and all(map(_is_full_name, parts)) and len(set(map(_script, parts))) == 1:
        return parts
    return [text] if text else []


def _is_full_name(part: str) -> bool:
    words = part.replace(",", "").split()
    return (
        2 <= len(words) <= 5
        and not COMPANY.search(part)
        and all(_is_name_word(word) for word in words)
        and sum(len(word.strip(".")) >= 2 for word in words) >= 1
    )


def _is_name_word(word: str) -> bool:
    if PARTICLE.fullmatch(word):
        return True
    starts_like_a_name = word[0].isalpha() and not word[0].islower()
    return starts_like_a_name and all(c.isalpha() or c in "-‐.'’" for c in word)


def _script(part: str) -> str:
    first = next(c for c in part if c.isalpha())
    return unicodedata.name(first, "").partition(" ")[0]
