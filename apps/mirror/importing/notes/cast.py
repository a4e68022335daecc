"""Who took part in a session by its notes: merged with who is here already."""

from collections.abc import Iterable, Sequence

from apps.core.models import Source
from apps.core.naming import is_distinctive, is_placeholder, person_key
from apps.events.models import Appearance, Session
from apps.mirror.importing.merging import digest
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.passages import Persons
from apps.mirror.importing.people import People
from apps.mirror.notes import facts
from apps.mirror.notes.voices import among
from apps.mirror.problems import Notes
from apps.mirror.text import one_line, printable, shortened
from apps.people.models import Person

LONGEST_NAME = 200


class Cast:
    """Makes and merges appearances. Somebody known by a first name is only looked for here:
    among the people of the same session."""

    def __init__(self, source: Source, people: People) -> None:
        self.source = source
        self.people = people

    def hashes(self, fact: facts.SessionFact) -> list[str]:
        """What the source says now of who took part, for the next merge."""
        return [_digest(person) for person in fact.people]

    def merge(
        self,
        session: Session,
        fact: facts.SessionFact,
        before: Sequence[str] | None,
        report: NotesReport,
    ) -> tuple[Persons, bool]:
        """Bring appearances up to date; return persons by the names that the notes use."""
        rows = list(session.appearances.select_related("person").prefetch_related("person__names"))
        cast = [person for person in fact.people if person.role in Appearance.Role.values]
        persons = self._persons(session, fact, cast, rows, report)
        known = set(before or ())
        is_changed = False
        for position, person in enumerate(cast):
            found = persons.get(name_of(person))
            if found is None:
                continue
            row = _row_of(found, person, rows)
            if row is None and _digest(person) in known:
                continue  # taken away here
            if row is None:
                row = Appearance(session=session, person=found, role=person.role)
                row.position = position
                row.source = self.source
                rows.append(row)
            is_changed |= self._fill(row, person, report)
        is_changed |= self._remove_gone(rows, {p.pk for p in persons.values() if p}, known, fact)
        return persons, is_changed

    def _persons(
        self,
        session: Session,
        fact: facts.SessionFact,
        cast: Sequence[facts.PersonFact],
        rows: Iterable[Appearance],
        report: NotesReport,
    ) -> dict[str, Person | None]:
        names = [name_of(person) for person in cast]
        spoken = [shortened(printable(turn.by).strip(), LONGEST_NAME) for turn in fact.turns]
        here = Spellings(rows)
        persons = {name: here(name) for name in dict.fromkeys([*names, *spoken]) if name}
        unknown = [
            name
            for name, person in persons.items()
            if person is None
            and not is_placeholder(name)
            and (name in names or is_distinctive(name))
        ]
        notes = Notes(session.slug)
        persons |= self.people.named(unknown, session.event.series_id, notes)
        self.people.save_new()
        report.problems += notes.problems
        return persons

    def _fill(self, row: Appearance, person: facts.PersonFact, report: NotesReport) -> bool:
        """Set what the notes say and nobody edited here."""
        before = _columns(row)
        if row.role == Appearance.Role.SPEAKER and person.role != facts.Role.SPEAKER:
            row.role = person.role
        row.affiliations = row.affiliations or [
            shortened(one_line(each), 200) for each in person.affiliations if each.strip()
        ]
        row.nickname = row.nickname or shortened(one_line(person.nickname), 100)
        if person.statement is not None:
            self._state(row, person, report)
        if row.pk and before == _columns(row):
            return False
        row.save()
        return True

    def _state(self, row: Appearance, person: facts.PersonFact, report: NotesReport) -> None:
        statement = printable(person.statement or "").strip()
        is_ours = row.source_id == self.source.pk and digest(row.statement) == row.said
        if row.statement is None or is_ours:
            row.statement, row.said = statement, digest(statement)
            row.source = self.source
            row.first_line = person.span.first
            row.last_line = max(person.span.first, person.span.last)
        elif row.statement != statement and row.source_id == self.source.pk:
            report.kept.append(f"{row.session.title}: the statement of {row.person}")

    def _remove_gone(
        self,
        rows: Iterable[Appearance],
        there: set[int],
        before: set[str],
        fact: facts.SessionFact,
    ) -> bool:
        """Take away who the source named before and names no more, unless edited here."""
        gone = before - {_digest(person) for person in fact.people}
        removed = False
        for row in rows:
            is_ours = row.source_id == self.source.pk and digest(row.statement) == row.said
            if gone and row.person_id not in there and (is_ours or _is_bare(row, self.source)):
                row.delete()
                removed = True
        return removed


def name_of(person: facts.PersonFact) -> str:
    return shortened(one_line(person.name), LONGEST_NAME)


def _digest(person: facts.PersonFact) -> str:
    return digest([person.name, person.role])


def _is_bare(row: Appearance, source: Source) -> bool:
    return row.source_id == source.pk and row.statement is None


def _columns(row: Appearance) -> list[object]:
    lines = [row.source_id, row.first_line, row.last_line]
    return [row.role, [*row.affiliations], row.nickname, row.statement, row.said, *lines]


def _row_of(
    person: Person, fact: facts.PersonFact, rows: Iterable[Appearance]
) -> Appearance | None:
    """The appearance in this role, or as a speaker: of a panelist, a record says no more."""
    own = [row for row in rows if row.person_id == person.pk]
    in_role = [row for row in own if row.role == fact.role]
    as_speaker = [row for row in own if row.role == Appearance.Role.SPEAKER]
    by_anyhow = own if fact.role == facts.Role.SPEAKER else as_speaker
    return next(iter(in_role or by_anyhow), None)


class Spellings:
    """Finds people of a session by any spelling, or by what can mean only one of them."""

    def __init__(self, rows: Iterable[Appearance]) -> None:
        self.by_name: dict[str, Person] = {}
        self.by_key: dict[str, Person] = {}
        for row in rows:
            for name in (row.person.name, *(other.name for other in row.person.names.all())):
                self.by_name.setdefault(name, row.person)
                self.by_key.setdefault(person_key(name), row.person)
        self.voices = among(self.by_name)

    def __call__(self, name: str) -> Person | None:
        known = self.by_key.get(person_key(name))
        if known is None and not is_distinctive(name):
            known = self.by_name.get(self.voices.find(name))
        return known
