"""Persons by name: which spellings are one person, and which credits are nobody."""

import re
from typing import Final

from apps.core.naming.folding import fold

TITLE: Final = re.compile(r"^(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms)\b\.? +)+(?=\S+ +\S)", re.IGNORECASE)
DEGREE: Final = re.compile(r", *(?:Ph\.?D|M\.?B\.?A|M\.?Sc|M\.?D)\.?$", re.IGNORECASE)


def without_titles(name: str) -> str:
    """The name without "Prof. Dr." before it or ", PhD" after it; "Dr. Kannan" is left alone.

    A title comes off only where two words remain. Jr., II and III are part of a name.
    """
    return DEGREE.sub("", TITLE.sub("", name.strip()))


def person_key(name: str) -> str:
    """What two spellings of one person's name share: Dr. J. Kaplan‐Moss is J Kaplan Moss."""
    return fold(without_titles(name))


HAN_OR_HANGUL: Final = re.compile(r"[\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]")
KANA_OR_THAI: Final = re.compile(r"[\u3041-\u30ff\u0e00-\u0e7f]")
WEAK_WORDS: Final = frozenset(
    ["dr", "prof", "professor", "mr", "mrs", "ms", "jr", "sr", "ii", "iii"]
)


def is_distinctive(name: str) -> bool:
    """Whether equal keys may be taken for one person across events.

    Two words of two or more letters will do, as will three Han or Hangul characters or four
    kana or Thai letters; a first name, a handle or initials with a surname will not.
    """
    key = person_key(name)
    if is_placeholder(name):
        return False
    if HAN_OR_HANGUL.search(key):
        return sum(map(str.isalpha, key)) >= 3
    if KANA_OR_THAI.search(key):
        return sum(map(str.isalpha, key)) >= 4
    words = [w for w in key.split() if w not in WEAK_WORDS and sum(map(str.isalpha, w)) >= 2]
    return len(words) >= 2


_MANY = "various|varios|multiple|several|different|diverse|many|all|other|others|everyone|anonymous"
_PEOPLE = "speakers?|presenters?|contributors?|authors?|people|persons?|participants?|panell?ists?"
_NOBODY = "unknown|unnamed|tba|tbc|tbd|todo|none|null|nil|na|n a|no speakers?|to be announced"
PLACEHOLDER: Final = re.compile(
    rf"(?:{_MANY})(?: (?:{_PEOPLE}))?|(?:{_NOBODY})(?: (?:{_PEOPLE}))?|{_PEOPLE}"
    r"|panel(?: discussion)?|lightning talks?(?: .*)?"
)


def is_placeholder(name: str) -> bool:
    """Whether the credit names nobody: "Various speakers", "TBA", "Lightning Talks", "", "?"."""
    key = fold(name)
    return not any(map(str.isalpha, key)) or PLACEHOLDER.fullmatch(key) is not None
