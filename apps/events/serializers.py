"""What the API says of events and talks: the only definition of their shapes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.catalog.serializers import (
    ApiAddress,
    OptionalAddress,
    PageAddress,
    RecordSerializer,
    SourceSerializer,
    TopicsField,
    address,
)
from apps.events.exchanges import in_exchanges


class SeriesRefSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    slug = serializers.CharField()
    html_url = PageAddress()


class VenueSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    url = OptionalAddress()


class PersonRefSerializer(serializers.Serializer[Any]):
    """A person as a talk or an event names them."""

    name = serializers.CharField(source="person.name")
    slug = serializers.CharField(source="person.slug")
    url = serializers.SerializerMethodField()
    role = serializers.CharField()

    def get_url(self, row: Any) -> str:
        return address("people", row.person.slug)


class SpeakerSerializer(PersonRefSerializer):
    """Somebody in a talk: speaker, moderator, panelist, host or audience."""

    affiliations = serializers.ListField(child=serializers.CharField())


class HeadCountSerializer(serializers.Serializer[Any]):
    """An uncertain count: the number said, and the bounds it lies in."""

    room = serializers.CharField()
    raw = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField()


class LinesSerializer(serializers.Serializer[Any]):
    """Where a part of a record was read: the lines of a source. Null what was written here."""

    source = serializers.CharField(source="source.name", default=None, allow_null=True)  # type: ignore[assignment]
    first_line = serializers.IntegerField(allow_null=True)
    last_line = serializers.IntegerField(allow_null=True)


class SaidSerializer(LinesSerializer):
    """Something with whoever said it: the name as written, and the person where they are known."""

    by = serializers.CharField(source="who")
    person = serializers.CharField(source="person.slug", default=None, allow_null=True)


class PassageSerializer(SaidSerializer):
    """One passage of the notes. ``anchor`` is its place on the talk's page, and stays."""

    anchor = serializers.CharField()
    position = serializers.IntegerField()
    kind = serializers.CharField()
    text = serializers.CharField()
    markup = serializers.CharField()
    is_summary = serializers.BooleanField()
    condition = serializers.CharField()


class ExchangeSerializer(PassageSerializer):
    """A question and what was said to it: answers, comments, interjections, in order."""

    number = serializers.IntegerField(allow_null=True)
    replies = PassageSerializer(many=True)


class FigureSerializer(SaidSerializer):
    """A number that was told, with the bounds it lies in; reached, or aimed at."""

    what = serializers.CharField()
    unit = serializers.CharField()
    measure = serializers.CharField()
    as_of = serializers.DateField(allow_null=True)
    package = serializers.CharField(source="package.slug", default=None, allow_null=True)
    raw = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField()


class IncidentSerializer(SaidSerializer):
    """Something that went wrong: symptom, suspected cause, mend."""

    device = serializers.CharField()
    place = serializers.CharField()
    symptom = serializers.CharField()
    suspected_cause = serializers.CharField()
    mend = serializers.CharField()


class AppearanceSerializer(SpeakerSerializer, LinesSerializer):
    """Somebody in a talk, whole. ``statement``: null where none was noted, "" where left blank."""

    nickname = serializers.CharField()
    statement = serializers.CharField(allow_null=True)
    anchor = serializers.SerializerMethodField()

    def get_anchor(self, row: Any) -> str:
        return f"p-{row.person.slug}"


class EventCardSerializer(RecordSerializer):
    """An event as lists show it."""

    record_kind = "event"

    url = ApiAddress("events")
    event_kind = serializers.CharField(source="kind")
    summary = serializers.CharField()
    series = SeriesRefSerializer(allow_null=True)
    venue = VenueSerializer(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()
    talk_count = serializers.IntegerField()


class EventSerializer(EventCardSerializer):
    """An event with everything but its talks, which are at ``talks/?event={slug}``."""

    body = serializers.CharField()
    markup = serializers.CharField()
    homepage = OptionalAddress(source="url")
    organisers = PersonRefSerializer(source="loaded_organisers", many=True)
    sponsors = serializers.ListField(child=serializers.CharField())
    attendance = HeadCountSerializer(source="loaded_head_counts", many=True)
    caveat = serializers.CharField(help_text="What the note-taker asks readers to bear in mind")
    notes = serializers.SerializerMethodField(help_text="What was noted outside the talks")
    figures = FigureSerializer(source="loaded_figures", many=True)
    incidents = IncidentSerializer(source="loaded_incidents", many=True)
    sources = SourceSerializer(source="loaded_origins", many=True)

    @extend_schema_field(PassageSerializer(many=True))
    def get_notes(self, event: Any) -> Any:
        return _passages.to_representation(event.loaded_passages)


class EventRefSerializer(serializers.Serializer[Any]):
    """An event as its talks name it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = ApiAddress("events")


class RecordingSerializer(serializers.Serializer[Any]):
    """Where a talk can be watched. ``available`` is null until it was looked at."""

    url = OptionalAddress()
    kind = serializers.CharField()
    duration_seconds = serializers.IntegerField(allow_null=True)
    licence = serializers.CharField()
    available = serializers.BooleanField(allow_null=True)
    thumbnail_url = OptionalAddress()


class LinkSerializer(serializers.Serializer[Any]):
    url = OptionalAddress()
    label = serializers.CharField()  # type: ignore[assignment]


class TalkCardSerializer(RecordSerializer):
    """A talk as lists show it. ``session_kind`` tells a panel from a keynote."""

    record_kind = "talk"

    url = ApiAddress("talks", "pk")
    session_kind = serializers.CharField(source="kind")
    summary = serializers.CharField()
    event = EventRefSerializer()
    speakers = SpeakerSerializer(source="loaded_appearances", many=True)
    date = serializers.SerializerMethodField()
    language = serializers.CharField()
    topics = TopicsField()
    recordings = RecordingSerializer(source="loaded_recordings", many=True)

    def get_date(self, session: Any) -> str | None:
        date = session.date or session.event.starts_on
        return date and date.isoformat()


class TalkSerializer(TalkCardSerializer):
    """A talk with everything that is known of it."""

    body = serializers.CharField()
    markup = serializers.CharField()
    room = serializers.CharField()
    starts_at = serializers.DateTimeField(allow_null=True)
    links = LinkSerializer(source="loaded_links", many=True)
    packages = serializers.SerializerMethodField(help_text="Normalised names (PEP 503)")
    appearances = AppearanceSerializer(source="loaded_appearances", many=True)
    notes = serializers.SerializerMethodField(help_text="What was noted outside the exchanges")
    exchanges = serializers.SerializerMethodField(help_text="Questions, with what was replied")
    figures = FigureSerializer(source="loaded_figures", many=True)
    sources = SourceSerializer(source="loaded_origins", many=True)

    def get_packages(self, session: Any) -> list[str]:
        return [package.slug for package in session.loaded_packages]

    @extend_schema_field(PassageSerializer(many=True))
    def get_notes(self, session: Any) -> Any:
        found = in_exchanges(session.loaded_passages)
        return _passages.to_representation([row.passage for row in found if not row.is_question])

    @extend_schema_field(ExchangeSerializer(many=True))
    def get_exchanges(self, session: Any) -> Any:
        found = [row for row in in_exchanges(session.loaded_passages) if row.is_question]
        return [
            _exchange.to_representation(row.passage)
            | {"replies": _passages.to_representation(row.replies)}
            for row in found
        ]


_passages = PassageSerializer(many=True)
_exchange = ExchangeSerializer()
_exchange.fields.pop("replies")
