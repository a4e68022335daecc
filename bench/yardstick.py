"""The same talks as ordinary Django REST framework serves them, done well.

ModelSerializer, select_related and prefetch_related, page numbers and DRF's cursors: what a good
tutorial would write. Its JSON has the fields of ``apps.events.serializers.TalkCardSerializer``.
"""

import functools
import operator
from typing import Any

from django.db import models
from rest_framework import generics, pagination, renderers, serializers

from apps.core.models import Topic
from apps.events.models import Appearance, Event, Recording, Session


class EventSerializer(serializers.ModelSerializer[Event]):
    class Meta:
        model = Event
        fields = ("slug", "title")


class SpeakerSerializer(serializers.ModelSerializer[Appearance]):
    name = serializers.CharField(source="person.name")
    slug = serializers.CharField(source="person.slug")

    class Meta:
        model = Appearance
        fields = ("name", "slug", "role", "affiliations")


class TopicSerializer(serializers.ModelSerializer[Topic]):
    class Meta:
        model = Topic
        fields = ("name", "slug")


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    class Meta:
        model = Recording
        fields = ("url", "kind", "duration_seconds", "licence", "available", "thumbnail_url")


class TalkSerializer(serializers.ModelSerializer[Session]):
    event = EventSerializer()
    speakers = SpeakerSerializer(source="appearances", many=True)
    topics = TopicSerializer(many=True)
    recordings = RecordingSerializer(many=True)
    html_url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Session
        fields = (
            "id", "slug", "title", "html_url", "updated_at", "kind", "summary", "event",
            "speakers", "date", "language", "topics", "recordings",
        )  # fmt: skip


class Pages(pagination.LimitOffsetPagination):
    default_limit = 50
    max_limit = 200


class TalkRows(generics.GenericAPIView[Session]):
    """What both views read."""

    serializer_class = TalkSerializer
    permission_classes = ()
    renderer_classes = (renderers.JSONRenderer,)

    def get_queryset(self) -> models.QuerySet[Session]:
        return (
            Session.objects.published()
            .select_related("event")
            .prefetch_related("appearances__person", "topics", "recordings")
            .order_by("-date", "-pk")
        )


class Talks(TalkRows, generics.ListAPIView[Session]):
    pagination_class = Pages

    def filter_queryset(self, queryset: Any) -> Any:
        if event := self.request.query_params.get("event"):
            queryset = queryset.filter(event__slug=event)
        if topic := self.request.query_params.get("topic"):
            queryset = queryset.filter(topics__slug=topic)
        if word := self.request.query_params.get("q"):
            columns = ("title", "summary", "body")
            either = [models.Q(**{f"{name}__icontains": word}) for name in columns]
            queryset = queryset.filter(functools.reduce(operator.or_, either))
        return queryset


class AllTalks(TalkRows, generics.ListAPIView[Session]):
    pagination_class = None


class Talk(TalkRows, generics.RetrieveAPIView[Session]):
    pass
