"""The passage of a text that shows best why it was found, with the words marked. Safe HTML.

Words are compared like the base does, but letter by letter so that places in the text stay: folded,
and up to a few letters longer than the stem that is looked for.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

#: Characters of a passage, and of what stands before its first marked word
LENGTH, BEFORE = 220, 60
#: What an ending may add to a stem: "test" in "testing"
ENDING = 4
#: Most marked words that are looked at
MANY = 400

_MARKUP = re.compile(
    r"<[^<>]{1,300}>|^ {0,3}\[[^\]\n]{1,100}\]:[ \t]+\S{1,500}$|!?\[(?=[^\]\n]{1,300}\][(\[])"
    r"|\]\([^()\s]{1,500}\)|\]\[[^\]\n]{0,100}\]|`__?|[`*_#|=~^-]{2,}|[`*]|^[#>]+ ",
    re.MULTILINE,
)
#: What is left where markup ended before a stop
_BEFORE_STOP = re.compile(r" (?=[,.;:!?)](?: |$))")


class _Letters(dict[int, str]):
    """Every character as one letter without its accent, in lower case."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code)).lower()
        kept = plain[0] if plain and not unicodedata.combining(plain[0]) else chr(code)
        self[code] = {"ł": "l", "ø": "o", "đ": "d"}.get(kept, kept)
        return self[code]


_LETTERS = _Letters()


def passage(texts: Iterable[str], lexemes: Iterable[str]) -> SafeString | None:
    """The passage of the first text that has any of the words. None if no text has."""
    pattern = _pattern(lexemes)
    if pattern is None:
        return None
    for text in texts:
        plain = _BEFORE_STOP.sub("", " ".join(_MARKUP.sub(" ", text).split()))
        if spans := _spans(plain, pattern):
            start = _best_start(spans)
            return _marked(plain, *_cut(plain, start), spans)
    return None


def marked(text: str, lexemes: Iterable[str]) -> SafeString:
    """The whole text with the words marked."""
    pattern = _pattern(lexemes)
    spans = _spans(text, pattern) if pattern else []
    return _marked(text, 0, len(text), spans)


def _pattern(lexemes: Iterable[str]) -> re.Pattern[str] | None:
    """What matches, the longest first. Words of a phrase have signs or spaces between them."""
    phrases = sorted(lexemes, key=len, reverse=True)
    texts = [_phrase(phrase.rstrip("*").split(), begun=phrase.endswith("*")) for phrase in phrases]
    return re.compile("|".join(texts)) if texts else None


def _phrase(words: list[str], *, begun: bool) -> str:
    last = len(words) - 1
    parts = [_word(word, begun=begun and at == last) for at, word in enumerate(words)]
    return r"[\W_]*".join(parts)


def _word(stem: str, *, begun: bool) -> str:
    """What a word that matches looks like. "librari" is the stem of "library", too."""
    if _stands_alone(stem):
        return re.escape(stem)
    ending = r"\w*" if begun else rf"\w{{0,{ENDING}}}" if len(stem) > 2 else ""
    if not begun and len(stem) > 3 and stem.endswith("i"):
        stem = stem[:-1]
    return rf"(?<![^\W_]){re.escape(stem)}{ending}(?![^\W_])"


def _stands_alone(sign: str) -> bool:
    """Whether it is a sign of a script without spaces, which is found in the middle of others."""
    return len(sign) == 1 and ord(sign) >= 0x1100


def _spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for found in pattern.finditer(text.translate(_LETTERS)):
        if spans and spans[-1][1] == found.start():  # signs of one word
            spans[-1] = (spans[-1][0], found.end())
        else:
            spans.append(found.span())
        if len(spans) == MANY:
            break
    return spans


def _best_start(spans: list[tuple[int, int]]) -> int:
    """Where the passage with most marked words begins."""
    best, most, first = 0, 0, 0
    for last, (_, end) in enumerate(spans):
        while end - spans[first][0] > LENGTH - BEFORE:
            first += 1
        if last - first + 1 > most:
            best, most = first, last - first + 1
    return spans[min(best, len(spans) - 1)][0]


def _cut(text: str, start: int) -> tuple[int, int]:
    """Where the passage around a place begins and ends, between words."""
    begin = max(0, start - BEFORE)
    if begin:
        space = text.find(" ", begin, start)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + 1, end)
        end = space if space > start + LENGTH // 3 else end
    return begin, end


def _marked(text: str, begin: int, end: int, spans: list[tuple[int, int]]) -> SafeString:
    parts = ["… " if begin else ""]
    at = begin
    for first, last in spans:
        if first >= at and last <= end:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 every part is escaped
