"""What the API says of events and talks: the only definition of their shapes."""

from typing import Any

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
    sources = SourceSerializer(source="loaded_origins", many=True)


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
    sources = SourceSerializer(source="loaded_origins", many=True)

    def get_packages(self, session: Any) -> list[str]:
        return [package.slug for package in session.loaded_packages]
