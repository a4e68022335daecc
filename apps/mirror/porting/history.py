"""portingdb-history.csv: how many packages had each status on each day."""

import csv
import datetime
import io
from collections.abc import Mapping
from typing import Any, Final

from apps.mirror.porting.records import History
from apps.mirror.porting.upstream import VERDICTS
from apps.mirror.problems import Problem

FILE: Final = "portingdb-history.csv"
COLUMNS: Final = ["commit", "date", "status", "num_packages"]


def read_history(text: str, problems: list[Problem]) -> History:
    """Counts by day; of several counts of one day the last holds."""
    rows = csv.reader(io.StringIO(text))
    days: dict[datetime.date, dict[str, int]] = {}
    header = _next(rows, problems) or []
    if header != COLUMNS:
        problems.append(Problem(f"{FILE}:1", "", f"should have the columns {', '.join(COLUMNS)}"))
        return History(file=FILE)
    while (row := _next(rows, problems)) is not None:
        try:
            _, when, status, number = row
            day, count = datetime.date.fromisoformat(when[:10]), int(number)
            if status not in VERDICTS or not 0 <= count < 1_000_000:
                raise ValueError(status)
        except ValueError:
            reason = "is not a commit, a date, a known status and a count"
            problems.append(Problem(f"{FILE}:{rows.line_num}", "", reason, ",".join(row)[:80]))
            continue
        days.setdefault(day, {})[status] = count
    return History(file=FILE, days=days, last_line=max(rows.line_num, 1))


def _next(rows: Any, problems: list[Problem]) -> list[str] | None:
    """The next row; what is no CSV ends the file, and is reported."""
    try:
        return next(rows, None)
    except csv.Error as error:
        problems.append(Problem(f"{FILE}:{rows.line_num}", "", f"is no CSV: {error}"))
        return None


#: portingdb's statuses as columns that fit a page
GROUPS: Final = {
    "ready": ("py3-only", "legacy-leaf", "released"),
    "in work": ("mispackaged", "in-progress"),
    "not ported": ("idle",),
    "blocked": ("blocked",),
    "given up": ("dropped",),
    "not known": ("unknown",),
}


def as_table(history: History) -> str:
    """The first day of every quarter, and the last of all, as a Markdown table."""
    shown: dict[tuple[int, int], datetime.date] = {}
    for day in sorted(history.days):
        shown.setdefault((day.year, (day.month - 1) // 3), day)
    days = sorted({*shown.values(), *filter(None, [history.last_day])})
    counts = {
        day: {name: _sum(history.days[day], parts) for name, parts in GROUPS.items()}
        for day in days
    }
    names = [name for name in GROUPS if any(counts[day][name] for day in days)]
    head = "| Day | " + " | ".join(names) + " |"
    rule = "| --- |" + " ---: |" * len(names)
    lines = [
        f"| {day} | " + " | ".join(f"{counts[day][name]:,}" for name in names) + " |"
        for day in days
    ]
    return "\n".join([head, rule, *lines])


def _sum(counts: Mapping[str, int], parts: tuple[str, ...]) -> int:
    return sum(counts.get(part, 0) for part in parts)
