"""Topics as a kind of record: what they gather is counted in the catalog itself."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Func, OuterRef, Q, Subquery
from rest_framework import serializers

from apps.catalog import kinds
from apps.catalog.models import Document
from apps.catalog.serializers import ApiAddress, RecordSerializer
from apps.core.models import Topic, TopicLink


class TopicSerializer(RecordSerializer):
    """A topic and how much has it."""

    record_kind = "topic"

    title = serializers.CharField(source="name")
    url = ApiAddress("topics")
    record_count = serializers.IntegerField(help_text="Talks, events and everything else")


class _Array(Func):
    """An SQL array of the given expressions."""

    template = "ARRAY[%(expressions)s]::varchar[]"


def topics_in_use() -> models.QuerySet[Topic]:
    """Topics that something public has, with how much."""
    having = Document.objects.filter(
        withdrawn_at__isnull=True, topics__contains=_Array(OuterRef("slug"))
    )
    count = having.order_by().annotate(n=Func("pk", function="COUNT")).values("n")
    return Topic.objects.annotate(
        record_count=Subquery(count, output_field=models.IntegerField())
    ).filter(record_count__gt=0)


def topic_entry(topic: Any) -> kinds.Entry:
    return kinds.Entry(
        slug=topic.slug,
        title=topic.name,
        weight=topic.record_count,
        texts=(topic.name, "", "", ""),
    )


def tagged_rows(ids: Iterable[int]) -> kinds.Touched:
    """The records that have these topics: they show the topic's name."""
    links = TopicLink.objects.filter(Q(tag__in=list(ids))).values_list("content_type", "object_id")
    touched: dict[str, set[int]] = {}
    names = {ContentType.objects.get_for_model(kind.model).pk: kind.name for kind in kinds.kinds()}
    for content_type, object_id in links:
        if name := names.get(content_type):
            touched.setdefault(name, set()).add(object_id)
    return touched


kinds.register(
    kinds.Kind(
        name="topic",
        plural="topics",
        model=Topic,
        rows=topics_in_use,
        card=TopicSerializer,
        detail=TopicSerializer,
        entry=topic_entry,
        touches=tagged_rows,
        order="title",
    )
)
