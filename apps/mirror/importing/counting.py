"""What an import did, in numbers and problems."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.mirror.importing.event_talks import Outcome
from apps.mirror.problems import Problem


@dataclass(slots=True)
class Report:
    """The outcome of one import. Talks that nothing had to be done about are `unchanged`."""

    source: str
    archive: str
    events: int = 0
    talks: int = 0
    people: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count what became of an event's talks."""
        for name in ("created", "updated", "unchanged", "withdrawn"):
            setattr(self, name, getattr(self, name) + getattr(outcome, name))

    def numbers(self) -> dict[str, int]:
        """The counts in the order of the summary line."""
        names = "events talks people created updated unchanged withdrawn"
        return {name: getattr(self, name) for name in names.split()} | {
            "problems": len(self.problems)
        }

    def summary(self) -> str:
        """One line: `events=.. talks=.. ... problems=..`."""
        return " ".join(f"{name}={number}" for name, number in self.numbers().items())

    def as_dict(self) -> dict[str, Any]:
        """The counts, and each problem with its file, field and reason."""
        head = {"source": self.source, "archive": self.archive, **self.numbers()}
        return {**head, "problems": [problem.as_dict() for problem in self.problems]}

    def write(self, path: Path) -> None:
        """Write the report as JSON, whole or not at all."""
        draft = path.with_name(f".{path.name}.part")
        draft.write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        draft.replace(path)
