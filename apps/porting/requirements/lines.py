"""requirements.txt: one requirement a line, as pip reads it."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from apps.porting.requirements.wanted import Reading

LONGEST_LINE = 2000
_COMMENT = re.compile(r"(^|\s)#(?!egg=).*$")
_HASHES = re.compile(r"\s--(?:hash|global-option|config-settings?|install-option)[ =]\S+")
_EGG = re.compile(r"#(?:.*&)?egg=([^&\[]+)")
_INCLUDES = ("-r", "--requirement", "-c", "--constraint")
_EDITABLE = re.compile(r"^(?:-e|--editable)[ =]+")
_ADDRESS = re.compile(r"^(?:(?:git|hg|svn|bzr)\+|https?://|file:|ssh://|\.{0,2}/|[A-Za-z]:\\)")
_ARCHIVES = (".whl", ".tar.gz", ".zip")
#: In requires.txt of an egg
_HEADING = re.compile(r"^\[[\w.-]*(?::[^\]]*)?\]$")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
#: Around a line of a list in setup.py or pyproject.toml
_QUOTED = re.compile(r"""^(["'])(.*)\1,?$""")
_ENCLOSING = re.compile(r"^[\w.\-]*\s*=?\s*[\[(]$|^[\])],?\)?$")


def read_lines(text: str) -> Reading:
    """Read requirements.txt, or a list of quoted requirements."""
    reading = Reading("requirements.txt")
    for number, line in _joined(text):
        read_line(reading, number, line)
    return reading


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments; those that end with a backslash are one with the next."""
    start, parts = 0, ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw if parts and raw.lstrip().startswith("--") else _COMMENT.sub("", raw)
        start = start if parts else number
        if line.rstrip().endswith("\\"):
            parts += line.rstrip()[:-1] + " "
            continue
        whole, parts = (parts + line).strip(), ""
        if whole:
            yield start, whole
    if parts.strip():
        yield start, parts.strip()


def read_line(reading: Reading, number: int, line: str) -> None:
    """One line as pip reads it, without its comment."""
    if len(line) > LONGEST_LINE:
        reading.skip(number, line[:80] + "…", f"The line has over {LONGEST_LINE} characters.")
        return
    line = _HASHES.sub("", line).strip()
    if quoted := _QUOTED.match(line):
        line = quoted[2].strip()
    if not line or _ENCLOSING.match(line):
        return
    if line.startswith(_INCLUDES):
        said = "It names another file. Paste what that says as well."
        reading.skip(number, line, said, is_fault=False)
    elif _EDITABLE.match(line):
        _read_address(reading, number, line, _EDITABLE.sub("", line))
    elif re.match(r"--?\w", line):
        reading.skip(number, line, "An option of pip: it names no package.", is_fault=False)
    elif _ADDRESS.match(line) or ("@" not in line and line.endswith(_ARCHIVES)):
        _read_address(reading, number, line, line)
    elif _HEADING.match(line):
        reading.skip(number, line, "A heading: it names no package.", is_fault=False)
    else:
        for part in _parts(line):
            reading.want_requirement(number, part)


def _parts(line: str) -> list[str]:
    """The line, or the names in it where people put commas between them."""
    parts = [part.strip() for part in line.strip(",").split(",")]
    return parts if all(map(_NAME.fullmatch, parts)) else [line]


def _read_address(reading: Reading, number: int, line: str, address: str) -> None:
    """The package at an address, if its fragment or its file says which."""
    if name := _name_at(address):
        reading.want(number, name, line)
    else:
        reading.skip(number, line, "The address does not say which package it holds (#egg=name).")


def _name_at(address: str) -> str:
    if egg := _EGG.search(address):
        return unquote(egg[1]).strip()
    try:
        file = unquote(urlsplit(address).path).replace("\\", "/").rpartition("/")[2]
        parse = parse_wheel_filename if file.endswith(".whl") else parse_sdist_filename
        return str(parse(file)[0])
    except (ValueError, InvalidWheelFilename, InvalidSdistFilename):
        return ""
