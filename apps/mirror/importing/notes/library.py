"""Notes, reviews and guides that stand in the same documents as events."""

from collections.abc import Iterable
from typing import Any

from apps.core.models import Publication, Source
from apps.guides import sectioning
from apps.guides.models import (
    Contributor,
    Guide,
    GuideOrigin,
    Note,
    NoteCorrection,
    NoteOrigin,
    Technology,
)
from apps.mirror.importing.merging import digest
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.porting import Ports
from apps.mirror.importing.notes.records import Records, Said, known_by_title
from apps.mirror.importing.people import People
from apps.mirror.importing.topics import Topics
from apps.mirror.notes import facts
from apps.mirror.problems import Notes
from apps.mirror.text import is_web_address, one_line, printable, shortened
from apps.people.models import Person
from apps.reviews import isbn
from apps.reviews.models import Book, BookAuthor, BookOrigin, Review, ReviewOrigin

Changed = dict[str, list[int]]


class Library:
    """Stores entries that are no events, in the caller's transaction."""

    def __init__(self, source: Source, people: People) -> None:
        self.source = source
        self.people = people
        self.topics = Topics()
        self.ports = Ports(source)
        self.notes = Records(source, Note, NoteOrigin, "note")
        self.guides = Records(source, Guide, GuideOrigin, "guide")
        self.reviews = Records(source, Review, ReviewOrigin, "review")
        self.books = Records(source, Book, BookOrigin, "book")

    def store(
        self, key: str, reading: facts.Reading, entry: facts.Entry, report: NotesReport
    ) -> Changed:
        """Store one entry; return what must be published."""
        match entry:
            case facts.NoteFact():
                return self._note(key, reading, entry, report)
            case facts.ReviewFact():
                return self._review(key, reading, entry, report)
            case facts.GuideFact():
                return self._guide(key, reading, entry, report)
        return {}

    def _note(
        self, key: str, reading: facts.Reading, fact: facts.NoteFact, report: NotesReport
    ) -> Changed:
        author = self._person(fact.author, report)
        is_address = is_web_address(fact.answers)
        fields = {
            "title": _title(fact.title),
            "body": printable(fact.body.text),
            "markup": str(reading.markup),
            "author": author,
            "author_name": "" if author else _name(fact.author),
            "written_on": fact.date,
            "answers_url": shortened(fact.answers, 1000) if is_address else "",
            "answers_name": "" if is_address else shortened(one_line(fact.answers), 300),
        }
        said = _said(key, reading, fact, fields)
        row, is_changed = self.notes.store(said, report)
        if is_changed:
            self._tag(row, fact.topics)
            if not row.corrections.exists():
                NoteCorrection.objects.bulk_create(
                    NoteCorrection(
                        note=row, text=printable(text), credit=shortened(one_line(by), 200)
                    )
                    for text, by in fact.corrections
                )
        told = self.ports.store_noted(key, fact, author, report)
        return ({"note": [row.pk]} if is_changed else {}) | told

    def _review(
        self, key: str, reading: facts.Reading, fact: facts.ReviewFact, report: NotesReport
    ) -> Changed:
        book, book_changed = self._book(key, reading, fact, report)
        reviewer = self._person(fact.reviewer, report)
        texts = ("disclosure", "preamble", "postscript", "verdict")
        fields = {
            "title": _title(fact.book_title),
            "book": book,
            "body": printable(fact.body.text),
            "markup": str(reading.markup),
            "reviewer": reviewer,
            "reviewer_name": "" if reviewer else _name(fact.reviewer),
            "written_on": fact.date,
            **{name: printable(getattr(fact, name)) for name in texts},
        }
        row, is_changed = self.reviews.store(_said(key, reading, fact, fields), report)
        if is_changed:
            self._tag(row, fact.topics)
        published = {"review": [row.pk]} if is_changed else {}
        return published | ({"book": [book.pk]} if book_changed else {})

    def _book(
        self, key: str, reading: facts.Reading, fact: facts.ReviewFact, report: NotesReport
    ) -> tuple[Book, bool]:
        title = _title(fact.book_title)
        fields = {
            "title": title,
            "subtitle": shortened(one_line(fact.subtitle), 300),
            "publisher": shortened(one_line(fact.publisher), 200),
        }
        known = self._by_isbn(fact.isbn) or known_by_title(Book, title)
        if (number := _isbn(fact.isbn)) and (known is None or getattr(known, "isbn", "") == number):
            fields["isbn"] = number
        told = [fields, list(fact.authors)]
        said = Said(key=key, file=reading.name, fact=told, span=fact.span, fields=fields)
        book, is_changed = self.books.store(said, report, row=known)
        if is_changed and not book.authors.exists():
            for position, name in enumerate(fact.authors):
                person = self._person(name, report)
                shown = "" if person else _name(name)
                if person or shown:
                    BookAuthor.objects.create(
                        book=book, person=person, name=shown, position=position
                    )
        return book, is_changed

    def _by_isbn(self, raw: str) -> Book | None:
        number = _isbn(raw)
        return Book.objects.filter(isbn=number).first() if number else None

    def _guide(
        self, key: str, reading: facts.Reading, fact: facts.GuideFact, report: NotesReport
    ) -> Changed:
        fields = {
            "title": _title(fact.title),
            "summary": printable(fact.abstract),
            "body": printable(fact.body.text),
            "markup": str(reading.markup),
            "release": shortened(one_line(fact.release), 50),
            "released_on": fact.date,
        }
        known = None
        if not GuideOrigin.objects.filter(source=self.source, key=key).exists():
            known = known_by_title(Guide, _title(fact.title))
        if known and GuideOrigin.objects.filter(source=self.source, guide_id=known.pk).exists():
            known = None  # two documents of one source are two guides, alike as they are called
        if known and known.body and known.body != fields["body"]:
            report.doubtful.append(f"{reading.name}: may be the guide {known.slug!r}: kept apart")
            known = None
        row, is_changed = self.guides.store(_said(key, reading, fact, fields), report, row=known)
        if not is_changed:
            return {}
        self._tag(row, fact.topics)
        self._contributors(row, fact, report)
        self._sections(key, row, fact, report)
        return {"guide": [row.pk]}

    def _contributors(self, guide: Guide, fact: facts.GuideFact, report: NotesReport) -> None:
        if guide.contributors.exists():
            return
        roles = Contributor.Role
        named = [(name, roles.AUTHOR) for name in fact.authors]
        named += [(name, roles.EDITOR) for name in fact.editors]
        for position, (name, role) in enumerate(dict.fromkeys(named)):
            person = self._person(name, report)
            shown = "" if person else _name(name)
            if (person or shown) and not (
                person and guide.contributors.filter(person=person, role=role).exists()
            ):
                Contributor.objects.create(
                    guide=guide, person=person, name=shown, role=role, position=position
                )

    def _sections(self, key: str, guide: Guide, fact: facts.GuideFact, report: NotesReport) -> None:
        """Sections keep their anchors; one whose text was edited here keeps its text."""
        origin = GuideOrigin.objects.get(source=self.source, key=key)
        before = origin.extra.get("sections", {})
        headings = [_Heading(section) for section in fact.sections]
        kept = {}
        for section, told in zip(sectioning.place(guide, headings), fact.sections, strict=True):
            text = printable(told.body.text)
            is_edited = section.pk and before.get(section.anchor) != digest(section.body)
            if is_edited and section.body != text:
                report.kept.append(f"{guide.title}: {section.title}")
            else:
                section.body = text
            section.save()
            kept[section.anchor] = digest(text)
        there = set(guide.technologies.values_list("name", flat=True))
        for position, technology in enumerate(fact.technologies):
            name = shortened(one_line(technology.name), 200)
            if name and name not in there:
                there.add(name)
                status = technology.status
                known = status in Technology.Status.values
                Technology.objects.create(
                    guide=guide,
                    name=name,
                    status=status if known else Technology.Status.UNKNOWN,
                    said="" if known else shortened(one_line(status), 200),
                    limits=printable(technology.limits),
                    position=position,
                )
        origin.extra["sections"] = kept
        origin.save(update_fields=["extra"])

    def _person(self, name: str, report: NotesReport) -> Person | None:
        """Somebody with a name of their own; a first name alone stays a name."""
        shown = _name(name)
        if not self.people.knows_apart(shown):
            return None
        notes = Notes(shown)
        found = self.people.named([shown], None, notes).get(shown)
        self.people.save_new()
        report.problems += notes.problems
        return found

    def _tag(self, row: Publication, names: Iterable[str]) -> None:
        topics = self.topics.named([t for name in names if (t := shortened(one_line(name), 100))])
        self.topics.save_new()
        row.topics.add(*topics)


class _Heading:
    """A section's heading as rows can hold it."""

    def __init__(self, fact: facts.SectionFact) -> None:
        self.number = shortened(one_line(fact.number), 20)
        self.title = shortened(one_line(fact.title), 300) or "Untitled"
        self.level = fact.level


def _said(key: str, reading: facts.Reading, fact: Any, fields: dict[str, Any]) -> Said:
    return Said(
        key=key,
        file=reading.name,
        fact=fact,
        span=fact.span,
        fields=fields,
        extra=reading.extra if fact is reading.entries[0] else {},
    )


def _title(title: str) -> str:
    return shortened(one_line(title), 300) or "Untitled"


def _name(name: str) -> str:
    return shortened(one_line(name), 200)


def _isbn(raw: str) -> str:
    try:
        return isbn.parse(raw) if raw.strip() else ""
    except isbn.IsbnError:
        return ""
