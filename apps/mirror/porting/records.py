"""What was read: statements about packages, and counts by day."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class StatusRecord:
    """One statement of a source, as it stood in these lines of a file."""

    file: str
    name: str
    package: str
    verdict: str
    reason: str = ""
    evidence_url: str = ""
    evidence_note: str = ""
    alternatives: Sequence[str] = ()
    as_of: datetime.date | None = None
    first_line: int
    last_line: int

    @property
    def key(self) -> str:
        """Its address in the source. A later export with another day is another statement."""
        return f"{self.file}:{self.name}" + (f"@{self.as_of}" if self.as_of else "")


@dataclass(frozen=True, kw_only=True)
class History:
    """How many packages had each status, by day."""

    file: str
    days: Mapping[datetime.date, Mapping[str, int]] = field(default_factory=dict)
    last_line: int = 1

    @property
    def last_day(self) -> datetime.date | None:
        return max(self.days, default=None)
