"""Tables that people save, as rows of a survey: CSV as this site writes it, what spreadsheets make
of it, and plain tables of question, answer and count.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify

from apps.core.csv_cells import unguarded
from apps.surveys.errors import Fault, Faulty
from apps.surveys.exporting import COLUMNS
from apps.surveys.models import Run

#: As much is read while somebody waits
LARGEST_FILE: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 2000
LONGEST_KEY: Final = 60
DELIMITERS: Final = ",;\t"
#: Columns of a plain table, and what they are called here
PLAIN: Final = {
    "question": "wording",
    "answer": "label",
    "option": "label",
    "count": "raw",
    "hands": "raw",
    "votes": "raw",
    "note": "published_note",
}
TOTALS: Final = frozenset(("total", "sum", "grand total", "all", "gesamt", "summe"))


@dataclass(frozen=True)
class Row:
    """One option of a file: where it stands, and its cells by column, as texts."""

    line: int
    place: str
    cells: Mapping[str, str]


def rows_of(data: bytes, run: Run) -> list[Row]:
    """The rows of a table. Raises Faulty.

    A plain table has no keys: its questions are those of the run with the same wording, its answers
    those with the same label; others get a key made of their words.
    """
    text = text_of(data)
    lines = _lines(text)
    start, header = next(lines, (1, []))
    header = [name.strip().casefold() for name in header]
    while header and not header[-1]:
        header.pop()
    is_plain = {PLAIN.get(name) for name in header} >= {"wording", "label", "raw"}
    if is_plain:
        header = [PLAIN.get(name, name) for name in header]
    _check_header(header, start, ("wording", "label") if is_plain else ("question", "option"))
    rows = []
    for line, cells in lines:
        if any(map(str.strip, cells)):
            rows.append(_row(header, cells, line))
        if len(rows) > MOST_ROWS:
            raise Faulty([Fault(line, "", f"A file has at most {MOST_ROWS:,} rows.")])
    return list(_with_keys(rows, run)) if is_plain else rows


def refuse_large(data: bytes) -> None:
    """Raises Faulty."""
    if len(data) > LARGEST_FILE:
        raise Faulty([Fault(0, "", f"A file has at most {LARGEST_FILE // 1024:,} kB.")])


def text_of(data: bytes) -> str:
    """The text, in UTF-8, or in UTF-16 as spreadsheets save "Unicode text". Raises Faulty."""
    refuse_large(data)
    if data.startswith(b"PK\x03\x04"):
        raise Faulty([Fault(0, "", "This is a spreadsheet's own file. Save it as CSV.")])
    with suppress(UnicodeDecodeError):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if data[1:2] == b"\0" or data[:1] == b"\0":
            return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Faulty([Fault(line, "", "This is not UTF-8. Save the file as UTF-8.")]) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of cells, each with the line where it begins; the delimiter is the first line's."""
    start = 1
    first = text.partition("\n")[0].strip()
    delimiter = max(DELIMITERS, key=first.count)
    if first.casefold().startswith("sep=") and len(first) == 5:  # spreadsheets write it
        delimiter, start, text = first[4], 2, text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    line = start
    try:
        for cells in reader:
            yield line, cells
            line = start + reader.line_num
    except csv.Error as error:
        place = start + reader.line_num - 1
        raise Faulty([Fault(place, "", f"This is no CSV: {error}.")]) from error


def _check_header(header: Sequence[str], line: int, needed: Sequence[str]) -> None:
    known = ", ".join(COLUMNS)
    faults = [
        Fault(
            line,
            name[:60] or f"column {place}",
            f"No such column. There are: {known}. A plain table has question, answer and count.",
        )
        for place, name in enumerate(header, 1)
        if name not in COLUMNS
    ]
    faults += [
        Fault(line, name, "This column is there twice.")
        for name in sorted({name for name in header if name and header.count(name) > 1})
    ]
    faults += [
        Fault(line, name, "This column is missing.") for name in needed if name not in header
    ]
    if faults:
        raise Faulty(faults)


def _row(header: Sequence[str], cells: Sequence[str], line: int) -> Row:
    if len(cells) < len(header) or any(map(str.strip, cells[len(header) :])):
        message = f"The row has {len(cells)} cells, and the header {len(header)}."
        raise Faulty([Fault(line, "", message)])
    return Row(line, "", {name: unguarded(cell) for name, cell in zip(header, cells, strict=False)})


def _with_keys(rows: Sequence[Row], run: Run) -> Iterator[Row]:
    """Rows of a plain table with keys. A question that stands once, above its answers, counts for
    those that follow. Raises Faulty.
    """
    keys = _Keys(run)
    wording = ""
    for row in rows:
        wording = row.cells["wording"].strip() or wording
        label = row.cells["label"].strip()
        if label.casefold() in TOTALS or wording.casefold() in TOTALS:
            raise Faulty([Fault(row.line, "answer", "This looks like a total. Leave it out.")])
        if not wording or not label:
            name = "answer" if wording else "question"
            raise Faulty([Fault(row.line, name, "Nothing stands here.")])
        question, wording = keys.of("", wording)
        option, label = keys.of(question, label)
        told = {"question": question, "wording": wording, "option": option, "label": label}
        yield Row(row.line, "", {**row.cells, **told})


class _Keys:
    """Keys and words of what a run has, by words or key in any case; and new ones."""

    def __init__(self, run: Run) -> None:
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        self._taken: set[tuple[str, str]] = set()
        for question in run.questions.prefetch_related("options"):
            self._note("", question.key, question.wording)
            for option in question.options.all():
                self._note(question.key, option.key, option.label)

    def of(self, within: str, words: str) -> tuple[str, str]:
        """The key and the words as they are written first: of a question, or of an option within
        the question of that key.
        """
        if known := self._known.get((within, words.casefold())):
            return known
        stem = slugify(words)[: LONGEST_KEY - 5].strip("-_") or ("answer" if within else "question")
        key, number = stem, 1
        while (within, key) in self._taken:
            number += 1
            key = f"{stem}-{number}"
        self._note(within, key, words)
        return key, words

    def _note(self, within: str, key: str, words: str) -> None:
        for each in (words.strip(), key):
            self._known.setdefault((within, each.casefold()), (key, words))
        self._taken.add((within, key))
