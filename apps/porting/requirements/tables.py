"""Files with tables: pyproject.toml, Pipfile, and lock files in TOML or JSON."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from apps.porting.requirements.wanted import Reading

#: Keys of Poetry's and Pipenv's tables that are no packages
_NOT_PACKAGES = {"python"}
#: An object, or a list of them
_JSON = re.compile(r"\s*(?:\{|\[\s*\{)")
#: Which Python, in Poetry's words, where these are those of a marker
_COMPARED = re.compile(
    r"^\s*(?:[<>]=?|[!=]=)\s*\d+(?:\.\d+)*(?:\s*,\s*(?:[<>]=?|[!=]=)\s*\d+(?:\.\d+)*)*\s*$"
)
_PART = re.compile(r"([<>=!]+)\s*([\d.]+)")
_HEADING = re.compile(r"^\s*\[{1,2}[\w.\-\"' ]+\]{1,2}\s*(#.*)?$", re.MULTILINE)


class Unreadable(ValueError):
    """The file is no TOML or JSON; the message says where it breaks."""


def looks_like_toml(text: str) -> bool:
    return bool(_HEADING.search(text))


def looks_like_json(text: str) -> bool:
    return bool(_JSON.match(text))


def read_toml(text: str) -> Reading:
    """Read the packages of a TOML file (Unreadable if it is none)."""
    try:
        tables = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"This is no TOML: {error or 'too deep'}") from error
    return _read(tables, text, "TOML")


def read_json(text: str) -> Reading:
    """Read Pipfile.lock, and what ``pip list`` and ``pip inspect`` write.

    Unreadable if the text is no JSON.
    """
    try:
        tables = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is no JSON: {error or 'too deep'}") from error
    return _read(tables if isinstance(tables, dict) else {"packages": tables}, text, "JSON")


def _read(tables: Mapping[str, Any], text: str, form: str) -> Reading:
    reading, lines = Reading(form), Lines(text)
    for requirement in _requirements(tables):
        if isinstance(requirement, str):
            reading.want_requirement(lines.of(requirement), requirement)
        else:
            said = "Here should be a text such as “Django>=1.5”."
            reading.skip(1, _short(requirement), said)
    for name, value in _named(tables):
        if name.lower() not in _NOT_PACKAGES:
            written = f"{name} {_version(value)}".strip()
            reading.want(lines.of(name), name, written, _marker(value))
    return reading


def _requirements(tables: Mapping[str, Any]) -> Iterator[Any]:
    """Requirements as texts: pyproject.toml's own lists (PEP 621, PEP 735)."""
    project = _table(tables, "project")
    yield from _list(project.get("dependencies"))
    tools = _table(tables, "tool")
    yield from _list(_table(tools, "uv").get("dev-dependencies"))
    groups = [_table(project, "optional-dependencies"), _table(tables, "dependency-groups")]
    groups += [_table(_table(tools, "pdm"), "dev-dependencies")]
    groups += _tables(_table(_table(tools, "hatch"), "envs").values())
    for group in (each for table in groups for each in table.values()):
        yield from (each for each in _list(group) if not isinstance(each, Mapping))


def _named(tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Packages as keys of tables (Poetry, Pipenv), or as entries of a lock file."""
    poetry = _table(_table(tables, "tool"), "poetry")
    groups = [_table(group, "dependencies") for group in _tables(_table(poetry, "group").values())]
    named = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies"), *groups]
    named += [_table(tables, key) for key in ("packages", "dev-packages", "default", "develop")]
    for table in named:
        yield from table.items()
    for entry in (*_list(tables.get("package")), *_list(tables.get("packages"))):
        if isinstance(entry, Mapping) and isinstance(entry.get("name"), str) and not _is_own(entry):
            yield entry["name"], entry
    for entry in _tables(_list(tables.get("installed"))):
        metadata = _table(entry, "metadata")
        if isinstance(metadata.get("name"), str):
            yield metadata["name"], metadata


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = tables.get(name)
    return found if isinstance(found, Mapping) else {}


def _tables(values: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    return (value for value in values if isinstance(value, Mapping))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_own(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of uv.lock is the project that is locked."""
    source = _table(entry, "source")
    return "." in (source.get("virtual"), source.get("editable"))


def _version(value: Any) -> str:
    version = value.get("version", "") if isinstance(value, Mapping) else value
    return version if isinstance(version, str) else ""


def _marker(value: Any) -> str:
    """When it is needed, as Poetry and Pipenv write it (``markers``), or a standard lock file."""
    table = value if isinstance(value, Mapping) else {}
    marker = table.get("markers", table.get("marker"))
    if not marker and isinstance(python := table.get("python"), str) and _COMPARED.match(python):
        parts = (_PART.match(part.strip()) for part in python.split(","))
        return " and ".join(f'python_version {p[1]} "{p[2]}"' for p in parts if p)
    return marker if isinstance(marker, str) else ""


def _short(value: Any) -> str:
    return repr(value)[:80]


class Lines:
    """In which lines of a text things stand. TOML and JSON readers do not say."""

    def __init__(self, text: str) -> None:
        self._first: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            for word in re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*", line.split(" #")[0]):
                self._first.setdefault(word.lower(), number)

    def of(self, text: str) -> int:
        """The first line that has the first word of ``text``, or 1."""
        word = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", text.strip())
        return self._first.get(word[0].lower(), 1) if word else 1
