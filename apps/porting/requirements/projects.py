"""What a project says of itself besides tables: setup.py, setup.cfg, METADATA, environment.yml, and
what pip and conda list.
"""

import io
import re
import tokenize
from ast import literal_eval
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as NotIni

from apps.porting.requirements.wanted import Reading

#: Arguments of setup() and keys of setup.cfg that hold requirements
REQUIRES = {"install_requires", "tests_require", "setup_requires", "extras_require"}
_SETUP = re.compile(
    r"^[ \t]*(?:(?:setuptools\.)?setup[ \t]*\(|\w+_requires?[ \t]*=[ \t]*[\[({])", re.MULTILINE
)
_SECTION = re.compile(r"^\[(?:options|testenv)[\w:.-]*\]\s*$", re.MULTILINE)
_METADATA = re.compile(r"\s*Metadata-Version:")
_REQUIRES_DIST = re.compile(r"^Requires-Dist:\s*(.+)$")
_ENVIRONMENT = re.compile(r"^dependencies:\s*$", re.MULTILINE)
_ITEM = re.compile(r"""^\s*-\s+["']?((?:[\w-]+::)?([\w.-]+)[^"'#]*)""")
_LISTING = re.compile(r"^(?:Package\s+Version|#\s*Name\s+Version)\b.*$", re.MULTILINE)
#: conda's packages that are no packages of PyPI
_NOT_PACKAGES = {"python", "pip"}


def read_project(text: str) -> Reading | None:
    """The reading, if it is one of these; else None."""
    if _METADATA.match(text):
        return _read_metadata(text)
    if _SETUP.search(text):
        return _read_setup(text)
    if _SECTION.search(text):
        return _read_ini(text)
    if _ENVIRONMENT.search(text):
        return _read_environment(text)
    if heading := _LISTING.search(text):
        return _read_listing(text, text[: heading.end()].count("\n") + 1)
    return None


def _read_metadata(text: str) -> Reading:
    """A distribution's METADATA (core metadata); its description is no part of it."""
    reading = Reading("METADATA")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            break
        if found := _REQUIRES_DIST.match(line):
            reading.want_requirement(number, found[1].strip())
    return reading


def _read_setup(text: str) -> Reading:
    """The texts in the lists of setup.py. It is looked at word by word, and never run."""
    reading = Reading("setup.py")
    for number, requirement in _texts_in_lists(text):
        reading.want_requirement(number, requirement)
    if not reading.wanted:
        said = "It has no list of requirements in brackets. Paste the file that it reads."
        reading.skip(1, "", said)
    return reading


def _texts_in_lists(text: str) -> Iterator[tuple[int, str]]:
    """Strings in brackets after a name of ``REQUIRES``; keys of a dict are none of them."""
    depth = within = 0
    named = ""
    held: tuple[int, str] | None = None
    for token in _tokens(text):
        if held and not (token.type == tokenize.OP and token.string == ":"):
            yield held
        held = None
        if token.type == tokenize.OP and token.string in "([{":
            depth += 1
            within = within or (depth if named in REQUIRES else 0)
        elif token.type == tokenize.OP and token.string in ")]}":
            depth -= 1
            within = within if depth >= within else 0
        elif token.type == tokenize.STRING and within:
            held = token.start[0], _string(token.string)
        elif token.type in (tokenize.NAME, tokenize.STRING):
            named = token.string.strip("\"'")
        elif token.type == tokenize.OP and token.string not in ("=", ":"):
            named = ""


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens up to where the text stops being Python."""
    layout = (tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in layout:
                yield token
    except (tokenize.TokenError, SyntaxError):
        return


def _string(written: str) -> str:
    try:
        value = literal_eval(written)
    except (ValueError, SyntaxError):  # an f-string
        return written
    return value if isinstance(value, str) else written


def _read_ini(text: str) -> Reading:
    """setup.cfg's options, tox.ini's deps."""
    reading = Reading("setup.cfg")
    parser = ConfigParser(interpolation=None, strict=False, delimiters=("=",), allow_no_value=True)
    try:
        parser.read_string(text)
    except NotIni as error:
        reading.skip(1, "", f"This is no setup.cfg: {str(error).splitlines()[0]}")
        return reading
    lines = _lines_of_values(text)
    for section, options in parser.items():
        for key, value in options.items():
            if key in REQUIRES or section == "options.extras_require" or key == "deps":
                for requirement in filter(None, map(str.strip, (value or "").splitlines())):
                    _want_of_ini(reading, lines.get(requirement, 1), requirement)
    return reading


def _lines_of_values(text: str) -> dict[str, int]:
    """The first line of each value: a whole line, or what stands behind its sign."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        lines.setdefault(line.strip(), number)
        lines.setdefault(line.partition("=")[2].strip(), number)
    return lines


def _want_of_ini(reading: Reading, number: int, text: str) -> None:
    text = re.sub(r"(^|\s)#.*$", "", text).strip()
    condition, _, rest = text.partition(": ")  # tox: django42: Django==4.2
    text = rest if rest and re.fullmatch(r"[\w,!{}.-]+", condition) else text
    if text.startswith("-"):
        reading.skip(number, text, "An option of pip: it names no package.", is_fault=False)
    elif text:
        reading.want_requirement(number, text)


def _read_environment(text: str) -> Reading:
    """conda's environment.yml: the items of its lists."""
    reading = Reading("environment.yml")
    is_within = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1].strip() and not line.startswith(("-", "#")):
            is_within = line.startswith("dependencies:")
        found = _ITEM.match(line) if is_within else None
        if found and found[2].lower() not in _NOT_PACKAGES:
            reading.want(number, found[2], found[1].strip())
    return reading


def _read_listing(text: str, headings: int) -> Reading:
    """The tables of ``pip list`` and ``conda list``."""
    reading = Reading("pip list")
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if number > headings and len(words) > 1 and not line.startswith(("-", "#")):
            reading.want(number, words[0], " ".join(words[:2]))
    return reading
