"""What can be wrong with what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass


class Refused(ValueError):
    """An operation that cannot be recorded; the message says what to do."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file: its line from 1 (0 for JSON), its column or path."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = [f"line {self.line}" if self.line else "", self.column]
        return ": ".join([", ".join(filter(None, place)) or "The file", self.message])


class Faulty(ValueError):
    """A file that cannot be stored, with all that is wrong in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(map(str, faults)))
