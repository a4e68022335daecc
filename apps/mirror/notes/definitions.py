"""Link definitions: a passage that is shown alone needs those that stood elsewhere."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from apps.core.markup import Markup

Blank = Callable[[int], bool]

MARKDOWN: Final = re.compile(r"^ {0,3}\[(?P<label>[^\[\]]{1,200})\]:[ \t]*(?P<target>\S.{0,2000})$")
RST: Final = re.compile(
    r"^\.\. (?:_(?P<label>`[^`]{1,200}`|[^:`]{1,200}): +(?P<target>\S.{0,2000})"
    r"|\[(?P<note>[^\]]{1,60})\] .{0,2000}|\|(?P<sub>[^|]{1,100})\| .{0,2000})$"
)
MARKDOWN_USE: Final = re.compile(r"\[([^\[\]]{1,200})\]")
RST_USE: Final = re.compile(
    r"`([^`<>]{1,200})`__?|\b([\w.+:-]{1,100})_(?!\w)|\[([^\]\s]{1,60})\]_|\|([^|\n]{1,100})\|"
)


@dataclass(frozen=True, slots=True)
class Definition:
    label: str
    target: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """All link definitions of a document, by folded label. The first of a label holds."""

    by_label: dict[str, Definition]
    markup: Markup

    def needed_by(self, text: str, own_lines: set[int]) -> list[str]:
        """The definitions that `text` uses and does not have among its own lines."""
        if not self.by_label:
            return []
        found = {label: self.by_label.get(label) for label in self._used(text)}
        needed = [d for d in found.values() if d and d.line not in own_lines]
        return [definition.text for definition in sorted(needed, key=lambda d: d.line)]

    def target(self, label: str) -> str:
        """Where a label leads; empty if nothing defines it."""
        definition = self.by_label.get(key(label))
        return definition.target if definition else ""

    def is_definition(self, line: str) -> bool:
        return bool((RST if self.markup == Markup.RST else MARKDOWN).match(line))

    def _used(self, text: str) -> dict[str, None]:
        pattern = RST_USE if self.markup == Markup.RST else MARKDOWN_USE
        used = (next(filter(None, found.groups()), "") for found in pattern.finditer(text))
        return dict.fromkeys(map(key, used))


def find(lines: Sequence[str], literal: frozenset[int], markup: Markup) -> Definitions:
    """The definitions outside code."""
    found: dict[str, Definition] = {}
    if markup != Markup.PLAIN:
        pattern = RST if markup == Markup.RST else MARKDOWN
        for number, line in enumerate(lines, 1):
            hit = None if number in literal or len(line) > 3000 else pattern.match(line)
            if hit:
                groups = hit.groupdict()
                label = groups["label"] or groups.get("note") or groups.get("sub") or ""
                target = (groups["target"] or "").split()
                new = Definition(label, target[0].strip("<>") if target else "", number, line)
                found.setdefault(key(label), new)
    return Definitions(found, markup)


def key(label: str) -> str:
    """The form in which labels are compared: case and white space do not count."""
    return " ".join(label.strip("`").split()).casefold()
