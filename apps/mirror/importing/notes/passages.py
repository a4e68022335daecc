"""Passages of one session or event, merged with those that the source gave before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from apps.core.models import Source
from apps.core.naming import slug
from apps.events.models import Event, Session
from apps.events.noted import Passage
from apps.mirror.importing.notes.wanted import Wanted, said
from apps.people.models import Person

LONGEST_ANCHOR = 60

Persons = Mapping[str, Person | None]


class PassageMerge:
    """Brings the passages of one document in one session or event up to what it says now.

    A passage that was edited here keeps what it says, one that was deleted here stays away, and
    a changed one keeps its anchor.
    """

    def __init__(self, source: Source, scope: str, owner: Event | Session) -> None:
        self.source = source
        self.scope = scope
        self.field = "session" if isinstance(owner, Session) else "event"
        self.owner = owner
        self.present = list(owner.passages.select_related("person"))
        self.anchors = {row.anchor for row in self.present}
        self.changed = False
        self.kept: list[Passage] = []

    def merge(
        self, wanted: Sequence[Wanted], before: Sequence[str], persons: Persons, start: int = 0
    ) -> list[str]:
        """Store what differs; return what the next merge must know."""
        now = [each.said(self.scope) for each in wanted]
        rows = self._rows(before)
        for tag, i, to_i, j, to_j in SequenceMatcher(None, before, now, False).get_opcodes():
            pairs = zip_longest(range(i, to_i), range(j, to_j))
            for old, new in pairs:
                row = rows[old] if old is not None else None
                if old is not None and new is None:
                    self._remove(row)
                elif old is None:
                    self._create(wanted[new], start + new, persons)
                elif row is not None:
                    self._update(row, wanted[new], start + new, persons, is_same=tag == "equal")
        return now

    def _rows(self, before: Iterable[str]) -> list[Passage | None]:
        by_said: dict[str, list[Passage]] = defaultdict(list)
        for row in self.present:
            if row.source_id == self.source.pk:
                by_said[row.said].append(row)
        return [by_said[each].pop(0) if by_said[each] else None for each in before]

    def _is_edited(self, row: Passage) -> bool:
        parts = (row.kind, row.text, row.name, row.number, row.is_summary)
        return row.said != said(self.scope, *parts)

    def _remove(self, row: Passage | None) -> None:
        if row is None:
            return
        self.changed = True
        if self._is_edited(row):
            self.kept.append(row)
            row.said = ""
            row.save(update_fields=["said"])
        else:
            row.delete()

    def _update(
        self, row: Passage, wanted: Wanted, position: int, persons: Persons, *, is_same: bool
    ) -> None:
        columns: dict[str, Any] = {
            "position": position,
            "first_line": wanted.first,
            "last_line": wanted.last,
        }
        if not is_same:
            if self._is_edited(row):
                self.kept.append(row)
            else:
                columns |= _columns(wanted, persons)
            columns["said"] = wanted.said(self.scope)
        changes = {name: value for name, value in columns.items() if getattr(row, name) != value}
        for name, value in changes.items():
            setattr(row, name, value)
        if changes:
            row.save(update_fields=[*changes])
            self.changed = True

    def _create(self, wanted: Wanted, position: int, persons: Persons) -> None:
        self.changed = True
        Passage.objects.create(
            **{self.field: self.owner},
            **_columns(wanted, persons),
            source=self.source,
            position=position,
            anchor=self._anchor(wanted),
            first_line=wanted.first,
            last_line=wanted.last,
            said=wanted.said(self.scope),
        )

    def _anchor(self, wanted: Wanted) -> str:
        words = slug(wanted.text[:200], fallback=wanted.kind, max_length=LONGEST_ANCHOR)
        sign = {"question": "q", "answer": "a", "text": "n"}.get(wanted.kind, wanted.kind[:2])
        return free(f"{sign}-{words}", self.anchors)


def _columns(wanted: Wanted, persons: Persons) -> dict[str, Any]:
    return {
        "kind": wanted.kind,
        "text": wanted.text,
        "markup": wanted.markup,
        "name": wanted.name,
        "person": persons.get(wanted.name),
        "number": wanted.number,
        "is_summary": wanted.is_summary,
    }


def free(first: str, taken: set[str]) -> str:
    """The name, with a number where it is taken; taken from now on."""
    chosen, number = first, 1
    while chosen in taken:
        number += 1
        chosen = f"{first}-{number}"
    taken.add(chosen)
    return chosen
