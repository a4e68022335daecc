"""A run as CSV and as JSON, whole: importing what is written here changes nothing."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

import orjson

from apps.core.csv_cells import guarded
from apps.core.estimates import Estimate
from apps.surveys.models import Option, Question, Run

#: What an importer of a later shape would have to tell apart
FORMAT: Final = "pycommunity survey 1"
#: Between things in one cell; those that hold it are written with a backslash before it
BETWEEN: Final = ";"

COLUMNS: Final = (
    "question", "wording", "wording_version", "wording_note", "mode", "announced", "denominator",
    "note", "option", "label", "examples", "merged", "raw", "value", "low", "high", "precision",
    "rule", "published_share", "published_note", "first_line", "last_line",
)  # fmt: skip
QUESTION: Final = (
    "key", "wording", "wording_version", "wording_note", "mode", "announced", "denominator", "note",
)  # fmt: skip


ESTIMATE: Final = ("raw", "value", "low", "high", "precision", "rule")
HEAD: Final = (
    "format", "title", "summary", "method", "body", "markup", "language", "exact_below",
    "head_count", "questions",
)  # fmt: skip


def as_csv(run: Run) -> str:
    """One row an option, or a question that has none.

    Guarded against spreadsheets that run formulas (``core.csv_cells``).
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for question in run.questions.all():
        for option in question.options.all() or [None]:
            row = _row(question, option)
            writer.writerow([guarded(cell(row.get(name))) for name in COLUMNS])
    return file.getvalue()


def as_json(run: Run) -> bytes:
    """The run with its questions. Keys are in the order of this module, so that bytes compare."""
    document = {
        "format": FORMAT,
        "title": run.title,
        "summary": run.summary,
        "method": run.method,
        "body": run.body,
        "markup": run.markup,
        "language": run.language,
        "exact_below": run.exact_below,
        "head_count": _estimate(run.head_count),
        "questions": [_question(question) for question in run.questions.all()],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"


def _question(question: Question) -> dict[str, Any]:
    told = {name: getattr(question, name) for name in QUESTION}
    return {**told, "options": [_option(option) for option in question.options.all()]}


def _option(option: Option) -> dict[str, Any]:
    tally = option.tally
    return {
        "key": option.key,
        "label": option.label,
        "examples": option.examples,
        "merged": option.merged,
        "tally": {
            **_estimate(tally.estimate),
            "published_share": _plain(tally.published_share),
            "published_note": tally.published_note,
            "first_line": tally.first_line,
            "last_line": tally.last_line,
        },
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {name: _plain(getattr(estimate, name)) for name in ESTIMATE}


def _row(question: Question, option: Option | None) -> dict[str, Any]:
    asked = {name: getattr(question, name) for name in QUESTION if name != "key"}
    if option is None:
        return {"question": question.key, **asked}
    told = _option(option)
    listed = {name: BETWEEN.join(escaped(told[name])) for name in ("examples", "merged")}
    return {
        "question": question.key,
        **asked,
        "option": option.key,
        "label": option.label,
        **listed,
        **told["tally"],
    }


def escaped(texts: list[str]) -> Iterator[str]:
    """Texts that can stand in one cell, ``BETWEEN`` between them."""
    for text in texts:
        yield text.replace("\\", "\\\\").replace(BETWEEN, f"\\{BETWEEN}")


def cell(value: Any) -> str:
    """A value as a cell has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    """A value as JSON has it; a share in per cent as its decimal text."""
    return value if value is None or isinstance(value, int) else str(value)
