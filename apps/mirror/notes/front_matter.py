"""Front matter: YAML between two lines of dashes, TOML between plus signs, or lines of keys.

Lines of keys stand at the very top: Pelican's and MultiMarkdown's "Title: ...", a letter's
"Subject: ...", Org's "#+TITLE: ...", Logseq's "title:: ...".
"""

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from apps.mirror.notes import dates
from apps.mirror.notes.headings import plain_words
from apps.mirror.notes.source import Source
from apps.mirror.text import printable

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
#: Whose words these are, and where they stand: kept of the source
ABOUT: Final = frozenset(
    ["licence", "license", "source", "source_url", "canonical", "canonical_url"]
)
LISTED: Final = re.compile(r"\s*[,;]\s*")
MOST_KEYS: Final = 40
# Each with the key that such lines must have to be front matter
KEY_LINES: Final = (
    (re.compile(r"^#\+(?P<key>[A-Za-z_]{2,30}):\s*(?P<value>.*)$"), ""),
    (re.compile(r"^(?P<key>[A-Za-z][\w-]{1,30})::\s+(?P<value>\S.*)$"), ""),
    (re.compile(r"^(?P<key>[A-Za-z][\w -]{1,30}):\s+(?P<value>\S.*)$"), "title"),
)
#: Keys of letters and of Org
KEYS: Final = {"subject": "title", "from": "author", "to": "recipients", "filetags": "tags"}
KEY: Final = re.compile(r"^(?:#\+)?[\"']?([^\W_][\w -]{0,40})[\"']?\s*(?::|=)")
REPLIED: Final = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*|\[[^\[\]]{1,40}\]\s*)+", re.IGNORECASE)
ADDRESS: Final = re.compile(r"\s*<[^<>\s]{1,200}>\s*$")


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """What it says, and the last of its lines: 0 where there is none."""

    values: Mapping[str, Any] = field(default_factory=dict)
    last: int = 0
    #: As the lines have them, where these are no YAML: whatever no field takes is in here
    written: Mapping[str, str] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """The first of these keys that holds something, as one line of text."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, dict):  # "city: ..." and "country: ..." below "location:"
                value = ", ".join(str(part) for part in value.values() if _is_scalar(part))
            if _is_scalar(value) and str(value).strip():
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
                    if days := dates.find_days(value):
                        return days.first
        return None

    def unknown(self, known: frozenset[str]) -> dict[str, object]:
        """What stands under keys that nobody knows, as JSON can hold it."""
        kept = self.written or {k: v for k, v in self.values.items() if k not in known}
        return {printable(k): _as_json(v) for k, v in kept.items()}


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
        return _key_lines(source)
    for number in range(2, min(source.last, 500) + 1):
        if closes.match(source.line(number)):
            return _loaded(source, number)
    source.problem(1, "Front matter that is never closed was read as text.")
    return FrontMatter()


def _key_lines(source: Source) -> FrontMatter:
    for pattern, needed in KEY_LINES:
        written: dict[str, str] = {}
        number = 1
        while number <= MOST_KEYS and (found := pattern.match(source.line(number))):
            key = found["key"].strip().lower()
            written[key] = "\n".join(filter(None, (written.get(key), found["value"].strip())))
            number += 1
        values = {KEYS.get(key, key): value for key, value in written.items()}
        is_closed = needed in values and source.is_blank(number) if needed else bool(written)
        if is_closed:
            return FrontMatter(values=_plain(values), last=number - 1, written=written)
    return FrontMatter()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """What the lines mean: without brackets of links, marks of answers, addresses of letters."""
    # Org has days in angle brackets
    plain: dict[str, Any] = {
        key: plain_words(re.sub(r"^<([^<>]*)>$", r"\1", v)) for key, v in values.items()
    }
    for key, pattern in (("title", REPLIED), ("author", ADDRESS)):
        if key in plain:
            plain[key] = pattern.sub("", plain[key]).strip() or plain[key]
    if ":" in plain.get("tags", ""):
        plain["tags"] = [tag for tag in plain["tags"].split(":") if tag.strip()]
    return plain


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


def report_unknown(source: Source, front: FrontMatter, known: frozenset[str]) -> None:
    """Say which lines no field takes. They are kept with where the record comes from."""
    unknown = front.unknown(known | ABOUT)
    for number in range(1, front.last + 1):
        line = source.line(number)
        found = KEY.match(line)
        key = found[1].strip().lower() if found else ""
        if key in unknown and KEYS.get(key, key) not in known:
            source.problem(number, "No field takes this line of the front matter.", line)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float | datetime.date)


def _as_json(value: Any, depth: int = 0) -> object:
    if depth > 10:
        return str(value)[:200]
    if isinstance(value, dict):
        return {printable(str(k)): _as_json(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [_as_json(v, depth + 1) for v in value]
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    return printable(str(value))
