"""Which kind of file it is, and how much of it is read."""

import re

from apps.porting.requirements.lines import read_lines
from apps.porting.requirements.projects import read_project
from apps.porting.requirements.tables import (
    Unreadable,
    looks_like_json,
    looks_like_toml,
    read_json,
    read_toml,
)
from apps.porting.requirements.wanted import Reading, TooMuch

_SETS = re.compile(r"^[ \t]*[\w\"'.-]+[ \t]*=(?!=)", re.MULTILINE)
#: A lock file of a large project has about half of this
MOST_CHARACTERS = 1_000_000


def read(text: str) -> Reading:
    """Read what a project needs. Raises TooMuch; anything else that is wrong is in the reading."""
    if len(text) > MOST_CHARACTERS:
        raise TooMuch(f"This has over {MOST_CHARACTERS:,} characters, which is the most.")
    return _read(text.removeprefix("\ufeff").replace("\0", "\ufffd"))


def _read(text: str) -> Reading:
    if project := read_project(text):
        return project
    try:
        if looks_like_json(text):
            return read_json(text)
        if looks_like_toml(text):
            return read_toml(text)
    except Unreadable as error:
        # Part of a file, perhaps: what can be read line by line is read.
        reading = read_lines(text)
        if _SETS.search(text) or reading.faults():  # an egg's requires.txt has headings too
            reading.skip(_line_in(str(error)), "", str(error))
        return reading
    return read_lines(text)


def _line_in(message: str) -> int:
    """The line that an error of tomllib or json names: "... (at line 3, column 5)"."""
    after = message.partition("line ")[2]
    digits = after[: len(after) - len(after.lstrip("0123456789"))]
    return int(digits) if digits else 1
