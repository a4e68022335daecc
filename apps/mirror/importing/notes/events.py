"""An event that notes tell of: found by its origin, by --event, by title and year, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType

from apps.core import estimates
from apps.core.markup import Markup
from apps.core.models import Source, TopicLink
from apps.events.models import Event, EventOrigin, HeadCount, Organiser, Venue
from apps.mirror.importing.event_finding import event_slug, find_event
from apps.mirror.importing.merging import digest, digests, items_changed, merged
from apps.mirror.importing.notes.documents import Work
from apps.mirror.importing.notes.outcomes import NotesReport
from apps.mirror.importing.notes.passages import PassageMerge, free
from apps.mirror.importing.notes.wanted import texts_of
from apps.mirror.importing.people import People
from apps.mirror.importing.rows import update_rows
from apps.mirror.importing.topics import Topics
from apps.mirror.notes import facts
from apps.mirror.problems import Notes
from apps.mirror.pyvideo.topics import topic_key
from apps.mirror.text import is_web_address, one_line, printable, shortened

LARGEST = 2**31 - 1
ROLES = {facts.Role.HOST: Organiser.Role.HOST, facts.Role.NOTES: Organiser.Role.NOTES}
#: Beyond what a wrong date or a weekend explains
DAYS_APART = 3
#: Between the passages of one document and the next
DOCUMENT_STEP = 10_000


@dataclass(slots=True)
class Stored:
    """An event as it is now."""

    event: Event
    origin: EventOrigin
    is_new: bool
    is_changed: bool


class NotedEvents:
    """Events of one source of notes, in the caller's transaction."""

    def __init__(self, source: Source, people: People, chosen: Mapping[str, str]) -> None:
        self.source = source
        self.people = people
        self.topics = Topics()
        self.chosen = chosen

    @cached_property
    def origins(self) -> dict[str, EventOrigin]:
        found = EventOrigin.objects.filter(source=self.source).select_related("event")
        return {origin.key: origin for origin in found}

    @cached_property
    def _events(self) -> dict[str, Event]:
        return Event.objects.in_bulk(field_name="slug")

    def store(self, work: Work, report: NotesReport) -> Stored:
        """Bring the event's own row, and what hangs on it, up to what the notes say."""
        fact = work.event
        assert fact is not None
        said = _said(fact)
        origin = self.origins.get(work.key)
        event = origin.event if origin else self._find(work, fact, report)
        is_new = event is None
        if event is None:
            event = self._create(said, report)
        before = origin.field_hashes if origin else {}
        columns = {} if is_new else _columns(merged(said, before, _here(event)))
        update_rows([(event, columns)])
        if origin is None:
            origin = EventOrigin(source=self.source, key=work.key, event=event)
            self.origins[work.key] = origin
        stored = Stored(event, origin, is_new, is_changed=is_new or bool(columns))
        hashes = self._parts(work, fact, stored, before, report)
        span = fact.span if len(work.documents) == 1 else None
        origin.first_line, origin.last_line = (span.first, span.last) if span else (None, None)
        origin.field_hashes = digests(said) | hashes
        if stored.is_changed and not is_new:
            update_rows([(event, {"language": event.language})])
            report.changed.append(f"{event.title} (/events/{event.slug}/)")
        return stored

    def _find(self, work: Work, fact: facts.EventFact, report: NotesReport) -> Event | None:
        chosen = self.chosen.get(work.key) or self.chosen.get("")
        if chosen:
            return self._events[chosen]
        year = fact.starts_on.year if fact.starts_on else None
        others = [e for e in self._events.values() if not _is_another_meeting(fact, e)]
        found = find_event(fact.title, year, others)
        if found.event:
            report.joined.append(f"{fact.title}: the event {found.event.slug!r} that is here")
        for event in found.doubtful:
            report.doubtful.append(
                f"{fact.title} ({work.key}) may be the event {event.slug!r}: kept apart; "
                f"--event {work.key}={event.slug} joins them"
            )
        return found.event

    def _create(self, said: Mapping[str, Any], report: NotesReport) -> Event:
        slug = free(event_slug(said["title"]), set(self._events))
        event = Event.objects.create(slug=slug, **_columns(said))
        self._events[slug] = event
        report.made.append(f"{event.title} (/events/{slug}/)")
        return event

    def _parts(
        self,
        work: Work,
        fact: facts.EventFact,
        stored: Stored,
        before: Mapping[str, Any],
        report: NotesReport,
    ) -> dict[str, Any]:
        changes = [
            self._venue(fact, stored.event),
            self._topics(fact, stored.event, before.get("topics")),
            self._organisers(fact, stored.event, before.get("people"), report),
            _head_count(fact, stored.event, before.get("head_count")),
        ]
        passages, is_changed = self._passages(work, stored.event, before.get("passages"), report)
        stored.is_changed |= any(changes) or is_changed
        return {
            "topics": [digest(topic_key(name)) for name in fact.topics],
            "people": [digest(person.name) for person in fact.people],
            "head_count": digest(fact.head_count),
            "passages": passages,
        }

    def _venue(self, fact: facts.EventFact, event: Event) -> bool:
        place = shortened(one_line(fact.location), 100)
        if not place or event.venue_id:
            return False
        event.venue, _ = Venue.objects.get_or_create(name="", city=place, country="")
        event.save(update_fields=["venue"])
        return True

    def _topics(self, fact: facts.EventFact, event: Event, before: Sequence[str] | None) -> bool:
        names = {topic_key(name): shortened(one_line(name), 100) for name in fact.topics}
        added, _ = items_changed(list(names), before)
        topics = self.topics.named([names[key] for key in added if names[key]])
        self.topics.save_new()
        kind = ContentType.objects.get_for_model(Event)
        own = TopicLink.objects.filter(content_type=kind, object_id=event.pk)
        here = set(own.values_list("tag", flat=True))
        links = [
            TopicLink(tag=topic, content_type=kind, object_id=event.pk)
            for topic in topics
            if topic.pk not in here
        ]
        TopicLink.objects.bulk_create(links)
        return bool(links)

    def _organisers(
        self,
        fact: facts.EventFact,
        event: Event,
        before: Sequence[str] | None,
        report: NotesReport,
    ) -> bool:
        added, _ = items_changed([person.name for person in fact.people], before)
        other = Organiser.Role.ORGANISER
        roles = {person.name: ROLES.get(person.role, other) for person in fact.people}
        notes = Notes(event.slug)
        persons = self.people.named(
            [shortened(one_line(name), 200) for name in added], event.series_id, notes
        )
        self.people.save_new()
        report.problems += notes.problems
        position = event.organisers.count()
        made = False
        for number, name in enumerate(added):
            person = persons.get(shortened(one_line(name), 200))
            if person is not None:
                _, is_new = Organiser.objects.get_or_create(
                    event=event,
                    person=person,
                    role=roles[name],
                    defaults={"position": position + number},
                )
                made |= is_new
        return made

    def _passages(
        self, work: Work, event: Event, before: Mapping[str, Any] | None, report: NotesReport
    ) -> tuple[dict[str, list[str]], bool]:
        """What documents say that belongs to no session."""
        kept, is_changed = {}, False
        known = dict(before or {})
        for number, document in enumerate(work.documents):
            fact = document.event
            bodies = [fact.body, *(survey.body for survey in fact.surveys)]
            markup = Markup(document.markup)
            wanted = [text for body in bodies for text in texts_of(body, markup, set())]
            merge = PassageMerge(self.source, document.key, event)
            earlier = known.pop(document.key, [])
            if wanted or earlier:
                kept[document.key] = merge.merge(wanted, earlier, {}, number * DOCUMENT_STEP)
            is_changed |= merge.changed
            report.kept += [f"{event.title}: {row.text[:60]}" for row in merge.kept]
        return kept | known, is_changed  # what documents said that are gone stays


def _is_another_meeting(fact: facts.EventFact, event: Event) -> bool:
    """A group meets several times a year under one name: days tell its meetings apart."""
    if fact.kind != "meetup" or not (fact.starts_on and event.starts_on):
        return False
    return abs((fact.starts_on - event.starts_on).days) > DAYS_APART


def _head_count(fact: facts.EventFact, event: Event, before: str | None) -> bool:
    raw = shortened(one_line(fact.head_count), 100)
    if not raw or digest(fact.head_count) == before or event.head_counts.filter(room="").exists():
        return False
    estimate = estimates.read(raw)
    if (estimate.high or 0) <= LARGEST:
        HeadCount.of(estimate, event=event).save()
        return True
    return False


def _said(fact: facts.EventFact) -> dict[str, Any]:
    start, end = fact.starts_on, fact.ends_on or fact.starts_on
    if start and end and end < start:
        end = start
    kinds = set(Event.Kind.values)
    is_address = is_web_address(fact.url) and len(fact.url) <= 500
    return {
        "title": shortened(one_line(fact.title), 300) or "Untitled",
        "summary": printable(fact.summary).strip(),
        "kind": fact.kind if fact.kind in kinds else Event.Kind.CONFERENCE,
        "url": fact.url if is_address else "",
        "language": one_line(fact.language)[:10],
        "days": [start, end] if start else None,
    }


def _here(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "summary": event.summary,
        "kind": event.kind,
        "url": event.url,
        "language": event.language,
        "days": [event.starts_on, event.ends_on] if event.starts_on else None,
    }


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in said.items() if name != "days"}
    if "days" in said:
        columns["starts_on"], columns["ends_on"] = said["days"] or (None, None)
    return columns
