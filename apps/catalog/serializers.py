"""What every record of the API has in common."""

from typing import Any, ClassVar
from urllib.parse import quote

from django.db import models
from django.utils.encoding import iri_to_uri
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.models import TopicLink

#: Stands for scheme and host in what is serialised (``catalog.serving`` puts in those asked for).
#: No text of a record can hold it: PostgreSQL stores no NUL.
HOST = "\0"


def address(*parts: object) -> str:
    """Address of an API resource, its host left open: ``address("events", "pycon-us-2009")``."""
    return f"{HOST}/api/v1/{'/'.join(quote(str(part), safe='') for part in parts)}/"


def loaded(relation: str, rows: models.QuerySet[Any]) -> "models.Prefetch[str]":
    """Prefetch a relation as the list ``loaded_{relation}``.

    A list costs a fraction of the manager and queryset that each row would get otherwise.
    """
    return models.Prefetch(relation, rows, to_attr=f"loaded_{relation}")


def loaded_topics() -> "models.Prefetch[str]":
    """What ``TopicsField`` reads."""
    return loaded("topic_links", TopicLink.objects.select_related("tag").order_by("tag__slug"))


class OptionalAddress(serializers.URLField):
    """An address elsewhere as a URI (RFC 3986), or null where none is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, read_only=True, **kwargs)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return iri_to_uri(value) or None


class HtmlField(serializers.CharField):
    """A text of any length as safe HTML. Tables leave it out: spreadsheets have room for 32,767
    characters in a cell, and no use for markup.
    """


class AddressField(serializers.URLField):
    """An absolute address that the serializer makes of the whole row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)


class ApiAddress(AddressField):
    """Where the API has the row: ``{plural}/{lookup value}/``."""

    def __init__(self, plural: str, lookup: str = "slug", **kwargs: Any) -> None:
        self.plural, self.lookup = plural, lookup
        super().__init__(**kwargs)

    def to_representation(self, row: Any) -> str:
        return address(self.plural, getattr(row, self.lookup))


class PageAddress(AddressField):
    """Where readers see the row."""

    def to_representation(self, row: Any) -> str:
        return HOST + row.get_absolute_url()


class TopicRefSerializer(serializers.Serializer[Any]):
    """A topic as other records name it."""

    name = serializers.CharField()
    slug = serializers.CharField()
    url = ApiAddress("topics")


class SourceSerializer(serializers.Serializer[Any]):
    """Where a record came from, and the lines of the source if it came from a part of it."""

    name = serializers.CharField(source="source.name")
    url = OptionalAddress(source="source.url")
    author = serializers.CharField(source="source.author")
    licence = serializers.CharField(source="source.licence")
    key = serializers.CharField()
    first_line = serializers.IntegerField(allow_null=True)
    last_line = serializers.IntegerField(allow_null=True)


class CorrectionSerializer(serializers.Serializer[Any]):
    """What was wrong, since when that is known, and who pointed it out."""

    text = serializers.CharField()
    made_on = serializers.DateField(allow_null=True)
    credit = serializers.CharField()


_source = SourceSerializer()


class RecordSerializer(serializers.Serializer[Any]):
    """The fields of every record. A kind's serializer adds its own and names its address."""

    record_kind: ClassVar[str]

    id = serializers.IntegerField(source="pk")
    kind = serializers.SerializerMethodField()
    slug = serializers.CharField()
    title = serializers.CharField()
    html_url = PageAddress()
    updated_at = serializers.DateTimeField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]

    def get_kind(self, row: Any) -> str:
        return self.record_kind

    @extend_schema_field(SourceSerializer(allow_null=True))
    def get_source(self, row: Any) -> Any:
        origins = getattr(row, "loaded_origins", None)
        return _source.to_representation(origins[0]) if origins else None


@extend_schema_field(TopicRefSerializer(many=True))
class TopicsField(serializers.Field[Any, Any, Any, Any]):
    """The topics of a record, by name."""

    def __init__(self) -> None:
        super().__init__(source="loaded_topic_links", read_only=True)

    def to_representation(self, links: Any) -> list[dict[str, str]]:
        topics = sorted((link.tag for link in links), key=lambda tag: tag.name.casefold())
        return [
            {"name": topic.name, "slug": topic.slug, "url": address("topics", topic.slug)}
            for topic in topics
        ]
