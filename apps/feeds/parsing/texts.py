"""Texts of strangers, made fit to be stored and to stand in a line of ours."""

import re
from typing import Any, Final

#: What neither XML nor PostgreSQL takes as a character
UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: Controls that Windows-1252 has letters and quotation marks for: what was meant, as in HTML
#: (https://html.spec.whatwg.org/#numeric-character-reference-end-state)
WINDOWS: Final = {
    code: bytes([code]).decode("windows-1252", "ignore") or chr(code) for code in range(0x80, 0xA0)
}
_REFERENCE: Final = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,8})|0*([0-9]{1,9}));")
#: They turn around the letters that follow, ours too (Unicode, UAX 9, 2.1 to 2.4). The marks and
#: letters of Arabic and Hebrew need none of them within one title.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: "jane@example.org (Jane Doe)", and as archives of mailing lists write it
_MAILBOX: Final = re.compile(r"^[^\s@]++(?:@| at )\S++ \((.+)\)$")
#: An address beside a name, with what is around it
_ADDRESS: Final = re.compile(
    r"(?<![\s,;])[\s,;]*+[<(\[]?(?<![^\s<(\[,;])[^\s<>()\[\],;@]++@[^\s<>()\[\],;@]++[>)\]]?"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def fit(text: str) -> str:
    """The text without what is no character, and with the letters that are meant."""
    if text.isascii() and text.isprintable():
        return text
    return letters(UNFIT.sub("", text))


def letters(text: str) -> str:
    """The text with the letters that Windows' codes mean."""
    if text.isascii():
        return text
    # Looking for each of them is ten times as fast as for any of them by a pattern.
    return text.translate(WINDOWS) if any(chr(code) in text for code in WINDOWS) else text


def fit_all(value: Any) -> Any:
    """JSON's value with every text in it made fit, names of members too."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, list):
        return [fit_all(each) for each in value]
    if isinstance(value, dict):
        return {fit(name): fit_all(each) for name, each in value.items()}
    return value


def with_fit_references(text: str) -> str:
    """XML whose references to characters name characters that it may have."""
    return _REFERENCE.sub(_fit_reference, text) if "&#" in text else text


def _fit_reference(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    if code in WINDOWS:
        return WINDOWS[code]
    return "" if code > 0x10FFFF or UNFIT.match(chr(code)) else found[0]


def one_line(text: str) -> str:
    """The words in one line, in the order in which they are written."""
    return " ".join((text if text.isascii() else _TURNING.sub("", text)).split())


def person_name(text: str) -> str:
    """A name; of an address alone, nothing: it was not meant to be spread."""
    name = one_line(text)
    if found := _MAILBOX.match(name):
        name = found[1]
    if "@" in name:
        name = _ADDRESS.sub(" ", name)
        name = "" if "@" in name and " " not in name.strip() else name
    return name.strip(' "')[:200]


def language_tag(text: str) -> str:
    """A language as RFC 5646 writes it; nothing if it is none."""
    tag = text.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def whole_number(text: str, digits: int) -> int | None:
    """A number of at most so many digits; None if it is anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
