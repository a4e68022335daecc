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
from keyword import iskeyword

from packaging.markers import InvalidMarker, Marker

from apps.porting.requirements.lines import read_line
from apps.porting.requirements.wanted import Reading, TooMuch

#: Arguments of setup() and keys of setup.cfg that hold requirements
REQUIRES = {"install_requires", "tests_require", "setup_requires", "extras_require"}
#: Ten times what the longest setup.py has
MOST_TOKENS = 100_000
#: Brackets in brackets that Python itself reads
DEEPEST = 200
_SETUP = re.compile(
    r"^[ \t]*(?:(?:setuptools\.)?setup[ \t]*\(|\w+_requires?[ \t]*=[ \t]*[\[({])", re.MULTILINE
)
_SECTION = re.compile(r"^\[(?:options|testenv)[\w:.-]*\]\s*$", re.MULTILINE)
_METADATA = re.compile(r"\s*Metadata-Version:")
_REQUIRES_DIST = re.compile(r"^Requires-Dist:\s*(.+)$")
_ENVIRONMENT = re.compile(r"^dependencies:\s*$", re.MULTILINE)
_ITEM = re.compile(r"""^\s*-\s+["']?((?:[\w-]+::)?([\w.-]+)[^"'#]*)""")
_LISTING = re.compile(r"^(?:Package\s+Version|#\s*Name\s+Version)\b.*$", re.MULTILINE)
_OPENING, _CLOSING = {"(", "[", "{"}, {")", "]", "}"}
_PIP_ITEM = re.compile(r"""^\s*-\s+["']?(\S.*?)["']?\s*(?:\s#(?!egg=).*)?$""")
_PIP = re.compile(r"^(\s*)-\s+pip:\s*$")
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
    """Strings in brackets in what ``REQUIRES``, or the variables named there, are set to.

    Keys of a dict are none of them, nor is what functions are given. A key may say when its list
    is needed: ``":python_version<'3'"``.
    """
    tokens = list(_tokens(text))
    signs = [n for n, token in enumerate(tokens) if token.string in ("=", ":", "+=") and n]
    names = set(REQUIRES)
    for _ in range(2):  # a variable may name another
        names |= {name for value in _values(tokens, signs, names) for name in _variables(value)}
    for value in _values(tokens, signs, names):
        calls: list[bool] = []
        marker = ""
        for before, token, after in zip([None, *value], value, [*value[1:], None], strict=False):
            if token.string in _OPENING:
                calls.append(_is_called(before))
            elif token.string in _CLOSING:
                del calls[-1:]
            elif token.type != tokenize.STRING or any(calls):
                continue
            elif after and after.string == ":":
                marker = _string(token.string).partition(":")[2].strip()
            elif calls:
                yield token.start[0], _with_marker(_string(token.string), marker)


def _is_called(before: tokenize.TokenInfo | None) -> bool:
    """Whether the bracket behind this holds what a function is given, or an index."""
    if before is None or iskeyword(before.string):
        return False
    return before.type == tokenize.NAME or before.string in ")]"


def _values(
    tokens: list[tokenize.TokenInfo], signs: list[int], names: set[str]
) -> Iterator[list[tokenize.TokenInfo]]:
    """What stands behind each of these names and a sign, up to the next argument or statement."""
    end = 0
    for sign in signs:
        name = tokens[sign - 1]
        is_named = name.type in (tokenize.NAME, tokenize.STRING)
        if sign < end or not is_named or name.string.strip("\"'") not in names:
            continue
        depth, end = 0, sign + 1
        while end < len(tokens):
            token = tokens[end]
            depth += (token.string in _OPENING) - (token.string in _CLOSING)
            if depth < 0 or (
                depth == 0 and (token.string == "," or token.type == tokenize.NEWLINE)
            ):
                break
            end += 1
        yield tokens[sign + 1 : end]


def _variables(value: list[tokenize.TokenInfo]) -> Iterator[str]:
    for before, token, after in zip([None, *value], value, [*value[1:], None], strict=False):
        is_part = (before and before.string == ".") or (after and after.string in (".", "("))
        if token.type == tokenize.NAME and not is_part and not iskeyword(token.string):
            yield token.string


def _with_marker(requirement: str, marker: str) -> str:
    """The requirement with the marker, where that is one."""
    if not marker or ";" in requirement:
        return requirement
    try:
        return f"{requirement}; {Marker(marker)}"
    except InvalidMarker:
        return requirement


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens up to where the text stops being Python. Raises TooMuch."""
    layout = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT)
    depth = 0
    try:
        for number, token in enumerate(tokenize.generate_tokens(io.StringIO(text).readline)):
            if number > MOST_TOKENS:
                raise TooMuch(f"This has over {MOST_TOKENS:,} words and signs, which is the most.")
            depth += (token.string in _OPENING) - (token.string in _CLOSING)
            if depth > DEEPEST:
                return
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
                marker = key.partition(":")[2] if section == "options.extras_require" else ""
                for requirement in filter(None, map(str.strip, (value or "").splitlines())):
                    _want_of_ini(reading, lines.get(requirement, 1), requirement, marker)
    return reading


def _lines_of_values(text: str) -> dict[str, int]:
    """The first line of each value: a whole line, or what stands behind its sign."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        lines.setdefault(line.strip(), number)
        lines.setdefault(line.partition("=")[2].strip(), number)
    return lines


def _want_of_ini(reading: Reading, number: int, text: str, marker: str) -> None:
    text = re.sub(r"(^|\s)#.*$", "", text).strip()
    condition, _, rest = text.partition(": ")  # tox: django42: Django==4.2
    if condition == "file":
        reading.skip(number, text, "It names another file. Paste what that says as well.")
        return
    text = rest if rest and re.fullmatch(r"[\w,!{}.-]+", condition) else text
    if text.startswith("-"):
        read_line(reading, number, text)
    elif text:
        reading.want_requirement(number, _with_marker(text, marker))


def _read_environment(text: str) -> Reading:
    """conda's environment.yml: the items of its lists; those of pip are as pip writes them."""
    reading = Reading("environment.yml")
    is_within = False
    pip_indent: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1].strip() and not line.startswith(("-", "#")):
            is_within, pip_indent = line.startswith("dependencies:"), None
        if not is_within or not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        if found := _PIP.match(line):
            pip_indent = len(found[1])
        elif pip_indent is not None and indent > pip_indent and (found := _PIP_ITEM.match(line)):
            read_line(reading, number, found[1])
        elif found := _ITEM.match(line):
            pip_indent = None
            if found[2].lower() not in _NOT_PACKAGES:
                reading.want(number, found[2], found[1].strip())
    return reading


def _read_listing(text: str, headings: int) -> Reading:
    """The tables of ``pip list`` and ``conda list``."""
    reading = Reading("pip list")
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words or number == headings or line.startswith("#"):
            continue
        if number < headings:
            reading.skip(number, line, "It stands above the table.", is_fault=False)
        elif len(words) > 1 and not line.startswith("-"):
            reading.want(number, words[0], " ".join(words[:2]))
    return reading
