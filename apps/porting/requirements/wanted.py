"""What reading gives: packages that are wanted, and lines that are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement

from apps.core.naming import package_name

MOST_PACKAGES = 2_000


class TooMuch(ValueError):
    """The file is larger than what is read; the message says how large it may be."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package that a project needs, as written in this line (from 1)."""

    name: str
    line: int
    written: str
    marker: str = ""

    @property
    def slug(self) -> str:
        return package_name(self.name)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that names no package that could be looked up. ``is_fault``: it should have."""

    line: int
    text: str
    reason: str
    is_fault: bool = True


@dataclass(slots=True)
class Reading:
    """All that was read, in order."""

    form: str
    wanted: list[Wanted] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def faults(self) -> Sequence[Skipped]:
        return [each for each in self.skipped if each.is_fault]

    def want(self, line: int, name: str, written: str, marker: Marker | str | None = None) -> None:
        """Note a package. Raises TooMuch."""
        if len(self.wanted) == MOST_PACKAGES:
            raise TooMuch(f"This names over {MOST_PACKAGES:,} packages, which is the most.")
        self.wanted.append(Wanted(name, line, written, str(marker or "")))

    def skip(self, line: int, text: str, reason: str, *, is_fault: bool = True) -> None:
        self.skipped.append(Skipped(line, text, reason, is_fault))

    def want_requirement(self, line: int, text: str) -> None:
        """A requirement as PEP 508 writes it, or a fault that says what is wrong with it."""
        try:
            found = Requirement(text)
        except InvalidRequirement as error:
            why = str(error).splitlines()[0] if str(error) else "it cannot be read"
            if re.match(r"[\w.-]+(\[[^]]*\])?\s*=[^=]", text):
                why = "a version stands after two equals signs (==)"
            self.skip(line, text, f"This is no requirement (PEP 508): {why}")
        else:
            self.want(line, found.name, text, found.marker)
