"""caniusepython3-overrides.json: packages whose answer about Python 3 lies elsewhere, and where.

An address at the package index under another name is a replacement; one in Python's own
documentation says that the standard library has it; any other shows that the package works.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import unquote

from apps.core.addressing import parts_of
from apps.core.naming import package_name
from apps.mirror.porting.records import StatusRecord
from apps.mirror.problems import Problem
from apps.mirror.text import is_web_address, one_line

FILE: Final = "caniusepython3-overrides.json"
_INDEX = re.compile(r"^/(?:pypi|project)/([^/]+)")
#: Addresses that do not say by themselves what replaced the package
REPLACED: Final = {"jinja": "Jinja2", "python-ldap": "pyldap"}
NAMES_SPACE: Final = 200


def read_overrides(
    text: str, as_of: date | None, problems: list[Problem]
) -> Iterator[StatusRecord]:
    """Yield a record for each package. What is wrong goes to ``problems`` with its line."""
    try:
        entries = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        problems.append(Problem(f"{FILE}:{line}", "", f"is no JSON: {error}"))
        return
    lines = _lines(text)
    for entry in entries if isinstance(entries, list) else []:
        name, url = entry if isinstance(entry, tuple) else ("", entry)
        line = lines.get(name, 1)
        if not (isinstance(url, str) and is_web_address(url)):
            problems.append(
                Problem(f"{FILE}:{line}", str(name), "has no address", one_line(str(url)[:80]))
            )
        elif not is_name(name):
            problems.append(Problem(f"{FILE}:{line}", str(name)[:80], "is no name of a package"))
        else:
            yield _record(name, url, line, as_of)


def is_name(name: str) -> bool:
    """Whether a package can be called this (PEP 508)."""
    return len(name) <= NAMES_SPACE and bool(
        re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", name, re.ASCII)
    )


def _lines(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if key := re.match(r'\s*"((?:[^"\\]|\\.)*)"\s*:', line):
            found.setdefault(key[1], number)
    return found


def _record(name: str, url: str, line: int, as_of: date | None) -> StatusRecord:
    replacement = REPLACED.get(name) or _other_package(name, url)
    if replacement:
        verdict, reason = "does-not", "Another project took its place."
    elif parts_of(url).hostname == "docs.python.org":
        verdict = "problematic"
        reason = "Python 3 has this in its standard library: the package is not needed there."
    else:
        verdict, reason = "works", "The linked page shows it, though no classifier says so."
    return StatusRecord(
        file=FILE,
        name=name,
        package=name,
        verdict=verdict,
        reason=reason,
        evidence_url=url,
        alternatives=[replacement] if replacement else [],
        as_of=as_of,
        first_line=line,
        last_line=line,
    )


def _other_package(name: str, url: str) -> str:
    """The package that an address at the index is about, if that is another one."""
    parts = parts_of(url)
    found = _INDEX.match(unquote(parts.path))
    if parts.hostname not in ("pypi.org", "pypi.python.org") or not found:
        return ""
    if not is_name(found[1]):
        return ""
    return "" if package_name(found[1]) == package_name(name) else found[1]
