"""Survey files into a run: what ``surveys.exporting`` writes, and what people write by hand.

A file never removes anything: questions and options that it does not mention stay, after those
that it does. Counts come in as operations, like those of a phone, and only where they change. If
anything in the file is wrong, nothing of it is stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

import orjson
from django.db import transaction

from apps.catalog.publishing import publish
from apps.core.estimates import Counting
from apps.surveys import exporting
from apps.surveys.errors import Fault, Faulty
from apps.surveys.forms import HeadForm, RowForm
from apps.surveys.models import Option, Question, Run, Tally
from apps.surveys.tables import MOST_ROWS, Row, refuse_large, rows_of
from apps.surveys.tallying import Sent, Status, record

MOST_FAULTS: Final = 50

ASKED: Final = tuple(name for name in exporting.QUESTION if name != "key")
ANSWERED: Final = ("label", "examples", "merged")
BESIDE: Final = ("published_share", "published_note", "first_line", "last_line")


def import_csv(run: Run, data: bytes, actor: Any) -> int:
    """Store a CSV file in a run; returns how many counts changed (Faulty if it is wrong)."""
    return _store(run, {}, _checked(rows_of(data, run), run.counting), actor)


def import_json(run: Run, data: bytes, actor: Any) -> int:
    """Store a JSON file in a run; returns how many counts changed (Faulty if it is wrong)."""
    refuse_large(data)
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Faulty([Fault(error.lineno, f"column {error.colno}", "This is no JSON.")]) from error
    head, rows = _head_and_rows(document)
    if "exact_below" in head:
        run.exact_below = head["exact_below"]
    return _store(run, head, _checked(rows, run.counting), actor)


def _head_and_rows(document: Any) -> tuple[dict[str, Any], list[Row]]:
    shape = _Shape()
    top = shape.object(document, "", exporting.HEAD)
    if top.pop("format", None) != exporting.FORMAT:
        shape.fault("format", f"must be “{exporting.FORMAT}”")
    rows = []
    for n, question in enumerate(shape.list(top.pop("questions", []), "questions")):
        at = f"questions[{n}]"
        asked = shape.object(question, at, (*exporting.QUESTION, "options"))
        options = shape.list(asked.pop("options", []), f"{at}.options")
        if not options:
            cells = {**asked, "question": asked.get("key"), "option": ""}
            cells.pop("key", None)
            rows.append(Row(0, at, {k: shape.text(f"{at}.{k}", v) for k, v in cells.items()}))
        for m, option in enumerate(options):
            rows.append(_row_of_json(shape, f"{at}.options[{m}]", asked, option))
    head = shape.object(top.pop("head_count", {}), "head_count", exporting.ESTIMATE)
    told = {name: shape.text(name, value) for name, value in top.items()}
    counted = {name: shape.text(f"head_count.{name}", value) for name, value in head.items()}
    if shape.faults:
        raise Faulty(shape.faults)
    if len(rows) > MOST_ROWS:
        raise Faulty([Fault(0, "questions", f"A file has at most {MOST_ROWS:,} options.")])
    form = HeadForm(told | counted)
    if not form.is_valid():
        raise Faulty([Fault(0, name, message) for name, message in _messages(form)])
    given = {name: form.cleaned_data[name] for name in told}
    return given | ({"head_count": form.cleaned_data["estimate"]} if counted else {}), rows


def _row_of_json(shape: "_Shape", at: str, asked: Mapping[str, Any], option: Any) -> Row:
    told = shape.object(option, at, ("key", *ANSWERED, "tally"))
    counted = shape.object(told.pop("tally", {}), f"{at}.tally", (*exporting.ESTIMATE, *BESIDE))
    for name in ("examples", "merged"):
        if name in told:
            texts = [shape.text(f"{at}.{name}", each) for each in shape.list(told[name], name)]
            told[name] = exporting.BETWEEN.join(exporting.escaped(texts))
    renamed = {"question": asked.get("key"), "option": told.pop("key", None)}
    cells = {**{k: v for k, v in asked.items() if k != "key"}, **told, **counted, **renamed}
    return Row(0, at, {name: shape.text(f"{at}.{name}", value) for name, value in cells.items()})


class _Shape:
    """Looks at what JSON holds, and gathers what should be something else."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(0, place, message))

    def object(self, value: Any, place: str, names: Sequence[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fault(place, "must be an object")
            return {}
        for name in value.keys() - set(names):
            self.fault(f"{place}.{name}".strip("."), f"is not known. There are: {', '.join(names)}")
        return {name: each for name, each in value.items() if name in names}

    def list(self, value: Any, place: str) -> Sequence[Any]:
        if isinstance(value, list):
            return value
        self.fault(place, "must be a list")
        return []

    def text(self, place: str, value: Any) -> str:
        """As the CSV cell of the same field would be."""
        if isinstance(value, dict | list | float):
            self.fault(place, "must be a text, a whole number, true, false or null")
            return ""
        return exporting.cell(value)


def _checked(rows: Sequence[Row], counting: Counting) -> list[tuple[Row, dict[str, Any]]]:
    """Each row with its values (Faulty for all that is wrong in any)."""
    faults: list[Fault] = []
    checked = []
    for row in rows:
        form = RowForm(row.cells, counting)
        if form.is_valid():
            checked.append((row, {n: v for n, v in form.cleaned_data.items() if n in row.cells}))
            checked[-1][1]["estimate"] = form.cleaned_data.get("estimate")
        faults += [_fault(row, name, message) for name, message in _messages(form)]
    faults += _contradictions(checked)
    if faults:
        raise Faulty(faults[:MOST_FAULTS])
    return checked


def _messages(form: Any) -> Iterator[tuple[str, str]]:
    for name, messages in form.errors.items():
        for message in messages:
            yield name.removeprefix("__all__"), str(message)


def _fault(row: Row, name: str, message: str) -> Fault:
    place = f"{row.place}.{name}".strip(".")
    return Fault(row.line, place, message)


def _contradictions(checked: Sequence[tuple[Row, dict[str, Any]]]) -> Iterator[Fault]:
    """Options that come twice, and rows that say different things of one question."""
    first: dict[str, dict[str, Any]] = {}
    seen: set[tuple[str, str]] = set()
    for row, values in checked:
        key = (values["question"], values["option"])
        if key in seen:
            yield _fault(row, "option", f"“{key[1]}” of “{key[0]}” is in the file twice.")
        seen.add(key)
        before = first.setdefault(key[0], values)
        for name in ASKED:
            if values.get(name) != before.get(name):
                yield _fault(row, name, f"An earlier row says “{before.get(name)}” of “{key[0]}”.")


@transaction.atomic
def _store(
    run: Run, head: Mapping[str, Any], rows: Sequence[tuple[Row, dict[str, Any]]], actor: Any
) -> int:
    locked: Run = Run.objects.select_for_update().get(pk=run.pk)
    if not locked.is_counting():
        raise Faulty([Fault(0, "", f"The survey is {locked.state}. Open it again first.")])
    for name, value in head.items():
        setattr(locked, name, value)
    locked.actor = actor
    locked.save()
    sheet = _Sheet(locked)
    for row, values in rows:
        sheet.take(row, values)
    if sheet.faults:
        raise Faulty(sheet.faults[:MOST_FAULTS])
    sheet.put_in_order()
    results = record(locked, sheet.sent, actor)
    for result in results:
        if result.status == Status.REFUSED:
            raise Faulty([Fault(0, f"{result.question}/{result.option}", result.reason)])
    publish(locked)
    return len(results)


class _Sheet:
    """The questions and options of a run while a file goes in."""

    def __init__(self, run: Run) -> None:
        self.run = run
        questions = Question.objects.filter(run=run).prefetch_related("options__tally")
        self.questions = {each.key: each for each in questions}
        self.options = {
            (each.key, option.key): option for each in questions for option in each.options.all()
        }
        self.mentioned: list[tuple[str, str]] = []
        self.sent: list[Sent] = []
        self.faults: list[Fault] = []

    def take(self, row: Row, values: Mapping[str, Any]) -> None:
        """One row: its question, its option, its tally, its count."""
        key = (values["question"], values["option"])
        question, option = self.questions.get(key[0]), self.options.get(key)
        if question is None and not values.get("wording"):
            self.faults.append(_fault(row, "wording", "A new question needs its wording."))
        if key[1] and option is None and not values.get("label"):
            self.faults.append(_fault(row, "label", "A new option needs a label."))
        if self.faults:
            return
        question = self.questions[key[0]] = _changed(
            question or Question(run=self.run, key=key[0]), values, ASKED
        )
        self.mentioned.append(key)
        if not key[1]:
            return
        option = self.options[key] = _changed(
            option or Option(question=question, key=key[1]), values, ANSWERED
        )
        _changed(option.tally, values, BESIDE)
        self._count(key, option.tally, values)

    def _count(self, key: tuple[str, str], tally: Tally, values: Mapping[str, Any]) -> None:
        estimate = values["estimate"]
        if estimate is None or (tally.estimate == estimate and not tally.candidates):
            return
        self.sent.append(
            Sent(
                uuid=uuid4(),
                question=key[0],
                option=key[1],
                kind="set",
                cell=estimate.raw,
                precision=estimate.precision if estimate.precision in ("exact", "rough") else "",
                base_version=tally.version,
            )
        )

    def put_in_order(self) -> None:
        """The file's order first, then what it does not mention."""
        rest = [key for key in self.options if key not in set(self.mentioned)]
        ordered = [*self.mentioned, *rest]
        asked = list(dict.fromkeys([*(key for key, _ in ordered), *self.questions]))
        for position, key in enumerate(asked):
            Question.objects.filter(pk=self.questions[key].pk).update(position=position)
        for key in asked:
            own_options = (each for each in ordered if each[0] == key and each[1])
            for position, own in enumerate(own_options):
                Option.objects.filter(pk=self.options[own].pk).update(position=position)


def _changed(row: Any, values: Mapping[str, Any], names: Sequence[str]) -> Any:
    """The row with those values that the file has, stored."""
    given = {name: values[name] for name in names if name in values}
    if row.pk is None or any(getattr(row, name) != value for name, value in given.items()):
        for name, value in given.items():
            setattr(row, name, value)
        row.save()
    return row
