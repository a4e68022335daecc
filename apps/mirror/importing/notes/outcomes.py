"""What an import of notes did: made, changed, kept, joined, doubtful, and problems by line."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.mirror.problems import Problem

HEADINGS = ("made", "changed", "joined", "kept", "gone", "doubtful")


@dataclass(slots=True)
class NotesReport:
    """Lists of what became of what the source tells, each as one line for people."""

    source: str
    files: int = 0
    unchanged: int = 0
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    #: Sessions and events that were here already and now carry these notes too
    joined: list[str] = field(default_factory=list)
    #: What was edited here and stays, whatever the source says now
    kept: list[str] = field(default_factory=list)
    #: Sessions that the source no longer has; they stay
    gone: list[str] = field(default_factory=list)
    #: Possible matches that an editor should look at
    doubtful: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def numbers(self) -> dict[str, int]:
        counts = {name: len(getattr(self, name)) for name in HEADINGS}
        whole = {"files": self.files, **counts, "unchanged": self.unchanged}
        return whole | {"problems": len(self.problems)}

    def summary(self) -> str:
        """One line: `files=.. made=.. ... problems=..`."""
        return " ".join(f"{name}={number}" for name, number in self.numbers().items())

    def as_dict(self) -> dict[str, Any]:
        lists = {name: getattr(self, name) for name in HEADINGS}
        problems = [problem.as_dict() for problem in self.problems]
        return {"source": self.source, "counts": self.numbers(), **lists, "problems": problems}

    def as_text(self) -> str:
        lines = [f"{self.source}: {self.summary()}"]
        for name in HEADINGS:
            if found := getattr(self, name):
                lines += ["", f"{name.capitalize()}:", *(f"  {each}" for each in found)]
        if self.problems:
            lines += ["", "Problems:", *(f"  {_line(problem)}" for problem in self.problems)]
        return "\n".join(lines) + "\n"

    def write(self, path: Path) -> None:
        """Write the report, as JSON where the file is called so; whole or not at all."""
        is_json = path.suffix.lower() == ".json"
        text = json.dumps(self.as_dict(), ensure_ascii=False, indent=1) if is_json else ""
        draft = path.with_name(f".{path.name}.part")
        draft.write_text(f"{text}\n" if is_json else self.as_text(), "utf-8")
        draft.replace(path)


def _line(problem: Problem) -> str:
    return f"{problem.path}: {problem.reason}" + (f" [{problem.value}]" if problem.value else "")
