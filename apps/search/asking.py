"""What somebody asks, read from the line that they typed: words, phrases, filters.

``"class based" django OR flask -forms kind:talk -speaker:"Ada Lovelace"``: all words must be there,
phrases as they stand, nothing with a minus; of words joined by OR one is enough. Nothing that can
be typed is an error: what makes no sense is left out, and ``notes`` say so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

#: What can be written as ``name:value``, and as a parameter of the address
FILTERS = ("kind", "speaker", "event", "topic", "year", "language")
#: What else people type for them
ALIASES = {
    "type": "kind",
    "author": "speaker",
    "by": "speaker",
    "person": "speaker",
    "conference": "event",
    "tag": "topic",
    "date": "year",
    "lang": "language",
}
#: So much of a line is read, and so many words of it are looked for
LONGEST, MOST = 500, 20

_TOKEN = re.compile(
    r"""(?P<minus>-(?!-))?
    (?:(?P<name>[^\W\d_][\w-]*):(?![:/\s]|$))?
    (?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Term:
    """A word, or a phrase in quotation marks."""

    text: str
    exact: bool = False

    def __str__(self) -> str:
        return f'"{self.text}"' if self.exact else self.text


@dataclass
class Asked:
    """A line, understood."""

    #: All of these must be there; of each group one is enough
    groups: list[list[Term]] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    #: Filters with a minus, by name and value: nothing that they fit
    without: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Whether the last word may still be going on
    unfinished: bool = False

    @property
    def words(self) -> str:
        """The line without its filters, but for those with a minus: they have no other place."""
        wanted = [" OR ".join(map(str, group)) for group in self.groups]
        without = (f'-{name}:"{value}"' for name, value in self.without)
        return " ".join([*wanted, *(f"-{term}" for term in self.unwanted), *without])

    def last_word(self) -> Term | None:
        """The word that is still being typed, if it is one."""
        last = self.groups[-1][-1] if self.unfinished and self.groups else None
        return None if last is None or last.exact else last


def read(line: str) -> Asked:
    """Understand what was typed."""
    line = line.replace("\0", " ")
    asked = Asked()
    if len(line) > LONGEST:
        asked.notes.append(f"Only the first {LONGEST} characters were read.")
        line = line[:LONGEST]
    either = False
    for token in _TOKEN.finditer(line):
        if token["word"] in ("OR", "|", "AND") and not (token["name"] or token["minus"]):
            either = token["word"] != "AND" and bool(asked.groups)
            continue
        if token["name"] and _is_filter(token, asked):
            continue
        _take(_term(token), token, asked, either)
        either = False
    asked.unfinished = not line[-1:].isspace() and _ends_with_wanted_word(line, asked)
    _shorten(asked)
    return asked


def _is_filter(token: re.Match[str], asked: Asked) -> bool:
    """Take a filter, or explain why there is none. An unknown one is searched for as words."""
    name = ALIASES.get(token["name"].lower(), token["name"].lower())
    value = " ".join((token["phrase"] if token["word"] is None else token["word"]).split())
    if name not in FILTERS:
        known = ", ".join(f"{each}:" for each in FILTERS)
        asked.notes.append(
            f"There is no filter “{token['name']}:”, so it was searched for as a word. "
            f"There are: {known}."
        )
        return False
    if not value:
        asked.notes.append(f"“{name}:” was left out: it needs a value right after the colon.")
    elif token["minus"] and len(asked.without) < len(FILTERS):
        asked.without.append((name, value))
    elif token["minus"]:
        asked.notes.append(
            f"“-{name}:{value}” was left out: there are enough filters with a minus."
        )
    elif name in asked.filters:
        asked.notes.append(f"“{name}:{value}” was left out: “{name}:” can be given once.")
    else:
        asked.filters[name] = value
    return True


def _term(token: re.Match[str]) -> Term:
    if token["name"]:  # of an unknown filter
        return Term(f"{token['name']} {token['phrase'] or token['word'] or ''}".strip())
    if token["word"] is None:
        return Term(" ".join(token["phrase"].split()), exact=True)
    return Term(token["word"])


def _take(term: Term, token: re.Match[str], asked: Asked, either: bool) -> None:
    if not term.text:
        return
    if token["minus"]:
        asked.unwanted.append(term)
    elif either:
        asked.groups[-1].append(term)
    else:
        asked.groups.append([term])


def _ends_with_wanted_word(line: str, asked: Asked) -> bool:
    """A sign ends a word: nothing goes on after ``__init__`` or ``C++``."""
    return bool(asked.groups) and line[-1].isalnum() and line.endswith(asked.groups[-1][-1].text)


def _shorten(asked: Asked) -> None:
    if sum(1 for _ in _terms(asked)) > MOST:
        asked.notes.append(f"Only the first {MOST} words were searched for.")
        asked.groups, asked.unwanted = asked.groups[:MOST], asked.unwanted[:MOST]
        asked.groups = [group[:MOST] for group in asked.groups]
        asked.unfinished = False


def _terms(asked: Asked) -> Iterator[Term]:
    for group in asked.groups:
        yield from group
    yield from asked.unwanted
