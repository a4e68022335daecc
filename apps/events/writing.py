"""Talks as clients of the API write them."""

from typing import Any

from django.db import models
from rest_framework import serializers

from apps.catalog.writing import (
    MOST_PARTS,
    PartSerializer,
    PublicationWriteSerializer,
    Writer,
)
from apps.core.fields import SlugOf, Text
from apps.core.naming import slug
from apps.events.membership import may_organise, organised_events
from apps.events.models import Appearance, Event, Link, Recording, Session
from apps.people.models import Person


class SpeakerWriteSerializer(PartSerializer):
    """Somebody in a talk: a person who is here, by slug, or a new one, by name."""

    slug = SlugOf(queryset=Person.objects.all(), source="person", required=False)
    name = Text(max_length=200, required=False)

    class Meta:
        model = Appearance
        fields = ("slug", "name", "role", "affiliations", "nickname")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("person" in attrs) == ("name" in attrs):
            raise serializers.ValidationError("give either slug, of a person here, or name")
        return attrs


class RecordingWriteSerializer(PartSerializer):
    class Meta:
        model = Recording
        fields = ("url", "kind", "duration_seconds", "licence")


class LinkWriteSerializer(PartSerializer):
    class Meta:
        model = Link
        fields = ("url", "label")


class TalkWriteSerializer(PublicationWriteSerializer):
    """A talk. Speakers, recordings and links that are given replace those there were."""

    event = serializers.SlugRelatedField(slug_field="slug", queryset=Event.objects.all())
    session_kind = serializers.ChoiceField(Session.Kind.choices, source="kind", required=False)
    speakers = SpeakerWriteSerializer(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]
    recordings = RecordingWriteSerializer(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]
    links = LinkWriteSerializer(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]

    class Meta:
        model = Session
        fields = (
            "event", "title", "session_kind", "summary", "body", "markup", "language", "date",
            "starts_at", "room", "state", "topics", "speakers", "recordings", "links",
        )  # fmt: skip

    def validate_event(self, event: Event) -> Event:
        if self.instance and self.instance.event_id != event.pk:
            raise serializers.ValidationError("a talk stays with its event")
        return event

    def parts(self) -> tuple[str, ...]:
        return ("speakers", "recordings", "links")

    def write_parts(self, row: Any, parts: dict[str, Any]) -> None:
        if "speakers" in parts:
            self._appear(row, parts["speakers"])
        for name in {"recordings", "links"} & parts.keys():
            related = getattr(row, name)
            related.all().delete()
            given = {part["url"]: part for part in parts[name]}
            for position, part in enumerate(given.values()):
                related.create(position=position, **part)

    def _appear(self, row: Session, speakers: list[dict[str, Any]]) -> None:
        """Replace who appears. A statement stays with whoever still does."""
        said = {(a.person_id, a.role): a.statement for a in row.appearances.all()}
        row.appearances.all().delete()
        seen = set()
        for position, fields in enumerate(speakers):
            person = fields.pop("person", None) or new_person(fields.pop("name"))
            key = person.pk, fields.get("role", Appearance.Role.SPEAKER)
            if key not in seen:
                seen.add(key)
                statement = said.get(key)
                row.appearances.create(
                    person=person, position=position, statement=statement, **fields
                )

    def peers(self, row: Any) -> models.QuerySet[Any]:
        return Session.objects.filter(event=row.event)


def new_person(name: str) -> Person:
    """Somebody who is not here yet: a namesake is somebody else until an editor merges them."""
    wanted = slug(name, fallback="person")[:100]
    taken = set(Person.with_merged.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    free = wanted if wanted not in taken else next(s for s in numbered if s not in taken)
    return Person.objects.create(name=name, slug=free)


WRITER = Writer(
    serializer=TalkWriteSerializer,
    changeable=lambda user: Session.objects.filter(event__in=organised_events(user)),
    may_add=lambda user, fields: may_organise(user, fields["event"]),
)
