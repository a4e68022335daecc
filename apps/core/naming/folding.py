"""Folding: the form in which two spellings of one text are compared."""

import re
import unicodedata
from typing import Final

APOSTROPHES: Final = dict.fromkeys(map(ord, "'`´’‘‛ʼʻʹ′＇"), None)
# Latin letters that Unicode does not decompose (casefold has dealt with ß already).
LATIN_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"ħ": "h", "ŧ": "t", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ə": "e", "ɛ": "e", "ɔ": "o"}
)
DIAERESIS: Final = "\N{COMBINING DIAERESIS}"
CYRILLIC_IE: Final = "е"


def fold(text: str) -> str:
    """The form in which two spellings are compared: "Łukasz  O’Brien-Ø" is "lukasz obrien o".

    NFKC and casefold; accents go from Latin and Greek letters only, because elsewhere a mark
    makes another letter (か is not が). Cyrillic ё becomes е, which Russian print treats as one
    letter, while й, ї and ў stay. Apostrophes vanish, any other punctuation is a space.
    "ü" is "u", never "ue". Folding twice changes nothing.
    """
    if text.isascii():
        plain = text.translate(APOSTROPHES).lower()
        return " ".join(re.findall(r"[a-z0-9]+", plain))
    decomposed = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed).translate(APOSTROPHES)
    letters = _without_accents(decomposed).translate(LATIN_LETTERS)
    return " ".join(unicodedata.normalize("NFC", letters).split())


def _without_accents(decomposed: str) -> str:
    kept: list[str] = []
    base = " "
    for char in decomposed:
        kind = unicodedata.category(char)
        if kind[0] == "M":
            if _mark_matters(base, char):
                kept.append(char)
        elif kind[0] in "LN":
            base = char
            kept.append(char)
        elif kind != "Cf":  # soft hyphens, joiners and the like are not even a space
            base = " "
            kept.append(" ")
    return "".join(kept)


def _mark_matters(base: str, mark: str) -> bool:
    if base == " " or (base == CYRILLIC_IE and mark == DIAERESIS):
        return False
    return not unicodedata.name(base, "").startswith(("LATIN", "GREEK"))
