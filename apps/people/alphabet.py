"""The letters under which people are listed.

Names are folded before they are ordered (É is under E), so Latin needs a to z only; names in
another script are together under the name of that script.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q


@dataclass(frozen=True)
class Letter:
    """A letter or a script: first and last character with which its names start."""

    slug: str
    label: str
    first: str
    last: str
    language: str = ""

    def q(self) -> Q:
        """Documents under this letter. The column is in the order of code points."""
        return Q(sort_title__gte=self.first, sort_title__lt=chr(ord(self.last) + 1))


ALPHABET: Final = [
    Letter("0-9", "0–9", "0", "9"),
    *(Letter(letter, letter.upper(), letter, letter) for letter in "abcdefghijklmnopqrstuvwxyz"),
    Letter("greek", "Ελληνικά", "\u0370", "\u03ff", "el"),
    Letter("cyrillic", "Кириллица", "\u0400", "\u052f", "ru"),
    Letter("hebrew", "עברית", "\u0590", "\u05ff", "he"),
    Letter("arabic", "العربية", "\u0600", "\u077f", "ar"),
    Letter("indic", "देवनागरी …", "\u0900", "\u0dff", "hi"),
    Letter("thai", "ไทย", "\u0e00", "\u0e7f", "th"),
    Letter("georgian", "ქართული", "\u10a0", "\u10ff", "ka"),
    Letter("kana", "かな", "\u3041", "\u30ff", "ja"),
    Letter("han", "漢字", "\u3400", "\u9fff", "zh"),
    Letter("hangul", "한글", "\uac00", "\ud7a3", "ko"),
]
LETTERS: Final = {letter.slug: letter for letter in ALPHABET}


def letters_in_use(initials: Iterable[tuple[str, int]]) -> list[tuple[Letter, int]]:
    """The letters that have names, with how many, from counts by first character."""
    counts = Counter[str]()
    for initial, n in initials:
        for letter in ALPHABET:
            if initial and letter.first <= initial <= letter.last:
                counts[letter.slug] += n
    return [(letter, counts[letter.slug]) for letter in ALPHABET if counts[letter.slug]]
