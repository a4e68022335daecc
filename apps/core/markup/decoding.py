"""Bytes from other people's files made into text."""

import codecs
import re
from typing import Final, NamedTuple

from apps.core.markup.kinds import Problem

# UTF-32 before UTF-16: its little-endian mark begins with UTF-16's.
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoded(NamedTuple):
    """Text with LF line ends and no byte order mark; how it was read, and what was odd."""

    text: str
    encoding: str
    problems: list[Problem]


def decode(data: bytes) -> Decoded:
    """Read bytes as their byte order mark says, else as UTF-8, else line by line.

    A line that is not UTF-8 is read as Windows-1252, or Latin-1 where that has no character,
    and reported: files that several people wrote mix encodings. NUL, which a database cannot
    store, becomes U+FFFD. Never raises.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark) and encoding != "utf-8":
            text = data[len(mark) :].decode(encoding, "replace")
            return _tidied(text, encoding, _replaced(text))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _tidied(data.decode(), "utf-8", [])
    except UnicodeDecodeError:
        return _by_line(data)


def _by_line(data: bytes) -> Decoded:
    lines: list[str] = []
    problems: list[Problem] = []
    encodings: set[str] = set()
    for number, line in enumerate(re.split(rb"(?<=\n)|(?<=\r)(?!\n)", data), start=1):
        text, encoding = _line(line)
        lines.append(text)
        if not line.isascii():
            encodings.add(encoding)
        if encoding != "utf-8":
            problems.append(Problem(number, f"Not UTF-8; read as {encoding}."))
    return _tidied("".join(lines), " and ".join(sorted(encodings)), problems)


def _line(line: bytes) -> tuple[str, str]:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1"), "latin-1"


def _replaced(text: str) -> list[Problem]:
    if "\ufffd" not in text:
        return []
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return [Problem(line, "Bytes that make no character were replaced.")]


def _tidied(text: str, encoding: str, problems: list[Problem]) -> Decoded:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems = [*problems, Problem(line, "NUL characters were replaced.")]
        text = text.replace("\0", "\ufffd")
    return Decoded(text, encoding, problems)
