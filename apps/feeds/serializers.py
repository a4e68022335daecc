"""What the API says of feeds and entries: the only definition of their shapes."""

from datetime import datetime
from typing import Any

from django.utils.encoding import iri_to_uri
from rest_framework import serializers

from apps.catalog.serializers import (
    HOST,
    ApiAddress,
    HtmlField,
    OptionalAddress,
    PageAddress,
    RecordSerializer,
    TopicsField,
    address,
)


class Moment(serializers.DateTimeField):
    """A moment as PostgreSQL gives it, in UTC: nothing to convert, as thousands are published."""

    def to_representation(self, value: Any) -> Any:
        return _moment(value)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None


class WriterSerializer(serializers.Serializer[Any]):
    """A person as their feed or entry names them."""

    name = serializers.CharField()
    slug = serializers.CharField()
    url = ApiAddress("people")


class FeedCardSerializer(RecordSerializer):
    """A feed as lists show it. When it was last asked is on its page, which changes each time."""

    record_kind = "feed"

    updated_at = Moment()
    url = ApiAddress("feeds")
    feed_url = OptionalAddress(source="url")
    homepage = OptionalAddress(source="site_url")
    summary = serializers.CharField()
    owner = WriterSerializer(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()
    status = serializers.CharField()
    status_reason = serializers.CharField()
    silent_since = Moment(allow_null=True)
    newest_at = Moment(allow_null=True)
    entry_count = serializers.IntegerField()


class FeedSerializer(FeedCardSerializer):
    """A feed with what the planet takes of it. Its entries: ``entries/?feed={slug}``."""

    tags_wanted = serializers.ListField(child=serializers.CharField())
    words_wanted = serializers.ListField(child=serializers.CharField())
    words_unwanted = serializers.ListField(child=serializers.CharField())
    daily_limit = serializers.IntegerField()


class FeedRefSerializer(serializers.Serializer[Any]):
    """A feed as its entries name it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = ApiAddress("feeds")
    html_url = PageAddress()

    def to_representation(self, feed: Any) -> Any:
        """Made once for all the entries of a feed that are published together."""
        made = feed.__dict__.get("_as_reference")
        if made is None:
            made = feed.__dict__["_as_reference"] = super().to_representation(feed)
        return made


class EnclosureSerializer(serializers.Serializer[Any]):
    """A file that belongs to an entry, such as an episode; its length in bytes where known."""

    url = OptionalAddress()
    type = serializers.CharField()
    length = serializers.IntegerField(allow_null=True)

    def to_representation(self, enclosure: Any) -> Any:
        return enclosure


class EntryCardSerializer(RecordSerializer):
    """An entry as lists show it. ``river_at`` is its place, decided when it was first seen."""

    record_kind = "entry"

    updated_at = Moment()
    url = ApiAddress("entries", "pk")
    link = OptionalAddress()
    summary = serializers.CharField()
    feed = FeedRefSerializer()
    authors = serializers.ListField(child=serializers.CharField())
    author = WriterSerializer(allow_null=True)
    language = serializers.CharField()
    topics = TopicsField()
    tags = serializers.ListField(child=serializers.CharField())
    published_at = Moment(allow_null=True)
    revised_at = Moment(allow_null=True)
    first_seen_at = Moment()
    edited_at = Moment(allow_null=True)
    river_at = Moment()
    on_river = serializers.BooleanField()


class EntrySerializer(EntryCardSerializer):
    """An entry with its content, which is safe HTML."""

    guid = serializers.CharField()
    content = HtmlField()
    enclosures = EnclosureSerializer(many=True)

    def to_representation(self, entry: Any) -> dict[str, Any]:
        """What the fields above would make, one after the other, in a fifth of the time: a planet
        that is read for the first time has tens of thousands. A test holds it against them.
        """
        fields = self.fields
        return {
            "id": entry.pk,
            "kind": self.record_kind,
            "slug": entry.slug,
            "title": entry.title,
            "html_url": HOST + entry.get_absolute_url(),
            "updated_at": _moment(entry.updated_at),
            "source": self.get_source(entry),
            "url": address("entries", entry.pk),
            "link": iri_to_uri(entry.link) or None,
            "summary": entry.summary,
            "feed": fields["feed"].to_representation(entry.feed),
            "authors": entry.authors,
            "author": entry.author and fields["author"].to_representation(entry.author),
            "language": entry.language,
            "topics": fields["topics"].to_representation(entry.loaded_topic_links),
            "tags": entry.tags,
            "published_at": _moment(entry.published_at),
            "revised_at": _moment(entry.revised_at),
            "first_seen_at": _moment(entry.first_seen_at),
            "edited_at": _moment(entry.edited_at),
            "river_at": _moment(entry.river_at),
            "on_river": entry.on_river,
            "guid": entry.guid,
            "content": entry.content,
            "enclosures": entry.enclosures,
        }
