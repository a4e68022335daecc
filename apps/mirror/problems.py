"""What could not be imported as it stood: by file, field and reason."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from apps.mirror.text import printable

LONGEST_VALUE: Final = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a source that was mended, left out or only doubtful."""

    path: str
    field: str
    reason: str
    value: str = ""

    def as_dict(self) -> dict[str, str]:
        """As a report can hold it: half an emoji in a name cannot be written."""
        return {name: printable(text) for name, text in asdict(self).items()}


@dataclass(slots=True)
class Notes:
    """Collects the problems of one file while it is read."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, name: str, reason: str, value: Any = "") -> None:
        """Note that field `name` had to be dealt with; `value` is shown shortened."""
        self.problems.append(Problem(self.path, shown(name), shown(reason), shown(value)))


def shown(value: Any) -> str:
    """The value as a report shows it: short, one line, and always writable as UTF-8."""
    if isinstance(value, str):
        text = value
    else:
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)
        except (ValueError, RecursionError):
            text = f"a {type(value).__name__} too deep or too large to show"
    text = " ".join(printable(text[: LONGEST_VALUE * 2]).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
