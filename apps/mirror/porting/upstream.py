"""portingdb-upstream.yaml: notes and links on packages that Fedora wanted to move.

The keys are names of Fedora's packages. Where a homepage at the package index has the same name
but for a "python-" in front, the status belongs to that one.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from apps.core.addressing import parts_of
from apps.core.naming import package_name
from apps.mirror.porting.overrides import is_name
from apps.mirror.porting.records import StatusRecord
from apps.mirror.problems import Problem
from apps.mirror.text import is_web_address, one_line, printable

FILE: Final = "portingdb-upstream.yaml"
STATUSES: Final = "portingdb-statuses.yaml"
#: portingdb's statuses as verdicts
VERDICTS: Final = {
    "py3-only": "works",
    "legacy-leaf": "works",
    "released": "works",
    "mispackaged": "problematic",
    "in-progress": "problematic",  # of its first two years
    "idle": "does-not",
    "blocked": "does-not",
    "dropped": "does-not",
    "unknown": "unknown",
}
FIELDS: Final = {"status", "note", "links", "bug", "repo", "homepage"}
#: Which link shows best what is said
EVIDENCE: Final = ("bug", "repo", "homepage")
_INSTEAD = re.compile(r"us(?:e|ing) (?:\[([^\]]+)\]\([^)]*\)|`([^`]+)`) instead", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_FAVOURED = re.compile(r"in favou?r of ([A-Za-z0-9][\w.-]*\w)", re.IGNORECASE)


def read_descriptions(text: str, problems: list[Problem]) -> dict[str, str]:
    """What portingdb's statuses mean, by their names."""
    rows = _loaded(text, STATUSES, problems)
    found: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, Mapping) and row.get("ident") in [*VERDICTS]:
            found[row["ident"]] = one_line(str(row.get("description", "")))
        else:
            problems.append(Problem(STATUSES, "ident", "is a status that nothing here knows"))
    return found


def read_upstream(
    text: str,
    descriptions: Mapping[str, str],
    as_of: datetime.date | None,
    problems: list[Problem],
) -> Iterator[StatusRecord]:
    """Yield a record for each package. What is wrong goes to ``problems`` with its line."""
    entries = _loaded(text, FILE, problems)
    if not isinstance(entries, Mapping):
        problems.append(Problem(f"{FILE}:1", "", "has no packages"))
        return
    for name, (first, last) in _spans(text).items():
        entry, at = entries.get(name), f"{FILE}:{first}"
        if not isinstance(entry, Mapping) or not is_name(name):
            problems.append(Problem(at, name[:80], "is no package with fields"))
            continue
        yield _record(name, entry, descriptions, as_of, (first, last), problems)


def _loaded(text: str, file: str, problems: list[Problem]) -> Any:
    """The YAML as data, made by the safe loader: nothing in it runs."""
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(Problem(f"{file}:{line}", "", f"is no YAML: {str(error).splitlines()[0]}"))
        return None


def _spans(text: str) -> dict[str, tuple[int, int]]:
    """The first and last line of every entry."""
    root = yaml.compose(text, yaml.SafeLoader)
    lines = text.splitlines()
    spans: dict[str, tuple[int, int]] = {}
    for key, _ in getattr(root, "value", []):
        spans[str(key.value)] = (key.start_mark.line + 1, 0)
    starts = sorted(first for first, _ in spans.values())
    for name, (first, _) in spans.items():
        end = next((start - 1 for start in starts if start > first), len(lines))
        while end > first and not _says_something(lines[end - 1]):
            end -= 1
        spans[name] = (first, end)
    return spans


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _record(
    name: str,
    entry: Mapping[str, Any],
    descriptions: Mapping[str, str],
    as_of: datetime.date | None,
    span: tuple[int, int],
    problems: list[Problem],
) -> StatusRecord:
    at = f"{FILE}:{span[0]}"
    problems += [
        Problem(at, f"{name}.{odd}", "is a field that nothing here knows")
        for odd in sorted(map(str, entry.keys() - FIELDS))
    ]
    status = entry.get("status", "unknown")
    if not isinstance(status, str) or status not in VERDICTS:
        problems.append(Problem(at, f"{name}.status", "is a status that nothing here knows"))
        status = "unknown"
    links = _links(entry)
    note = entry.get("note") or ""
    if not isinstance(note, str):  # never written out: a few lines of aliases can be gigabytes
        problems.append(Problem(at, f"{name}.note", "is no text"))
        note = ""
    note = printable(note).strip()
    return StatusRecord(
        file=FILE,
        name=name,
        package=_package(name, links, at, problems),
        verdict=VERDICTS[status],
        reason=_LINK.sub(r"\1 (\2)", note),
        evidence_url=next((links[kind] for kind in EVIDENCE if kind in links), ""),
        evidence_note=descriptions.get(status, "") if status != "unknown" else "",
        alternatives=[each for each in _alternatives(note) if is_name(each)],
        as_of=as_of,
        first_line=span[0],
        last_line=span[1],
    )


def _links(entry: Mapping[str, Any]) -> dict[str, str]:
    """Links by kind; some entries have them beside the note and not under ``links``."""
    links = entry.get("links")
    given = {**entry, **(links if isinstance(links, Mapping) else {})}
    return {
        kind: url
        for kind in EVIDENCE
        if isinstance(url := given.get(kind), str) and is_web_address(url)
    }


def _package(name: str, links: Mapping[str, str], at: str, problems: list[Problem]) -> str:
    """The name at the package index, where the entry's homepage agrees with it."""
    parts = parts_of(links.get("homepage", ""))
    found = re.match(r"^/(?:pypi|project)/([^/]+)", parts.path)
    if parts.hostname not in ("pypi.org", "pypi.python.org") or not (found and is_name(found[1])):
        return name
    if package_name(found[1]) in (package_name(name), package_name(name.removeprefix("python-"))):
        return found[1]
    reason = f"links to {found[1]} at the index, another package: the entry's own name is kept"
    problems.append(Problem(at, f"{name}.links.homepage", reason))
    return name


def _alternatives(note: str) -> list[str]:
    found = [named or quoted for named, quoted in _INSTEAD.findall(note)]
    return found + _FAVOURED.findall(note)
