"""Front matter: YAML between two lines of dashes, or TOML between plus signs, at the very top."""

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from apps.mirror.notes.source import Source

LONGEST: Final = 20_000
MOST_ALIASES: Final = 0
CLOSES: Final = {
    "---": re.compile(r"^(?:---|\.\.\.)\s*$"),
    "+++": re.compile(r"^\+\+\+\s*$"),
}
#: Keys in other languages
ALIASES: Final = {
    "titre": "title", "titel": "title", "título": "title", "titulo": "title", "titolo": "title",
    "lieu": "location", "ort": "location", "lugar": "location", "luogo": "location",
    "langue": "language", "sprache": "language", "idioma": "language", "lingua": "language",
    "datum": "date", "fecha": "date", "data": "date",
    "auteur": "author", "autor": "author", "autore": "author",
}  # fmt: skip
LISTED: Final = re.compile(r"\s*[,;]\s*")


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """What it says, and the last of its lines: 0 where there is none."""

    values: Mapping[str, Any] = field(default_factory=dict)
    last: int = 0

    def text(self, *names: str) -> str:
        """The first of these keys that holds something, as one line of text."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str | int | float | datetime.date) and str(value).strip():
                return " ".join(str(value).split())
        return ""

    def listed(self, *names: str) -> list[str]:
        """A list, be it written as one or with commas."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, list):
                return [" ".join(str(v).split()) for v in value if _is_scalar(v)]
            if isinstance(value, str) and value.strip():
                return [part for part in LISTED.split(" ".join(value.split())) if part]
        return []

    def date(self, *names: str) -> datetime.date | None:
        for name in names:
            value = self.values.get(name)
            if isinstance(value, datetime.datetime):
                return value.date()
            if isinstance(value, datetime.date):
                return value
            if isinstance(value, str):
                try:
                    return datetime.date.fromisoformat(value.strip()[:10])
                except ValueError:
                    continue
        return None

    def unknown(self, known: frozenset[str]) -> dict[str, object]:
        """What stands under keys that nobody knows, as JSON can hold it."""
        return {k: _as_json(v) for k, v in self.values.items() if k not in known}


class _Loader(yaml.SafeLoader):
    """The safe loader without aliases, which a few lines of can fill the memory with."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def find(source: Source) -> FrontMatter:
    """The front matter of a document. What cannot be read is reported, and stays in the text."""
    closes = CLOSES.get(source.line(1).rstrip())
    if closes is None:
        return FrontMatter()
    for number in range(2, min(source.last, 500) + 1):
        if closes.match(source.line(number)):
            return _loaded(source, number)
    source.problem(1, "Front matter that is never closed was read as text.")
    return FrontMatter()


def _loaded(source: Source, last: int) -> FrontMatter:
    text = source.joined(2, last - 1)
    is_toml = source.line(1).startswith("+")
    try:
        if len(text) > LONGEST:
            raise ValueError("it is too long")
        # A safe loader's subclass
        values = tomllib.loads(text) if is_toml else yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        what = "TOML" if is_toml else "YAML"
        source.problem(1, f"Front matter that is not {what} was read as text: {_reason(error)}")
        return FrontMatter()
    if not isinstance(values, dict):
        source.problem(1, "Front matter without keys was read as text.")
        return FrontMatter()
    named = {str(key).strip().lower(): value for key, value in values.items()}
    return FrontMatter(values={ALIASES.get(k, k): v for k, v in named.items()}, last=last)


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).split("\n")[0]
    return f"{said} (line {mark.line + 2})" if mark else str(said)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float | datetime.date)


def _as_json(value: Any, depth: int = 0) -> object:
    if depth > 10:
        return str(value)[:200]
    if isinstance(value, dict):
        return {str(k): _as_json(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [_as_json(v, depth + 1) for v in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)
